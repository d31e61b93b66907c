"""A year's surplus: what may be shared, and how the statutes or an alternative would share it."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import Sum

from cooperatives.domain.charts import Role
from cooperatives.queries.books import balances_by_role, closed_results, highest_credit_cents
from cooperatives.queries.charters import terms_on
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.statements import result_cents
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from members.domain.surplus import Allocation, Person, allocate_surplus
from members.domain.surplus import SurplusYear as Year
from members.domain.surplus.terms import statutes_for
from members.domain.surplus.year import MOST_SENIORITY
from members.models import Payslip, SurplusFacts, SurplusYear
from members.queries.hours import worked
from members.queries.shares import CAPITAL, shares_held


@dataclass(frozen=True, slots=True)
class Ground:
    """What a year's sharing stands on, whatever is decided: the books, the people, the statutes, the facts entered.

    `result_cents` of `year` is the year's result, negative for a deficit; of a year that is not closed, so far.
    """

    year: Year
    is_over: bool
    is_closed: bool
    people: tuple[Person, ...]
    legal_form: str
    terms: Mapping[str, Any]
    figures: Mapping[str, Any]

    @property
    def obstacle(self) -> Sentence | None:
        """Why nothing can be adopted (yet), whatever is chosen."""
        named = {"year": str(self.year.year)}
        if not self.is_over:
            return Sentence(_("The year %(year)s is not over yet."), named)
        if not self.is_closed:
            return Sentence(_("The books of %(year)s are not closed yet."), named)
        if self.year.base_cents == 0:
            return Sentence(_("There is no surplus of %(year)s to share."), named)
        return None

    def propose(self, choices: Mapping[str, Any] | None = None) -> "Proposal":
        """What the statutes give, with an alternative's choices over them."""
        try:
            allocation = self.allocate(choices or {}) if self.year.base_cents else None
        except Invalid as problem:
            return Proposal(self, None, Sentence(problem.message, problem.params))
        return Proposal(self, allocation, self.obstacle)

    def allocate(self, choices: Mapping[str, Any]) -> Allocation:
        """Raises Invalid, naming the article, where the choices break it."""
        statutes = statutes_for(self.legal_form, self.terms, self.figures, choices)
        return allocate_surplus(self.year, statutes, self.people)


@dataclass(frozen=True, slots=True)
class Proposal:
    """An allocation of a year. `obstacle` says why it cannot be adopted (yet)."""

    ground: Ground
    allocation: Allocation | None
    obstacle: Sentence | None

    @property
    def year(self) -> Year:
        return self.ground.year

    @property
    def is_over(self) -> bool:
        return self.ground.is_over

    @property
    def is_closed(self) -> bool:
        return self.ground.is_closed

    @property
    def people(self) -> tuple[Person, ...]:
        return self.ground.people

    @property
    def work_share_of_an_hour_cents(self) -> int:
        """The work share of an hour worked by those entitled, rounded down."""
        seconds = sum(person.seconds for person in self.people if person.is_entitled)
        return self.allocation.cents("work") * 3600 // seconds if self.allocation and seconds else 0

    @property
    def parts(self) -> list[dict[str, Any]]:
        """What each person receives, with the hours and shares it comes from, as it is stored when adopted."""
        people = {person.id: person for person in self.people}
        shared = self.allocation.people if self.allocation else ()
        return [
            {
                **part.as_json(),
                "seconds": people[part.person_id].seconds,
                "capital_cents": people[part.person_id].capital_cents,
            }
            for part in shared
        ]


def ground_of(year: int, *, on: date) -> Ground:
    """Everything a year's allocation is computed from, as seen on a day."""
    here, closed = cooperative_here(), closed_results()
    terms = terms_on(date(year, 12, 31), "surplus")
    entered = facts_entered(year)
    figures = dict(entered.figures) if entered else {}
    return Ground(
        year=_year(year, here.currency, closed, figures),
        is_over=on.year > year,
        is_closed=year in closed,
        people=_people(year, Fraction(str(terms.get("seniority_percent") or 0))),
        legal_form=here.legal_form,
        terms=terms,
        figures=figures,
    )


def propose_allocation(year: int, *, on: date) -> Proposal:
    """The allocation the charter's statutes give for `year`, as seen on a day."""
    return ground_of(year, on=on).propose()


