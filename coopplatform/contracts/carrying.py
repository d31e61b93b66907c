"""It is carried to the door: what couriers tap, what proves it, and where they are seen meanwhile."""

from dataclasses import dataclass
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class PushTurnedOn(Event):
    """A courier's phone is told of changes; its address stays in its own row."""

    subscription_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PushTurnedOff(Event):
    subscription_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryTaken(Event):
    """The courier saw it and takes it."""

    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class TaskArrived(Event):
    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class TaskCompleted(Event):
    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class TaskReopened(Event):
    """Undone by the courier within seconds, or by a dispatcher."""

    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryReopened(Event):
    """A dispatcher lets a failed delivery be tried again, by `courier_id` where they carry it already."""

    delivery_id: UUID
    order_id: UUID
    store_id: UUID
    courier_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TapKept(Event):
    """A courier's tap came too late to count, or needs a look: kept, and the dispatcher is told."""

    tap_id: UUID
    courier_id: UUID
    delivery_id: UUID | None


@dataclass(frozen=True, kw_only=True)
class TapSeen(Event):
    """A dispatcher looked at a tap that could not count."""

    tap_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class DeliveryCompleted(Event):
    delivery_id: UUID
    order_id: UUID
    store_id: UUID
    courier_id: UUID
    distance_metres: int
    is_on_time: bool

    def ledger_key(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class CarriedElsewhere(Event):
    """Another co-op carries it: it was sent there, brought back, picked up or failed there: `kind` says which."""

    order_id: UUID
    store_id: UUID
    delivery_id: UUID
    kind: str


@dataclass(frozen=True, kw_only=True)
class DeliveredElsewhere(Event):
    """Another co-op delivered it for us; the store owes us its price."""

    order_id: UUID
    store_id: UUID
    delivery_id: UUID

    def ledger_key(self) -> str:
        return f"order:{self.order_id}"


@dataclass(frozen=True, kw_only=True)
class DeliveryFailed(Event):
    delivery_id: UUID
    order_id: UUID
    store_id: UUID
    courier_id: UUID | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class IncidentReported(Event):
    """Something went wrong, or is other than ordered; the stop goes on unless it also failed."""

    incident_id: UUID
    order_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID | None
    reason: str


@dataclass(frozen=True, kw_only=True)
class IncidentChanged(Event):
    """Somebody commented, closed, reopened or otherwise turned to it: `kind` says what."""

    incident_id: UUID
    order_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class SuggestionDecided(Event):
    """A dispatcher accepted or turned down what a courier suggested: `kind`."""

    incident_id: UUID
    order_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID | None
    kind: str


@dataclass(frozen=True, kw_only=True)
class ProofIncomplete(Event):
    """It was delivered, but not all that was asked of the courier is there: the dispatcher looks at it."""

    proof_id: UUID
    task_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID
    missing: tuple[str, ...]


@dataclass(frozen=True, kw_only=True)
class ProofFileReceived(Event):
    """A photo or a signature of a delivery came in, maybe long after it."""

    file_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class ProofFileRefused(Event):
    """What the phone sent is no picture, or too large: it stays there, and the dispatcher looks at it."""

    file_id: UUID
    courier_id: UUID
    reason: str
    delivery_id: UUID | None = None
    store_id: UUID | None = None


@dataclass(frozen=True, kw_only=True)
class ProofSettled(Event):
    """A dispatcher has looked at what was amiss."""

    proof_id: UUID
    delivery_id: UUID
    store_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class CourierMoved(Event):
    """Told to the board about once a second; positions themselves are not journalled."""

    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PositionSwitchedOff(Event):
    """A courier does not want to be followed for now. It costs nothing, and nobody has to say why."""

    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PositionSwitchedOn(Event):
    courier_id: UUID
