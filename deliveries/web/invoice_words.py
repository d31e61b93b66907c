"""How an invoice stands, as a shape and words."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopplatform.web.formats import money
from deliveries.domain.invoicing.reminders import working_day
from deliveries.domain.invoicing.states import State
from deliveries.queries.invoices import Standings
from deliveries.queries.invoicing import Growing
from deliveries.queries.reminders import reminder_plan


@dataclass(frozen=True, slots=True)
class Row:
    """A line of the list. `cents` is negative for a credit note; a draft has no invoice yet."""

    invoice_id: UUID | None
    number: str
    store: str
    issued_on: date
    due_on: date | None
    state: State
    shape: str
    words: str
    cents: int
    is_to_remind: bool = False


SHAPES = {
    State.LATE: "late",
    State.PART: "part",
    State.PENDING: "waiting",
    State.OPEN: "sent",
    State.PAID: "done",
    State.CREDITED: "cancelled",
    State.NOTE: "done",
    State.DRAFT: "waiting",
}


def shown(standing: Standings, today: date) -> Row:
    """An invoice as a line of the list."""
    invoice = standing.invoice
    return Row(
        invoice.pk,
        invoice.number,
        invoice.store.name,
        invoice.issued_on,
        None if invoice.is_credit_note else invoice.due_on,
        standing.state,
        SHAPES[standing.state],
        state_words(standing, today),
        -invoice.total_cents if invoice.is_credit_note else invoice.total_cents,
        standing.reminder_due(today) is not None,
    )


def growing_row(growing: Growing, last: date) -> Row:
    """What is not issued yet."""
    due_on = growing.billing.terms.due_on(last) if growing.billing else None
    words = _("projection") if growing.billing else _("billing details missing")
    return Row(
        None,
        _("draft"),
        growing.store_name,
        last,
        due_on,
        State.DRAFT,
        SHAPES[State.DRAFT],
        words,
        growing.told_cents,
    )


def state_words(standing: Standings, today: date) -> str:
    """In the reader's language: `12 days late`, `paid on 18 Nov`."""
    invoice, state = standing.invoice, standing.state
    if state == State.LATE:
        days = standing.days_late(today)
        late = ngettext("%(days)s day late", "%(days)s days late", days) % {"days": days}
        return f"{late}, {received(standing)}" if standing.received_cents > 0 else late
    if state == State.PART:
        return received(standing)
    if state == State.PENDING and standing.debit is not None:
        return _("collected on %(day)s") % {"day": _short(standing.debit.file.collection_on)}
    if state == State.PAID and standing.paid_on is not None:
        return _("paid on %(day)s") % {"day": _short(standing.paid_on)}
    if state == State.NOTE and invoice.credits is not None:
        return _("credit note of %(number)s") % {"number": invoice.credits.number}
    words = {State.PAID: _("settled"), State.CREDITED: _("credited")}
    return words.get(state) or (_("sent") if standing.sent_at else _("issued"))


def next_words(standing: Standings, today: date) -> str:
    """What comes next of its reminders; nothing where none does."""
    found = standing.next_step(today)
    if found is None:
        return ""
    level, day = found
    is_automatic = reminder_plan().is_automatic
    told = {"number": level.number, "day": _short(working_day(day) if is_automatic else day)}
    if standing.state == State.PENDING:
        return _("step %(number)s waits for the bank") % told
    if is_automatic:
        return _("step %(number)s goes by itself on %(day)s") % told
    if day <= today:
        return _("step %(number)s can be sent") % told
    return _("step %(number)s can be sent from %(day)s on") % told


def received(standing: Standings) -> str:
    return _("%(amount)s received") % {"amount": money(standing.received_cents, standing.invoice.currency)}


def _short(day: date) -> str:
    return date_format(day, _("j M"))
