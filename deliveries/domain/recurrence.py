"""An order that comes back: its days by an RRULE (RFC 5545), its hour by the clock on the wall."""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from dateutil.rrule import rrule, rrulestr

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from deliveries.domain.wall_time import nearest_moment

LONGEST = 300
DAYS = ("MO", "TU", "WE", "TH", "FR", "SA", "SU")
OFTEN = {"DAILY", "WEEKLY", "MONTHLY", "YEARLY"}
PARTS = {
    *("FREQ", "INTERVAL", "BYDAY", "BYMONTHDAY", "BYMONTH", "BYSETPOS", "BYYEARDAY", "BYWEEKNO"),
    *("WKST", "UNTIL", "COUNT"),
}
HORIZON_DAYS = 400


@dataclass(frozen=True, slots=True)
class Rule:
    """Which days from `starts_on` on, and at what local time the order is ready."""

    text: str
    starts_on: date
    ready_time: time

    def __post_init__(self) -> None:
        _check(self.text)
        if next(self.days(self.starts_on, self.starts_on + timedelta(days=HORIZON_DAYS)), None) is None:
            raise Invalid(
                "never",
                _("No day in the coming year is meant by this rule: choose at least one."),
                field="days",
            )

    def days(self, first: date, last: date) -> Iterator[date]:
        """The rule's days from `first` to `last`, both included, in order."""
        begins = datetime.combine(max(first, self.starts_on), time())
        found = _parsed(self.text, self.starts_on)
        for day in found.xafter(begins, inc=True):
            if day.date() > last:
                return
            yield day.date()

    def ready_at(self, day: date, zone: ZoneInfo) -> datetime:
        """In an hour that does not exist that day: the hour the clocks then show."""
        return nearest_moment(day, self.ready_time, zone)


def weekly(days: Sequence[str], *, every: int = 1, until: date | None = None) -> str:
    """The RRULE of weekdays (`MO` …), every so many weeks. Raises Invalid without a day or beyond a year."""
    if not days or not {*days} <= {*DAYS}:
        raise Invalid("no_days", _("Choose at least one day of the week."), field="days")
    if not 1 <= every <= 52:
        raise Invalid("bad_interval", _("Every 1 to 52 weeks, please."), field="every")
    chosen = ",".join(day for day in DAYS if day in days)
    text = f"FREQ=WEEKLY;BYDAY={chosen}" + (f";INTERVAL={every}" if every > 1 else "")
    return text + (f";UNTIL={until:%Y%m%d}" if until else "")


def due(
    rule: Rule,
    *,
    at: datetime,
    ahead: timedelta,
    zone: ZoneInfo,
    known: Collection[date] = (),
) -> list[date]:
    """The days to order for now: ready between `at` and `ahead` later, and not settled before."""
    first, last = at.astimezone(zone).date(), (at + ahead).astimezone(zone).date()
    return [
        day
        for day in rule.days(first, last)
        if day not in known and at <= rule.ready_at(day, zone) <= at + ahead
    ]


def weekdays_of(rule: Rule) -> list[int]:
    """The weekdays of a plain weekly rule, Monday 0; empty for a rule that is more than that."""
    parts = _parts(rule.text)
    if not {*parts} <= {"FREQ", "INTERVAL", "BYDAY", "UNTIL", "WKST"} or parts["FREQ"] != "WEEKLY":
        return []
    return sorted(DAYS.index(day) for day in parts.get("BYDAY", "").split(",") if day in DAYS)


def interval_of(rule: Rule) -> int:
    """Every how many of its weeks, months or years."""
    return int(_parts(rule.text).get("INTERVAL", "1"))


def last_day_of(rule: Rule) -> date | None:
    """The day it ends on by itself, where the rule says one."""
    until = _parts(rule.text).get("UNTIL", "")[:8]
    return datetime.strptime(until, "%Y%m%d").date() if until else None  # noqa: DTZ007 -- a day has no zone


def _check(text: str) -> None:
    """Days only: what repeats by the hour, or is endless work to read, is refused."""
    parts = _parts(text)
    is_paced = parts.get("INTERVAL", "1").isdecimal() and 1 <= int(parts.get("INTERVAL", "1")) <= 366
    if len(text) > LONGEST or not {*parts} <= PARTS or parts.get("FREQ") not in OFTEN or not is_paced:
        raise Invalid(
            "bad_rule",
            _(
                "A rule names days: FREQ=DAILY, WEEKLY, MONTHLY or YEARLY, with INTERVAL, BYDAY, UNTIL or COUNT."
            ),
            field="rule",
        )
    try:
        rrulestr(text, dtstart=datetime(2024, 1, 1), cache=False)  # noqa: DTZ001 -- days have no zone
    except (ValueError, TypeError, KeyError) as error:
        raise Invalid(
            "unreadable_rule", _("This rule cannot be read (RFC 5545): correct it."), field="rule"
        ) from error


def _parts(text: str) -> dict[str, str]:
    named = (part.partition("=") for part in text.upper().split(";") if part)
    return {name: value for name, _equals, value in named}


def _parsed(text: str, starts_on: date) -> rrule:
    found = rrulestr(text, dtstart=datetime.combine(starts_on, time()))
    assert isinstance(found, rrule)
    return found
