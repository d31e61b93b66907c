"""What orders cost now, in SQL: by their newest price change, or as they were quoted (`Order.price`)."""

from django.db.models.functions import Coalesce

from cooperatives.queries.claims import claims_of
from deliveries.models import Order, PriceChange

NET = Coalesce("price_change__net_cents", "quote__net_cents")
VAT = Coalesce("price_change__vat_cents", "quote__vat_cents")
LINES = Coalesce("price_change__lines", "quote__lines")
TOTAL = Coalesce("price_change__total_cents", "quote__total_cents")


def price_changes_of(order: Order) -> list[PriceChange]:
    """In their order."""
    return list(order.price_changes.order_by("number")) if order.price_change_id else []


def is_settled(order: Order) -> bool:
    """Whether its store has paid for it, as far as it was booked."""
    keys = [f"order:{order.pk}", *(change.source_key for change in price_changes_of(order))]
    return any(claim.is_settled for claim in claims_of(keys).values())
