"""Everyone's leave: acquired, taken, left."""

from collections.abc import Iterable
from datetime import date
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from members.domain.absence import Absence
from members.domain.holidays import public_holidays
from members.domain.leave import leave_rule
from members.domain.leave_account import Employment, LeaveAccount, LeaveRights, leave_account
from members.models import AbsenceRequest, Contract
from members.queries.absences import absence_of
from members.queries.contracts import employment_of

YEARS_OF_HOLIDAYS = 6


def leave_rights(on: date) -> dict[UUID, LeaveRights]:
    """By member employed on a day, the leave of the period being taken (working days; see `LeaveRights`).

    Empty for a country whose leave is not computed. Two queries, whatever the size.
    """
    return {member_id: account.rights() for member_id, account in leave_accounts(on).items()}


def leave_accounts(on: date) -> dict[UUID, LeaveAccount]:
    """By member employed on a day, every period of their leave as of that day."""
    here = cooperative_here()
    rule = leave_rule(here.country, on)
    if rule is None:
        return {}
    holidays = holidays_around(on, here.country)
    by_member: dict[UUID, list[Contract]] = {}
    for contract in Contract.objects.filter(started_on__lte=on):
        by_member.setdefault(contract.member_id, []).append(contract)
    away: dict[UUID, list[Absence]] = {}
    for row in AbsenceRequest.objects.filter(state=AbsenceRequest.State.APPROVED, first__lte=on):
        away.setdefault(row.member_id, []).append(absence_of(row))
    return {
        member_id: leave_account(
            Employment(employment_of(contracts), rule, holidays), away.get(member_id, []), on
        )
        for member_id, contracts in by_member.items()
        if any(contract.ended_on is None or contract.ended_on >= on for contract in contracts)
    }


def leave_account_of(member_id: UUID, on: date) -> LeaveAccount | None:
    """A member's account on a day, also of somebody who has left; None where leave is not computed."""
    job = employment(Contract.objects.filter(member_id=member_id), on)
    return None if job is None else leave_account(job, approved_of(member_id), on)


def approved_of(member_id: UUID) -> list[Absence]:
    """A member's approved absences."""
    rows = AbsenceRequest.objects.filter(member_id=member_id, state=AbsenceRequest.State.APPROVED)
    return [absence_of(row) for row in rows]


def employment(contracts: Iterable[Contract], on: date) -> Employment | None:
    """What leave is drawn from, in the co-op in scope; None without a contract or a rule for its country."""
    country = cooperative_here().country
    rule, spans = leave_rule(country, on), employment_of(contracts)
    return Employment(spans, rule, holidays_around(on, country)) if rule and spans else None


def holidays_around(day: date, country: str) -> frozenset[date]:
    """The public holidays of a country, of the years an account looks at and the two to come."""
    years = range(day.year - YEARS_OF_HOLIDAYS, day.year + 3)
    return frozenset[date]().union(*(public_holidays(country, year) for year in years))
