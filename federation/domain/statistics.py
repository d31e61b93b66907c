"""The federation's five indicators, from what each co-op contributed for a month.

Money of other currencies is turned into euros at a stated rate. A ratio is a ratio of sums, so that a large co-op
weighs as much as its deliveries. Breakdowns by region or service, and comparisons of periods, are left out.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from fractions import Fraction

from coopplatform.kernel.text import Sentence, _


class Unit(StrEnum):
    COUNT = "count"
    KILOMETRES = "km"
    EUROS_PER_HOUR = "EUR/h"
    PERCENT = "percent"


@dataclass(frozen=True, slots=True)
class Contribution:
    """What one co-op lets the federation count for one month; money in minor units of `currency`.

    `value_cents` is sales before VAT; `workers_cents` what of it went to the people who work: gross pay and, in
    the month it is decided, the work share. `promised` counts deliveries with a promised time, `on_time` those kept.
    """

    cooperative: str
    currency: str
    deliveries: int
    ridden_metres: int
    paid_seconds: int
    gross_pay_cents: int
    value_cents: int
    workers_cents: int
    promised: int
    on_time: int


@dataclass(frozen=True, slots=True)
class Indicator:
    """An indicator's name, unit, formula in words, and the step it is rounded to."""

    code: str
    title: Sentence
    unit: Unit
    formula: Sentence
    step: Fraction


@dataclass(frozen=True, slots=True)
class Measured:
    """An indicator before disclosure control: `value`, and what each co-op weighs in it (for the dominance rule)."""

    indicator: Indicator
    value: Fraction | None
    weights: Mapping[str, Fraction]


DELIVERIES = Indicator(
    "deliveries",
    Sentence(_("Deliveries")),
    Unit.COUNT,
    Sentence(_("Sum of deliveries completed in the month.")),
    Fraction(5),
)
KILOMETRES = Indicator(
    "bike_kilometres",
    Sentence(_("Kilometres by bicycle")),
    Unit.KILOMETRES,
    Sentence(_("Sum of the kilometres between pickup and drop-off, along the streets.")),
    Fraction(5),
)
PAY = Indicator(
    "gross_pay_per_paid_hour",
    Sentence(_("Gross pay per paid hour")),
    Unit.EUROS_PER_HOUR,
    Sentence(_("Gross pay of the month ÷ paid hours of the month, waiting included; in euros.")),
    Fraction(1, 10),
)
SHARE = Indicator(
    "share_to_workers",
    Sentence(_("Share of the value that goes to workers")),
    Unit.PERCENT,
    Sentence(_("(Gross pay + work share of the surplus) ÷ sales before VAT.")),
    Fraction(1),
)
ON_TIME = Indicator(
    "on_time",
    Sentence(_("Delivered on time")),
    Unit.PERCENT,
    Sentence(_("Deliveries handed over by the promised time ÷ deliveries with a promised time.")),
    Fraction(1),
)
INDICATORS = (DELIVERIES, KILOMETRES, PAY, SHARE, ON_TIME)


def measure(
    contributions: Iterable[Contribution], euros_per_unit: Mapping[str, Fraction]
) -> tuple[Measured, ...]:
    """The five indicators. `euros_per_unit` gives the rate of each currency but the euro.

    Raises KeyError for a currency without a rate, ValueError when a co-op contributed twice.
    """
    known = sorted(contributions, key=lambda c: c.cooperative)
    if len({c.cooperative for c in known}) < len(known):
        raise ValueError("A co-op contributes once to a month")
    rates = {"EUR": Fraction(1), **euros_per_unit}
    euros = {c.cooperative: rates[c.currency] / 100 for c in known}
    return (
        _sum(DELIVERIES, {c.cooperative: Fraction(c.deliveries) for c in known}),
        _sum(KILOMETRES, {c.cooperative: Fraction(c.ridden_metres, 1000) for c in known}),
        _ratio(
            PAY,
            {c.cooperative: c.gross_pay_cents * euros[c.cooperative] for c in known},
            {c.cooperative: Fraction(c.paid_seconds, 3600) for c in known},
        ),
        _ratio(
            SHARE,
            {c.cooperative: 100 * c.workers_cents * euros[c.cooperative] for c in known},
            {c.cooperative: c.value_cents * euros[c.cooperative] for c in known},
        ),
        _ratio(
            ON_TIME,
            {c.cooperative: Fraction(100 * c.on_time) for c in known},
            {c.cooperative: Fraction(c.promised) for c in known},
        ),
    )


def _sum(indicator: Indicator, parts: Mapping[str, Fraction]) -> Measured:
    return Measured(indicator, sum(parts.values(), Fraction(0)), parts)


def _ratio(indicator: Indicator, above: Mapping[str, Fraction], below: Mapping[str, Fraction]) -> Measured:
    """A ratio of sums; a co-op weighs what it brings below the line."""
    total = sum(below.values(), Fraction(0))
    return Measured(indicator, sum(above.values(), Fraction(0)) / total if total else None, below)


def panel(contributions: Sequence[Contribution]) -> tuple[str, ...]:
    """The co-ops that stand behind a month's figures, by name, as published with them."""
    return tuple(sorted(c.cooperative for c in contributions))
