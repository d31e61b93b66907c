"""A year's surplus: what may be shared, and how the statutes would share it."""

from dataclasses import dataclass
from datetime import date, timedelta
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.db.models import F, Sum

from cooperatives.domain.charts import Role
from cooperatives.queries.books import balances_by_role, closed_results, highest_credit_cents
from cooperatives.queries.charters import terms_on
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.statements import result_cents
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from members.domain.surplus import Allocation, Key, Person, ScopStatutes, allocate_surplus
from members.domain.surplus import SurplusYear as Year
from members.models import Payslip, ShareMovement, SurplusYear
from members.queries.hours import worked


@dataclass(frozen=True, slots=True)
class Proposal:
    """What the books and the statutes give for a year. `obstacle` says why it cannot be adopted (yet).

    `result_cents` is the year's result, negative for a deficit; of a year that is not closed, so far.
    """

    year: Year
    is_over: bool
    is_closed: bool
    people: tuple[Person, ...]
    allocation: Allocation | None
    obstacle: Sentence | None

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


def propose_allocation(year: int, *, on: date) -> Proposal:
    """The allocation the charter's statutes give for `year`, as seen on a day."""
    here, closed = cooperative_here(), closed_results()
    is_over, is_closed = on.year > year, year in closed
    facts = _year(year, here.currency, closed)
    people = _people(year)
    obstacle = _obstacle(year, facts, is_over=is_over, is_closed=is_closed)
    try:
        allocation = allocate_surplus(facts, _statutes(year), people) if facts.base_cents else None
    except Invalid as problem:
        allocation, obstacle = None, Sentence(problem.message, problem.params)
    return Proposal(facts, is_over, is_closed, people, allocation, obstacle)


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


def shares_held(*, last: date) -> dict[UUID, tuple[int, int]]:
    """By member: shares held at the end of a day, and their nominal value in cents."""
    moves = ShareMovement.objects.filter(on__lte=last).values("member_id")
    sums = moves.annotate(held=Sum("units"), cents=Sum(F("units") * F("nominal_cents")))
    return {row["member_id"]: (row["held"], row["cents"]) for row in sums}


def _year(year: int, currency: str, closed: dict[int, int]) -> Year:
    last = date(year, 12, 31)
    losses = 0
    for before in sorted(y for y in closed if y < year):
        losses = max(0, losses - closed[before])
    reserve = balances_by_role(last=date.max).get(Role.LEGAL_RESERVE, 0)
    return Year(
        year=year,
        currency=currency,
        result_cents=result_cents(date(year, 1, 1), last),
        losses_brought_forward_cents=losses,
        legal_reserve_cents=-reserve,
        highest_capital_cents=highest_credit_cents(Role.CAPITAL, last=last),
    )


def _statutes(year: int) -> ScopStatutes:
    terms = terms_on(date(year, 12, 31), "surplus")
    return ScopStatutes(
        work_percent=Fraction(str(terms["work_percent"])),
        key=Key(terms.get("key", Key.HOURS)),
        interest_percent=Fraction(str(terms.get("interest_percent", 0))),
        development_percent=Fraction(str(terms.get("development_percent", 0))),
    )


def _people(year: int) -> tuple[Person, ...]:
    """Everyone employed in the year, member or not, with their hours, gross wages and shares."""
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
        )
        for row in worked(first, last, cooperative_here().zone)
    )


def _months(first: date, last: date) -> int:
    """Whole months from the beginning of one day to the end of the other."""
    end = last + timedelta(days=1)
    return max(0, 12 * (end.year - first.year) + end.month - first.month - (end.day < first.day))


def _left_in(left_on: date | None, last: date) -> bool:
    return left_on is not None and left_on < last


def _obstacle(year: int, facts: Year, *, is_over: bool, is_closed: bool) -> Sentence | None:
    named = {"year": str(year)}
    if not is_over:
        return Sentence(_("The year %(year)s is not over yet."), named)
    if not is_closed:
        return Sentence(_("The books of %(year)s are not closed yet."), named)
    if facts.base_cents == 0:
        return Sentence(_("There is no surplus of %(year)s to share."), named)
    return None
