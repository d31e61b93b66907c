"""How an invoice stands, read off the books: nobody sets it."""

from dataclasses import dataclass
from datetime import date
from enum import StrEnum

from deliveries.domain.invoicing.reminders import Standing, is_payment_pending


class State(StrEnum):
    LATE = "late"
    PART = "part"
    PENDING = "pending"
    OPEN = "open"
    PAID = "paid"
    CREDITED = "credited"
    NOTE = "note"
    DRAFT = "draft"


TO_COLLECT = frozenset({State.LATE, State.PART, State.PENDING, State.OPEN})


@dataclass(frozen=True, slots=True)
class Facts:
    """Of an invoice, in cents: its total, what credit notes gave back of it, what is open after them."""

    total_cents: int
    credited_cents: int
    open_cents: int
    due_on: date
    debited_on: date | None = None


def state_of(facts: Facts, today: date) -> State:
    """Late comes before a part that was paid; a debit under way waits for the bank."""
    if facts.open_cents <= 0:
        return State.CREDITED if facts.credited_cents >= facts.total_cents else State.PAID
    if is_payment_pending(Standing(facts.due_on, facts.open_cents, facts.debited_on), today):
        return State.PENDING
    if facts.due_on < today:
        return State.LATE
    return State.PART if facts.open_cents < facts.total_cents - facts.credited_cents else State.OPEN


def days_late(facts: Facts, today: date) -> int:
    return max(0, (today - facts.due_on).days)
