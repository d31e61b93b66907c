"""What a period of deliveries came to."""

from collections import defaultdict
from collections.abc import Iterable, Mapping
from dataclasses import astuple, dataclass
from datetime import datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db.models import Count, F, Q, QuerySet, Sum
from django.db.models.functions import TruncDate

from coopplatform.kernel.time import TimeWindow
from deliveries.domain.emissions import Balance, balance, counted, factor_on, ridden
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.vehicles import Counted
from deliveries.models import Incident, Order, Task

QUARTER_OF_AN_HOUR = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class DeliveredInPeriod:
    """Deliveries handed over by activity, metres between their stops by what they count as, promises kept.

    `emissions` with the factors of each day, whose sources are `editions`. `on_task_seconds` are those of couriers
    with a delivery under way, several at once counted once.
    """

    deliveries: Mapping[str, int]
    metres: Mapping[Counted, int]
    promised: int
    on_time: int
    on_time_15: int
    incidents: int
    emissions: Balance
    editions: tuple[str, ...]
    on_task_seconds: int


def delivered_in(window: TimeWindow, zone: ZoneInfo) -> DeliveredInPeriod:
    """Deliveries handed over from the window's beginning up to its end, the end left out. Three queries."""
    rows = (
        _done(window)
        .annotate(day=TruncDate("closed_at", tzinfo=zone))
        .values("day", "store__activity", "delivery__vehicle")
        .annotate(
            count=Count("id"),
            ridden=Sum("delivery__distance_metres", default=0),
            kept=Count("id", filter=Q(closed_at__lte=F("promised_at"))),
            nearly=Count("id", filter=Q(closed_at__lte=F("promised_at") + QUARTER_OF_AN_HOUR)),
        )
        .order_by()
    )
    deliveries: dict[str, int] = defaultdict(int)
    metres: dict[Counted, int] = defaultdict(int)
    emissions, editions, on_time, on_time_15 = Balance(), set(), 0, 0
    for row in rows:
        activity, vehicle = row["store__activity"], row["delivery__vehicle"]
        deliveries[activity] += row["count"]
        metres[counted(activity, vehicle)] += row["ridden"]
        emissions += balance(activity, row["ridden"], row["day"], vehicle)
        editions |= {factor_on(one, row["day"]).source for one in astuple(ridden(activity, vehicle))}
        on_time, on_time_15 = on_time + row["kept"], on_time_15 + row["nearly"]
    reported = Incident.objects.filter(reported_at__gte=window.after, reported_at__lt=window.before)
    return DeliveredInPeriod(
        deliveries=dict(deliveries),
        metres=dict(metres),
        promised=sum(deliveries.values()),
        on_time=on_time,
        on_time_15=on_time_15,
        incidents=reported.count(),
        emissions=emissions,
        editions=tuple(sorted(editions)),
        on_task_seconds=_on_task(window),
    )


def metres_by_vehicle(window: TimeWindow) -> Mapping[Counted, int]:
    """Metres between the stops of what was handed over, as `DeliveredInPeriod.metres`. One query."""
    of = ("store__activity", "delivery__vehicle")
    rows = _done(window).values(*of).annotate(ridden=Sum("delivery__distance_metres", default=0))
    found: dict[Counted, int] = defaultdict(int)
    for activity, vehicle, metres in rows.order_by().values_list(*of, "ridden"):
        found[counted(activity, vehicle)] += metres
    return dict(found)


def _done(window: TimeWindow) -> QuerySet[Order]:
    """What the co-op rode itself: what another co-op carried for it is counted there."""
    return Order.objects.filter(
        state=OrderState.DELIVERED,
        closed_at__gte=window.after,
        closed_at__lt=window.before,
        delivery__carried_by="",
    )


def _on_task(window: TimeWindow) -> int:
    """By courier, the time covered by deliveries: from taking one (else arriving at, else leaving the pickup)."""
    stops = Task.objects.filter(delivery__order__in=_done(window), assignee__isnull=False).values_list(
        "delivery_id", "kind", "assignee_id", "delivery__taken_at", "arrived_at", "completed_at"
    )
    began: dict[UUID, datetime] = {}
    ended: dict[UUID, tuple[UUID, datetime]] = {}
    for delivery, kind, courier, taken, arrived, completed in stops:
        if kind == Task.Kind.PICKUP:
            if moment := taken or arrived or completed:
                began[delivery] = moment
        elif completed:
            ended[delivery] = courier, completed
    spans: dict[UUID, list[tuple[datetime, datetime]]] = defaultdict(list)
    for delivery, (courier, until) in ended.items():
        if delivery in began and began[delivery] < until:
            spans[courier].append((began[delivery], until))
    return sum(covered_seconds(own) for own in spans.values())


def covered_seconds(spans: Iterable[tuple[datetime, datetime]]) -> int:
    """The time that at least one of these spans covers, in whole seconds."""
    total, until = timedelta(), None
    for begins, ends in sorted(spans):
        if until is None or begins > until:
            total, until = total + (ends - begins), ends
        elif ends > until:
            total, until = total + (ends - until), ends
    return int(total.total_seconds())
