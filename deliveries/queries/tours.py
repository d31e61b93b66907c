"""Planned tours as the dispatcher reads them."""

from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Count
from django.db.models.functions import TruncDate

from cooperatives.queries.here import cooperative_here
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.loads import Capacity
from deliveries.domain.tour_plans import PlanState
from deliveries.models import Order, PlannedStop, Task, Tour, TourPlan
from deliveries.queries.tour_problem import terms_of_tours
from members.queries.roster import ShiftOfDay, Worker, everyone, shifts_touching

AHEAD = timedelta(days=14)


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order that may be planned, with its two ends."""

    order: Order
    pickup: Task
    dropoff: Task
    is_planned: bool


@dataclass(frozen=True, slots=True)
class StopOfPlan:
    """A planned stop with where it is and when it may be."""

    stop: PlannedStop
    task: Task
    load: Capacity

    @property
    def id(self) -> str:
        return str(self.stop.pk)

    @property
    def order(self) -> Order:
        return self.stop.order

    @property
    def is_pickup(self) -> bool:
        return self.stop.kind == PlannedStop.Kind.PICKUP

    @property
    def wait_minutes(self) -> int:
        arrives, begins = self.stop.arrives_at, self.stop.begins_at
        return int((begins - arrives).total_seconds() // 60) if arrives and begins else 0


@dataclass(frozen=True, slots=True)
class TourOfPlan:
    """A bike's tour: its stops in order, its rider, the most it carries at once."""

    tour: Tour
    stops: list[StopOfPlan]
    rider: Worker | None
    peak: Capacity

    @property
    def minutes(self) -> int:
        """From leaving the hub to being back."""
        if not (self.tour.starts_at and self.tour.ends_at):
            return 0
        return round((self.tour.ends_at - self.tour.starts_at).total_seconds() / 60)

    @property
    def pauses(self) -> list[tuple[datetime, datetime]]:
        return [
            (datetime.fromtimestamp(begins, UTC), datetime.fromtimestamp(ends, UTC))
            for begins, ends in self.tour.pauses
        ]

    @property
    def code(self) -> str:
        return self.rider.code if self.rider else self.tour.bike.name[:2].upper()


@dataclass(frozen=True, slots=True)
class PlanView:
    """All of a plan; `out` are the stops on no tour. Seconds of riding are its price."""

    plan: TourPlan
    tours: list[TourOfPlan]
    out: list[StopOfPlan]
    couriers: list[Worker] = field(default_factory=list)
    late_comers: list[WaitingOrder] = field(default_factory=list)

    @property
    def left_out(self) -> list[StopOfPlan]:
        """One row an order that is on no tour."""
        return [row for row in self.out if row.is_pickup]

    @property
    def travel_seconds(self) -> int:
        return sum(tour.tour.travel_seconds for tour in self.tours)

    @property
    def paid_minutes(self) -> int:
        return sum(tour.minutes for tour in self.tours)

    @property
    def extra_seconds(self) -> int:
        """Ridden more (or less) than what the planner reached."""
        best = self.plan.best_travel_seconds
        return 0 if best is None else self.travel_seconds - best

    @property
    def violations(self) -> int:
        return sum(
            len(tour.tour.violations) + sum(len(row.stop.violations) for row in tour.stops)
            for tour in self.tours
        )

    @property
    def planned_orders(self) -> int:
        return sum(row.is_pickup for tour in self.tours for row in tour.stops)

    @property
    def is_estimated(self) -> bool:
        return any(tour.tour.is_estimated for tour in self.tours)


def plan_called(plan_id: UUID) -> TourPlan | None:
    return TourPlan.objects.filter(pk=plan_id).first()


