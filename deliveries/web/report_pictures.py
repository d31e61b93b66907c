"""Reports as pictures: the marks of each, with the words that a reader hears."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.utils.dates import WEEKDAYS, WEEKDAYS_ABBR
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from coopplatform.web.charts import NARROW, WIDE, Bars, Grid, Mark, draw_bars, draw_grid
from coopplatform.web.formats import number, percent
from deliveries.domain.hours_report import Week
from deliveries.queries.reports.asked import Promises
from deliveries.queries.reports.on_time import FURTHEST, STEP_MINUTES


@dataclass(frozen=True, slots=True)
class Chart:
    """A picture in its two sizes; `name` tells it from the others of its page."""

    name: str
    title: str
    desc: str
    wide: Bars
    narrow: Bars


@dataclass(frozen=True, slots=True)
class HoursGrid:
    """Hours across on a desk, down on a phone."""

    title: str
    desc: str
    wide: Grid
    narrow: Grid


def chart(name: str, title: str, desc: str, marks: Sequence[Mark], *, most: float | None = None) -> Chart:
    return Chart(
        name,
        title,
        desc,
        draw_bars(marks, width=WIDE, most=most),
        draw_bars(marks, width=NARROW, body=140, most=most),
    )


def kept_by(name: str, title: str, rows: Sequence[tuple[str, Promises]]) -> Chart:
    """The share of promises kept, from 0 to all of them; red where it is under nine of ten."""
    marks = [
        Mark(
            label,
            promises.share or 0,
            "" if promises.share is None else percent(promises.share),
            _("%(what)s: %(kept)s of %(all)s on time")
            % {"what": label, "kept": number(promises.kept), "all": number(promises.delivered)},
        )
        for label, promises in rows
    ]
    return chart(
        name,
        title,
        _("Share of deliveries made by the promised time; a full bar is all of them."),
        marks,
        most=1,
    )


def early_and_late(counts: Mapping[int, int]) -> Chart:
    """How many were so many minutes early or late; late ones are red and right of 0."""
    marks = [
        Mark(
            minutes_label(minutes),
            count,
            number(count),
            f"{minutes_words(minutes)}: {number(count)}",
            "late" if minutes >= 0 else "ink",
        )
        for minutes, count in counts.items()
    ]
    return chart(
        "minutes",
        _("Minutes before and after the promise"),
        _("Deliveries by how far from the promised time they were, in steps of five minutes."),
        marks,
    )


def minutes_label(minutes: int) -> str:
    return number(minutes, sign=True) if minutes else "0"


def minutes_words(minutes: int) -> str:
    """What a step of minutes means, whole."""
    if minutes <= -FURTHEST:
        return _("%(n)s minutes early or more") % {"n": FURTHEST - STEP_MINUTES}
    if minutes >= FURTHEST:
        return _("%(n)s minutes late or more") % {"n": FURTHEST}
    if minutes < 0:
        return _("%(from)s to %(to)s minutes early") % {"from": -minutes - STEP_MINUTES, "to": -minutes}
    return _("%(from)s to %(to)s minutes late") % {"from": minutes, "to": minutes + STEP_MINUTES}


def weeks_chart(weeks: Sequence[Week]) -> Chart:
    """Deliveries an hour, week by week; without hours there is no bar."""
    marks = []
    for week in weeks:
        label, rate = date_format(week.monday, _("j M")), week.whole.deliveries_an_hour(week.seconds)
        told = _("no hours") if rate is None else number(rate, 2)
        marks.append(Mark(label, rate or 0, "" if rate is None else number(rate, 1), f"{label}: {told}"))
    return chart(
        "weeks", _("Deliveries an hour of work"), _("By week, from its Monday; the axis begins at 0."), marks
    )


def hours_grid(counts: Mapping[tuple[int, int], int]) -> HoursGrid:
    """Seven days by twenty-four hours, each with its count."""
    days = [(day + 1, str(WEEKDAYS_ABBR[day])) for day in range(7)]
    hours = [f"{hour:02d}" for hour in range(24)]
    names = [name for _day, name in days]
    wide = {(hour, day - 1): count for (day, hour), count in counts.items()}
    narrow = {(day - 1, hour): count for (day, hour), count in counts.items()}
    return HoursGrid(
        _("When orders come"),
        _("Orders by weekday and hour of the day: the darker, the more; the number stands in its square."),
        draw_grid(hours, names, wide),
        draw_grid(names, hours, narrow, width=NARROW, row_height=24, room=32),
    )


def weekday_name(day: int, *, is_short: bool = False) -> str:
    """1 is Monday."""
    return str((WEEKDAYS_ABBR if is_short else WEEKDAYS)[day - 1])
