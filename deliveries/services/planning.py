"""Tours are drafted, computed by a worker, and written whole or not at all."""

import logging
from collections.abc import Callable, Collection, Sequence
from dataclasses import asdict, dataclass
from datetime import date, datetime, timedelta
from time import monotonic
from typing import Any
from uuid import UUID

from django.utils import timezone
from redis.exceptions import RedisError

from coopplatform.contracts.dispatching import (
    TourPlanComputed,
    TourPlanDrafted,
    TourPlanFailed,
    TourPlanRunAsked,
)
from coopplatform.journal.live import nudge
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.dispatch.tours import Instance, evaluated, verify
from deliveries.domain.dispatch.tours.model import Problem, Progress
from deliveries.domain.dispatch.tours.model import TourPlan as Planned
from deliveries.domain.lifecycle import OrderState
from deliveries.domain.tour_plans import PLAN, PlanEvent, PlanState
from deliveries.models import Bike, Order, PlannedStop, Tour, TourPlan
from deliveries.queries.tour_problem import orders_of, problem_of
from deliveries.services.tour_writing import locked_plan, write_tours
from members.queries.roster import workers

log = logging.getLogger(__name__)

PLAN_TOURS = "deliveries.plan_tours"
MOST_ORDERS = 500
LONGEST_RUN_SECONDS = 120
TOLD_EVERY_SECONDS = 1.0
SILENCE = timedelta(seconds=30)
PROGRESS = "TourPlanProgress"
Solve = Callable[..., Planned]


@dataclass(frozen=True, slots=True)
class ChosenBike:
    """A bike for the day, with its shift and who rides it, if that is known."""

    bike_id: UUID
    starts_at: datetime
    ends_at: datetime
    courier_id: UUID | None = None


@unit_of_work
def draft_plan(
    *,
    day: date,
    bikes: Sequence[ChosenBike],
    order_ids: Collection[UUID],
    run_seconds: int,
    by: Actor,
    at: datetime,
) -> TourPlan:
    """Choose bikes and waiting orders of a day. Raises Invalid for a choice that makes no sense, NotFound."""
    orders = list(Order.objects.filter(pk__in=order_ids, state=OrderState.PLACED).order_by("number"))
    if not bikes:
        raise Invalid("no_bikes", _("Choose at least one bike."), field="bikes")
    if not 0 < len(orders) <= MOST_ORDERS:
        raise Invalid("no_orders", _("Choose the orders to plan, at most 500 of them."), field="orders")
    if not 0 < run_seconds <= LONGEST_RUN_SECONDS:
        raise Invalid("run_seconds", _("A plan is computed for at most two minutes."), field="run_seconds")
    _check_bikes(bikes)
    plan = TourPlan.objects.create(
        day=day, state=PlanState.DRAFT, run_seconds=run_seconds, created_at=at, created_by=str(by)
    )
    Tour.objects.bulk_create(
        Tour(
            plan=plan,
            bike_id=chosen.bike_id,
            courier_id=chosen.courier_id,
            rank=rank,
            shift_starts_at=chosen.starts_at,
            shift_ends_at=chosen.ends_at,
        )
        for rank, chosen in enumerate(bikes)
    )
    PlannedStop.objects.bulk_create(
        PlannedStop(plan=plan, order=order, kind=kind) for order in orders for kind in PlannedStop.Kind
    )
    record(TourPlanDrafted(tour_plan_id=plan.pk, occurred_at=at), by=by)
    return plan


def _check_bikes(bikes: Sequence[ChosenBike]) -> None:
    ids = {chosen.bike_id for chosen in bikes}
    riders = [chosen.courier_id for chosen in bikes if chosen.courier_id]
    if len(ids) < len(bikes) or Bike.objects.filter(pk__in=ids, is_active=True).count() < len(ids):
        raise NotFound("no_bike", _("There is no such bike."))
    if len(set(riders)) < len(riders):
        raise Invalid("rider_twice", _("One courier rides one bike at a time."), field="bikes")
    if set(riders) - set(workers(set(riders))):
        raise NotFound("no_courier", _("There is no such courier."))
    if any(chosen.ends_at <= chosen.starts_at for chosen in bikes):
        raise Invalid("bad_hours", _("A tour ends after it begins: check the hours."), field="bikes")


@unit_of_work
def ask_for_run(*, plan_id: UUID, by: Actor, at: datetime) -> TourPlan:
    """Have the tours computed. One attempt at a time; one whose worker fell silent is given up.

    Raises NotFound; NotAllowedNow while another attempt is under way or once the tours are given out.
    """
    plan = locked_plan(plan_id)
    if plan.state != PlanState.RUNNING or not is_silent(plan, at):
        plan.state = PLAN.next(PlanState(plan.state), PlanEvent.RUN)
    plan.run, plan.run_asked_at, plan.heard_at = uuid7(), at, at
    plan.is_stop_asked, plan.progress, plan.trouble = False, {}, ""
    plan.save()
    record(TourPlanRunAsked(tour_plan_id=plan.pk, run_id=plan.run, occurred_at=at), by=by)
    return plan


