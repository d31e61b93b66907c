"""Invoices as they stand: frozen, with what the books, the bank and the post say of them since."""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from uuid import UUID

from cooperatives.domain.roles import Access, Role
from cooperatives.queries.claims import Settlement, settlements
from coopplatform.kernel.time import last_of_month
from deliveries.domain.invoicing.reminders import LEVELS, Level, Standing, next_step, reminder_due
from deliveries.domain.invoicing.states import Facts, State, days_late, state_of
from deliveries.models import Debit, DebitFile, Invoice, InvoiceLine, InvoiceMail, ReminderHold, StoreStaff
from deliveries.queries.reminders import holds_of, reminder_plan

SHOWN_BACK = timedelta(days=395)


@dataclass(frozen=True, slots=True)
class Standings:
    """An invoice with all that came after it. `sent_at` is when its PDF left by e-mail, `hold` why no reminder goes."""

    invoice: Invoice
    state: State
    facts: Facts
    paid_on: date | None = None
    debit: Debit | None = None
    mails: Sequence[InvoiceMail] = ()
    notes: Sequence[Invoice] = field(default_factory=tuple)
    hold: ReminderHold | None = None
    levels: Sequence[Level] = LEVELS

    @property
    def sent_at(self) -> datetime | None:
        return next((mail.sent_at for mail in self.mails if not mail.level and mail.sent_at), None)

    @property
    def received_cents(self) -> int:
        return self.facts.total_cents - self.facts.credited_cents - self.facts.open_cents

    def days_late(self, today: date) -> int:
        return days_late(self.facts, today)

    def reminder_due(self, today: date) -> Level | None:
        """The reminder to be sent today, if any."""
        if self.invoice.is_credit_note or self.hold:
            return None
        return reminder_due(self.standing, today, self.levels)

    def next_step(self, today: date) -> tuple[Level, date] | None:
        """The next reminder and its day, if nothing happens before; one whose day is over goes today."""
        if self.invoice.is_credit_note or self.hold:
            return None
        found = next_step(self.standing, today, self.levels)
        return (found[0], max(found[1], today)) if found else None

    @property
    def standing(self) -> Standing:
        debited_on = self.debit.file.collection_on if self.debit else None
        mails = [mail for mail in self.mails if mail.level]
        reminded = tuple(mail.asked_at.date() for mail in mails)
        last = max((mail.level for mail in mails), default=0)
        return Standing(self.facts.due_on, self.facts.open_cents, debited_on, reminded, last)


def invoices_between(first: date, last: date) -> list[Invoice]:
    """Invoices and credit notes dated so, the newest number first."""
    found = Invoice.objects.filter(issued_on__range=(first, last))
    return list(found.select_related("store", "credits").order_by("-year", "-sequence"))


def own_invoices(access: Access) -> list[Invoice]:
    """Those of the stores a person is on the staff of, the newest first."""
    stores = StoreStaff.objects.filter(user_id=access.user_id or 0).values("store_id")
    return list(
        Invoice.objects.filter(store_id__in=stores)
        .select_related("store", "credits")
        .order_by("-year", "-sequence")[:200]
    )


def invoice_for(access: Access, invoice_id: UUID) -> Invoice | None:
    """The invoice, if this person may read it: of their own store, or any for those who keep the books."""
    found = Invoice.objects.filter(pk=invoice_id).select_related("store", "credits")
    if not access.roles & {Role.TREASURER, Role.COOP_ADMIN}:
        found = found.filter(
            store_id__in=StoreStaff.objects.filter(user_id=access.user_id or 0).values("store_id")
        )
    return found.first()


def standings(invoices: Collection[Invoice], today: date) -> list[Standings]:
    """How each stands, in the order given. A fixed number of queries."""
    ids = [invoice.pk for invoice in invoices]
    notes: dict[UUID, list[Invoice]] = defaultdict(list)
    for note in Invoice.objects.filter(credits_id__in=ids).order_by("year", "sequence"):
        assert note.credits_id is not None
        notes[note.credits_id].append(note)
    noted = [note for own in notes.values() for note in own]
    settled = settlements({one.source_key: one.signed_cents for one in (*invoices, *noted)})
    debits = {
        debit.invoice_id: debit
        for debit in Debit.objects.filter(invoice_id__in=ids, returned_on__isnull=True).select_related("file")
    }
    mails: dict[UUID, list[InvoiceMail]] = defaultdict(list)
    for mail in InvoiceMail.objects.filter(invoice_id__in=ids).order_by("asked_at"):
        mails[mail.invoice_id].append(mail)
    held, levels = holds_of(invoices), reminder_plan().levels
    found = [
        _standing(invoice, today, settled, notes[invoice.pk], debits.get(invoice.pk), mails[invoice.pk])
        for invoice in invoices
    ]
    return [replace(one, hold=held.get(one.invoice.pk), levels=levels) for one in found]


def standing_of(invoice: Invoice, today: date) -> Standings:
    return standings([invoice], today)[0]


def lines_of(invoice: Invoice) -> list[InvoiceLine]:
    """Its lines, each knowing whether it was credited."""
    return list(invoice.lines.prefetch_related("credited_by__invoice").order_by("position"))


def debit_files(limit: int = 12) -> list[DebitFile]:
    """The newest files for the bank."""
    return list(DebitFile.objects.order_by("-made_at")[:limit])


def debit_file(file_id: UUID) -> DebitFile | None:
    return DebitFile.objects.filter(pk=file_id).first()


def span_shown(today: date) -> tuple[date, date]:
    """The days a list looks at: this month and the thirteen before it."""
    return (today - SHOWN_BACK).replace(day=1), max(today, last_of_month(today))


def _standing(
    invoice: Invoice,
    today: date,
    settled: dict[str, Settlement],
    notes: Sequence[Invoice],
    debit: Debit | None,
    mails: Sequence[InvoiceMail],
) -> Standings:
    own = settled.get(invoice.source_key)
    credited = sum(note.total_cents for note in notes)
    open_of_notes = sum(_open(note, settled) for note in notes)
    open_cents = max(0, _open(invoice, settled) + open_of_notes) if not invoice.is_credit_note else 0
    facts = Facts(
        invoice.total_cents, credited, open_cents, invoice.due_on, debit.file.collection_on if debit else None
    )
    state = State.NOTE if invoice.is_credit_note else state_of(facts, today)
    paid_on = own.settled_on if own and own.by_bank and not own.open_cents else None
    return Standings(invoice, state, facts, paid_on, debit, mails, notes)


def _open(invoice: Invoice, settled: dict[str, Settlement]) -> int:
    known = settled.get(invoice.source_key)
    return known.open_cents if known else 0


def by_lateness(rows: Iterable[Standings], today: date) -> list[Standings]:
    """The latest first, then as they came."""
    return sorted(rows, key=lambda one: -one.days_late(today) if one.state == State.LATE else 1)
