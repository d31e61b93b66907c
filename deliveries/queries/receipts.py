"""An order as the books see it: who owes what, and the price as it was told."""

from uuid import UUID

from deliveries.models import Order


def receipt(order_id: UUID) -> Order | None:
    """The order with its store, frozen quote and ride."""
    return Order.objects.filter(pk=order_id).select_related("store", "quote", "delivery").first()