def is_silent(plan: TourPlan, at: datetime) -> bool:
    """Whether the worker of a running plan has not been heard of for half a minute."""
    return plan.state == PlanState.RUNNING and (plan.heard_at is None or at - plan.heard_at > SILENCE)


@unit_of_work
def stop_run(*, plan_id: UUID, by: Actor, at: datetime) -> TourPlan:
    """End the run soon, keeping the best tours found so far. Nothing to stop is nothing done. Raises NotFound."""
    plan = locked_plan(plan_id)
    if plan.state == PlanState.RUNNING:
        plan.is_stop_asked = True
        plan.save(update_fields=["is_stop_asked"])
    return plan


def carry_out_run(*, plan_id: UUID, run_id: UUID, by: Actor, solve: Solve) -> bool:
    """The worker's part, outside of any transaction while it computes. False when it is no longer wanted.

    Twice does no harm: only the attempt that the plan names writes. An error of the planner is reported, and the
    plan can be run again.
    """
    if not _heard(plan_id=plan_id, run_id=run_id, at=timezone.now()):
        return False
    plan = TourPlan.objects.get(pk=plan_id)
    listener = _Listener(plan_id, run_id)
    try:
        problem = problem_of(plan)
        previous = evaluated(Instance.of(problem), orders_of(plan, problem)).plan
        result = solve(
            problem,
            seconds=plan.run_seconds,
            seed=plan.day.toordinal(),
            previous=previous if previous.tours else None,
            on_progress=listener.note,
            should_stop=listener.should_stop,
        )
    except Exception:
        log.exception("Planning tours failed: plan %s", plan_id)
        _give_up(plan_id=plan_id, run_id=run_id, by=by, at=timezone.now())
        return False
    return _finish(plan_id=plan_id, run_id=run_id, problem=problem, result=result, by=by, at=timezone.now())


class _Listener:
    """Stores the planner's progress about once a second, tells the page, and hears whether to stop."""

    def __init__(self, plan_id: UUID, run_id: UUID) -> None:
        self._plan_id, self._run_id = plan_id, run_id
        self._told_at = -TOLD_EVERY_SECONDS
        self._is_wanted = True
        self._progress: dict[str, Any] = {}

    def note(self, progress: Progress) -> None:
        self._progress = asdict(progress)
        self._tell()

    def should_stop(self) -> bool:
        self._tell()
        return not self._is_wanted

    def _tell(self) -> None:
        if monotonic() - self._told_at < TOLD_EVERY_SECONDS:
            return
        self._told_at = monotonic()
        self._is_wanted = _heard(
            plan_id=self._plan_id, run_id=self._run_id, progress=self._progress, at=timezone.now()
        )
        try:
            nudge(required(), PROGRESS, [f"tour_plan:{self._plan_id}"], is_for_all=False)
        except (RedisError, OSError) as problem:
            log.warning("Progress was not told: %s", problem)


@unit_of_work
def _heard(*, plan_id: UUID, run_id: UUID, at: datetime, progress: dict[str, Any] | None = None) -> bool:
    """Note that the worker lives. Whether to go on."""
    running = TourPlan.objects.filter(pk=plan_id, run=run_id, state=PlanState.RUNNING)
    changes = {"heard_at": at} | ({"progress": progress} if progress else {})
    return bool(running.update(**changes)) and not running.filter(is_stop_asked=True).exists()


@unit_of_work
def _finish(
    *, plan_id: UUID, run_id: UUID, problem: Problem, result: Planned, by: Actor, at: datetime
) -> bool:
    plan = locked_plan(plan_id)
    if plan.run != run_id or plan.state != PlanState.RUNNING:
        return False
    plan.state = PLAN.next(PlanState(plan.state), PlanEvent.FINISH)
    plan.best_travel_seconds, plan.version = result.travel_seconds, plan.version + 1
    plan.before_edit = {}
    plan.save()
    write_tours(plan, problem, result, verify(problem, result))
    event = TourPlanComputed(tour_plan_id=plan.pk, run_id=run_id, occurred_at=at)
    record(event, by=by)
    return True


@unit_of_work
def _give_up(*, plan_id: UUID, run_id: UUID, by: Actor, at: datetime) -> None:
    plan = locked_plan(plan_id)
    if plan.run == run_id and plan.state == PlanState.RUNNING:
        has_tours = plan.best_travel_seconds is not None
        event = PlanEvent.FALL_BACK if has_tours else PlanEvent.FAIL
        plan.state, plan.trouble = PLAN.next(PlanState(plan.state), event), "planner_failed"
        plan.save(update_fields=["state", "trouble"])
        record(TourPlanFailed(tour_plan_id=plan.pk, run_id=run_id, occurred_at=at), by=by)