def plan_view(plan: TourPlan) -> PlanView:
    """A fixed number of queries, whatever the size."""
    terms = terms_of_tours(plan.day)
    stops = list(
        PlannedStop.objects.filter(plan=plan)
        .select_related("order__delivery", "order__store")
        .order_by("tour__rank", "rank", "order__number", "-kind")
    )
    tasks = {
        (task.delivery_id, task.kind): task
        for task in Task.objects.filter(delivery__in={stop.order.delivery.pk for stop in stops})
    }
    rows = [
        StopOfPlan(
            stop,
            tasks[stop.order.delivery.pk, stop.kind],
            terms.load(stop.order.bags, stop.order.grams, stop.order.litres),
        )
        for stop in stops
    ]
    couriers = everyone()
    known = {worker.courier_id: worker for worker in couriers}
    tours = []
    for tour in plan.tours.select_related("bike__hub").order_by("rank"):
        mine = [row for row in rows if row.stop.tour_id == tour.pk]
        rider = known.get(tour.courier_id) if tour.courier_id else None
        tours.append(TourOfPlan(tour, mine, rider, _peak(mine)))
    out = [row for row in rows if row.stop.tour_id is None]
    known_orders = {stop.order_id for stop in stops}
    is_open = plan.state == PlanState.READY
    late = [w for w in orders_of_day(plan.day) if w.order.pk not in known_orders] if is_open else []
    return PlanView(plan, tours, out, couriers, late)


def _peak(rows: Iterable[StopOfPlan]) -> Capacity:
    """The most on board at once, in each dimension."""
    bags = grams = litres = most_bags = most_grams = most_litres = 0
    for row in rows:
        sign = 1 if row.is_pickup else -1
        bags, grams, litres = (
            bags + sign * row.load.bags,
            grams + sign * row.load.grams,
            litres + sign * row.load.litres,
        )
        most_bags, most_grams, most_litres = (
            max(most_bags, bags),
            max(most_grams, grams),
            max(most_litres, litres),
        )
    return Capacity(most_bags, most_grams, most_litres)


def plans_from(day: date, *, limit: int = 20) -> list[TourPlan]:
    """Plans of this day and later ones, the newest of each day first, with `orders` counted."""
    plans = TourPlan.objects.filter(day__gte=day).annotate(orders=Count("stops__order", distinct=True))
    return list(plans.order_by("day", "-created_at")[:limit])


def days_with_orders(from_: date) -> dict[date, int]:
    """How many orders wait on each of the next fourteen days, by the day they may be handed over."""
    zone = cooperative_here().zone
    begins = datetime.combine(from_, time(), zone)
    waiting = Task.objects.filter(
        kind=Task.Kind.DROPOFF,
        delivery__order__state=OrderState.PLACED,
        delivery__order__grouped__isnull=True,
        window_after__gte=begins,
        window_after__lt=begins + AHEAD,
    )
    counted = (
        waiting.annotate(day=TruncDate("window_after", tzinfo=zone)).values("day").annotate(n=Count("pk"))
    )
    return {row["day"]: row["n"] for row in counted.order_by("day")}


def orders_of_day(day: date) -> list[WaitingOrder]:
    """Orders that wait for a courier by themselves and may be handed over that day, by their window."""
    begins = datetime.combine(day, time(), cooperative_here().zone)
    orders = (
        Order.objects.filter(
            state=OrderState.PLACED,
            grouped__isnull=True,
            delivery__tasks__kind=Task.Kind.DROPOFF,
            delivery__tasks__window_after__gte=begins,
            delivery__tasks__window_after__lt=begins + timedelta(days=1),
        )
        .select_related("delivery", "store")
        .prefetch_related("delivery__tasks")
        .order_by("promised_at", "number")
    )
    planned = set(
        PlannedStop.objects.filter(plan__day=day, tour__isnull=False).values_list("order_id", flat=True)
    )
    found = []
    for order in orders:
        tasks: dict[str, Any] = {task.kind: task for task in order.delivery.tasks.all()}
        pickup, dropoff = tasks[Task.Kind.PICKUP], tasks[Task.Kind.DROPOFF]
        found.append(WaitingOrder(order, pickup, dropoff, order.pk in planned))
    return found


def shifts_of_day(day: date) -> dict[UUID, ShiftOfDay]:
    """Each courier's first shift that touches the day."""
    begins = datetime.combine(day, time(), cooperative_here().zone)
    shifts = shifts_touching(begins, begins + timedelta(days=1))
    return {shift.courier_id: shift for shift in reversed(shifts)}
