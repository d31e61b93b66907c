"""Writing to a store about an invoice: what was asked is kept, a worker sends it once, and how it went is kept too."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID

from celery import current_app
from django.db.models import F
from django.utils import timezone
from django.utils.translation import gettext

from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.invoicing import InvoiceMailAsked
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, NotAllowedNow, NotFound
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from coopplatform.web.wording import show
from coopplatform.web.words import lawful_in, sent_in
from deliveries.adapters.letters import Letter
from deliveries.domain.invoicing.reminders import Level, Tone, is_payment_pending
from deliveries.domain.invoicing.terms import late_rules, penalty_cents
from deliveries.models import Invoice, InvoiceMail
from deliveries.queries.invoices import Standings, standing_of, standings
from deliveries.queries.reminders import reminder_plan
from deliveries.services.reminders import TURN, is_office_hour

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
COMING_SUBJECT = _("Invoice %(number)s is due on %(due)s")
COMING_BODY = _(
    "Hello,\n\nthe invoice %(number)s of %(total)s is due on %(due)s, and %(open)s of it is open. If your payment is "
    "on its way, there is nothing left to do.\n\n%(how)s\n\n%(seller)s"
)
NOTE_SUBJECT = _("Credit note %(number)s of %(seller)s")
NOTE_BODY = _(
    "Hello,\n\nattached is the credit note %(number)s of %(issued)s for the invoice %(credits)s: %(total)s. Reason: "
    "%(reason)s. It is taken off what you owe us, and there is nothing to pay.\n\n%(seller)s"
)
WORDED = {Tone.KIND: 1, Tone.FIRM: 2, Tone.FORMAL: 3}
"""Which of the subjects and bodies a step takes."""
PENALTIES = _(
    "To this day penalties for late payment at %(rate)s %% a year come to %(penalties)s (C. com. art. L441-10)."
)
INDEMNITY = _("The indemnity for costs of recovery is %(indemnity)s (C. com. art. D441-5).")
BY_TRANSFER = _("By transfer to %(iban)s, with the reference %(reference)s.")
NOTHING_OPEN = _("Nothing of it is open: there is nothing to pay any more.")
BY_DEBIT = _("It is collected from your account by the mandate %(mandate)s.")


@unit_of_work
def send_invoice(*, invoice_id: UUID, by: Actor, at: datetime) -> InvoiceMail:
    """The invoice with its PDF goes to the store's address; asked again it is sent again. Raises NotFound."""
    return _ask(_invoice(invoice_id), None, by=by, at=at)


@unit_of_work
def remind(*, invoice_id: UUID, by: Actor, at: datetime) -> InvoiceMail:
    """The next reminder of an invoice. Each goes once, whoever asks for it: one after the other.

    Raises NotFound; NotAllowedNow when its day has not come, while a payment is pending or reminders are held back, or
    after the last one.
    """
    one_at_a_time(TURN)
    today = timezone.localdate(at, cooperative_here().zone)
    standing = standing_of(_invoice(invoice_id), today)
    level = standing.reminder_due(today)
    if level is None:
        raise NotAllowedNow("no_reminder_due", _why_not(standing, today))
    return _ask(standing.invoice, level, by=by, at=at)


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
    due = reminders_due(today)
    for one in due:
        remind(invoice_id=one.invoice.pk, by=by, at=at)
    return len(due)


def reminders_due(today: date, *, ahead: int = 0) -> list[Standings]:
    """Invoices whose next reminder's day has come, or comes within so many days, the longest due first."""
    last = today + timedelta(days=ahead)
    earliest = min(level.after_days for level in reminder_plan().levels)
    found = Invoice.objects.filter(
        credits__isnull=True, due_on__range=(today - LOOKED_BACK, last - timedelta(days=earliest))
    )
    known = standings(list(found.select_related("store", "credits").order_by("due_on")), today)
    if not ahead:
        return [one for one in known if one.reminder_due(today)]
    return [one for one in known if (step := one.next_step(today)) and step[1] <= last]


def remind_by_the_clock(*, by: Actor, at: datetime) -> int:
    """Where the co-op wants it, every reminder whose day has come, in office hours. Returns how many went.

    What a person sent, paid or held back meanwhile is left, and the others go on.
    """
    if not reminder_plan().is_automatic or not is_office_hour(at):
        return 0
    today, sent = timezone.localdate(at, cooperative_here().zone), 0
    for one in reminders_due(today):
        try:
            remind(invoice_id=one.invoice.pk, by=by, at=at)
        except DomainError:
            continue
        sent += 1
    return sent


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


