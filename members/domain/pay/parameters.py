"""What law and the co-op's pay grid say, dated and with a source. To be confirmed by the co-op's payroll adviser."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from datetime import date
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from members.domain.holidays import public_holidays

MAX_PREMIUM_PERCENT = 300


@dataclass(frozen=True, slots=True)
class Tier:
    """`premium_percent` on top of the hourly rate, for the first `minutes` a week (None: all that follow)."""

    code: str
    minutes: int | None
    premium_percent: int


@dataclass(frozen=True, slots=True)
class WeekRule:
    """Overtime by civil week. `tenth_percent` and `beyond_percent` reward part-timers' complementary hours."""

    overtime_after_minutes: int
    overtime: tuple[Tier, ...]
    tenth_percent: int
    beyond_percent: int
    source: str


@dataclass(frozen=True, slots=True)
class MinimumWage:
    since: date
    hourly_cents: int
    source: str


@dataclass(frozen=True, slots=True)
class PayGrid:
    """Premiums the members voted. An hour earns the highest that applies to it, never two."""

    sunday_percent: int = 0
    night_percent: int = 0
    holiday_percent: int = 0
    night_from_hour: int = 21
    night_until_hour: int = 6

    def __post_init__(self) -> None:
        for name in ("sunday_percent", "night_percent", "holiday_percent"):
            if not 0 <= getattr(self, name) <= MAX_PREMIUM_PERCENT:
                raise Invalid(
                    "premium_out_of_range",
                    _("A premium is between 0 and %(most)s %%."),
                    field=name,
                    most=MAX_PREMIUM_PERCENT,
                )

    @classmethod
    def from_terms(cls, terms: Mapping[str, Any]) -> Self:
        """Read the charter's `pay_grid` section; what it does not name keeps its default."""
        return cls(**{name: terms[name] for name in asdict(cls()) if name in terms})


@dataclass(frozen=True, slots=True)
class PayParameters:
    """Everything `compute` needs to know beyond the contract and the hours."""

    week: WeekRule
    grid: PayGrid
    minimum: MinimumWage | None
    holidays: frozenset[date]


FRANCE = WeekRule(
    35 * 60,
    (Tier("overtime_25", 8 * 60, 25), Tier("overtime_50", None, 50)),
    10,
    25,
    "Code du travail L3121-36, L3123-29",
)
MONACO = WeekRule(
    39 * 60,
    (Tier("overtime_25", 8 * 60, 25), Tier("overtime_50", None, 50)),
    0,
    0,
    "Ordonnance-loi (MC) n° 677",
)
LIECHTENSTEIN = WeekRule(45 * 60, (Tier("overtime_25", None, 25),), 0, 0, "Arbeitsgesetz (LI) Art. 9, 13")
FINLAND = WeekRule(
    40 * 60, (Tier("overtime_50", None, 50),), 0, 0, "Työaikalaki 872/2019 20 § (weekly overtime)"
)

BELGIUM = WeekRule(
    38 * 60, (Tier("overtime_50", None, 50),), 0, 0, "Loi du 10/08/2001, art. 2; loi du 16/03/1971, art. 29"
)

WEEK_RULES = {"BE": BELGIUM, "FR": FRANCE, "MC": MONACO, "LI": LIECHTENSTEIN, "FI": FINLAND}
# Monaco's minimum follows that of the neighbouring region (loi (MC) n° 739).
SMIC = (
    MinimumWage(date(2025, 1, 1), 1188, "SMIC"),
    MinimumWage(date(2026, 1, 1), 1202, "SMIC, décret 2025-1228"),
    MinimumWage(date(2026, 6, 1), 1231, "SMIC, 1 June 2026"),
)
MINIMUM_WAGES: dict[str, tuple[MinimumWage, ...]] = {"FR": SMIC, "MC": SMIC}


def parameters_for(country: str, month: date, grid: PayGrid) -> PayParameters:
    """The rules in force on the first day of `month`. Raises Invalid for a country without rules."""
    if country not in WEEK_RULES:
        raise Invalid("pay_rules_unknown", _("No pay rules are known for %(country)s."), country=country)
    in_force = [wage for wage in MINIMUM_WAGES.get(country, ()) if wage.since <= month]
    holidays = frozenset[date]().union(*(public_holidays(country, month.year + n) for n in (-1, 0, 1)))
    return PayParameters(WEEK_RULES[country], grid, in_force[-1] if in_force else None, holidays)
