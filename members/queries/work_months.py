"""What the pay engine is told about everyone's month. A fixed number of queries, whatever the size."""

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

from cooperatives.models import Cooperative
from cooperatives.queries.charters import terms_on
from coopplatform.kernel.time import last_of_month
from members.domain.absence import Absence
from members.domain.contracts import Grid
from members.domain.holidays import public_holidays
from members.domain.leave_account import LeaveRights
from members.domain.pay import PayGrid, weeks_ending_in
from members.domain.pay.supplements import day_lines, earned, supplements_from
from members.domain.pay.work_month import Extra, LeaveYear, Terms, Variable, WorkMonth
from members.models import Contract, MemberWorker, PayrollProfile, Payslip
from members.queries.absences import absences_between
from members.queries.corrections import corrections_paid_in
from members.queries.hours import Worked, worked
from members.queries.leave import leave_rights
from members.queries.profiles import profiles, withholding_rates
from members.queries.variables import variables_of

LOOKED_BACK = timedelta(days=370)
MONTHS_BEFORE = 3


@dataclass(frozen=True, slots=True)
class PersonMonth:
    """A member with their month, None without any contract in it, and what keeps it from being whole."""

    member: MemberWorker
    contract: Contract | None
    month: WorkMonth | None
    worked: Worked | None
    profile: PayrollProfile | None
    leave: LeaveRights | None

    @property
    def seconds(self) -> int:
        return self.worked.seconds if self.worked else 0

    @property
    def open_records(self) -> int:
        return self.worked.open_records if self.worked else 0

    @property
    def unconfirmed(self) -> int:
        return self.worked.unconfirmed_records if self.worked else 0


def work_months(
    month: date, here: Cooperative, *, pay_terms: Mapping[str, Any] | None = None
) -> list[PersonMonth]:
    """Everyone under contract in the month, or who worked in the weeks it pays, by name.

    By the charter's pay terms, unless others are tried. Raises Invalid for supplements that cannot be worked out.
    """
    first, last = weeks_ending_in(month)
    hours = {person.member.id: person for person in worked(first, last, here.zone)}
    read = _Read(month, here, pay_terms)
    members = MemberWorker.objects.filter(pk__in=hours.keys() | read.contracts.keys())
    found = (read.person(member, hours.get(member.id)) for member in members.order_by("name", "id"))
    return [person for person in found if person.month or person.seconds or person.open_records]


