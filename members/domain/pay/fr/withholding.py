"""Income tax withheld on pay (PAS): the rate the tax office sent, or the neutral grid (CGI 204 H, III, métropole)."""

from bisect import bisect_right
from datetime import date
from decimal import Decimal

from members.domain.pay.dated import MissingParameter

RATES = tuple(
    Decimal(per_mille) / 1000
    for per_mille in (0, 5, 13, 21, 29, 35, 41, 53, 75, 99, 119, 138, 158, 179, 200, 240, 280, 330, 380, 430)
)


def _limits(euros: str) -> tuple[int, ...]:
    return tuple(map(int, euros.split()))


# Lower limits of each rate's band after the first, in euros of taxable pay a month; the latest grid first.
GRIDS: tuple[tuple[date, tuple[int, ...]], ...] = (
    (
        date(2026, 5, 1),
        _limits(
            "1635 1698 1807 1928 2060 2170 2315 2738 3135 3571 4019 4690 5624 7037 8789 "
            "12200 16523 25937 55558"
        ),
    ),
    (
        date(2025, 5, 1),
        _limits(
            "1620 1683 1791 1911 2042 2151 2294 2714 3107 3539 3983 4648 5574 6974 8711 "
            "12091 16376 25706 55062"
        ),
    ),
    (
        date(2024, 1, 1),
        _limits(
            "1591 1653 1759 1877 2006 2113 2253 2666 3052 3476 3913 4566 5475 6851 8557 "
            "11877 16086 25251 54088"
        ),
    ),
)
KNOWN_UNTIL = date(2026, 12, 31)


def neutral_rate(taxable: Decimal, day: date) -> Decimal:
    """The neutral rate per unit on a month's `taxable` euros. Raises MissingParameter beyond the known grids.

    The grid of 2026 is taken to begin in May, as a finance law of February gives it; to be confirmed.
    """
    if day <= KNOWN_UNTIL:
        for since, limits in GRIDS:
            if since <= day:
                return RATES[bisect_right(limits, taxable)]
    raise MissingParameter("neutral_withholding_grid", day)
