"""The rules of a SCOP, loi 78-763 of 19 July 1978, articles 32 and 33; each line names its article.

Legal reserve: 15 % until it equals the highest capital ever reached. Work share: at least 25 %, to everyone
entitled, member or not. Interest on shares: at most the reserves of the year, and at most the work share. The
rest goes to the development fund. Sums are exact to the cent, by largest remainder.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money, half_up
from coopplatform.kernel.text import Sentence, _
from members.domain.surplus.allocation import Allocation, AllocationLine, percent
from members.domain.surplus.keys import share_out
from members.domain.surplus.year import Key, Person, SurplusYear

LEGAL_RESERVE_PERCENT = 15
LEAST_WORK_PERCENT = 25
LAW = "loi 78-763"


@dataclass(frozen=True, slots=True)
class ScopStatutes:
    """What the members voted. `interest_percent` is asked on capital; the law caps it.

    Raises Invalid, naming the article, for a work share under the legal 25 % or shares beyond the whole.
    """

    work_percent: Fraction
    key: Key = Key.HOURS
    interest_percent: Fraction = Fraction(0)
    development_percent: Fraction = Fraction(0)

    def __post_init__(self) -> None:
        if not LEAST_WORK_PERCENT <= self.work_percent <= 100:
            raise Invalid(
                "work_share_too_small",
                _("The work share is at least %(least)s %% of the surplus (loi 78-763 art. 33, 3°)."),
                field="work_percent",
                least=LEAST_WORK_PERCENT,
            )
        if self.development_percent < 0 or self.interest_percent < 0:
            field = "development_percent" if self.development_percent < 0 else "interest_percent"
            raise Invalid("share_negative", _("No share of the surplus is negative."), field=field)
        if self.work_percent + self.development_percent > 85:
            raise Invalid(
                "shares_beyond_whole",
                _(
                    "Work share and development fund leave less than the legal 15 %% (loi 78-763 art. 33, 1°)."
                ),
                field="development_percent",
            )
        if self.key == Key.ACTIVITY:
            raise Invalid(
                "key_of_work",
                _("The work share follows wages, hours or heads (loi 78-763 art. 33, 3°)."),
                field="key",
            )

    def allocate(self, year: SurplusYear, people: Sequence[Person]) -> Allocation:
        """Raises Invalid when nobody is entitled to the work share, or the key gives no weight to anybody."""
        base = year.base_cents
        legal = legal_reserve(year)
        work = min(half_up(base * self.work_percent / 100), base - legal)
        development_floor = half_up(base * self.development_percent / 100)
        asked = half_up(sum(p.capital_cents for p in people) * self.interest_percent / 100)
        ceiling = interest_ceiling(base=base, legal=legal, work=work, development=development_floor)
        interest = min(asked, ceiling)
        development = base - legal - work - interest
        lines = _lines(
            year, self, legal=legal, work=work, interest=interest, asked=asked, development=development
        )
        return Allocation(year.currency, base, lines, share_out(people, self.key, work, interest))


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
    statutes: ScopStatutes,
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
            Sentence(
                _("%(percent)s %% of %(base)s"), {"percent": percent(statutes.work_percent), "base": base}
            ),
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
