"""What follows for deliveries from what happened: where dispatch acts by itself, it looks again."""

from coopplatform.contracts.story import (
    AutomaticDispatchResumed,
    DeliveryCompleted,
    OrderPlaced,
    OrderReady,
    OrderUnpinned,
    ShiftStarted,
    TasksDeclined,
    TasksUnassigned,
)
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from deliveries.queries.automatic import automatic
from deliveries.services.automatic import dispatch_soon


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
