"""What a month has come to until now: hours times rates, premiums and bonuses, and not yet a payslip."""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence
from coopplatform.kernel.time import TimeWindow
from members.domain.pay.gross import LABELS
from members.domain.pay.hourly import GROSS_LABELS
from members.domain.pay.hours import premium_pieces
from members.domain.pay.parameters import PayGrid
from members.domain.pay.work_month import Terms, Variable


@dataclass(frozen=True, slots=True)
class SoFarLine:
    """`seconds` × `hourly_cents` (× `percent`, of a premium) is `cents`, half up; an amount as entered has no hours.

    Seconds are whole minutes, the last begun one left out, so that the sum that is shown is the sum that is meant.
    """

    label: Sentence
    cents: int
    seconds: int = 0
    hourly_cents: int = 0
    percent: int = 0


def lines_so_far(
    spans: Iterable[TimeWindow],
    terms: Sequence[Terms],
    timezone: str,
    grid: PayGrid,
    holidays: frozenset[date],
    variables: Iterable[Variable] = (),
) -> tuple[SoFarLine, ...]:
    """The gross so far, each rate of the contracts in force (in their order) on its own line; premiums follow.

    Time of a day without any contract is paid under the nearest one before it; without any at all there is nothing
    to reckon with, and no line of hours.
    """
    by_rate, by_premium = Counter[int](), Counter[tuple[str, int]]()
    for day, seconds, premium in premium_pieces(spans, timezone, grid, holidays):
        if (rate := _rate(terms, day)) is None:
            continue
        by_rate[rate] += seconds
        if premium:
            by_premium[premium, rate] += seconds
    percents = {"sunday": grid.sunday_percent, "night": grid.night_percent, "holiday": grid.holiday_percent}
    return (
        *(_line("normal", seconds, rate) for rate, seconds in by_rate.items()),
        *(
            _line(premium, seconds, rate, percents[premium])
            for (premium, rate), seconds in sorted(by_premium.items())
        ),
        *(
            SoFarLine(Sentence(GROSS_LABELS[variable.kind]), variable.cents)
            for variable in variables
            if variable.kind in GROSS_LABELS and variable.cents
        ),
    )


def _rate(terms: Sequence[Terms], day: date) -> int | None:
    begun = [one for one in terms if one.first <= day]
    one = begun[-1] if begun else next(iter(terms), None)
    return None if one is None else max(one.hourly_cents, one.minimum_cents)


def _line(code: str, worked: int, rate: int, percent: int = 0) -> SoFarLine:
    seconds = worked // 60 * 60
    cents = half_up(Fraction(seconds * rate * (percent or 100), 3600 * 100))
    return SoFarLine(Sentence(LABELS[code]), cents, seconds, rate, percent)
