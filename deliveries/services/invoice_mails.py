"""Writing to a store about an invoice: what was asked is kept, a worker sends it once, and how it went is kept too."""

from collections.abc import Callable
from datetime import date, datetime, timedelta
from uuid import UUID

from celery import current_app
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext, override

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.invoicing import InvoiceMailAsked
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from coopplatform.web.wording import show
from deliveries.adapters.letters import Letter
from deliveries.domain.invoicing.reminders import LEVELS, is_payment_pending
from deliveries.models import Invoice, InvoiceMail
from deliveries.queries.invoices import Standings, standing_of, standings

SEND_MAIL = "deliveries.send_invoice_mail"
MOST_TRIES = 5
LOOKED_BACK = timedelta(days=730)
WAITS_SECONDS = (60, 300, 1800, 7200)

SUBJECTS = (
    _("Invoice %(number)s of %(seller)s"),
    _("Reminder: invoice %(number)s was due on %(due)s"),
    _("Second reminder: invoice %(number)s, %(open)s is open"),
    _("Formal notice: invoice %(number)s, %(open)s is open"),
)
BODIES = (
    _(
        "Hello,\n\nattached is the invoice %(number)s of %(issued)s for the deliveries from %(first)s to %(last)s: "
        "%(total)s, due on %(due)s.\n\n%(how)s\n\n%(seller)s"
    ),
    _(
        "Hello,\n\nthe invoice %(number)s of %(total)s was due on %(due)s, and %(open)s of it is still open. It may "
        "have crossed with your payment; if not, please pay it these days.\n\n%(how)s\n\n%(seller)s"
    ),
    _(
        "Hello,\n\nthe invoice %(number)s was due on %(due)s. In spite of our reminder %(open)s of it is open. Please "
        "pay within eight days, or tell us what stands in the way.\n\n%(how)s\n\n%(seller)s"
    ),
    _(
        "Hello,\n\nwe put you on formal notice to pay %(open)s for the invoice %(number)s, due on %(due)s, within "
        "eight days. After that penalties for late payment and costs of recovery are due as the invoice says.\n\n"
        "%(how)s\n\n%(seller)s"
    ),
)
BY_TRANSFER = _("By transfer to %(iban)s, with the reference %(reference)s.")
BY_DEBIT = _("It is collected from your account by the mandate %(mandate)s.")


@unit_of_work
def send_invoice(*, invoice_id: UUID, by: Actor, at: datetime) -> InvoiceMail:
    """The invoice with its PDF goes to the store's address; asked again it is sent again. Raises NotFound."""
    return _ask(_invoice(invoice_id), 0, by=by, at=at)


@unit_of_work
def remind(*, invoice_id: UUID, by: Actor, at: datetime) -> InvoiceMail:
    """The next reminder of a late invoice. Each goes once.

    Raises NotFound; NotAllowedNow when its day has not come, while a payment is pending, or after the last one.
    """
    today = timezone.localdate(at, cooperative_here().zone)
    standing = standing_of(_invoice(invoice_id), today)
    level = standing.reminder_due(today)
    if level is None:
        raise NotAllowedNow("no_reminder_due", _why_not(standing, today))
    return _ask(standing.invoice, level.number, by=by, at=at)


def unsent_invoices(first: date, last: date) -> list[Invoice]:
    """Invoices and credit notes dated so that nobody sent or asked to send yet, by number."""
    asked = InvoiceMail.objects.filter(level=0).values("invoice_id")
    found = Invoice.objects.filter(issued_on__range=(first, last)).exclude(pk__in=asked)
    return list(found.order_by("year", "sequence"))


def send_unsent(*, first: date, last: date, by: Actor, at: datetime) -> int:
    """Each of them goes to its store's address, for itself. Returns how many."""
    waiting = unsent_invoices(first, last)
    for invoice in waiting:
        send_invoice(invoice_id=invoice.pk, by=by, at=at)
    return len(waiting)


def remind_all(*, by: Actor, at: datetime) -> int:
    """Every reminder whose day has come, each for itself. Returns how many."""
    today = timezone.localdate(at, cooperative_here().zone)
    found = Invoice.objects.filter(
        credits__isnull=True,
        due_on__range=(today - LOOKED_BACK, today - timedelta(days=LEVELS[0].after_days)),
    )
    due = [one for one in standings(list(found.order_by("due_on")), today) if one.reminder_due(today)]
    for one in due:
        remind(invoice_id=one.invoice.pk, by=by, at=at)
    return len(due)


