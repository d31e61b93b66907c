"""A co-op's own year beside the rules: what it puts in, and how near it is to needing help. No I/O."""

from collections.abc import Mapping
from dataclasses import dataclass, fields
from fractions import Fraction
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from federation.domain.means.fund import PER, PURPOSE_OF, FundRules, Ground, Purpose

MOST_CENTS = 10**13
MAY_BE_NEGATIVE = frozenset({"result_cents", "equity_cents", "cash_cents"})
LABELS: Mapping[str, str] = {
    "turnover_cents": _("Turnover of the year"),
    "result_cents": _("Result of the year"),
    "payroll_cents": _("Gross payroll of the year"),
    "equity_cents": _("Equity"),
    "highest_capital_cents": _("Highest capital ever held"),
    "losses_cents": _("Losses carried"),
    "loss_years": _("Years of loss in a row"),
    "cash_cents": _("Cash at bank"),
    "spent_cents": _("Spent in a month"),
    "unpaid_cents": _("Left unpaid by a failed client"),
    "wages_owed_cents": _("Net wages owed"),
    "weekly_wages_cents": _("Net wages of a week"),
}


@dataclass(frozen=True, slots=True)
class Figures:
    """A co-op's year in minor units of its currency, as it published it; a loss is a negative result.

    `losses_cents` are those carried and not made up for; `spent_cents` is the mean of a month.
    """

    turnover_cents: int = 0
    result_cents: int = 0
    payroll_cents: int = 0
    equity_cents: int = 0
    highest_capital_cents: int = 0
    losses_cents: int = 0
    loss_years: int = 0
    cash_cents: int = 0
    spent_cents: int = 0
    unpaid_cents: int = 0
    wages_owed_cents: int = 0
    weekly_wages_cents: int = 0

    @property
    def loss_cents(self) -> int:
        return max(0, -self.result_cents)

    @property
    def surplus_cents(self) -> int:
        return max(0, self.result_cents)

    def as_json(self) -> dict[str, int]:
        return {one.name: getattr(self, one.name) for one in fields(self)}

    @classmethod
    def read(cls, told: Mapping[str, Any]) -> Self:
        """Raises Invalid, naming the field, for what is no whole amount or cannot be."""
        for name in LABELS:
            value = told.get(name, 0)
            least = -MOST_CENTS if name in MAY_BE_NEGATIVE else 0
            if type(value) is not int or not least <= value <= MOST_CENTS:
                raise Invalid(
                    "bad_figure", _("%(what)s cannot be that."), field=name, what=Sentence(LABELS[name])
                )
        return cls(**{name: told.get(name, 0) for name in LABELS})


@dataclass(frozen=True, slots=True)
class Due:
    """A line of a yearly contribution: for what, and `base × per ÷ 10,000`, rounded down to the cent."""

    purpose: Purpose
    what: Sentence
    base_cents: int
    per: int
    cents: int

    def as_json(self) -> dict[str, Any]:
        return {
            "purpose": self.purpose,
            "what": self.what.as_json(),
            "base_cents": self.base_cents,
            "per": self.per,
            "cents": self.cents,
        }


def contribution_of(rules: FundRules, figures: Figures) -> tuple[Due, ...]:
    """What a closed year owes the fund: both lines, also where nothing is due."""
    surplus, payroll = figures.surplus_cents, figures.payroll_cents
    return (
        Due(
            Purpose.SOLIDARITY,
            Sentence(_("Of the surplus")),
            surplus,
            rules.surplus_per,
            surplus * rules.surplus_per // PER,
        ),
        Due(
            Purpose.GUARANTEE,
            Sentence(_("Of the gross payroll")),
            payroll,
            rules.payroll_per,
            payroll * rules.payroll_per // PER,
        ),
    )


@dataclass(frozen=True, slots=True)
class Light:
    """A ground, reckoned: `counted` of `of` beside `limit`. Met opens the fund; near is a warning before it.

    `unit` says how to read it: `share` (counted ÷ of), `years`, `months` (counted ÷ of).
    """

    ground: Ground
    what: Sentence
    counted: int
    of: int
    limit: Fraction
    unit: str
    is_met: bool
    is_near: bool

    @property
    def purpose(self) -> Purpose:
        return PURPOSE_OF[self.ground]

    @property
    def value(self) -> Fraction | None:
        return Fraction(self.counted, self.of) if self.of else None

    def as_json(self) -> dict[str, Any]:
        return {
            "ground": self.ground,
            "what": self.what.as_json(),
            "counted": self.counted,
            "of": self.of,
            "limit": str(self.limit),
            "unit": self.unit,
            "met": self.is_met,
            "near": self.is_near,
        }


def lights(rules: FundRules, figures: Figures) -> tuple[Light, ...]:
    """Every ground that counts, with its numerator and denominator. Near means half of the way, or a year short.

    A share is met above its limit, losses and years at it (loi 47-1775, art. 25-1), a runway below it.
    """
    found = [
        _over(
            Ground.LOSS,
            _("Loss, of the year’s turnover"),
            figures.loss_cents,
            figures.turnover_cents,
            Fraction(rules.loss_per, PER),
        ),
        Light(
            Ground.LOSS_YEARS,
            Sentence(_("Years of loss in a row")),
            figures.loss_years,
            1,
            Fraction(rules.loss_years),
            "years",
            is_met=figures.loss_years >= rules.loss_years,
            is_near=figures.loss_years > 0 and figures.loss_years >= rules.loss_years - 1,
        ),
        _reached(
            Ground.HALF_CAPITAL,
            _("Losses carried, of the highest capital"),
            figures.losses_cents,
            figures.highest_capital_cents,
            Fraction(rules.capital_percent, 100),
        ),
        _over(
            Ground.CLIENT,
            _("Left unpaid by a failed client, of the year’s turnover"),
            figures.unpaid_cents,
            figures.turnover_cents,
            Fraction(rules.client_per, PER),
        ),
        _runway(rules, figures),
    ]
    return tuple(light for light in found if light.limit)


def _over(ground: Ground, what: str, counted: int, of: int, limit: Fraction) -> Light:
    met = counted > limit * of
    return Light(
        ground, Sentence(what), counted, of, limit, "share", met, counted > 0 and counted * 2 > limit * of
    )


def _reached(ground: Ground, what: str, counted: int, of: int, limit: Fraction) -> Light:
    met = counted > 0 and counted >= limit * of
    near = counted > 0 and counted * 2 >= limit * of
    return Light(ground, Sentence(what), counted, of, limit, "share", met, near)


def _runway(rules: FundRules, figures: Figures) -> Light:
    limit = Fraction(rules.runway_tenths, 10)
    spent, cash = figures.spent_cents, figures.cash_cents
    return Light(
        Ground.RUNWAY,
        Sentence(_("Months that cash lasts")),
        cash,
        spent,
        limit,
        "months",
        is_met=spent > 0 and cash < limit * spent,
        is_near=spent > 0 and cash < 2 * limit * spent,
    )
