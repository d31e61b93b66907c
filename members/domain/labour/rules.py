"""What a rule of working time is, and which ones the platform can check."""

from dataclasses import dataclass
from enum import StrEnum

from coopplatform.kernel.text import Sentence, _


class Mode(StrEnum):
    """`block` refuses what breaks the rule, `warn` says it, `off` is silent."""

    WARN = "warn"
    BLOCK = "block"
    OFF = "off"


class Code(StrEnum):
    DAY_MAX = "day_max"
    WEEK_MAX = "week_max"
    MEAN_MAX = "mean_max"
    DAILY_REST = "daily_rest"
    WEEKLY_REST = "weekly_rest"
    BREAK = "break"
    PART_TIME_MIN = "part_time_min"
    COMPLEMENTARY = "complementary"
    PART_TIME_MAX = "part_time_max"
    INTERRUPTIONS = "interruptions"
    INTERRUPTION_MAX = "interruption_max"
    NOTICE = "notice"


OF_A_WEEK = frozenset(
    {
        Code.WEEK_MAX,
        Code.MEAN_MAX,
        Code.WEEKLY_REST,
        Code.PART_TIME_MIN,
        Code.COMPLEMENTARY,
        Code.PART_TIME_MAX,
    }
)
"""Rules that a week breaks as a whole, not one of its shifts."""


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule as it holds in a co-op: `limit` in the unit of its meaning.

    `over` is what the limit is measured over: weeks of a mean, hours after which a break is due. `is_own` is set
    where the charter moved the limit or named a rule the country's table does not have.
    """

    code: Code
    limit: float
    mode: Mode
    source: Sentence
    over: int = 0
    is_own: bool = False


@dataclass(frozen=True, slots=True)
class Meaning:
    """What a code means: its title, two words for a place beside a shift, the unit of its limit, and between which
    limits it makes sense."""

    title: str
    short: str
    unit: str
    least: float
    most: float
    over: int = 0


HOURS, MINUTES, PERCENT, TIMES, DAYS = _("hours"), _("minutes"), _("percent"), _("times"), _("working days")

MEANINGS: dict[Code, Meaning] = {
    Code.DAY_MAX: Meaning(_("Work on one day, at most"), _("long day"), HOURS, 1, 24),
    Code.WEEK_MAX: Meaning(_("Work in one week, at most"), _("long week"), HOURS, 1, 168),
    Code.MEAN_MAX: Meaning(
        _("Mean week over several weeks, at most"), _("long weeks"), HOURS, 1, 168, over=12
    ),
    Code.DAILY_REST: Meaning(_("Rest between two days of work, at least"), _("short rest"), HOURS, 1, 23),
    Code.WEEKLY_REST: Meaning(
        _("Rest in one piece every week, at least"), _("no weekly rest"), HOURS, 1, 120
    ),
    Code.BREAK: Meaning(
        _("Break in a long stretch of work, at least"), _("no break"), MINUTES, 1, 120, over=6
    ),
    Code.PART_TIME_MIN: Meaning(
        _("Weekly hours of a part-time contract, at least"), _("short contract"), HOURS, 1, 60
    ),
    Code.COMPLEMENTARY: Meaning(
        _("Hours of a part-timer beyond the contract, at most, of its hours"),
        _("beyond the contract"),
        PERCENT,
        0,
        100,
    ),
    Code.PART_TIME_MAX: Meaning(_("A part-timer's week stays under"), _("full-time week"), HOURS, 1, 60),
    Code.INTERRUPTIONS: Meaning(
        _("Interruptions of a part-timer's day, at most"), _("many interruptions"), TIMES, 0, 6
    ),
    Code.INTERRUPTION_MAX: Meaning(
        _("Length of a part-timer's interruption, at most"), _("long interruption"), HOURS, 0.5, 12
    ),
    Code.NOTICE: Meaning(_("Notice before a published shift is changed"), _("short notice"), DAYS, 0, 60),
}