def claim_mail(*, mail_id: UUID) -> Letter | None:
    """The message, if it still is to be sent and this is the one to try; None for what is sent or given up."""
    if not _claim(mail_id):
        return None
    mail = InvoiceMail.objects.select_related("invoice").get(pk=mail_id)
    seller = mail.invoice.seller_party
    return Letter(
        mail_id=mail.pk,
        invoice_id=mail.invoice_id,
        to=mail.to,
        reply_to=seller.email,
        sender=seller.name,
        subject=mail.subject,
        body=mail.body,
        file_name=f"{mail.invoice.file_stem}.pdf",
        tries=mail.tries,
    )


@unit_of_work
def settle_mail(*, mail_id: UUID, failure: str, at: datetime) -> None:
    """It went (no `failure`), or why it did not."""
    found = InvoiceMail.objects.filter(pk=mail_id)
    found.update(failure=failure[:200]) if failure else found.update(sent_at=at, failure="")


def send_soon(mail_id: UUID, *, tries: int = 0) -> None:
    """Have a worker send it: at once, or later after so many tries; after the last it is left to a person."""
    if tries >= MOST_TRIES:
        return
    arguments = {"cooperative_id": required(), "mail_id": str(mail_id)}
    wait = WAITS_SECONDS[tries - 1] if tries else None
    current_app.send_task(SEND_MAIL, kwargs=arguments, countdown=wait)


def _ask(invoice: Invoice, level: int, *, by: Actor, at: datetime) -> InvoiceMail:
    today = timezone.localdate(at, cooperative_here().zone)
    params = _params(standing_of(invoice, today))
    with override(invoice.locale):
        subject, body = gettext(SUBJECTS[level]) % params(), gettext(BODIES[level]) % params()
    mail = InvoiceMail.objects.create(
        invoice=invoice,
        level=level,
        to=invoice.buyer_party.email,
        subject=subject[:200],
        body=body,
        asked_at=at,
        asked_by=str(by),
    )
    record(InvoiceMailAsked(mail_id=mail.pk, invoice_id=invoice.pk, occurred_at=at), by=by)
    return mail


def _params(standing: Standings) -> Callable[[], dict[str, str]]:
    """What the sentences may name, in the language in force when it is called."""
    invoice = standing.invoice
    seller, buyer = invoice.seller_party, invoice.buyer_party
    open_cents = standing.facts.open_cents or invoice.total_cents

    def params() -> dict[str, str]:
        how = BY_DEBIT if invoice.is_debited and not standing.mails else BY_TRANSFER
        return {
            "number": invoice.number,
            "seller": seller.name,
            "issued": show(invoice.issued_on),
            "first": show(invoice.first_on),
            "last": show(invoice.last_on),
            "due": show(invoice.due_on),
            "total": show(Money(invoice.total_cents, invoice.currency)),
            "open": show(Money(open_cents, invoice.currency)),
            "how": gettext(how)
            % {"iban": seller.iban, "reference": invoice.reference, "mandate": buyer.mandate},
        }

    return params


def _why_not(standing: Standings, today: date) -> str:
    told = standing.standing
    if standing.invoice.is_credit_note or told.open_cents <= 0:
        return _("Nothing of this is open.")
    if is_payment_pending(told, today):
        return _("The bank collects it: no reminder while a payment is pending.")
    if len(told.reminded_on) >= len(LEVELS):
        return _("The last reminder is sent: speak to the store.")
    return _("The day of the next reminder has not come yet.")


@unit_of_work
def _claim(mail_id: UUID) -> bool:
    waiting = InvoiceMail.objects.filter(pk=mail_id, sent_at__isnull=True, tries__lt=MOST_TRIES)
    return bool(waiting.update(tries=F("tries") + 1))


def _invoice(invoice_id: UUID) -> Invoice:
    found = Invoice.objects.select_related("store", "credits").filter(pk=invoice_id).first()
    if found is None:
        raise NotFound("no_invoice", _("There is no such invoice."))
    return found