def _ask(invoice: Invoice, level: Level | None, *, by: Actor, at: datetime) -> InvoiceMail:
    """In the co-op's words, but for what law adds to a late invoice, and a formal notice: it must be one in court."""
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    params = _params(standing_of(invoice, today), level, today)
    subject, body = (NOTE_SUBJECT, NOTE_BODY) if invoice.is_credit_note else _worded(level)
    is_formal = level is not None and level.tone is Tone.FORMAL
    with lawful_in(invoice.locale) if is_formal else sent_in(invoice.locale, here.words):
        subject, body = gettext(subject) % params(), gettext(body) % params()
    mail = InvoiceMail.objects.create(
        invoice=invoice,
        level=level.number if level else 0,
        to=invoice.buyer_party.email,
        subject=subject[:200],
        body=body,
        asked_at=at,
        asked_by=str(by),
    )
    record(InvoiceMailAsked(mail_id=mail.pk, invoice_id=invoice.pk, occurred_at=at), by=by)
    return mail


def _worded(level: Level | None) -> tuple[str, str]:
    if level is None:
        return SUBJECTS[0], BODIES[0]
    if level.tone == Tone.COMING:
        return COMING_SUBJECT, COMING_BODY
    return SUBJECTS[WORDED[level.tone]], BODIES[WORDED[level.tone]]


def _params(standing: Standings, level: Level | None, today: date) -> Callable[[], dict[str, str]]:
    """What the sentences may name, in the language in force when it is called."""
    invoice = standing.invoice
    seller, buyer = invoice.seller_party, invoice.buyer_party
    open_cents = standing.facts.open_cents or invoice.payable_cents

    def params() -> dict[str, str]:
        is_first = not standing.mails or (level is not None and level.is_before_due)
        how = gettext(BY_DEBIT if invoice.is_debited and is_first else BY_TRANSFER) % {
            "iban": seller.iban,
            "reference": invoice.reference,
            "mandate": buyer.mandate,
        }
        if not standing.facts.open_cents:
            how = gettext(NOTHING_OPEN)
        late = _late_words(standing, today) if level and level.tone in (Tone.FIRM, Tone.FORMAL) else []
        return {
            "number": invoice.number,
            "seller": seller.name,
            "credits": invoice.credits.number if invoice.credits else "",
            "reason": invoice.reason.rstrip("."),
            "issued": show(invoice.issued_on),
            "first": show(invoice.first_on),
            "last": show(invoice.last_on),
            "due": show(invoice.due_on),
            "total": show(Money(invoice.payable_cents, invoice.currency)),
            "open": show(Money(open_cents, invoice.currency)),
            "how": "\n\n".join([how, *([" ".join(late)] if late else [])]),
        }

    return params


def _late_words(standing: Standings, today: date) -> list[str]:
    """What law adds to a late invoice by now, in the language in force: nothing where its country demands none."""
    owed = late_claim(standing, today)
    if owed is None:
        return []
    words, currency = [], standing.invoice.currency
    with lawful_in(standing.invoice.locale):
        if owed.rate is not None:
            told = {"rate": show(owed.rate / 100), "penalties": show(Money(owed.penalty_cents, currency))}
            words.append(gettext(PENALTIES) % told)
        words.append(gettext(INDEMNITY) % {"indemnity": show(Money(owed.indemnity_cents, currency))})
    return words


@dataclass(frozen=True, slots=True)
class LateClaim:
    """What may be claimed for a late payment to a day, in cents; without a `rate` (hundredths of a percent a year)
    that is known, the penalties are not counted."""

    indemnity_cents: int
    rate: int | None
    penalty_cents: int


def late_claim(standing: Standings, today: date) -> LateClaim | None:
    """For an invoice that is late where French law governs it (C. com. art. L441-10, D441-5); else None."""
    country = standing.invoice.seller_party.country
    days, due_on = standing.days_late(today), standing.invoice.due_on
    if country not in ("FR", "MC") or not days or standing.facts.open_cents <= 0:
        return None
    rate = reminder_plan().late_rate(due_on)
    cents = penalty_cents(standing.facts.open_cents, rate, days) if rate is not None else 0
    return LateClaim(late_rules(country, due_on).indemnity_cents, rate, cents)


def _why_not(standing: Standings, today: date) -> str:
    told = standing.standing
    if standing.invoice.is_credit_note or told.open_cents <= 0:
        return _("Nothing of this is open.")
    if standing.hold is not None:
        return _("Reminders of this invoice are held back: lift that first.")
    if is_payment_pending(told, today):
        return _("The bank collects it: no reminder while a payment is pending.")
    if standing.next_step(today) is None:
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
