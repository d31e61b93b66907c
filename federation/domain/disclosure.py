"""What may be published: no figure from which one co-op's own could be read.

A figure needs at least three co-ops, none of which makes up more than 85 % of it (the rule of INSEE for
enterprises); then it is rounded. Secondary suppression is not needed while no table is broken down; control of
differences between two releases with a changed panel is left out.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction

from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence, _
from federation.domain.statistics import Indicator, Measured

LEAST_COOPERATIVES = 3
DOMINANCE_PERCENT = 85


@dataclass(frozen=True, slots=True)
class Published:
    """A figure fit for everyone: rounded to the indicator's step, with the number of co-ops behind it."""

    indicator: Indicator
    value: Fraction
    cooperatives: int


@dataclass(frozen=True, slots=True)
class Withheld:
    """A figure kept back, and why; the reason itself gives nothing away."""

    indicator: Indicator
    code: str
    reason: Sentence


def disclose(measured: Iterable[Measured]) -> tuple[Published | Withheld, ...]:
    return tuple(disclose_one(one) for one in measured)


def disclose_one(measured: Measured) -> Published | Withheld:
    """Publish or withhold one indicator."""
    weights = [weight for weight in measured.weights.values() if weight > 0]
    if len(weights) < LEAST_COOPERATIVES:
        reason = Sentence(_("Fewer than %(least)s co-ops contributed."), {"least": LEAST_COOPERATIVES})
        return Withheld(measured.indicator, "too_few", reason)
    if 100 * max(weights) > DOMINANCE_PERCENT * sum(weights):
        reason = Sentence(_("One co-op makes up more than %(most)s %% of it."), {"most": DOMINANCE_PERCENT})
        return Withheld(measured.indicator, "dominated", reason)
    if measured.value is None:
        return Withheld(measured.indicator, "undefined", Sentence(_("Nothing to divide by in this month.")))
    step = measured.indicator.step
    return Published(measured.indicator, half_up(measured.value / step) * step, len(weights))