def left_to_share(year: int, closed: Mapping[int, int]) -> int:
    """What a closed year leaves after the losses of the closed years before it, never negative."""
    return max(0, closed[year] - losses_before(year, closed))


def losses_before(year: int, closed: Mapping[int, int]) -> int:
    """Losses of the closed years before one that no surplus since has made good."""
    losses = 0
    for before in sorted(y for y in closed if y < year):
        losses = max(0, losses - closed[before])
    return losses


def facts_entered(year: int) -> SurplusFacts | None:
    """What the treasurer entered of a year beyond the books."""
    return SurplusFacts.objects.filter(year=year).first()


def adopted_years() -> list[SurplusYear]:
    """Allocations the members adopted, the newest first."""
    return list(SurplusYear.objects.order_by("-year"))


def adopted(year: int) -> SurplusYear | None:
    return SurplusYear.objects.filter(year=year).first()


@dataclass(frozen=True, slots=True)
class OwnPart:
    """What one member receives of a year's surplus, in cents."""

    year: int
    work_cents: int
    interest_cents: int
    currency: str

    @property
    def cents(self) -> int:
        return self.work_cents + self.interest_cents


def own_parts(courier_id: UUID) -> list[OwnPart]:
    """A member's parts of the adopted years, the newest first."""
    return [
        OwnPart(year.year, part["work_cents"], part["interest_cents"], year.currency)
        for year in adopted_years()
        for part in year.parts
        if part["person_id"] == str(courier_id)
    ]


def work_share_adopted_in(window: TimeWindow) -> int:
    """The work share decided from the window's beginning up to its end, in cents."""
    adopted_then = SurplusYear.objects.filter(adopted_at__gte=window.after, adopted_at__lt=window.before)
    return sum(line["cents"] for year in adopted_then for line in year.lines if line["code"] == "work")


def _year(year: int, currency: str, closed: dict[int, int], figures: Mapping[str, Any]) -> Year:
    last = date(year, 12, 31)
    reserve = balances_by_role(last=date.max).get(Role.LEGAL_RESERVE, 0)
    return Year(
        year=year,
        currency=currency,
        result_cents=result_cents(date(year, 1, 1), last),
        losses_brought_forward_cents=losses_before(year, closed),
        legal_reserve_cents=-reserve,
        highest_capital_cents=highest_credit_cents(*CAPITAL, last=last),
        public_aid_cents=int(figures.get("public_aid_cents") or 0),
        other_result_cents=int(figures.get("other_result_cents") or 0),
    )


def _people(year: int, seniority_percent: Fraction) -> tuple[Person, ...]:
    """Everyone employed in the year, member or not, with their hours, gross wages and shares.

    What one does with a worker co-op is work: activity is wages.
    """
    first, last = date(year, 1, 1), date(year, 12, 31)
    shares = shares_held(last=last)
    slips = Payslip.objects.filter(run__month__year=year, issued_at__isnull=False).values("member_id")
    wages = {row["member_id"]: row["cents"] for row in slips.annotate(cents=Sum("gross_cents"))}
    return tuple(
        Person(
            id=str(row.member.id),
            name=row.member.name,
            seconds=row.seconds,
            wages_cents=wages.get(row.member.id, 0),
            months_present=_months(max(row.member.joined_on, first), min(row.member.left_on or last, last)),
            months_of_seniority=0
            if _left_in(row.member.left_on, last)
            else _months(row.member.joined_on, last),
            capital_cents=shares.get(row.member.id, (0, 0))[1],
            activity_cents=wages.get(row.member.id, 0),
            seniority_coefficient=_seniority(_months(row.member.joined_on, last), seniority_percent),
        )
        for row in worked(first, last, cooperative_here().zone)
    )


def _months(first: date, last: date) -> int:
    """Whole months from the beginning of one day to the end of the other."""
    end = last + timedelta(days=1)
    return max(0, 12 * (end.year - first.year) + end.month - first.month - (end.day < first.day))


def _seniority(months: int, percent: Fraction) -> Fraction:
    """One and so many percent for each whole year, twice at most."""
    return min(Fraction(MOST_SENIORITY), 1 + (months // 12) * percent / 100)


def _left_in(left_on: date | None, last: date) -> bool:
    return left_on is not None and left_on < last
