"""What follows for members: work carried is credited, approved pay gets its documents and pays shares in."""

from celery import current_app

from coopplatform.contracts.carrying import DeliveryCompleted
from coopplatform.contracts.paying import PayRunApproved, PayRunValidated
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from coopplatform.kernel.actor import Actor
from members.services.crediting import credit_delivery
from members.services.payslip_documents import MAKE_DOCUMENTS
from members.services.share_instalments import pay_in_instalments


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


@reacts_to(PayRunApproved, PayRunValidated)
def have_documents_made(entry: Recorded) -> None:
    """A worker draws the PDFs; asked twice it finds them made."""
    event = entry.event
    assert isinstance(event, PayRunApproved | PayRunValidated)
    arguments = {"cooperative_id": entry.cooperative_id, "run_id": str(event.pay_run_id)}
    current_app.send_task(MAKE_DOCUMENTS, kwargs=arguments)


@reacts_to(PayRunApproved)
def release_shares(entry: Recorded) -> None:
    """What the run deducted for shares is paid in."""
    event = entry.event
    assert isinstance(event, PayRunApproved)
    pay_in_instalments(pay_run_id=event.pay_run_id, by=Actor.parse(entry.actor), at=event.occurred_at)
