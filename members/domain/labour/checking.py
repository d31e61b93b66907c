"""Where one person's work breaks a rule: each finding with its sentence, its article and its shifts."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from datetime import date, timedelta
from itertools import pairwise
from zoneinfo import ZoneInfo

from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from members.domain.labour.looking import WEEK, Finding, Look, Person, Stretch
from members.domain.labour.rules import Code, Mode, Rule

HOUR = 3600
DAY_OFF = timedelta(hours=24)


def check(
    person: Person,
    stretches: Iterable[Stretch],
    rules: Mapping[Code, Rule],
    zone: ZoneInfo,
    first: date,
    last: date,
) -> list[Finding]:
    """Every broken rule of the days from `first` to `last`, by day.

    `stretches` may reach further back: a mean looks at the weeks before, a rest at the day before.
    """
    look = Look(person, tuple(sorted(stretches, key=lambda one: one.after)), zone, first, last)
    found: list[Finding] = []
    for code, rule in rules.items():
        checker = _CHECKERS.get(code)
        if checker is not None and rule.mode is not Mode.OFF:
            found += checker(look, rule)
    return sorted(found, key=lambda finding: (finding.day, list(Code).index(finding.code)))


def concerning(findings: Iterable[Finding], key: str) -> list[Finding]:
    """The findings in which this stretch has a part."""
    return [finding for finding in findings if key in finding.keys]


def _hours(seconds: float) -> float:
    return round(seconds / HOUR, 2)


def _day_max(look: Look, rule: Rule) -> Iterator[Finding]:
    for day in look.days():
        if look.seconds[day] > rule.limit * HOUR:
            yield look.finding(
                rule,
                day,
                look.keys[day],
                _("%(hours)s h of work on one day; at most %(limit)s (%(source)s)."),
                hours=_hours(look.seconds[day]),
            )


def _week_max(look: Look, rule: Rule) -> Iterator[Finding]:
    for begins in look.mondays():
        if (seconds := look.week_seconds(begins)) > rule.limit * HOUR:
            yield look.finding(
                rule,
                begins,
                look.week_keys(begins),
                _("%(hours)s h of work in one week; at most %(limit)s (%(source)s)."),
                hours=_hours(seconds),
            )


def _mean_max(look: Look, rule: Rule) -> Iterator[Finding]:
    for begins in look.mondays():
        mean = sum(look.week_seconds(begins - n * WEEK) for n in range(rule.over)) / rule.over
        if mean > rule.limit * HOUR:
            yield look.finding(
                rule,
                begins,
                look.week_keys(begins),
                _("%(hours)s h a week over %(weeks)s weeks; at most %(limit)s (%(source)s)."),
                hours=_hours(mean),
                weeks=rule.over,
            )


def _daily_rest(look: Look, rule: Rule) -> Iterator[Finding]:
    """In the 24 hours from where work begins after a rest, a whole rest must fit."""
    rest = timedelta(hours=rule.limit)
    began, ended = None, None
    for stretch in look.stretches:
        if began is None or ended is None or stretch.after - ended >= rest:
            began = stretch.after
        elif stretch.before - began > DAY_OFF - rest:
            day, pause = look.day_of(stretch.after), stretch.after - ended
            if look.is_asked(day):
                yield look.finding(
                    rule,
                    day,
                    [stretch.key],
                    _("%(hours)s h of rest before it; at least %(limit)s (%(source)s)."),
                    hours=max(0.0, _hours(pause.total_seconds())),
                )
            began = stretch.after
        ended = max(ended, stretch.before) if ended else stretch.before


def _weekly_rest(look: Look, rule: Rule) -> Iterator[Finding]:
    rest = timedelta(hours=rule.limit)
    for begins in look.mondays():
        week = TimeWindow(look.midnight(begins), look.midnight(begins + WEEK))
        longest = _longest_rest(look.stretches, week)
        if longest < rest:
            yield look.finding(
                rule,
                begins,
                look.week_keys(begins),
                _("%(hours)s h of rest in one piece this week; at least %(limit)s (%(source)s)."),
                hours=_hours(longest.total_seconds()),
            )


def _longest_rest(stretches: Sequence[Stretch], week: TimeWindow) -> timedelta:
    """The longest rest that has a day's length inside the week; it may reach over the week's ends."""
    far = timedelta(days=30)
    marks = [week.after - far, *(m for s in stretches for m in (s.after, s.before)), week.before + far]
    longest = timedelta(0)
    for begins, ends in list(pairwise(marks))[::2]:
        inside = min(ends, week.before) - max(begins, week.after)
        if inside >= min(DAY_OFF, ends - begins):
            longest = max(longest, ends - begins)
    return longest


def _break(look: Look, rule: Rule) -> Iterator[Finding]:
    """Of work that was done: what is planned leaves the break to the day."""
    for stretch in look.stretches:
        day = look.day_of(stretch.after)
        if not stretch.is_worked or not look.is_asked(day):
            continue
        long_enough = [b for b in stretch.breaks if (b.before - b.after).total_seconds() >= rule.limit * 60]
        pieces = Stretch(stretch.key, stretch.window, tuple(long_enough)).pieces()
        longest = max(((ends - begins).total_seconds() for begins, ends in pieces), default=0.0)
        if longest > rule.over * HOUR:
            yield look.finding(
                rule,
                day,
                [stretch.key],
                _("%(hours)s h without a break of %(limit)s minutes, due after %(over)s h (%(source)s)."),
                hours=_hours(longest),
                over=rule.over,
            )


def _part_time_min(look: Look, rule: Rule) -> Iterator[Finding]:
    person = look.person
    minutes = person.weekly_minutes or 0
    if not person.is_part_time or person.has_short_hours_reason or minutes >= rule.limit * 60:
        return
    if days := look.days():
        yield look.finding(
            rule,
            days[0],
            [],
            _(
                "%(name)s's contract has %(hours)s h a week; at least %(limit)s unless they asked (%(source)s)."
            ),
            name=person.name,
            hours=_hours(minutes * 60),
        )


def _complementary(look: Look, rule: Rule) -> Iterator[Finding]:
    minutes = look.person.weekly_minutes or 0
    if not look.person.is_part_time:
        return
    for begins in look.mondays():
        beyond = look.week_seconds(begins) - minutes * 60
        if beyond > minutes * 60 * rule.limit / 100:
            yield look.finding(
                rule,
                begins,
                look.week_keys(begins),
                _("%(hours)s h beyond the contract in one week; at most %(limit)s %% of it (%(source)s)."),
                hours=_hours(beyond),
            )


def _part_time_max(look: Look, rule: Rule) -> Iterator[Finding]:
    if not look.person.is_part_time:
        return
    for begins in look.mondays():
        if (seconds := look.week_seconds(begins)) >= rule.limit * HOUR:
            yield look.finding(
                rule,
                begins,
                look.week_keys(begins),
                _("%(hours)s h in one week of a part-timer, who stays under %(limit)s (%(source)s)."),
                hours=_hours(seconds),
            )


def _pauses(look: Look, day: date) -> list[timedelta]:
    """The gaps between the stretches that begin on a day."""
    today = [stretch for stretch in look.stretches if look.day_of(stretch.after) == day]
    return [b.after - a.before for a, b in pairwise(today) if b.after > a.before]


def _interruptions(look: Look, rule: Rule) -> Iterator[Finding]:
    if not look.person.is_part_time:
        return
    for day in look.days():
        if (count := len(_pauses(look, day))) > rule.limit:
            yield look.finding(
                rule,
                day,
                look.keys[day],
                _("%(count)s interruptions in a part-timer's day; at most %(limit)s (%(source)s)."),
                count=count,
            )


def _interruption_max(look: Look, rule: Rule) -> Iterator[Finding]:
    if not look.person.is_part_time:
        return
    for day in look.days():
        longest = max(_pauses(look, day), default=timedelta(0))
        if longest.total_seconds() > rule.limit * HOUR:
            yield look.finding(
                rule,
                day,
                look.keys[day],
                _("%(hours)s h of interruption in a part-timer's day; at most %(limit)s (%(source)s)."),
                hours=_hours(longest.total_seconds()),
            )


_CHECKERS = {
    Code.DAY_MAX: _day_max,
    Code.WEEK_MAX: _week_max,
    Code.MEAN_MAX: _mean_max,
    Code.DAILY_REST: _daily_rest,
    Code.WEEKLY_REST: _weekly_rest,
    Code.BREAK: _break,
    Code.PART_TIME_MIN: _part_time_min,
    Code.COMPLEMENTARY: _complementary,
    Code.PART_TIME_MAX: _part_time_max,
    Code.INTERRUPTIONS: _interruptions,
    Code.INTERRUPTION_MAX: _interruption_max,
}
