"""A store orders, and it is priced."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class OrderPlaced(Event):
    order_id: UUID
    store_id: UUID
    delivery_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderPriced(Event):
    order_id: UUID
    total_cents: int
    currency: str


@dataclass(frozen=True, kw_only=True)
class OrderReady(Event):
    """The kitchen says it can be picked up."""

    order_id: UUID
    store_id: UUID
    delivery_id: UUID
    courier_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OrderCancelled(Event):
    order_id: UUID
    store_id: UUID
    delivery_id: UUID
    courier_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProofRulesSet(Event):
    """What couriers are asked at the door for a store's orders."""

    store_id: UUID
