"""What follows for deliveries from what happened: dispatch looks again where it acts by itself, tours are planned."""

from celery import current_app

from coopplatform.contracts.story import (
    AutomaticDispatchResumed,
    DeliveryCompleted,
    OrderPlaced,
    OrderReady,
    OrderUnpinned,
    ShiftStarted,
    TasksDeclined,
    TasksUnassigned,
    TourPlanRunAsked,
)
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from deliveries.queries.automatic import automatic
from deliveries.services.automatic import dispatch_soon
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
