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
class OrderRepriced(Event):
    """It costs something else from now on; the difference is booked by itself once the order was."""

    order_id: UUID
    store_id: UUID
    price_change_id: UUID
    difference_cents: int
    booked_key: str | None = None

    def ledger_key(self) -> str | None:
        return self.booked_key


@dataclass(frozen=True, kw_only=True)
class NoticesSet(Event):
    """What recipients and stores are told: of a store's orders, or of the co-op's."""

    store_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class NoticesStopped(Event):
    """The recipient of an order wants no more messages; whom that is, is in no journal."""

    order_id: UUID
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class ReasonsSet(Event):
    """What couriers may say went wrong: of a store's orders, or of the co-op's."""

    store_id: UUID | None = None


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
class OrderRestored(Event):
    """A dispatcher takes a cancellation back: the order waits again."""

    order_id: UUID
    store_id: UUID
    delivery_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderRescheduled(Event):
    """A dispatcher agreed on another time with the store; `courier_id` is who has it."""

    order_id: UUID
    store_id: UUID
    delivery_id: UUID
    courier_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class OrderTagged(Event):
    """A dispatcher put a tag of the co-op on an order, or took one off."""

    order_id: UUID
    store_id: UUID
    tag_id: UUID


@dataclass(frozen=True, kw_only=True)
class DelayAnnounced(Event):
    """Orders of a store, or of all without one, come later for a while: stores and recipients are to be told."""

    delay_id: UUID
    store_id: UUID | None
    minutes: int


@dataclass(frozen=True, kw_only=True)
class DelayLifted(Event):
    """A dispatcher ended a delay before its time: what was promised holds again."""

    delay_id: UUID
    store_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class ProofRulesSet(Event):
    """What couriers are asked at the door for a store's orders."""

    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecurrenceChanged(Event):
    """A standing order was set up, paused, resumed, skipped for a day or given up."""

    recurrence_id: UUID
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class RecurringOrderRefused(Event):
    """A day of a standing order could not be ordered; the store sees why."""

    recurrence_id: UUID
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderImportStarted(Event):
    """A store's file is being ordered, line by line."""

    order_import_id: UUID
    store_id: UUID
    lines: int


@dataclass(frozen=True, kw_only=True)
class OrderImportFinished(Event):
    order_import_id: UUID
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class StoreStaffChanged(Event):
    """Someone came to a store's people, went, or may do something else there."""

    store_id: UUID
    person_id: int


@dataclass(frozen=True, kw_only=True)
class OrderDocumentAdded(Event):
    order_id: UUID
    store_id: UUID
    document_id: UUID


@dataclass(frozen=True, kw_only=True)
class PublicFormChanged(Event):
    """A store opened its public form, shut it, or says otherwise what happens to what is asked there."""

    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderRequested(Event):
    """Somebody without an account asked for an order on a store's public form."""

    request_id: UUID
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class OrderRequestDecided(Event):
    request_id: UUID
    store_id: UUID


@dataclass(frozen=True, kw_only=True)
class StoreChanged(Event):
    """A store joined, or is something else from now on: its name, hours, place, or whether it still orders."""

    store_id: UUID
