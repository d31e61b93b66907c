"""The dispatcher's undo: their moves on the board are taken back one after the other, the newest first."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.models import BoardMove
from deliveries.services.board_orders import back_in_time, cancel_again, carry_on, tag_back, uncancel
from deliveries.services.group_names import name_back
from deliveries.services.grouping import regroup
from deliveries.services.moving import put_back

WITHIN = timedelta(hours=12)
Touched = tuple[tuple[UUID, ...], tuple[UUID, ...]]


@dataclass(frozen=True, slots=True)
class Undone:
    """The move, the deliveries and couriers to look at again, and why it could not be taken back, if so."""

    row: BoardMove
    deliveries: tuple[UUID, ...]
    couriers: tuple[UUID, ...]
    refused: DomainError | None = None


@unit_of_work
def undo_last(*, by: Actor, at: datetime) -> Undone:
    """Take back the dispatcher's newest move that stands. One that somebody changed since stays, and is passed over.

    Raises NotAllowedNow when there is nothing to take back.
    """
    mine = BoardMove.objects.filter(made_by=str(by), made_at__gt=at - WITHIN, undone_at__isnull=True)
    row = mine.select_for_update(no_key=True).order_by("-made_at", "-id").first()
    if row is None:
        raise NotAllowedNow("nothing_to_undo", _("There is nothing of yours to undo."))
    row.undone_at = at
    row.save(update_fields=["undone_at"])
    try:
        deliveries, couriers = BACK[BoardMove.Kind(row.kind)](row, by=by, at=at)
    except DomainError as refused:
        touched = [*row.after.get("holders", {}), *row.after.get("jobs", ())]
        return Undone(row, tuple(map(UUID, touched)), (), refused)
    return Undone(row, deliveries, couriers)


@unit_of_work
def _stops(row: BoardMove, *, by: Actor, at: datetime) -> Touched:
    return put_back(row, by=by, at=at)


def _of_order(service: Callable[..., UUID]) -> Callable[..., Touched]:
    def back(row: BoardMove, *, by: Actor, at: datetime) -> Touched:
        return (as_part(service)(row, by=by, at=at),), ()

    return back


BACK: dict[BoardMove.Kind, Callable[..., Touched]] = {
    BoardMove.Kind.STOPS: as_part(_stops),
    BoardMove.Kind.CANCEL: _of_order(uncancel),
    BoardMove.Kind.RESTORE: _of_order(cancel_again),
    BoardMove.Kind.RESCHEDULE: _of_order(back_in_time),
    BoardMove.Kind.TAG: _of_order(tag_back),
    BoardMove.Kind.RELAY: _of_order(carry_on),
    BoardMove.Kind.GROUP: as_part(regroup),
    BoardMove.Kind.RENAME: as_part(name_back),
}
