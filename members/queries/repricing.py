"""What people's paid months would have come to under other pay terms; nothing is written."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.time import last_of_month
from members.domain.pay.payers import payer_for
from members.domain.pay.work_month import WorkMonth
from members.queries.payroll_settings import payroll_settings
from members.queries.work_months import PersonMonth, work_months


@dataclass(frozen=True, slots=True)
class Repriced:
    """One person over the months: gross as the terms in force pay it and as the others would, in cents; `seconds`
    worked. `left_out` months could not be computed."""

    member_id: UUID
    name: str
    was_cents: int
    now_cents: int
    seconds: int
    left_out: int = 0

    @property
    def change_cents(self) -> int:
        return self.now_cents - self.was_cents


def last_pay_months(on: date, count: int = 3) -> list[date]:
    """The first days of the last months that are over by a day, the oldest first."""
    months = [(on.replace(day=1) - timedelta(days=1)).replace(day=1)]
    while len(months) < count:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months[::-1]


def repriced_pay(month: date, changed: Mapping[str, Any]) -> list[Repriced]:
    """Everyone's gross of a month, with the country's own pay engine, as it is and with `changed` pay terms over it.

    Raises NotAllowedNow before the first charter, Invalid for terms that make no sense.
    """
    here, settings = cooperative_here(), payroll_settings(month)
    present = charter_on(last_of_month(month)).terms.get("pay") or {}
    facts: Mapping[str, Any] = settings.facts if settings else {}
    before = work_months(month, here, pay_terms=present)
    after = {
        person.member.pk: person for person in work_months(month, here, pay_terms={**present, **changed})
    }
    pay = payer_for(here.country)

    def gross(person: PersonMonth) -> int | None:
        return _gross(pay, person.month, facts)

    found = []
    for person in before:
        was, now = gross(person), gross(after[person.member.pk])
        if was is None or now is None:
            found.append(Repriced(person.member.pk, person.member.name, 0, 0, person.seconds, left_out=1))
        else:
            found.append(Repriced(person.member.pk, person.member.name, was, now, person.seconds))
    return found


def added_up(months: Sequence[Sequence[Repriced]]) -> list[Repriced]:
    """The months of each person together, who loses most first."""
    sums: dict[UUID, Repriced] = {}
    for one in (one for month in months for one in month):
        had = sums.get(one.member_id)
        sums[one.member_id] = (
            one
            if had is None
            else Repriced(
                one.member_id,
                one.name,
                had.was_cents + one.was_cents,
                had.now_cents + one.now_cents,
                had.seconds + one.seconds,
                had.left_out + one.left_out,
            )
        )
    return sorted(sums.values(), key=lambda one: (one.change_cents, one.name))


def _gross(pay: Any, month: WorkMonth | None, facts: Mapping[str, Any]) -> int | None:
    """None where nothing is paid or the engine refuses."""
    if month is None or not (month.spans or month.has_weekday):
        return None
    try:
        return int(pay(month, facts).gross_cents)
    except DomainError:
        return None
