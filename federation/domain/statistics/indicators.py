"""What an indicator is: a sum of fields, or a ratio of two such sums, with its unit, its step and its suppression rule.

The sums are over all co-ops counted, so that a large co-op weighs as much as its work.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from fractions import Fraction

from coopplatform.kernel.text import _

Form = Mapping[str, int]
"""A sum of fields, each with its factor."""


class Unit(StrEnum):
    COUNT = "count"
    PERSONS = "persons"
    HOURS = "h"
    DAYS = "days"
    KILOMETRES = "km"
    KILOGRAMS = "kg CO2e"
    EUROS = "EUR"
    EUROS_PER_HOUR = "EUR/h"
    PERCENT = "percent"
    PER_THOUSAND = "per 1,000"
    PER_MILLION_HOURS = "per 1,000,000 h"
    DAYS_PER_THOUSAND_HOURS = "days per 1,000 h"
    OF_100_EUROS = "of EUR 100"


class Percentile(StrEnum):
    P10, MEDIAN, P90 = "10", "50", "90"


SUPPRESSION = _(
    "At least 3 co-ops, none over 85 %, two not over 85 % together, the second not able to estimate the first."
)
OF_PEOPLE = _("The same, and at least 11 people.")
OF_DISTRIBUTION = _("The same, and at least 20 people; no lowest, no highest.")


@dataclass(frozen=True, slots=True)
class Indicator:
    """`value = factor × above ÷ below`, rounded to `step`. Without `below` it is a sum.

    `people` indicators also need 11 people behind them; `percentile` reads a distribution instead. `months` divides a
    sum of person-months by the months of the period.
    """

    code: str
    group: str
    title: str
    unit: Unit
    formula: str
    above: Form
    step: Fraction
    below: Form = field(default_factory=dict)
    factor: Fraction = Fraction(1)
    people: bool = False
    by_months: bool = False
    percentile: Percentile | None = None
    period: str = "quarter"

    @property
    def suppression(self) -> str:
        if self.percentile:
            return OF_DISTRIBUTION
        return OF_PEOPLE if self.people else SUPPRESSION

    @property
    def fields(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys((*self.above, *self.below)))


def of(*codes: str) -> Form:
    return dict.fromkeys(codes, 1)


PERCENT, TENTH, HOUR = Fraction(100), Fraction(1, 10), Fraction(3600, 100)
CENT_STEP = Fraction(1, 20)
PAY, COSTS = "gross_pay_cents", "worker_costs_cents"
NET_OF_COSTS = {PAY: 1, COSTS: -1}


def hourly(code: str, title: str, formula: str, above: Form, hours: str) -> Indicator:
    return Indicator(
        code,
        "pay",
        title,
        Unit.EUROS_PER_HOUR,
        formula,
        above,
        CENT_STEP,
        below=of(hours),
        factor=HOUR,
        people=True,
    )


def share(
    code: str, group: str, title: str, formula: str, above: Form, below: Form, people: bool
) -> Indicator:
    return Indicator(
        code,
        group,
        title,
        Unit.PERCENT,
        formula,
        above,
        TENTH,
        below=below,
        factor=PERCENT,
        people=people,
    )


def co2(code: str, title: str, formula: str, above: str) -> Indicator:
    return Indicator(
        code,
        "impact",
        title,
        Unit.KILOGRAMS,
        formula,
        of(above),
        Fraction(10),
        factor=Fraction(1, 1000),
    )


def percentile(code: str, title: str, formula: str, which: Percentile) -> Indicator:
    return Indicator(
        code,
        "pay",
        title,
        Unit.EUROS_PER_HOUR,
        formula,
        of(PAY),
        TENTH,
        below=of("paid_seconds"),
        people=True,
        percentile=which,
    )
