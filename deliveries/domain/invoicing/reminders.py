"""When a late invoice is called to mind, and how firmly."""

from dataclasses import dataclass
from datetime import date, timedelta

BANK_DAYS = 5
"""How long after its day a direct debit may still be on its way."""


@dataclass(frozen=True, slots=True)
class Level:
    """The `number`th reminder, `after_days` behind the day an invoice was due and `apart_days` after the one before."""

    number: int
    after_days: int
    apart_days: int


LEVELS = (Level(1, 5, 0), Level(2, 20, 10), Level(3, 35, 10))


@dataclass(frozen=True, slots=True)
class Standing:
    """What is known of an invoice: when it is due, what is open, the debit under way, the reminders sent."""

    due_on: date
    open_cents: int
    debited_on: date | None
    reminded_on: tuple[date, ...] = ()


def is_payment_pending(standing: Standing, today: date) -> bool:
    """A direct debit was ordered, and the bank has had no time yet to tell how it went."""
    return standing.debited_on is not None and today <= standing.debited_on + timedelta(days=BANK_DAYS)


def reminder_due(standing: Standing, today: date) -> Level | None:
    """The reminder whose day has come; none for what is paid, or while a payment is pending."""
    sent = len(standing.reminded_on)
    if standing.open_cents <= 0 or sent >= len(LEVELS) or is_payment_pending(standing, today):
        return None
    level = LEVELS[sent]
    if today < standing.due_on + timedelta(days=level.after_days):
        return None
    if sent and today < standing.reminded_on[-1] + timedelta(days=level.apart_days):
        return None
    return level
