"""Shifts we lent and shifts lent to us, each from our own record and from the uses of the grants."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coopplatform.kernel.time import TimeWindow
from federation.domain.means.loans import LoanState, loan_state
from federation.domain.means.terms import Kind, Side
from federation.domain.means.uses import UseState
from federation.models import GrantUse, GuestShift, Loan
from federation.queries.means.grants import SeenGrant, SeenUse, grants_here, letter_of, use_seen, uses_here
from members.domain.records import Pause
from members.models import MemberWorker, Shift, WorkRecord
from members.queries.hours import pauses_of
from members.queries.workers import own_workers


@dataclass(frozen=True, slots=True)
class LoanSeen:
    """A shift of ours that we asked a courier to ride elsewhere. `charged_cents` once its hours are told."""

    loan: Loan
    partner: str
    state: LoanState
    reason: str = ""
    minutes: int | None = None
    charged_cents: int | None = None


@dataclass(frozen=True, slots=True)
class GuestSeen:
    """A shift lent to us, the guest's name as long as it is kept, and what it comes to."""

    use: GrantUse
    lender: str
    name: str
    skills: tuple[str, ...]
    window: TimeWindow
    state: UseState
    cents: int


@dataclass(frozen=True, slots=True)
class GuestRecord:
    """What the borrower's clock says of a guest's shift."""

    after: datetime
    before: datetime | None
    pauses: tuple[Pause, ...]
    minutes: int
    is_confirmed: bool


def state_of(loan: Loan, at: datetime) -> LoanState:
    """Of one loan, as it stands."""
    seen = use_seen(loan.use, at) if loan.use else None
    return _state(loan, seen[1] if seen else None)


def loans_here(at: datetime) -> list[LoanSeen]:
    """All that we asked our couriers, the newest shift first. A fixed number of queries."""
    uses = _uses(at, Side.GIVER)
    grants = _partners(at)
    rows = Loan.objects.select_related("member").order_by("-starts_at", "-id")
    return [_loan(row, uses.get(row.use), grants.get(row.grant, "")) for row in rows]


def loans_asked_of(user_id: int, at: datetime) -> list[LoanSeen]:
    """Of one courier, those that still matter: what waits for their word, and what is agreed and to come."""
    mine = [one for one in loans_here(at) if one.loan.member.user_id == user_id and one.loan.ends_at > at]
    return [one for one in mine if one.state in (LoanState.ASKED, LoanState.OFFERED, LoanState.TAKEN)]


def guests_here(at: datetime) -> list[GuestSeen]:
    """All shifts lent to us, the newest first. A fixed number of queries."""
    found = [_guest(grant, use) for grant, use in _uses(at, Side.TAKER).values()]
    return sorted(found, key=lambda one: one.window.after, reverse=True)


def to_settle() -> list[UUID]:
    """Loans of ours whose hours are not entered and whose shift is on the roster."""
    rows = Loan.objects.filter(use__isnull=False, shift__isnull=False, entered_at__isnull=True)
    return list(rows.values_list("pk", flat=True))


def to_report(at: datetime) -> list[UUID]:
    """Guests' shifts here of which something is still to be told."""
    live = [use.use.pk for _grant, use in _uses(at, Side.TAKER).values() if use.is_live]
    planned = Shift.objects.filter(clocked_in_at__isnull=True).values("pk")
    rows = GuestShift.objects.filter(use__in=live) | GuestShift.objects.filter(shift__in=planned)
    return list(rows.values_list("pk", flat=True))


def record_of_guest(found: GuestShift) -> tuple[Shift | None, GuestRecord | None]:
    """The shift, None once it was cancelled, and its record, None before the clock-in."""
    shift = Shift.objects.filter(pk=found.shift).first()
    row = WorkRecord.objects.filter(shift_id=found.shift).first()
    if row is None:
        return shift, None
    pauses = pauses_of(WorkRecord.objects.filter(pk=row.pk)).get(row.pk, ())
    return shift, GuestRecord(row.started_at, row.ended_at, tuple(pauses), row.minutes, row.is_confirmed)


def window_of(use: GrantUse) -> TimeWindow:
    """From when to when the lent shift is planned."""
    return TimeWindow(datetime.fromisoformat(use.body["from"]), datetime.fromisoformat(use.body["until"]))


def own_couriers(on: datetime) -> list[MemberWorker]:
    """Whom we may ask: our own, who are still here, by name."""
    rows = own_workers().exclude(left_on__lt=on.date())
    return list(rows.select_related("user").order_by("name"))


def _uses(at: datetime, side: Side) -> dict[UUID | None, tuple[SeenGrant, SeenUse]]:
    return {
        use.use.pk: (grant, use)
        for grant, use in uses_here(Kind.LEND, at)
        if grant.side is side and grant.is_whole
    }


def _partners(at: datetime) -> dict[UUID, str]:
    return {one.grant.pk: one.partner for one in grants_here(at)}


def _loan(row: Loan, seen: tuple[SeenGrant, SeenUse] | None, partner: str) -> LoanSeen:
    use = seen[1] if seen else None
    done = next((one for one in use.steps if one.step == UseState.DONE), None) if use else None
    return LoanSeen(
        loan=row,
        partner=partner,
        state=_state(row, use),
        reason=_last_word(use.steps) if use else "",
        minutes=done.body.get("minutes") if done else None,
        charged_cents=done.cents if done else None,
    )


def _last_word(steps: Iterable[object]) -> str:
    said = [str(getattr(one, "reason", "")) for one in steps]
    return next((reason for reason in reversed(said) if reason), "")


def _state(loan: Loan, use: SeenUse | None) -> LoanState:
    return loan_state(
        loan.answer,
        use.state if use else None,
        is_withdrawn=loan.withdrawn_at is not None,
        is_entered=loan.entered_at is not None,
    )


def _guest(grant: SeenGrant, use: SeenUse) -> GuestSeen:
    letter = letter_of(use.use)
    counted = use.counted.amount
    return GuestSeen(
        use=use.use,
        lender=grant.partner,
        name=str(letter.get("name", "")),
        skills=tuple(str(one) for one in letter.get("skills", ())),  # type: ignore[attr-defined]
        window=window_of(use.use),
        state=use.state,
        cents=counted.cents,
    )
