"""One person's work, planned or done, as the rules look at it: in local days and civil weeks."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import UTC, date, datetime, time, timedelta
from zoneinfo import ZoneInfo

from coopplatform.kernel.text import Param, Sentence
from coopplatform.kernel.time import TimeWindow
from members.domain.labour.rules import MEANINGS, OF_A_WEEK, Code, Mode, Rule

WEEK = timedelta(days=7)


@dataclass(frozen=True, slots=True)
class Person:
    """Whose work it is; `weekly_minutes` of the contract in force, None without one.

    `full_time_minutes` parts part-timers from others; `has_short_hours_reason` is their own reason to work less
    than the law's minimum.
    """

    member_id: str
    name: str
    weekly_minutes: int | None
    has_short_hours_reason: bool = False
    full_time_minutes: int = 35 * 60

    @property
    def is_part_time(self) -> bool:
        return self.weekly_minutes is not None and 0 < self.weekly_minutes < self.full_time_minutes


@dataclass(frozen=True, slots=True)
class Stretch:
    """Work from `after` to `before` under a `key`; `breaks` lie in it and are known once it was worked."""

    key: str
    window: TimeWindow
    breaks: tuple[TimeWindow, ...] = ()
    is_worked: bool = False

    @property
    def after(self) -> datetime:
        return self.window.after

    @property
    def before(self) -> datetime:
        return self.window.before

    def pieces(self) -> Iterator[tuple[datetime, datetime]]:
        """The work between the breaks."""
        begins = self.after
        for pause in sorted(self.breaks, key=lambda one: one.after):
            if pause.after > begins:
                yield begins, pause.after
            begins = max(begins, pause.before)
        if self.before > begins:
            yield begins, self.before


@dataclass(frozen=True, slots=True)
class Finding:
    """A rule that is broken: `sentence` says how and by which article, `keys` by which stretches, on or from `day`."""

    code: Code
    mode: Mode
    sentence: Sentence
    source: Sentence
    day: date
    member_id: str
    name: str
    keys: tuple[str, ...]

    @property
    def is_blocking(self) -> bool:
        return self.mode is Mode.BLOCK

    @property
    def short(self) -> str:
        """Two words for it, to be translated."""
        return MEANINGS[self.code].short

    @property
    def is_of_week(self) -> bool:
        return self.code in OF_A_WEEK


class Look:
    """One person's work, cut into local days and civil weeks."""

    def __init__(
        self, person: Person, stretches: tuple[Stretch, ...], zone: ZoneInfo, first: date, last: date
    ) -> None:
        self.person, self.stretches, self.zone, self.first, self.last = person, stretches, zone, first, last
        self.seconds: dict[date, int] = defaultdict(int)
        self.keys: dict[date, list[str]] = defaultdict(list)
        for stretch in stretches:
            for day, seconds in self._by_day(stretch):
                self.seconds[day] += seconds
                if stretch.key not in self.keys[day]:
                    self.keys[day].append(stretch.key)

    def _by_day(self, stretch: Stretch) -> Iterator[tuple[date, int]]:
        for piece in stretch.pieces():
            (begins, ends), day = piece, self.day_of(piece[0])
            while begins < ends:
                until = min(ends, self.midnight(day + timedelta(days=1)))
                yield day, int((until - begins).total_seconds())
                begins, day = until, day + timedelta(days=1)

    def day_of(self, moment: datetime) -> date:
        return moment.astimezone(self.zone).date()

    def midnight(self, day: date) -> datetime:
        return datetime.combine(day, time(0), tzinfo=self.zone).astimezone(UTC)

    def is_asked(self, day: date) -> bool:
        return self.first <= day <= self.last

    def days(self) -> list[date]:
        return [day for day in sorted(self.seconds) if self.is_asked(day)]

    def mondays(self) -> list[date]:
        """Of the asked weeks in which there is work."""
        return sorted({monday(day) for day in self.seconds if self.is_asked(day)})

    def week_seconds(self, begins: date) -> int:
        return sum(self.seconds.get(begins + timedelta(days=n), 0) for n in range(7))

    def week_keys(self, begins: date) -> tuple[str, ...]:
        days = (begins + timedelta(days=n) for n in range(7))
        return tuple(dict.fromkeys(key for day in days for key in self.keys.get(day, ())))

    def finding(self, rule: Rule, day: date, keys: Collection[str], message: str, **params: Param) -> Finding:
        person = self.person
        sentence = Sentence(message, {"limit": rule.limit, "source": rule.source, **params})
        return Finding(
            rule.code, rule.mode, sentence, rule.source, day, person.member_id, person.name, tuple(keys)
        )


def monday(day: date) -> date:
    """The Monday of the civil week."""
    return day - timedelta(days=day.weekday())
