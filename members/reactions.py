"""What follows for members from what happened on the street."""

from coopplatform.contracts.story import DeliveryCompleted
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from members.services.crediting import credit_delivery


@reacts_to(DeliveryCompleted)
def credit_work(entry: Recorded) -> None:
    event = entry.event
    assert isinstance(event, DeliveryCompleted)
    credit_delivery(
        delivery_id=event.delivery_id,
        courier_id=event.courier_id,
        distance_metres=event.distance_metres,
        is_on_time=event.is_on_time,
        at=event.occurred_at,
    )
