"""The rules of a Belgian approved SC (SC agréée): Code des sociétés et des associations, AR of 8 January 1962.

The dividend is at most 6 % of the shares' nominal value, net of withholding tax (AR 08/01/1962 art. 1). What is shared
beyond goes back by activity (ristourne). Nothing is shared unless the net-asset and the liquidity test are passed
(CSA 6:115 and 6:116).
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

MOST_NET_DIVIDEND_PERCENT = 6
DIVIDEND_ARTICLE = "AR 08/01/1962 art. 1"
TESTS_ARTICLE = "CSA 6:115-6:116"


@dataclass(frozen=True, slots=True)
class BelgianScStatutes:
    """`dividend_percent` is asked net of withholding tax; `ristourne_percent` of what the reserve leaves goes back.

    Raises Invalid, naming the article, when a test is not passed and something would be shared, or the dividend is
    beyond 6 %.
    """

    reserve_percent: Fraction = Fraction(0)
    dividend_percent: Fraction = Fraction(0)
    ristourne_percent: Fraction = Fraction(0)
    withholding_percent: Fraction = Fraction(30)
    key: Key = Key.ACTIVITY
    passes_net_asset_test: bool = False
    passes_liquidity_test: bool = False

    def __post_init__(self) -> None:
        parts = (self.reserve_percent, self.dividend_percent, self.ristourne_percent)
        if any(not 0 <= part <= 100 for part in parts) or not 0 <= self.withholding_percent < 100:
            raise Invalid("share_out_of_range", _("Each part of the surplus is from 0 to 100 %%."))
        if self.dividend_percent > MOST_NET_DIVIDEND_PERCENT:
            raise Invalid(
                "dividend_too_high",
                _("The dividend is at most %(most)s %% of the nominal value, net (AR 08/01/1962 art. 1)."),
                field="dividend_percent",
                most=MOST_NET_DIVIDEND_PERCENT,
            )
        shares_out = self.dividend_percent > 0 or self.ristourne_percent > 0
        if shares_out and not (self.passes_net_asset_test and self.passes_liquidity_test):
            raise Invalid(
                "distribution_tests",
                _(
                    "Nothing is shared before the net-asset and liquidity tests are passed (CSA 6:115, 6:116)."
                ),
                field="dividend_percent" if self.dividend_percent > 0 else "ristourne_percent",
            )

    def allocate(self, year: SurplusYear, people: Sequence[Person]) -> Allocation:
        base = year.base_cents
        reserve = half_up(base * self.reserve_percent / 100)
        capital = sum(person.capital_cents for person in people)
        net = half_up(capital * self.dividend_percent / 100)
        gross = half_up(capital * self.dividend_percent / (100 - self.withholding_percent))
        dividend = min(gross, base - reserve)
        left = base - reserve - dividend
        ristourne = half_up(left * self.ristourne_percent / 100)
        lines = (
            AllocationLine(
                "statutory_reserve",
                Sentence(_("Statutory reserve")),
                reserve,
                Sentence(
                    _("%(percent)s %% of %(base)s"),
                    {"percent": percent(self.reserve_percent), "base": Money(base, year.currency)},
                ),
                _("statutes"),
            ),
            AllocationLine(
                "interest",
                Sentence(_("Dividend, before withholding tax")),
                dividend,
                Sentence(
                    _("%(net)s net, with %(percent)s %% of withholding tax"),
                    {"net": Money(net, year.currency), "percent": percent(self.withholding_percent)},
                ),
                DIVIDEND_ARTICLE,
            ),
            AllocationLine(
                "work",
                Sentence(_("Ristourne by activity")),
                ristourne,
                Sentence(
                    _("%(percent)s %% of the remaining %(base)s"),
                    {"percent": percent(self.ristourne_percent), "base": Money(left, year.currency)},
                ),
                TESTS_ARTICLE,
            ),
            AllocationLine(
                "development",
                Sentence(_("Available reserve")),
                left - ristourne,
                Sentence(_("what remains of %(base)s"), {"base": Money(base, year.currency)}),
                _("statutes"),
            ),
        )
        return Allocation(year.currency, base, lines, share_out(people, self.key, ristourne, dividend))
