"""What a change of a shift leaves behind. Building blocks: inside a unit of work only."""

from datetime import datetime
from uuid import UUID

from coopplatform.contracts.working import ShiftChanged, SwapSettled
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from members.models import Shift, ShiftChange, SwapOffer


def note_change(
    shift: Shift,
    kind: ShiftChange.Kind,
    *,
    by: Actor,
    at: datetime,
    reason: str = "",
    to: UUID | None = None,
) -> None:
    """Keep what the published shift was before this change, and tell it. Call it before the shift is changed."""
    change = ShiftChange.objects.create(
        shift=shift.pk,
        member_id=shift.member_id or to,
        kind=kind,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        reason=reason.strip(),
        changed_by=str(by),
        changed_at=at,
    )
    shift.revision += 1
    shift.revised_at = at
    event = ShiftChanged(
        shift_id=shift.pk, change_id=change.pk, courier_id=shift.member_id or to, occurred_at=at
    )
    record(event, by=by)


def assign(shift: Shift, member_id: UUID | None, *, claimed_at: datetime | None = None) -> None:
    """The shift is this member's, or open for whoever claims it. The caller saves it."""
    shift.member_id, shift.claimed_at = member_id, claimed_at
    shift.is_for_claim = shift.is_for_claim or member_id is None


def withdraw_swaps(shift: Shift, *, by: Actor, at: datetime) -> None:
    """An offer of a shift that has gone elsewhere ends."""
    for swap in SwapOffer.objects.filter(shift=shift, state__in=SwapOffer.RUNNING):
        settle_swap(swap, SwapOffer.State.WITHDRAWN, by=by, at=at)


def settle_swap(swap: SwapOffer, state: SwapOffer.State, *, by: Actor, at: datetime) -> None:
    """The offer ends in this state."""
    swap.state, swap.decided_by, swap.decided_at = state, str(by), at
    swap.save(update_fields=["state", "decided_by", "decided_at"])
    event = SwapSettled(
        swap_id=swap.pk,
        shift_id=swap.shift_id,
        courier_id=swap.offered_by_id,
        state=state.value,
        occurred_at=at,
    )
    record(event, by=by)
