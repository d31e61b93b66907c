"""A record of work: from when to when, its breaks, what of it is paid, and whether it went as planned."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import pairwise
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow

LONGEST = timedelta(hours=24)
NEAR_THE_PLAN = timedelta(minutes=15)


@dataclass(frozen=True, slots=True)
class Pause:
    """A break, paid by the charter or taken out of the paid time."""

    after: datetime
    before: datetime
    is_paid: bool = False


@dataclass(frozen=True, slots=True)
class Times:
    """What a record says: work from `after` to `before` (None while it runs) with its breaks in order."""

    after: datetime
    before: datetime | None
    pauses: tuple[Pause, ...] = ()

    def as_json(self) -> dict[str, Any]:
        return {
            "after": self.after.isoformat(),
            "before": self.before.isoformat() if self.before else None,
            "pauses": [[p.after.isoformat(), p.before.isoformat(), p.is_paid] for p in self.pauses],
        }

    @classmethod
    def from_json(cls, stored: dict[str, Any]) -> Self:
        read = datetime.fromisoformat
        before = read(stored["before"]) if stored["before"] else None
        pauses = tuple(Pause(read(a), read(b), paid) for a, b, paid in stored["pauses"])
        return cls(read(stored["after"]), before, pauses)


def net_spans(after: datetime, before: datetime, pauses: Iterable[Pause]) -> list[TimeWindow]:
    """The paid time of a record: without its unpaid breaks."""
    spans, begins = [], after
    for pause in sorted((p for p in pauses if not p.is_paid), key=lambda p: p.after):
        if pause.after > begins:
            spans.append(TimeWindow(begins, min(pause.after, before)))
        begins = max(begins, pause.before)
    if begins < before:
        spans.append(TimeWindow(begins, before))
    return [span for span in spans if span.after < span.before]


def paid_seconds(after: datetime, before: datetime, pauses: Iterable[Pause]) -> int:
    """Seconds of the paid time."""
    return sum(int((s.before - s.after).total_seconds()) for s in net_spans(after, before, pauses))


def check_times(after: datetime, before: datetime, pauses: Sequence[Pause], at: datetime) -> None:
    """Raises Invalid for an end before the start, in the future or beyond a day, and for breaks that do not lie in
    the work, one after the other."""
    if before <= after:
        raise Invalid("out_before_in", _("The clock-out is after the clock-in."), field="ended_at")
    if before - after > LONGEST:
        raise Invalid(
            "record_too_long",
            _("More than %(most)s hours without an end is a mistake: correct the times."),
            field="ended_at",
            most=LONGEST // timedelta(hours=1),
        )
    if before > at:
        raise Invalid("in_the_future", _("Work that is not over cannot be corrected."), field="ended_at")
    if any(p.before <= p.after for p in pauses):
        raise Invalid("bad_break", _("A break ends after it begins."), field="breaks")
    if any(p.after < after or p.before > before for p in pauses):
        raise Invalid("break_outside", _("A break lies within the work."), field="breaks")
    ordered = sorted(pauses, key=lambda p: p.after)
    if any(b.after < a.before for a, b in pairwise(ordered)):
        raise Invalid("breaks_overlap", _("Two breaks overlap."), field="breaks")
    if not paid_seconds(after, before, pauses) and any(not p.is_paid for p in pauses):
        raise Invalid("all_break", _("A break is shorter than the work it lies in."), field="breaks")


def is_as_planned(planned: TimeWindow, after: datetime, before: datetime) -> bool:
    """Whether both ends lie within a quarter of an hour of the plan."""
    return abs(after - planned.after) <= NEAR_THE_PLAN and abs(before - planned.before) <= NEAR_THE_PLAN


def month_paying(day: date) -> date:
    """The first of the month that pays a day's work: the one in which its civil week ends."""
    return (day + timedelta(days=6 - day.weekday())).replace(day=1)
