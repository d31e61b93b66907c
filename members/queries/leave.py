"""Everyone's leave: acquired, taken, left."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from members.domain.absence import Absence, AbsenceKind
from members.domain.holidays import public_holidays
from members.domain.leave import ZERO, leave_rule, working_days
from members.domain.leave_account import (
    Credit,
    Employment,
    LeaveAccount,
    LeaveRights,
    leave_account,
    uncovered_days,
)
from members.models import AbsenceRequest, Contract, LeaveCredit
from members.queries.absences import absence_of, shifts_in
from members.queries.contracts import employment_of

YEARS_OF_HOLIDAYS = 6
LONGEST_LOOKED_AT = 800


@dataclass(frozen=True, slots=True)
class DaysCost:
    """What days away would take: working days, the balance on the first day, what of it is missing, shifts in them.

    `left` is None for what costs no leave, and where leave is not computed.
    """

    days: int
    first: date
    left: Decimal | None
    missing: Decimal
    shifts: int

    @property
    def after(self) -> Decimal | None:
        return None if self.left is None else self.left - self.days


def leave_rights(on: date) -> dict[UUID, LeaveRights]:
    """By member employed on a day, the leave of the period being taken (working days; see `LeaveRights`).

    Empty for a country whose leave is not computed. Three queries, whatever the size.
    """
    return {member_id: account.rights() for member_id, account in leave_accounts(on).items()}


def leave_accounts(on: date, *, of: Collection[UUID] | None = None) -> dict[UUID, LeaveAccount]:
    """By member employed on a day (all, or some), every period of their leave as of that day."""
    here = cooperative_here()
    rule = leave_rule(here.country, on)
    if rule is None:
        return {}
    holidays = holidays_around(on, here.country)
    by_member: dict[UUID, list[Contract]] = {}
    some = {} if of is None else {"member__in": of}
    for contract in Contract.objects.filter(started_on__lte=on, **some):
        by_member.setdefault(contract.member_id, []).append(contract)
    away: dict[UUID, list[Absence]] = {}
    for row in AbsenceRequest.objects.filter(state=AbsenceRequest.State.APPROVED, first__lte=on, **some):
        away.setdefault(row.member_id, []).append(absence_of(row))
    credits: dict[UUID, list[Credit]] = {}
    for given in LeaveCredit.objects.filter(withdrawn_at__isnull=True, **some):
        credits.setdefault(given.member_id, []).append(credit_of(given))
    return {
        member_id: leave_account(
            Employment(employment_of(contracts), rule, holidays, credits.get(member_id, [])),
            away.get(member_id, []),
            on,
        )
        for member_id, contracts in by_member.items()
        if any(contract.ended_on is None or contract.ended_on >= on for contract in contracts)
    }


def leave_account_of(member_id: UUID, on: date) -> LeaveAccount | None:
    """A member's account on a day, also of somebody who has left; None where leave is not computed."""
    job = employment(member_id, on)
    return None if job is None else leave_account(job, approved_of(member_id), on)


def cost_of(member_id: UUID, days: Absence, *, today: date) -> DaysCost | None:
    """What days away would take of a member's leave, as things stand; None for days that make no sense."""
    here = cooperative_here()
    if not 0 <= (days.last - days.first).days <= LONGEST_LOOKED_AT or abs(days.first - today).days > 1000:
        return None
    shifts = shifts_in([AbsenceRequest(member_id=member_id, first=days.first, last=days.last)], here.zone)
    count = working_days(days.first, days.last, holidays_around(days.first, here.country))
    job = employment(member_id, days.first)
    left, missing = None, ZERO
    if job and days.kind == AbsenceKind.PAID_LEAVE:
        granted = approved_of(member_id)
        left = leave_account(job, [a for a in granted if a.first < days.first], days.first).left
        missing = uncovered_days(job, days, granted)
    return DaysCost(count, days.first, left, missing, sum(shifts.values()))


def approved_of(member_id: UUID) -> list[Absence]:
    """A member's approved absences."""
    rows = AbsenceRequest.objects.filter(member_id=member_id, state=AbsenceRequest.State.APPROVED)
    return [absence_of(row) for row in rows]


def employment(member_id: UUID, on: date) -> Employment | None:
    """What a member's leave is drawn from; None without a contract, or a rule for the co-op's country."""
    country = cooperative_here().country
    rule, spans = leave_rule(country, on), employment_of(Contract.objects.filter(member_id=member_id))
    if rule is None or not spans:
        return None
    credits = [credit_of(row) for row in leave_credits_of(member_id)]
    return Employment(spans, rule, holidays_around(on, country), credits)


def leave_credits_of(member_id: UUID) -> list[LeaveCredit]:
    """A member's credits that were not taken back, those that lapse first at the top."""
    rows = LeaveCredit.objects.filter(member_id=member_id, withdrawn_at__isnull=True)
    return list(rows.order_by("last", "id"))


def credit_of(row: LeaveCredit) -> Credit:
    """A stored credit as the domain reads it."""
    return Credit(row.days, row.first, row.last, row.reason)


def holidays_around(day: date, country: str) -> frozenset[date]:
    """The public holidays of a country, of the years an account looks at and the two to come."""
    years = range(day.year - YEARS_OF_HOLIDAYS, day.year + 3)
    return frozenset[date]().union(*(public_holidays(country, year) for year in years))
