"""From sorted hours to the lines of a payslip. Each line is rounded half up to the cent; the gross is their sum."""

from collections.abc import Iterator
from dataclasses import dataclass
from fractions import Fraction
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money, half_up
from coopplatform.kernel.text import Sentence, _
from members.domain.pay.hours import Contract, Hours, sort_out
from members.domain.pay.parameters import PayParameters, Tier

MAX_HOURLY_CENTS = 20_000
MAX_WEEKLY_MINUTES = 48 * 60
LABELS = {
    "normal": _("Normal hours"),
    "complementary_tenth": _("Complementary hours, up to a tenth of the contract"),
    "complementary_beyond": _("Complementary hours beyond"),
    "overtime_25": _("Overtime at 25 %%"),
    "overtime_50": _("Overtime at 50 %%"),
    "sunday": _("Sunday premium"),
    "night": _("Night premium"),
    "holiday": _("Public holiday premium"),
}
LEFT_OUT = _(
    "Projection of the gross pay. Contributions, tax and net pay, paid leave and sickness are not computed yet; "
    "a payroll professional must validate it."
)


@dataclass(frozen=True, slots=True)
class PayLine:
    """`seconds` of work at `percent` of `hourly_cents`, what it gives, in words, and which rule says so."""

    code: str
    label: Sentence
    seconds: int
    hourly_cents: int
    percent: int
    cents: int
    formula: Sentence
    source: str

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label.as_json(),
            "seconds": self.seconds,
            "hourly_cents": self.hourly_cents,
            "percent": self.percent,
            "cents": self.cents,
            "formula": self.formula.as_json(),
            "source": self.source,
        }


@dataclass(frozen=True, slots=True)
class PayslipDraft:
    """The gross pay of one courier for one period: `seconds` worked, lines that add up to `gross_cents`."""

    currency: str
    seconds: int
    gross_cents: int
    lines: tuple[PayLine, ...]
    left_out: Sentence


def compute(contract: Contract, hours: Hours, parameters: PayParameters) -> PayslipDraft:
    """The gross pay of `hours`. Raises Invalid for a contract out of range."""
    if (
        not 0 <= contract.weekly_minutes <= MAX_WEEKLY_MINUTES
        or not 0 <= contract.hourly_cents <= MAX_HOURLY_CENTS
    ):
        raise Invalid("contract_out_of_range", _("The contract's hours or hourly rate are out of range."))
    rate, rate_source = _hourly_rate(contract, parameters)
    worked = sort_out(hours, parameters.grid, parameters.holidays)
    seconds_of: dict[str, int] = {}
    for week_seconds in worked.by_week.values():
        for tier, seconds in _tiers(week_seconds, contract, parameters):
            seconds_of[tier.code] = seconds_of.get(tier.code, 0) + seconds
    percent_of = {tier.code: 100 + tier.premium_percent for tier in _all_tiers(contract, parameters)}
    lines = [
        _line(
            code,
            seconds,
            rate,
            percent_of[code],
            contract.currency,
            rate_source if code == "normal" else parameters.week.source,
        )
        for code, seconds in sorted(seconds_of.items(), key=lambda item: list(percent_of).index(item[0]))
    ]
    grid = parameters.grid
    premiums = {"sunday": grid.sunday_percent, "night": grid.night_percent, "holiday": grid.holiday_percent}
    lines += [
        _line(code, worked.by_premium[code], rate, percent, contract.currency, _("Pay grid of the charter"))
        for code, percent in premiums.items()
        if worked.by_premium[code]
    ]
    gross = sum(line.cents for line in lines)
    return PayslipDraft(contract.currency, worked.by_week.total(), gross, tuple(lines), Sentence(LEFT_OUT))


def _hourly_rate(contract: Contract, parameters: PayParameters) -> tuple[int, str]:
    """The contract's rate, raised to the legal minimum."""
    minimum = parameters.minimum
    if minimum and minimum.hourly_cents > contract.hourly_cents:
        return minimum.hourly_cents, minimum.source
    return contract.hourly_cents, _("Contract")


def _all_tiers(contract: Contract, parameters: PayParameters) -> tuple[Tier, ...]:
    """How a week fills up: the contract's hours, a part-timer's complementary hours, then overtime."""
    week = parameters.week
    contracted = min(contract.weekly_minutes, week.overtime_after_minutes)
    spare = week.overtime_after_minutes - contracted
    tenth = min(contracted // 10, spare)
    return (
        Tier("normal", contracted, 0),
        Tier("complementary_tenth", tenth, week.tenth_percent),
        Tier("complementary_beyond", spare - tenth, week.beyond_percent),
        *week.overtime,
    )


def _tiers(seconds: int, contract: Contract, parameters: PayParameters) -> Iterator[tuple[Tier, int]]:
    for tier in _all_tiers(contract, parameters):
        taken = seconds if tier.minutes is None else min(seconds, tier.minutes * 60)
        if taken:
            yield tier, taken
        seconds -= taken


def _line(code: str, seconds: int, rate: int, percent: int, currency: str, source: str) -> PayLine:
    return PayLine(
        code=code,
        label=Sentence(LABELS[code]),
        seconds=seconds,
        hourly_cents=rate,
        percent=percent,
        cents=half_up(Fraction(seconds * rate * percent, 3600 * 100)),
        formula=Sentence(
            _("%(hours)s h × %(rate)s × %(percent)s %%"),
            {"hours": round(seconds / 3600, 2), "rate": Money(rate, currency), "percent": percent},
        ),
        source=source,
    )
