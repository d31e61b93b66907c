"""The rules of a SCOP, loi 78-763 of 19 July 1978, articles 32 and 33; each line names its article.

Legal reserve: 15 % until it equals the highest capital ever reached. Work share: at least 25 %, to everyone
entitled, member or not. Interest on shares: at most the reserves of the year, and at most the work share. The
rest goes to the development fund. Sums are exact to the cent, by largest remainder.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from fractions import Fraction
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money, allocate, half_up
from coopplatform.kernel.text import Sentence, _
from members.domain.surplus.year import Key, Person, Statutes, SurplusYear

LEGAL_RESERVE_PERCENT = 15
LAW = "loi 78-763"


@dataclass(frozen=True, slots=True)
class AllocationLine:
    """One destination of the surplus, the sum that gave it, and its article."""

    code: str
    label: Sentence
    cents: int
    formula: Sentence
    article: str

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class PersonShare:
    """What one person receives: for work, and as interest on shares."""

    person_id: str
    work_cents: int
    interest_cents: int
    work_formula: Sentence

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Allocation:
    """Lines that add up to `base_cents`, and shares that add up to the lines of work and interest."""

    currency: str
    base_cents: int
    lines: tuple[AllocationLine, ...]
    people: tuple[PersonShare, ...]

    def cents(self, code: str) -> int:
        return sum(line.cents for line in self.lines if line.code == code)


def allocate_surplus(year: SurplusYear, statutes: Statutes, people: Sequence[Person]) -> Allocation:
    """Share out the surplus of a closed year. A year without surplus gives no lines.

    Raises Invalid when nobody is entitled to the work share, or the key gives no weight to anybody.
    """
    base = year.base_cents
    if base == 0:
        return Allocation(year.currency, 0, (), ())
    legal = legal_reserve(year)
    work = half_up(Fraction(base * statutes.work_percent, 100))
    development_floor = half_up(Fraction(base * statutes.development_percent, 100))
    asked = half_up(sum(p.capital_cents for p in people) * statutes.interest_percent / 100)
    interest = min(asked, interest_ceiling(base=base, legal=legal, work=work, development=development_floor))
    development = base - legal - work - interest
    lines = _lines(
        year, statutes, legal=legal, work=work, interest=interest, asked=asked, development=development
    )
    return Allocation(year.currency, base, lines, _people(people, statutes.key, work, interest))


def legal_reserve(year: SurplusYear) -> int:
    """15 % of the surplus, until the reserve equals the highest capital ever reached."""
    missing = max(0, year.highest_capital_cents - year.legal_reserve_cents)
    return min(half_up(Fraction(year.base_cents * LEGAL_RESERVE_PERCENT, 100)), missing)


def interest_ceiling(*, base: int, legal: int, work: int, development: int) -> int:
    """The most that capital may earn: no more than work, no more than goes to reserves, and what is left.

    As the rest goes to the development fund, reserves are base - work - interest: interest ≤ (base - work) / 2.
    """
    return max(0, min(work, (base - work) // 2, base - work - legal - development))


def _lines(
    year: SurplusYear,
    statutes: Statutes,
    *,
    legal: int,
    work: int,
    interest: int,
    asked: int,
    development: int,
) -> tuple[AllocationLine, ...]:
    base, asked_for = Money(year.base_cents, year.currency), Money(asked, year.currency)
    missing = Money(max(0, year.highest_capital_cents - year.legal_reserve_cents), year.currency)
    return (
        AllocationLine(
            "legal_reserve",
            Sentence(_("Legal reserve")),
            legal,
            Sentence(
                _("%(percent)s %% of %(base)s, at most the %(missing)s missing up to the highest capital"),
                {"percent": LEGAL_RESERVE_PERCENT, "base": base, "missing": missing},
            ),
            f"{LAW} art. 33, 1°",
        ),
        AllocationLine(
            "work",
            Sentence(_("Work share")),
            work,
            Sentence(_("%(percent)s %% of %(base)s"), {"percent": statutes.work_percent, "base": base}),
            f"{LAW} art. 33, 3°",
        ),
        AllocationLine(
            "interest",
            Sentence(_("Interest on shares")),
            interest,
            Sentence(_("%(asked)s asked"), {"asked": asked_for})
            if interest == asked
            else Sentence(
                _("%(asked)s asked, capped by the reserves and the work share"), {"asked": asked_for}
            ),
            f"{LAW} art. 33, 4°",
        ),
        AllocationLine(
            "development",
            Sentence(_("Development fund")),
            development,
            Sentence(_("what remains of %(base)s"), {"base": base}),
            f"{LAW} art. 33, 2°",
        ),
    )


def _people(people: Sequence[Person], key: Key, work: int, interest: int) -> tuple[PersonShare, ...]:
    ordered = sorted(people, key=lambda person: person.id)
    entitled = [person for person in ordered if person.is_entitled]
    if not any(_weights(entitled, key)):
        raise Invalid("nobody_entitled", _("Nobody is entitled to the work share of this year."))
    work_of = dict(zip((p.id for p in entitled), allocate(work, _weights(entitled, key)), strict=True))
    capital = [person.capital_cents for person in ordered]
    interest_of = allocate(interest, capital) if any(capital) else [0] * len(ordered)
    return tuple(
        PersonShare(person.id, work_of.get(person.id, 0), cents, _formula(person, key))
        for person, cents in zip(ordered, interest_of, strict=True)
    )


def _weights(people: Sequence[Person], key: Key) -> list[Fraction]:
    """Each person's part of one work share."""
    hours, wages = sum(p.seconds for p in people), sum(p.wages_cents for p in people)
    by_hours = [Fraction(p.seconds, hours or 1) for p in people]
    equal = [Fraction(1, len(people)) for _person in people]
    return {
        Key.HOURS: by_hours,
        Key.WAGES: [Fraction(p.wages_cents, wages or 1) for p in people],
        Key.EQUAL: equal,
        Key.MIXED: [(a + b) / 2 for a, b in zip(by_hours, equal, strict=True)],
    }[key]


def _formula(person: Person, key: Key) -> Sentence:
    if not person.is_entitled:
        return Sentence(_("less than three months in the year and six months of seniority"))
    hours = round(person.seconds / 3600, 2)
    return {
        Key.HOURS: Sentence(_("by hours worked: %(hours)s h"), {"hours": hours}),
        Key.WAGES: Sentence(_("by gross wages of the year")),
        Key.EQUAL: Sentence(_("the same for everyone")),
        Key.MIXED: Sentence(
            _("half by hours worked (%(hours)s h), half the same for everyone"), {"hours": hours}
        ),
    }[key]
