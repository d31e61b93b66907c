"""Weeks, times and skills of a roster."""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow

LONGEST = timedelta(hours=24)
MOST_SKILLS, LONGEST_SKILL = 12, 30
GIVE_BACK_HOURS = 24
"""Without a rule of the charter a claimed shift may be given back until a day before it begins."""


def week_named(text: str) -> date | None:
    """The Monday of an ISO week written as "2026-W48"; None for anything else."""
    try:
        return datetime.strptime(f"{text}-1", "%G-W%V-%u").date()  # noqa: DTZ007 -- a day, not a moment
    except ValueError:
        return None


def name_of_week(day: date) -> str:
    """The ISO week a day is in, as "2026-W48"."""
    year, week, _weekday = day.isocalendar()
    return f"{year}-W{week:02d}"


def span_on(day: date, begins: time, ends: time, zone: ZoneInfo) -> tuple[datetime, datetime]:
    """From one wall-clock time to another; an end that is not after the start is of the next day."""
    until = day if ends > begins else day + timedelta(days=1)
    return datetime.combine(day, begins, tzinfo=zone), datetime.combine(until, ends, tzinfo=zone)


def check_span(starts_at: datetime, ends_at: datetime | None) -> TimeWindow:
    """The span of a shift. Raises Invalid without an end, an end before the start, or beyond a day."""
    if ends_at is None:
        raise Invalid("no_end", _("Say when the shift ends."), field="ends_at")
    if ends_at <= starts_at:
        raise Invalid("ends_before_start", _("A shift ends after it begins."), field="ends_at")
    if ends_at - starts_at > LONGEST:
        raise Invalid(
            "shift_too_long",
            _("A shift lasts %(most)s hours at most: plan two."),
            field="ends_at",
            most=LONGEST // timedelta(hours=1),
        )
    return TimeWindow(starts_at, ends_at)


def skills_in(words: str | Iterable[str]) -> list[str]:
    """Skills as the co-op writes them, once each: "cargo, cold". Raises Invalid for too many or too long ones."""
    parts = words.split(",") if isinstance(words, str) else words
    found = list(dict.fromkeys(" ".join(part.lower().split()) for part in parts))
    found = [word for word in found if word]
    if len(found) > MOST_SKILLS or any(len(word) > LONGEST_SKILL for word in found):
        raise Invalid(
            "bad_skills",
            _("At most %(most)s skills of %(letters)s letters, with commas between them."),
            field="skills",
            most=MOST_SKILLS,
            letters=LONGEST_SKILL,
        )
    return found


def lacking(needed: Iterable[str], has: Collection[str]) -> list[str]:
    """What a shift asks for and a person does not have."""
    return [word for word in needed if word not in has]
