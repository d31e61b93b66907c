"""What follows for deliveries from what happened: dispatch looks again where it acts by itself, tours are planned,
and couriers are followed while they work and no longer."""

from celery import current_app

from coopplatform.contracts.story import (
    AutomaticDispatchResumed,
    BreakEnded,
    BreakStarted,
    DeliveryCompleted,
    OrderPlaced,
    OrderReady,
    OrderUnpinned,
    PositionSwitchedOff,
    PositionSwitchedOn,
    ShiftEnded,
    ShiftStarted,
    TasksDeclined,
    TasksUnassigned,
    TourPlanRunAsked,
)
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from deliveries.queries.automatic import automatic
from deliveries.services.automatic import dispatch_soon
from deliveries.services.following import forget_since, refresh_gate
from deliveries.services.planning import PLAN_TOURS


@reacts_to(
    AutomaticDispatchResumed,
    DeliveryCompleted,
    OrderPlaced,
    OrderReady,
    OrderUnpinned,
    ShiftStarted,
    TasksDeclined,
    TasksUnassigned,
)
def look_again(entry: Recorded) -> None:
    if automatic(entry.recorded_at).is_running:
        dispatch_soon()


@reacts_to(TourPlanRunAsked)
def have_tours_planned(entry: Recorded) -> None:
    """A worker takes it up; the same attempt twice writes once."""
    event = entry.event
    assert isinstance(event, TourPlanRunAsked)
    arguments = {
        "cooperative_id": entry.cooperative_id,
        "plan_id": str(event.tour_plan_id),
        "run_id": str(event.run_id),
    }
    current_app.send_task(PLAN_TOURS, kwargs=arguments)


@reacts_to(BreakEnded, PositionSwitchedOn, ShiftStarted)
def open_the_gate(entry: Recorded) -> None:
    assert isinstance(entry.event, BreakEnded | PositionSwitchedOn | ShiftStarted)
    refresh_gate(entry.event.courier_id)


@reacts_to(BreakStarted, PositionSwitchedOff, ShiftEnded)
def close_the_gate(entry: Recorded) -> None:
    """First the gate, then what came through it meanwhile."""
    event = entry.event
    assert isinstance(event, BreakStarted | PositionSwitchedOff | ShiftEnded)
    refresh_gate(event.courier_id)
    forget_since(courier_id=event.courier_id, since=event.occurred_at)
