"""The borrower's side: a lent shift is taken on, ridden by a guest, and its hours are told to who lends."""

from datetime import datetime, timedelta
from uuid import UUID

from django.utils import timezone

from cooperatives.models import User
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from federation.domain.means.loans import charged
from federation.domain.means.terms import Amount, Kind, Side
from federation.domain.means.uses import UseState, UseStep
from federation.models import GuestShift
from federation.queries.means.grants import SeenGrant, SeenUse, letter_of
from federation.queries.means.loans import record_of_guest, window_of
from federation.services.means.lent_booking import book_debt
from federation.services.means.using import locked_use, move_use
from members.domain.records import Times
from members.models import Shift
from members.services.lending import plan_guest, receive_guest, take_back_guest

NOT_RIDDEN = _("Nobody clocked in.")
CANCELLED = _("The shift was cancelled.")
GRACE = timedelta(hours=12)


@unit_of_work
def take_loan(*, use_id: UUID, by: Actor, at: datetime) -> GuestShift:
    """The guest is received and their shift is on our roster. Twice is once.

    Raises NotFound; Invalid for a slip that is forged or altered, or an overlap; NotAllowedNow for what `move_use`
    refuses, or for somebody who works here under a contract of their own.
    """
    grant, use = _lent_to_us(use_id, at)
    known = GuestShift.objects.filter(use=use_id).first()
    if known is not None:
        return known
    as_part(move_use)(use_id=use_id, step=UseStep.TAKEN, by=by, at=at)
    letter, window = letter_of(use.use), window_of(use.use)
    user = User.objects.filter(pk=int(str(letter.get("user", 0)))).first()
    if user is None:
        raise NotFound("no_person", _("The courier who is lent has no account any more."))
    zone = cooperative_here().zone
    guest = as_part(receive_guest)(
        user=user,
        name=str(letter["name"]),
        lent_by=grant.grant.cooperative.slug,
        capacity_bags=int(str(letter["bags"])),
        skills=list(letter["skills"]),  # type: ignore[call-overload]
        first=timezone.localdate(at, zone),
        last=timezone.localdate(window.before, zone),
        by=by,
        at=at,
    )
    shift = as_part(plan_guest)(guest=guest, window=window)
    return GuestShift.objects.create(use=use_id, shift=shift.pk, member=guest, taken_at=at)


@unit_of_work
def decline_loan(*, use_id: UUID, reason: str, by: Actor, at: datetime) -> None:
    """No, thank you: the other co-op reads why. Before the shift begins also of one that was taken on.

    Raises NotFound, Invalid without a reason, NotAllowedNow.
    """
    _lent_to_us(use_id, at)
    as_part(move_use)(use_id=use_id, step=UseStep.DECLINED, reason=reason, by=by, at=at)
    _see_off(use_id)


@unit_of_work
def report_guest(*, guest_shift_id: UUID, by: Actor, at: datetime) -> UseState:
    """What became of a guest's shift is told to who lends: begun, done with its hours, or not ridden. Twice is once.

    Done are hours that both sides have closed here; their cost is booked with the telling.
    """
    found = GuestShift.objects.select_for_update(of=("self",), no_key=True).filter(pk=guest_shift_id).first()
    if found is None:
        raise NotFound("no_guest_shift", _("There is no such shift of a guest."))
    grant, use = _lent_to_us(found.use, at)
    if not use.is_live:
        _see_off(found.use)
        return use.state
    shift, worked = record_of_guest(found)
    if worked is None:
        return _not_begun(found, shift, use, by=by, at=at)
    if use.state is UseState.TAKEN:
        as_part(move_use)(use_id=found.use, step=UseStep.BEGUN, by=by, at=at)
    if not worked.is_confirmed:
        return UseState.BEGUN
    minutes = charged(worked.minutes, use.use.minutes).charged
    amount = Amount(minutes=minutes, cents=grant.terms.tariff.of_minutes(minutes))
    times = Times(worked.after, worked.before, worked.pauses)
    as_part(move_use)(
        use_id=found.use,
        step=UseStep.DONE,
        amount=amount,
        body={"times": times.as_json(), "minutes": worked.minutes},
        by=by,
        at=at,
    )
    book_debt(grant, use, amount.cents, by=by, at=at)
    return UseState.DONE


def _not_begun(found: GuestShift, shift: Shift | None, use: SeenUse, *, by: Actor, at: datetime) -> UseState:
    if shift is None:
        as_part(move_use)(use_id=found.use, step=UseStep.DECLINED, reason=CANCELLED, by=by, at=at)
        return UseState.DECLINED
    if at > shift.ends_at + GRACE:
        as_part(move_use)(use_id=found.use, step=UseStep.FAILED, reason=NOT_RIDDEN, by=by, at=at)
        _see_off(found.use)
        return UseState.FAILED
    return use.state


def _see_off(use_id: UUID) -> None:
    """The guest's shift leaves our roster, unless it has begun."""
    for one in GuestShift.objects.filter(use=use_id):
        as_part(take_back_guest)(shift_id=one.shift)


def _lent_to_us(use_id: UUID, at: datetime) -> tuple[SeenGrant, SeenUse]:
    grant, use = locked_use(use_id, at)
    if grant.terms.kind is not Kind.LEND or grant.side is not Side.TAKER:
        raise NotFound("no_use", _("There is no such use of a grant."))
    return grant, use
