"""The lender's side: a courier is asked, agrees, and the shift goes to the other co-op; its hours come home."""

from datetime import datetime
from uuid import UUID

from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext, override

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.lending import LoanAnswered, LoanAsked
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.services.courier_notes import tell_courier
from federation.domain.means.grants import Counted, check_use
from federation.domain.means.loans import Answer, LoanState, reserved_minutes
from federation.domain.means.terms import Amount, Kind, Side
from federation.domain.means.uses import UseState, UseStep
from federation.models import GrantUse, Loan
from federation.queries.means.grants import SeenGrant, SeenUse, use_seen
from federation.queries.means.loans import state_of
from federation.services.means.lent_booking import book_claim
from federation.services.means.locking import locked_grant
from federation.services.means.using import UseAsked, check_usable, empty_letter, move_use, use_grant
from members.domain.records import Times
from members.domain.roster import check_span
from members.models import MemberWorker
from members.queries.pay import hourly_cost_of
from members.services.checking import check_can_take
from members.services.lending import enter_lent_hours, lend_shift, take_back_shift

ASKING = _("Would you ride a shift for %(partner)s on %(moment)s? Answer under Federation, Means.")


@unit_of_work
def ask_to_lend(*, grant_id: UUID, member_id: UUID, window: TimeWindow, by: Actor, at: datetime) -> Loan:
    """Ask a courier to ride a shift for the co-op that a grant of ours lends to. Nobody hears of it but them.

    Raises NotFound; Invalid for a span that is no shift or is past, an overlap, a rule of working time that blocks,
    or a price above what this courier's hour costs; NotAllowedNow where the grant, its days or its limits forbid it.
    """
    found = locked_grant(grant_id, at)
    if found.terms.kind is not Kind.LEND or found.side is not Side.GIVER:
        raise NotFound("no_grant", _("There is no such grant."))
    check_span(window.after, window.before)
    if window.after <= at:
        raise Invalid("begun_already", _("A shift is lent before it begins."), field="starts")
    check_usable(found)
    _check_left(found, window)
    member = check_can_take(member_id, window)
    _check_cost(found, member)
    loan = Loan.objects.create(
        grant=grant_id,
        member=member,
        starts_at=window.after,
        ends_at=window.before,
        asked_by=str(by),
        asked_at=at,
    )
    as_part(tell_courier)(courier_id=member.pk, text=_asking(found, window), by=by, at=at)
    record(LoanAsked(loan_id=loan.pk, courier_id=member.pk, occurred_at=at), by=by)
    return loan


@unit_of_work
def answer_loan(*, loan_id: UUID, agrees: bool, user_id: int, by: Actor, at: datetime) -> Loan:
    """The courier's own word. Agreed, the shift is on our roster and goes to the other co-op; twice is once.

    Raises NotFound for anybody else's loan; NotAllowedNow once it is answered, withdrawn or past, or what `use_grant`
    and `lend_shift` refuse: then nothing is agreed.
    """
    loan = _locked(loan_id)
    if loan.member.user_id != user_id:
        raise NotFound("no_loan", _("There is no such request."))
    answer = Answer.AGREED if agrees else Answer.REFUSED
    if loan.answer == answer:
        return loan
    if loan.answer or loan.withdrawn_at is not None:
        raise NotAllowedNow("answered", _("This request was answered or withdrawn already."))
    if at >= loan.starts_at:
        raise NotAllowedNow("too_late", _("This shift would have begun already."))
    loan.answer, loan.answered_at = answer, at
    if agrees:
        _give(loan, by=by, at=at)
    loan.save()
    record(LoanAnswered(loan_id=loan.pk, courier_id=loan.member_id, is_agreed=agrees, occurred_at=at), by=by)
    return loan


@unit_of_work
def withdraw_loan(*, loan_id: UUID, reason: str, by: Actor, at: datetime) -> Loan:
    """The lender takes it back until the shift has begun. Twice is once. Raises NotFound, NotAllowedNow."""
    loan = _locked(loan_id)
    if loan.withdrawn_at is not None:
        return loan
    if state_of(loan, at) not in (LoanState.ASKED, LoanState.OFFERED, LoanState.TAKEN):
        raise NotAllowedNow("not_to_withdraw", _("This cannot be taken back any more."))
    if loan.use is not None:
        as_part(move_use)(use_id=loan.use, step=UseStep.WITHDRAWN, reason=reason, by=by, at=at)
        _take_back(loan, by=by, at=at)
    loan.withdrawn_at = at
    loan.save(update_fields=["withdrawn_at", "shift"])
    return loan


