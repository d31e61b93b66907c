"""When an invoice is called to mind, and how firmly: the co-op's own steps, each once."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

BANK_DAYS = 5
"""How long after its day a direct debit may still be on its way."""
MOST_APART_DAYS = 10
MOST_STEPS, EARLIEST, LATEST = 6, -30, 180


class Tone(StrEnum):
    """How a step is worded: before the day, kindly, firmly, as a formal notice (mise en demeure)."""

    COMING = "coming"
    KIND = "kind"
    FIRM = "firm"
    FORMAL = "formal"


Step = tuple[int, Tone]
"""Days after the day an invoice is due, negative before it, and how it is worded."""


@dataclass(frozen=True, slots=True)
class Level:
    """The `number`th step, `after_days` behind the day an invoice was due and `apart_days` after the one before."""

    number: int
    after_days: int
    apart_days: int
    tone: Tone = Tone.KIND

    @property
    def is_before_due(self) -> bool:
        return self.after_days <= 0


def levels_of(steps: Sequence[Step]) -> tuple[Level, ...]:
    """The steps in their order. After one that went late the next waits the days between them, ten at most."""
    found: list[Level] = []
    for number, (days, tone) in enumerate(steps, start=1):
        apart = min(MOST_APART_DAYS, days - found[-1].after_days) if found else 0
        found.append(Level(number, days, apart, tone))
    return tuple(found)


USUAL: tuple[Step, ...] = ((5, Tone.KIND), (20, Tone.FIRM), (35, Tone.FORMAL))
LEVELS = levels_of(USUAL)


def check_steps(steps: Sequence[Step]) -> None:
    """Raises Invalid for steps that make no sense: none, too many, out of order, or worded for another time."""
    days = [day for day, _tone in steps]
    if not days or len(days) > MOST_STEPS:
        raise Invalid("how_many_steps", _("Keep one to %(most)s steps."), most=MOST_STEPS)
    if not all(EARLIEST <= day <= LATEST for day in days):
        raise Invalid(
            "step_too_far",
            _("A step is at most %(before)s days before the due day and %(after)s after it."),
            before=-EARLIEST,
            after=LATEST,
        )
    if days != sorted(set(days)):
        raise Invalid("steps_out_of_order", _("Each step comes later than the one before it."))
    if any((tone == Tone.COMING) != (day <= 0) for day, tone in steps):
        raise Invalid(
            "step_worded_wrong",
            _("Before the due day, and on it, a step only announces it; after that it reminds."),
        )


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an invoice: when it is due, what is open, the debit under way, the reminders sent.

    `last_number` is the step of the newest of them; left out, they are the first steps, without a gap.
    """

    due_on: date
    open_cents: int
    debited_on: date | None
    reminded_on: tuple[date, ...] = ()
    last_number: int | None = None


def is_payment_pending(standing: Standing, today: date) -> bool:
    """A direct debit was ordered, and the bank has had no time yet to tell how it went."""
    return standing.debited_on is not None and today <= standing.debited_on + timedelta(days=BANK_DAYS)


def next_step(standing: Standing, today: date, levels: Sequence[Level] = LEVELS) -> tuple[Level, date] | None:
    """The next step and its day, which may be over; none for what is paid, or when all are taken.

    What should have announced the due day is left out once that day is over.
    """
    if standing.open_cents <= 0:
        return None
    last = len(standing.reminded_on) if standing.last_number is None else standing.last_number
    for level in levels:
        if level.number <= last or (level.is_before_due and today > standing.due_on):
            continue
        day = standing.due_on + timedelta(days=level.after_days)
        if standing.reminded_on:
            day = max(day, standing.reminded_on[-1] + timedelta(days=level.apart_days))
        return level, day
    return None


def working_day(day: date) -> date:
    """That day, or the Monday after a week's end."""
    return day + timedelta(days=max(0, 7 - day.weekday()) if day.weekday() >= 5 else 0)


def reminder_due(standing: Standing, today: date, levels: Sequence[Level] = LEVELS) -> Level | None:
    """The reminder whose day has come; none for what is paid, or while a payment is pending."""
    if is_payment_pending(standing, today):
        return None
    found = next_step(standing, today, levels)
    return found[0] if found and found[1] <= today else None
