"""A member offers a shift, a colleague takes it, a dispatcher approves, unless the charter needs no approval."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import SwapOffered, SwapTaken
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import unit_of_work
from members.models import MemberWorker, Shift, ShiftChange, SwapOffer, Waiting
from members.queries.terms import roster_terms
from members.services.changing import assign, note_change, settle_swap
from members.services.checking import check_can_take, locked_shift


@unit_of_work
def offer_swap(*, shift_id: UUID, member_id: UUID, by: Actor, at: datetime) -> SwapOffer:
    """Offer one's own shift to all colleagues. Offering twice changes nothing.

    Raises NotFound for a shift that is not theirs, NotAllowedNow once it has begun.
    """
    shift = locked_shift(shift_id)
    if shift.member_id != member_id or not shift.is_published:
        raise NotFound("no_shift", _("There is no such shift."))
    _check_ahead(shift, at)
    if shift.lent_to:
        raise NotAllowedNow("lent", _("This shift is lent to another co-op: take it back there first."))
    if running := SwapOffer.objects.filter(shift=shift, state__in=SwapOffer.RUNNING).first():
        return running
    swap = SwapOffer.objects.create(shift=shift, offered_by_id=member_id, offered_at=at)
    record(SwapOffered(swap_id=swap.pk, shift_id=shift.pk, courier_id=member_id, occurred_at=at), by=by)
    return swap


@unit_of_work
def withdraw_swap(*, swap_id: UUID, member_id: UUID, by: Actor, at: datetime) -> SwapOffer:
    """Keep the shift after all; whoever wanted it is told by the page. Twice changes nothing.

    Raises NotFound for another's offer, NotAllowedNow when it is decided.
    """
    swap, _shift = _locked_swap(swap_id)
    if swap.offered_by_id != member_id:
        raise NotFound("no_swap", _("There is no such offer."))
    if swap.state == SwapOffer.State.WITHDRAWN:
        return swap
    _check_running(swap)
    settle_swap(swap, SwapOffer.State.WITHDRAWN, by=by, at=at)
    return swap


@unit_of_work
def take_swap(*, swap_id: UUID, member_id: UUID, by: Actor, at: datetime) -> SwapOffer:
    """Take a colleague's shift: at once where the charter says so, else it waits for approval.

    Raises NotFound; NotAllowedNow when someone was quicker, the offer is over or their own, or the shift has begun;
    Invalid for an overlap, a missing skill, or a rule of working time that blocks.
    """
    swap, shift = _locked_swap(swap_id)
    if swap.taken_by_id == member_id and swap.state in (SwapOffer.State.TAKEN, SwapOffer.State.DONE):
        return swap
    if swap.offered_by_id == member_id:
        raise NotAllowedNow("own_offer", _("This shift is yours already."))
    if swap.state != SwapOffer.State.OFFERED:
        raise NotAllowedNow("swap_gone", _("Someone was quicker, or the offer is over."))
    _check_ahead(shift, at)
    check_can_take(member_id, TimeWindow(shift.starts_at, shift.ends_at), shift.skills)
    swap.taken_by_id, swap.taken_at, swap.state = member_id, at, SwapOffer.State.TAKEN
    swap.save(update_fields=["taken_by", "taken_at", "state"])
    record(SwapTaken(swap_id=swap.pk, shift_id=shift.pk, courier_id=member_id, occurred_at=at), by=by)
    if not roster_terms(timezone.localdate(at)).swap_needs_approval:
        _hand_over(swap, shift, by=by, at=at)
    return swap


@unit_of_work
def decide_swap(*, swap_id: UUID, is_approved: bool, by: Actor, at: datetime) -> SwapOffer:
    """Approve a swap that a colleague took, or refuse it. The same decision twice changes nothing.

    Raises NotFound; NotAllowedNow when nobody has taken it, it is decided otherwise, the shift has begun, or whoever
    decides has a part in it; Invalid when the colleague cannot have the shift any more.
    """
    swap, shift = _locked_swap(swap_id)
    decided = SwapOffer.State.DONE if is_approved else SwapOffer.State.REFUSED
    if swap.state == decided:
        return swap
    if swap.state != SwapOffer.State.TAKEN:
        raise NotAllowedNow("not_taken", _("There is nothing to decide: nobody has taken it, or it is over."))
    if _is_party(swap, by):
        raise NotAllowedNow("own_swap", _("Someone else decides about a swap of yours."))
    if is_approved:
        _check_ahead(shift, at)
        _hand_over(swap, shift, by=by, at=at)
    else:
        settle_swap(swap, SwapOffer.State.REFUSED, by=by, at=at)
    return swap


def _hand_over(swap: SwapOffer, shift: Shift, *, by: Actor, at: datetime) -> None:
    assert swap.taken_by_id is not None
    check_can_take(swap.taken_by_id, TimeWindow(shift.starts_at, shift.ends_at), shift.skills)
    note_change(shift, ShiftChange.Kind.SWAPPED, by=by, at=at)
    assign(shift, swap.taken_by_id)
    shift.save()
    Waiting.objects.filter(shift=shift, member_id=swap.taken_by_id).delete()
    settle_swap(swap, SwapOffer.State.DONE, by=by, at=at)


def _locked_swap(swap_id: UUID) -> tuple[SwapOffer, Shift]:
    """The shift is locked first, as everywhere, then the offer."""
    shift_id = SwapOffer.objects.filter(pk=swap_id).values_list("shift_id", flat=True).first()
    if shift_id is None:
        raise NotFound("no_swap", _("There is no such offer."))
    shift = locked_shift(shift_id)
    swap = SwapOffer.objects.select_for_update(of=("self",), no_key=True).filter(pk=swap_id).first()
    if swap is None:
        raise NotFound("no_swap", _("There is no such offer."))
    return swap, shift


def _check_running(swap: SwapOffer) -> None:
    if swap.state not in SwapOffer.RUNNING:
        raise NotAllowedNow("swap_over", _("This offer is over."))


def _check_ahead(shift: Shift, at: datetime) -> None:
    if shift.clocked_in_at is not None or shift.starts_at <= at:
        raise NotAllowedNow("shift_began", _("This shift has begun."))


def _is_party(swap: SwapOffer, by: Actor) -> bool:
    parties = MemberWorker.objects.filter(pk__in=[swap.offered_by_id, swap.taken_by_id])
    return str(by) in {str(Actor.person(user_id)) for user_id in parties.values_list("user_id", flat=True)}
