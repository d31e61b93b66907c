"""A delivered order enters the books in the transaction that completes it."""

from datetime import datetime

from django.utils import timezone

from cooperatives.domain.ledger import order_delivered
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from deliveries.models import Order, Quote
from deliveries.models.stores import auxiliary_code

SALES_JOURNAL = "VE"


def book_delivery(*, order: Order, by: Actor, at: datetime) -> None:
    """A building block: the store owes the quoted price; the net is a sale of its activity, the VAT the State's."""
    net_cents, vat_cents, activity = Quote.objects.values_list(
        "net_cents", "vat_cents", "order__store__activity"
    ).get(order=order)
    draft = order_delivered(
        order_id=str(order.id),
        number=str(order.number),
        net_cents=net_cents,
        vat_cents=vat_cents,
        store=auxiliary_code(order.store_id),
        activity=activity,
    )
    post_entry(draft, journal=SALES_JOURNAL, posted_on=timezone.localdate(at), by=by, at=at)