class _Read:
    """The co-op's facts of one month, each read once for all."""

    def __init__(self, month: date, here: Cooperative, pay_terms: Mapping[str, Any] | None) -> None:
        self.month, self.here, self.end = month, here, last_of_month(month)
        terms = terms_on(self.end, "pay") if pay_terms is None else pay_terms
        self.supplements = supplements_from(terms)
        self.pay_grid = PayGrid.from_terms(terms)
        self.classes = Grid.from_terms(terms).on(self.end)
        self.holidays = frozenset[date]().union(
            *(public_holidays(here.country, month.year + n) for n in (-1, 0, 1))
        )
        self.contracts = _contracts(min(month, weeks_ending_in(month)[0]), self.end)
        self.absences = absences_between(month - LOOKED_BACK, self.end)
        self.rights = leave_rights(self.end)
        self.variables = variables_of(month)
        self.corrections = corrections_paid_in(month)
        self.rates = withholding_rates(self.end)
        self.profiles = profiles()
        self.past = _Past(month)

    def person(self, member: MemberWorker, hours: Worked | None) -> PersonMonth:
        contracts = self.contracts.get(member.id, [])
        in_month = [
            c for c in contracts if c.started_on <= self.end and (c.ended_on or self.end) >= self.month
        ]
        rights = self.rights.get(member.id)
        return PersonMonth(
            member,
            in_month[-1] if in_month else None,
            self._month(member, contracts, hours, rights) if in_month else None,
            hours,
            self.profiles.get(member.id),
            rights,
        )

    def _month(
        self,
        member: MemberWorker,
        contracts: list[Contract],
        hours: Worked | None,
        rights: LeaveRights | None,
    ) -> WorkMonth:
        return WorkMonth(
            month=self.month,
            country=self.here.country,
            currency=self.here.currency,
            timezone=self.here.timezone,
            terms=tuple(self._terms(contract) for contract in contracts),
            spans=hours.spans if hours else (),
            grid=self.pay_grid,
            holidays=self.holidays,
            absences=tuple(self.absences.get(member.id, ())),
            leave=self._leave(member.id, rights, self.absences.get(member.id, [])),
            hired_on=member.joined_on,
            months_before_cents=self.past.before(member.id),
            variables=(
                *self.corrections.get(member.id, ()),
                *self._supplements(contracts, hours),
                *(
                    Variable(Extra(row.kind), row.cents, row.quantity, row.note)
                    for row in self.variables.get(member.id, ())
                ),
            ),
            withholding_rate=self.rates.get(member.id),
            earlier=self.past.of_the_year(member.id),
        )

    def _supplements(self, contracts: list[Contract], hours: Worked | None) -> Iterator[Variable]:
        """What the charter's formulas give for the days worked, under the month's last contract."""
        if not self.supplements or hours is None or not contracts:
            return
        lines = day_lines(
            hours.spans, self.here.timezone, self.pay_grid, self.holidays, contracts[-1].hourly_cents
        )
        for sum_ in earned(lines.values(), self.supplements):
            yield Variable(Extra.SUPPLEMENT, sum_.cents, sum_.days, f"{sum_.name}, {sum_.days} ×")

    def _terms(self, contract: Contract) -> Terms:
        row = self.classes.get(contract.grid_class)
        return Terms(
            contract.started_on,
            contract.ended_on,
            contract.kind,
            contract.weekly_minutes,
            contract.hourly_cents,
            row.hourly_cents if row else 0,
        )

    def _leave(
        self, member_id: UUID, rights: LeaveRights | None, absences: list[Absence]
    ) -> LeaveYear | None:
        if rights is None or not absences:
            return None
        gross = self.past.gross(member_id, rights.reference_first, rights.reference_last)
        return LeaveYear(gross, Decimal(rights.acquired_days))


class _Past:
    """Issued payslips of the two years before a month, as far as pay needs them."""

    def __init__(self, month: date) -> None:
        self.month = month
        self._gross: dict[UUID, dict[date, int]] = defaultdict(dict)
        self._carry: dict[UUID, dict[date, Mapping[str, str]]] = defaultdict(dict)
        issued = Payslip.objects.filter(
            run__month__gte=month.replace(year=month.year - 2), run__month__lt=month, issued_at__isnull=False
        ).order_by("-run__month")
        rows = issued.values_list("member_id", "run__month", "gross_cents", "statement__carry")
        for member_id, day, gross, carry in rows:
            self._gross[member_id][day] = gross
            self._carry[member_id][day] = carry

    def gross(self, member_id: UUID, first: date, last: date) -> int:
        return sum(cents for day, cents in self._gross[member_id].items() if first <= day <= last)

    def before(self, member_id: UUID) -> tuple[int, ...]:
        """The gross of the months before, the latest first, as far as none is missing."""
        found, day = [], self.month
        for _n in range(MONTHS_BEFORE):
            day = (day - timedelta(days=1)).replace(day=1)
            if day not in self._gross[member_id]:
                break
            found.append(self._gross[member_id][day])
        return tuple(found)

    def of_the_year(self, member_id: UUID) -> dict[date, Mapping[str, str]]:
        return {day: carry for day, carry in self._carry[member_id].items() if day.year == self.month.year}


def _contracts(first: date, last: date) -> dict[UUID, list[Contract]]:
    """By member, the contracts that touch the days, the oldest first."""
    found: dict[UUID, list[Contract]] = {}
    touching = Contract.objects.filter(started_on__lte=last).exclude(ended_on__lt=first)
    for contract in touching.order_by("started_on"):
        found.setdefault(contract.member_id, []).append(contract)
    return found
