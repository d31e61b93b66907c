"""Where a co-op stands among those who agreed to compare: quartiles, each a mean of three neighbours, never a list."""

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from federation.domain.statistics.catalogue import BY_CODE
from federation.domain.statistics.gathering import Counted
from federation.domain.statistics.indicators import Indicator

LEAST_PEERS = 6
"""With fewer, a quartile would be somebody's own figure."""
COMPARED = (
    "pay_paid",
    "pay_logged",
    "waiting_share",
    "night_sunday_share",
    "permanent_share",
    "member_share",
    "share_to_workers",
    "on_time",
    "incidents",
)


@dataclass(frozen=True, slots=True)
class Quartiles:
    low: Fraction
    middle: Fraction
    high: Fraction
    peers: int


def own_value(indicator: Indicator, one: Counted) -> Fraction | None:
    """An indicator of one co-op alone; None where it cannot say."""
    if not one.has(indicator.fields):
        return None
    below = one.amount(indicator.below)
    return one.amount(indicator.above) * indicator.factor / below if below else None


def quartiles(code: str, peers: Sequence[Counted]) -> Quartiles | None:
    """Among the peers who can say; None when they are too few."""
    values = sorted(value for one in peers if (value := own_value(BY_CODE[code], one)) is not None)
    if len(values) < LEAST_PEERS:
        return None
    low, middle, high = (_around(values, Fraction(part, 4)) for part in (1, 2, 3))
    return Quartiles(low, middle, high, len(values))


def _around(values: Sequence[Fraction], share: Fraction) -> Fraction:
    """The mean of the three values around a rank."""
    middle = min(max(1, round(share * (len(values) - 1))), len(values) - 2)
    return sum(values[middle - 1 : middle + 2], Fraction(0)) / 3
