"""The rules of a SCIC, loi 47-1775 of 10 September 1947, articles 16 and 19 nonies.

15 % to the legal reserve, then at least half of the rest to the statutory reserve, both indivisible; no work share
and no ristourne (art. 15 does not apply). Interest on shares is at most the mean TMOP of three years + 2 points, paid
on what is left after public aid.
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
LEAST_STATUTORY_PERCENT = 50
POINTS_ABOVE_TMOP = 2
LAW = "loi 47-1775"


@dataclass(frozen=True, slots=True)
class ScicStatutes:
    """`statutory_percent` of what the legal reserve leaves; `tmop_percent` is the mean of the last three years.

    Raises Invalid, naming the article, for a statutory reserve under one half.
    """

    tmop_percent: Fraction
    interest_percent: Fraction = Fraction(0)
    statutory_percent: Fraction = Fraction(LEAST_STATUTORY_PERCENT)

    def __post_init__(self) -> None:
        if not LEAST_STATUTORY_PERCENT <= self.statutory_percent <= 100:
            raise Invalid(
                "statutory_reserve_too_small",
                _(
                    "The statutory reserve takes at least %(least)s %% of the rest (loi 47-1775 art. 19 nonies)."
                ),
                field="statutory_percent",
                least=LEAST_STATUTORY_PERCENT,
            )
        if self.interest_percent < 0 or self.tmop_percent < 0:
            raise Invalid(
                "share_negative", _("No share of the surplus is negative."), field="interest_percent"
            )

    def allocate(self, year: SurplusYear, people: Sequence[Person]) -> Allocation:
        base = year.base_cents
        missing = max(0, year.highest_capital_cents - year.legal_reserve_cents)
        legal = min(half_up(Fraction(base * LEGAL_RESERVE_PERCENT, 100)), missing)
        statutory = half_up((base - legal) * self.statutory_percent / 100)
        left = base - legal - statutory
        capital = sum(person.capital_cents for person in people)
        asked = half_up(capital * self.interest_percent / 100)
        at_most = half_up(capital * (self.tmop_percent + POINTS_ABOVE_TMOP) / 100)
        interest = max(0, min(asked, at_most, left - year.public_aid_cents))
        lines = (
            AllocationLine(
                "legal_reserve",
                Sentence(_("Legal reserve")),
                legal,
                Sentence(
                    _("%(percent)s %% of %(base)s, until it equals the capital"),
                    {"percent": LEGAL_RESERVE_PERCENT, "base": Money(base, year.currency)},
                ),
                f"{LAW} art. 16",
            ),
            AllocationLine(
                "statutory_reserve",
                Sentence(_("Statutory reserve")),
                statutory,
                Sentence(
                    _("%(percent)s %% of the remaining %(base)s"),
                    {
                        "percent": percent(self.statutory_percent),
                        "base": Money(base - legal, year.currency),
                    },
                ),
                f"{LAW} art. 19 nonies",
            ),
            AllocationLine(
                "interest",
                Sentence(_("Interest on shares")),
                interest,
                Sentence(
                    _("%(asked)s asked, at most %(ceiling)s and what is left after public aid of %(aid)s"),
                    {
                        "asked": Money(asked, year.currency),
                        "ceiling": Money(at_most, year.currency),
                        "aid": Money(year.public_aid_cents, year.currency),
                    },
                ),
                f"{LAW} art. 14, 19 nonies",
            ),
            AllocationLine(
                "development",
                Sentence(_("Statutory reserve, what remains")),
                left - interest,
                Sentence(_("what remains of %(base)s"), {"base": Money(base, year.currency)}),
                f"{LAW} art. 19 nonies",
            ),
        )
        return Allocation(year.currency, base, lines, share_out(people, Key.EQUAL, 0, interest))
