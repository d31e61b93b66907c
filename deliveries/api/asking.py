"""What a caller asks for, as the services take it."""

from typing import Any
from uuid import UUID

from deliveries.api.serializers import destination
from deliveries.services.quoting import NewOrder


def new_order(store_id: UUID, data: dict[str, Any]) -> NewOrder:
    """An order's validated input. Raises Invalid for an address nobody is sure of."""
    pickup = data.get("pickup")
    return NewOrder(
        store_id=store_id,
        to=destination(data["recipient"]),
        ready_at=data["ready_at"],
        bags=data["bags"],
        goods_cents=data["goods_cents"],
        window=data.get("window"),
        grams=data.get("grams"),
        litres=data.get("litres"),
        needs=tuple(data.get("needs", ())),
        proof=tuple(data.get("proof", ())),
        pickup=destination(pickup, field="pickup") if pickup else None,
        packages=tuple((package["type"], package["quantity"]) for package in data.get("packages", ())),
        slot_id=data["slot"],
    )
