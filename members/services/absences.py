"""Days away: asked for by the member, decided by somebody else, or entered from a paper."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.working import AbsenceAsked, AbsenceDecided, AbsenceWithdrawn
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.absence import Absence, AbsenceKind
from members.domain.away import check_days, check_employed, check_free
from members.domain.leave import working_days
from members.domain.leave_account import leave_account, uncovered_days
from members.models import AbsenceRequest, MemberWorker
from members.queries.absences import absence_of
from members.queries.contracts import contracts_of, employment_of
from members.queries.leave import approved_of, employment, holidays_around
from members.services.guarding import check_not_own, check_open, locked_member

State = AbsenceRequest.State


@dataclass(frozen=True, slots=True)
class Days:
    """Why, and from which day to which, both included."""

    kind: AbsenceKind
    first: date
    last: date
    note: str = ""


@unit_of_work
def ask_absence(*, member_id: UUID, days: Days, by: Actor, at: datetime) -> AbsenceRequest:
    """The member asks for days away; somebody else decides.

    Raises Invalid for days that make no sense, are under no contract or cost nothing; NotAllowedNow when they are
    away or have asked for one of those days already, or its month is closed.
    """
    member = locked_member(member_id)
    _check(member, days, at, also=State.REQUESTED)
    absence = _made(member, days, by, at)
    record(AbsenceAsked(absence_id=absence.id, courier_id=member.id, occurred_at=at), by=by)
    return absence


@unit_of_work
def enter_absence(
    *, member_id: UUID, days: Days, by: Actor, at: datetime, in_advance: bool = False
) -> AbsenceRequest:
    """A sick note, or leave agreed on by word: it counts at once.

    Raises what `ask_absence` raises; NotAllowedNow too for one's own, and for paid leave beyond the balance unless
    it is granted `in_advance`.
    """
    member = locked_member(member_id)
    check_not_own(member, by)
    _check(member, days, at)
    _check_balance(member, Absence(days.kind, days.first, days.last), in_advance=in_advance)
    absence = _made(member, days, by, at)
    _decide(absence, State.APPROVED, by, at, in_advance=in_advance)
    return absence


@unit_of_work
def approve_absence(*, absence_id: UUID, by: Actor, at: datetime, in_advance: bool = False) -> AbsenceRequest:
    """The days are granted. Approving twice changes nothing.

    Raises NotFound; NotAllowedNow for one's own, when it was refused or taken back, when the member is away then
    already, when its month is closed, and for paid leave beyond the balance unless granted `in_advance`.
    """
    absence, member = _locked(absence_id)
    if absence.state == State.APPROVED:
        return absence
    check_not_own(member, by)
    _check_open_to_decide(absence)
    asked = absence_of(absence)
    _check(member, Days(asked.kind, asked.first, asked.last), at, but=absence.id)
    _check_balance(member, asked, in_advance=in_advance)
    _decide(absence, State.APPROVED, by, at, in_advance=in_advance)
    return absence


@unit_of_work
def refuse_absence(*, absence_id: UUID, reason: str, by: Actor, at: datetime) -> AbsenceRequest:
    """The days are not granted, for a reason the member reads. Refusing twice changes nothing.

    Raises NotFound; Invalid without a reason; NotAllowedNow for one's own, or when it is decided already.
    """
    absence, member = _locked(absence_id)
    if absence.state == State.REFUSED:
        return absence
    check_not_own(member, by)
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: the member reads it."), field="reason")
    _check_open_to_decide(absence)
    _decide(absence, State.REFUSED, by, at, reason=reason.strip())
    return absence


@unit_of_work
def withdraw_absence(*, absence_id: UUID, by: Actor, at: datetime) -> AbsenceRequest:
    """The member takes their request back, or granted days that have not begun. Twice changes nothing.

    Raises NotFound; NotAllowedNow when it was refused, or has begun: then the co-op corrects it.
    """
    absence, _member = _locked(absence_id)
    if absence.state == State.WITHDRAWN:
        return absence
    if absence.state == State.REFUSED:
        raise NotAllowedNow("absence_refused", _("This was refused: there is nothing to take back."))
    if absence.state == State.APPROVED and absence.first <= timezone.localdate(at):
        raise NotAllowedNow("absence_begun", _("These days have begun: ask the co-op to correct them."))
    return _withdraw(absence, by, at)


@unit_of_work
def cancel_absence(*, absence_id: UUID, reason: str, by: Actor, at: datetime) -> AbsenceRequest:
    """The co-op takes back days it had granted or entered, so that they can be entered otherwise.

    Raises NotFound; Invalid without a reason; NotAllowedNow for one's own, when they do not count, or when a month
    of them is closed.
    """
    absence, member = _locked(absence_id)
    if absence.state == State.WITHDRAWN:
        return absence
    check_not_own(member, by)
    if absence.state != State.APPROVED:
        raise NotAllowedNow("absence_not_approved", _("Only days that were granted are taken back."))
    if not reason.strip():
        raise Invalid("no_reason", _("Say why: the member reads it."), field="reason")
    check_open(absence.first, absence.last)
    absence.reason = reason.strip()
    absence.save(update_fields=["reason"])
    return _withdraw(absence, by, at)


def _check(
    member: MemberWorker, days: Days, at: datetime, *, also: str = "", but: UUID | None = None
) -> None:
    check_days(days.first, days.last, today=timezone.localdate(at))
    check_employed(days.first, days.last, employment_of(contracts_of(member.id)))
    others = member.absences.filter(state__in=[State.APPROVED, also])
    check_free(days.first, days.last, [absence_of(row) for row in others if row.id != but])
    if days.kind == AbsenceKind.PAID_LEAVE and not working_days(
        days.first, days.last, holidays_around(days.first, cooperative_here().country)
    ):
        raise Invalid(
            "costs_nothing", _("There is no working day in it: nothing to take leave for."), field="last"
        )
    check_open(days.first, days.last)


def _check_balance(member: MemberWorker, leave: Absence, *, in_advance: bool) -> None:
    """Where leave is computed: paid leave is covered by what was acquired until then."""
    job = employment(member.id, leave.first)
    if leave.kind != AbsenceKind.PAID_LEAVE or in_advance or job is None:
        return
    granted = approved_of(member.id)
    if missing := uncovered_days(job, leave, granted):
        left = leave_account(job, [a for a in granted if a.first < leave.first], leave.first).left
        raise NotAllowedNow(
            "beyond_balance",
            _(
                "%(missing)s working days are missing: %(left)s are left on the first day. "
                "Shorten it, or grant it in advance."
            ),
            field="in_advance",
            missing=float(missing),
            left=float(left),
        )


def _check_open_to_decide(absence: AbsenceRequest) -> None:
    if absence.state != State.REQUESTED:
        raise NotAllowedNow("already_decided", _("This was decided or taken back in the meantime."))


def _made(member: MemberWorker, days: Days, by: Actor, at: datetime) -> AbsenceRequest:
    return AbsenceRequest.objects.create(
        member=member,
        kind=days.kind,
        first=days.first,
        last=days.last,
        note=days.note,
        asked_by=str(by),
        asked_at=at,
    )


def _decide(
    absence: AbsenceRequest,
    state: str,
    by: Actor,
    at: datetime,
    *,
    reason: str = "",
    in_advance: bool = False,
) -> None:
    absence.state, absence.decided_by, absence.decided_at = state, str(by), at
    absence.reason, absence.in_advance = reason, in_advance
    absence.save(update_fields=["state", "decided_by", "decided_at", "reason", "in_advance"])
    decided = AbsenceDecided(
        absence_id=absence.id,
        courier_id=absence.member_id,
        is_approved=state == State.APPROVED,
        occurred_at=at,
    )
    record(decided, by=by)


def _withdraw(absence: AbsenceRequest, by: Actor, at: datetime) -> AbsenceRequest:
    absence.state = State.WITHDRAWN
    absence.save(update_fields=["state"])
    event = AbsenceWithdrawn(absence_id=absence.id, courier_id=absence.member_id, occurred_at=at)
    record(event, by=by)
    return absence


def _locked(absence_id: UUID) -> tuple[AbsenceRequest, MemberWorker]:
    """The absence as it is once its member's row is locked."""
    found = AbsenceRequest.objects.filter(pk=absence_id).first()
    if found is None:
        raise NotFound("no_absence", _("There is no such absence."))
    member = locked_member(found.member_id)
    return AbsenceRequest.objects.get(pk=absence_id), member
