"""What the co-op has settled on reminders, what goes next, and what is held back."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Q

from cooperatives.queries.here import cooperative_here
from deliveries.domain.invoicing.reminders import LEVELS, Level
from deliveries.domain.invoicing.terms import late_rate
from deliveries.models import Invoice, ReminderHold, ReminderSettings


@dataclass(frozen=True, slots=True)
class Plan:
    """The steps in force; `known` is None until the co-op chose its own."""

    levels: tuple[Level, ...]
    is_automatic: bool
    known: ReminderSettings | None

    def late_rate(self, on: date) -> int | None:
        """The yearly penalty rate in hundredths of a percent: the co-op's from its day on, else what the law's is."""
        own = self.known
        if own and own.late_rate is not None and own.late_rate_since and own.late_rate_since <= on:
            return own.late_rate
        return late_rate(cooperative_here().country, on)


def reminder_plan() -> Plan:
    """One query."""
    known = ReminderSettings.objects.first()
    if known is None:
        return Plan(LEVELS, False, None)
    return Plan(known.levels, known.is_automatic, known)


def holds_of(invoices: Collection[Invoice]) -> dict[UUID, ReminderHold]:
    """By invoice, what holds its reminders back: its own hold before its store's. One query."""
    stores = {invoice.store_id for invoice in invoices}
    ids = {invoice.pk for invoice in invoices}
    of_invoice: dict[UUID, ReminderHold] = {}
    of_store: dict[UUID, ReminderHold] = {}
    wanted = Q(invoice__in=ids) | Q(invoice=None, store__in=stores)
    for hold in ReminderHold.objects.filter(wanted, lifted_at=None):
        if hold.invoice_id is None:
            of_store[hold.store_id] = hold
        else:
            of_invoice[hold.invoice_id] = hold
    found = {}
    for invoice in invoices:
        if held := of_invoice.get(invoice.pk) or of_store.get(invoice.store_id):
            found[invoice.pk] = held
    return found


def hold_of_store(store_id: UUID) -> ReminderHold | None:
    return ReminderHold.objects.filter(store=store_id, invoice=None, lifted_at=None).first()


def holds() -> list[ReminderHold]:
    """All that is held back now, the newest first."""
    found = ReminderHold.objects.filter(lifted_at=None).select_related("store", "invoice")
    return list(found.order_by("-held_at"))