@unit_of_work
def settle_loan(*, loan_id: UUID, by: Actor, at: datetime) -> LoanState:
    """What the other co-op said of it takes effect here: the shift leaves the roster, or its hours are entered.

    The whole time worked is paid; what is charged was said by the borrower, within what was agreed. Twice is once.
    Raises NotFound; NotAllowedNow while the pay of its month is approved already.
    """
    loan = _locked(loan_id)
    seen = use_seen(loan.use, at) if loan.use else None
    if seen is None or loan.entered_at is not None:
        return state_of(loan, at)
    grant, use = seen
    if use.state is UseState.DONE:
        _enter(loan, grant, use, by=by, at=at)
    elif not use.is_live and loan.shift is not None:
        _take_back(loan, by=by, at=at)
        loan.save(update_fields=["shift"])
    return state_of(loan, at)


def _asking(found: SeenGrant, window: TimeWindow) -> str:
    """The note on the courier's day, in the co-op's language."""
    here = cooperative_here()
    with override(here.locale):
        moment = date_format(timezone.localtime(window.after, here.zone), "j F, H:i")
        return gettext(ASKING) % {"partner": found.partner, "moment": moment}


def _give(loan: Loan, *, by: Actor, at: datetime) -> None:
    found, member = locked_grant(loan.grant, at), loan.member
    window = TimeWindow(loan.starts_at, loan.ends_at)
    shift = as_part(lend_shift)(
        member_id=loan.member_id, window=window, lent_to=found.grant.member.slug, by=by, at=at
    )
    use: GrantUse = as_part(use_grant)(
        grant_id=loan.grant,
        asked=UseAsked(
            key=f"loan:{loan.pk}",
            what="shift",
            on=timezone.localdate(loan.starts_at, cooperative_here().zone),
            amount=_amount(found, window),
            good_until=loan.starts_at,
            body={"from": loan.starts_at.isoformat(), "until": loan.ends_at.isoformat()},
            letter={
                "user": member.user_id,
                "name": member.name,
                "bags": member.capacity_bags,
                "skills": list(member.skills),
            },
        ),
        by=by,
        at=at,
    )
    loan.shift, loan.use = shift.pk, use.pk


def _enter(loan: Loan, grant: SeenGrant, use: SeenUse, *, by: Actor, at: datetime) -> None:
    done = next(one for one in use.steps if one.step == UseStep.DONE)
    assert loan.shift is not None
    as_part(enter_lent_hours)(shift_id=loan.shift, times=Times.from_json(done.body["times"]), by=by, at=at)
    book_claim(grant, use, done.cents, by=by, at=at)
    as_part(empty_letter)(use_id=use.use.pk, at=at)
    loan.entered_at = at
    loan.save(update_fields=["entered_at"])


def _take_back(loan: Loan, *, by: Actor, at: datetime) -> None:
    if loan.shift is not None:
        as_part(take_back_shift)(shift_id=loan.shift, by=by)
        loan.shift = None
    if loan.use is not None:
        as_part(empty_letter)(use_id=loan.use, at=at)


def _check_left(found: SeenGrant, window: TimeWindow) -> None:
    on = timezone.localdate(window.after, cooperative_here().zone)
    check_use(found.terms, found.stepped, found.counted, Counted(on, _amount(found, window)), found.today)


def _amount(found: SeenGrant, window: TimeWindow) -> Amount:
    minutes = reserved_minutes(window)
    return Amount(minutes=minutes, cents=found.terms.tariff.of_minutes(minutes))


def _check_cost(found: SeenGrant, member: MemberWorker) -> None:
    cost = hourly_cost_of(member.pk)
    if cost is not None and found.terms.tariff.cents_per_hour > cost:
        raise Invalid(
            "above_cost",
            _("An hour of %(name)s costs %(cost)s cents: the grant's price of %(price)s would earn by it."),
            field="member",
            name=member.name,
            cost=cost,
            price=found.terms.tariff.cents_per_hour,
        )


def _locked(loan_id: UUID) -> Loan:
    rows = Loan.objects.select_for_update(of=("self",), no_key=True).select_related("member")
    loan = rows.filter(pk=loan_id).first()
    if loan is None:
        raise NotFound("no_loan", _("There is no such request."))
    return loan
