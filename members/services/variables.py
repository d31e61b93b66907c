"""A month's variables: entered by the treasurer, or asked for by the member and decided by somebody else."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from django.utils import timezone

from coopplatform.contracts.working import PayVariableDecided, PayVariableEntered, PayVariableWithdrawn
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import unit_of_work
from members.models import MemberWorker, PayVariable
from members.queries.variables import bike_km_cents
from members.services.guarding import check_not_own, check_open, locked_member

BY_HAND = (
    PayVariable.Kind.BONUS,
    PayVariable.Kind.TIPS,
    PayVariable.Kind.EXPENSES,
    PayVariable.Kind.BIKE_KILOMETRES,
    PayVariable.Kind.ADVANCE,
)
BY_MEMBER = (PayVariable.Kind.EXPENSES, PayVariable.Kind.BIKE_KILOMETRES)
MOST_CENTS = 2_000_000
MOST_KILOMETRES = 6_000
FURTHEST = timedelta(days=400)


@dataclass(frozen=True, slots=True)
class Amount:
    """What is entered: `cents`, or kilometres on one's own bike. `key` names the form: sent twice it counts once."""

    kind: str
    month: date
    note: str
    key: UUID
    cents: int = 0
    kilometres: int = 0


@unit_of_work
def enter_variable(*, member_id: UUID, amount: Amount, by: Actor, at: datetime) -> PayVariable:
    """It counts in the month's pay.

    Raises NotFound; Invalid for a kind other services enter, an amount out of range, no note, a month absurdly far
    or kilometres without a rate in the charter; NotAllowedNow once the month's pay is approved.
    """
    return _entered(member_id, amount, BY_HAND, PayVariable.State.ENTERED, by, at)


@unit_of_work
def ask_variable(*, member_id: UUID, amount: Amount, by: Actor, at: datetime) -> PayVariable:
    """The member's own expenses or kilometres: they count once somebody else has approved them.

    Raises what `enter_variable` raises.
    """
    return _entered(member_id, amount, BY_MEMBER, PayVariable.State.ASKED, by, at)


@unit_of_work
def approve_variable(*, variable_id: UUID, by: Actor, at: datetime) -> PayVariable:
    """It counts from now on. Twice changes nothing.

    Raises NotFound; NotAllowedNow for one's own, once refused or taken back, or when the month is closed.
    """
    variable, member = _locked(variable_id)
    if variable.state == PayVariable.State.ENTERED and variable.withdrawn_at is None:
        return variable
    check_not_own(member, by)
    _check_undecided(variable)
    check_open(variable.month, last_of_month(variable.month))
    return _decide(variable, PayVariable.State.ENTERED, "", by, at)


@unit_of_work
def refuse_variable(*, variable_id: UUID, reason: str, by: Actor, at: datetime) -> PayVariable:
    """It does not count, for a reason the member reads. Twice changes nothing.

    Raises NotFound; Invalid without a reason; NotAllowedNow for one's own, or when it is decided already.
    """
    variable, member = _locked(variable_id)
    if variable.state == PayVariable.State.REFUSED:
        return variable
    check_not_own(member, by)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: the member reads it."), field="reason")
    _check_undecided(variable)
    return _decide(variable, PayVariable.State.REFUSED, reason.strip(), by, at)


@unit_of_work
def withdraw_variable(*, variable_id: UUID, by: Actor, at: datetime) -> PayVariable:
    """It is taken back, before the month's pay is approved. Twice changes nothing.

    Raises NotFound; NotAllowedNow once the month is closed, or for what another part of the books stands behind.
    """
    variable, _member = _locked(variable_id)
    if variable.withdrawn_at is not None:
        return variable
    if variable.kind not in BY_HAND:
        raise NotAllowedNow(
            "not_by_hand", _("This follows from shares or surplus: it is taken back there, not here.")
        )
    check_open(variable.month, last_of_month(variable.month))
    variable.withdrawn_at = at
    variable.save(update_fields=["withdrawn_at"])
    event = PayVariableWithdrawn(variable_id=variable.id, courier_id=variable.member_id, occurred_at=at)
    record(event, by=by)
    return variable


def _entered(
    member_id: UUID,
    amount: Amount,
    kinds: tuple[PayVariable.Kind, ...],
    state: PayVariable.State,
    by: Actor,
    at: datetime,
) -> PayVariable:
    member = locked_member(member_id)
    source_key = f"hand:{amount.key}"
    if known := PayVariable.objects.filter(source_key=source_key).first():
        return known
    month = amount.month.replace(day=1)
    _check(amount, kinds, timezone.localdate(at))
    check_open(month, last_of_month(month))
    is_distance = amount.kind == PayVariable.Kind.BIKE_KILOMETRES
    variable = PayVariable.objects.create(
        member=member,
        month=month,
        kind=amount.kind,
        cents=amount.kilometres * bike_km_cents(month) if is_distance else amount.cents,
        quantity=amount.kilometres if is_distance else 0,
        note=amount.note.strip(),
        source_key=source_key,
        entered_by=str(by),
        entered_at=at,
        state=state,
    )
    event = PayVariableEntered(
        variable_id=variable.id,
        courier_id=member.id,
        month=month,
        is_asked=state == PayVariable.State.ASKED,
        occurred_at=at,
    )
    record(event, by=by)
    return variable


def _check(amount: Amount, kinds: tuple[PayVariable.Kind, ...], today: date) -> None:
    if amount.kind not in kinds:
        raise Invalid("bad_kind", _("This kind is not entered here."), field="kind")
    if abs(amount.month - today) > FURTHEST:
        raise Invalid("absurd_month", _("This month is too far away."), field="month")
    if not amount.note.strip():
        raise Invalid("no_note", _("Say where it comes from: a receipt, a decision, a date."), field="note")
    if amount.kind == PayVariable.Kind.BIKE_KILOMETRES:
        if not 0 < amount.kilometres <= MOST_KILOMETRES:
            raise Invalid(
                "bad_distance",
                _("Give whole kilometres, more than 0 and at most %(most)s a month."),
                field="kilometres",
                most=MOST_KILOMETRES,
            )
    elif not 0 < amount.cents <= MOST_CENTS:
        raise Invalid(
            "bad_amount",
            _("Give an amount more than 0 and at most %(most)s."),
            field="amount",
            most=MOST_CENTS // 100,
        )


def _check_undecided(variable: PayVariable) -> None:
    if variable.withdrawn_at is not None or variable.state != PayVariable.State.ASKED:
        raise NotAllowedNow("already_decided", _("This was decided or taken back in the meantime."))


def _decide(
    variable: PayVariable, state: PayVariable.State, reason: str, by: Actor, at: datetime
) -> PayVariable:
    variable.state, variable.reason = state, reason
    variable.decided_by, variable.decided_at = str(by), at
    variable.save(update_fields=["state", "reason", "decided_by", "decided_at"])
    decided = PayVariableDecided(
        variable_id=variable.id,
        courier_id=variable.member_id,
        is_approved=state == PayVariable.State.ENTERED,
        occurred_at=at,
    )
    record(decided, by=by)
    return variable


def _locked(variable_id: UUID) -> tuple[PayVariable, MemberWorker]:
    """The variable as it is once its member's row is locked."""
    found = PayVariable.objects.filter(pk=variable_id).first()
    if found is None:
        raise NotFound("no_variable", _("There is no such variable."))
    member = locked_member(found.member_id)
    return PayVariable.objects.get(pk=variable_id), member
