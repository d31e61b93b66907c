"""What couriers tapped: how far a phone has come, what a dispatcher should look at, both times of each tap."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import QuerySet

from deliveries.domain.taps import TapKind
from deliveries.models import Phone, Tap, Task
from members.queries.roster import Worker, workers

SHOWN = 20


@dataclass(frozen=True, slots=True)
class TapShown:
    """A tap with who made it and the number of the order it is about, where it is about one."""

    tap: Tap
    courier: Worker
    number: int | None
    stop_kind: str = ""

    @property
    def minutes_late(self) -> int:
        """How long it took to come in."""
        return int((self.tap.received_at - self.tap.made_at).total_seconds() // 60)


def applied_through(courier_id: UUID, device: UUID) -> int:
    """The number up to which this phone's taps were applied; 0 for a phone nobody knows."""
    found = Phone.objects.filter(courier=courier_id, device=device).values_list("applied_through", flat=True)
    return found.first() or 0


def to_look_at() -> list[TapShown]:
    """Taps that could not count, or need a look, the oldest first."""
    return _shown(Tap.objects.filter(is_for_dispatcher=True, seen_at=None).order_by("received_at"))[:SHOWN]


def taps_of(delivery_id: UUID) -> list[TapShown]:
    """What was tapped about a delivery, in its order."""
    about = Tap.objects.filter(delivery=delivery_id).exclude(kind=TapKind.VOID)
    return _shown(about.order_by("made_at", "number"))


def _shown(taps: QuerySet[Tap]) -> list[TapShown]:
    found = list(taps.select_related("delivery__order"))
    known = workers({tap.courier_id for tap in found})
    kinds = dict(
        Task.objects.filter(delivery__in={tap.delivery_id for tap in found}).values_list("pk", "kind")
    )
    return [
        TapShown(
            tap,
            known[tap.courier_id],
            tap.delivery.order.number if tap.delivery else None,
            kinds.get(tap.subject, "") if tap.subject else "",
        )
        for tap in found
    ]
