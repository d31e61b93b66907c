"""The words a co-op adopted reach the mails and papers it sends, and never what law wants said in its own words."""

from datetime import timedelta

import pytest
from django.core import mail
from django.utils import translation

from cooperatives.models import Cooperative, Entry
from cooperatives.services.founding import speak_words
from coopplatform.web.words import speaking
from deliveries.adapters.invoice_pdf.words import words_of as invoice_words
from deliveries.domain.notices import Audience, Channel, NoticeKind
from deliveries.models import Order
from deliveries.services.invoice_mails import BODIES, PENALTIES, SUBJECTS, remind, send_invoice
from deliveries.services.notice_words import TO_RECIPIENT, notice_words
from deliveries.tasks import send_invoice_mail
from federation.adapters.catalogue import house_texts
from federation.domain.commons.document import Document
from federation.domain.letters import LETTERS
from federation.models import Policy, PolicyVersion
from federation.queries.letters import house_words
from federation.queries.words import words_here
from members.adapters.payslip_pdf.words import words_of as payslip_words
from members.services.payroll import compute_payslips
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import NOVEMBER, OCTOBER, issue, october  # noqa: F401 -- fixtures
from tests.federation.commons.test_words import overlay

OWN = "À nous"
LAWFUL = (
    "Invoice", "VAT", "VAT rate", "Before VAT", "Total before VAT", "Total to pay", "Due on", "VAT number",
    "Payslip", "Payslip, projection", "Gross", "Net paid", "Net taxable", "Net social amount", "Contributions",
    "Total of contributions", "Pay", "Hours",
)  # fmt: skip
"""Texts of invoices and payslips that this co-op would rather say otherwise."""


def own(msgid):
    """The same places, in words nobody else says."""
    house = house_texts("fr")[msgid][0]
    return {"msgid": msgid, "msgstr": f"{OWN} : {house.replace(chr(39), '’')}"}


@pytest.fixture
def ours(october):  # noqa: F811
    """La Roue Libre speaks words of its own in French, of mails and notices, letters, and of what law wants."""
    texts = (
        *LAWFUL,
        "Invoiced to",
        "by transfer",
        *SUBJECTS,
        *BODIES,
        PENALTIES,
        LETTERS["employment"].title,
    )
    stored = overlay(*(own(text) for text in (*texts, TO_RECIPIENT[NoticeKind.DELIVERED])))
    document = Document.from_json(stored)
    policy = Policy.objects.create(kind=document.kind, slug=document.slug, made_at=NOVEMBER)
    version = PolicyVersion.objects.create(
        policy=policy, number=document.version, title=document.title, document=document.as_json(),
        sha256=document.sha256, gate={"checks": []}, submitted_by="x", submitted_at=NOVEMBER,
    )  # fmt: skip
    speak_words(language="fr", version_id=str(version.pk), by=PLATFORM)
    return words_here({"fr": str(version.pk)})


def test_a_mail_about_an_invoice_speaks_the_words_of_the_co_op(ours, issue):  # noqa: F811
    (invoice,) = issue()
    asked = send_invoice(invoice_id=invoice.pk, by=PLATFORM, at=NOVEMBER)
    assert asked.subject.startswith(OWN)
    assert asked.body.startswith(OWN)
    kind, firm, formal = (
        remind(invoice_id=invoice.pk, by=PLATFORM, at=NOVEMBER + timedelta(days=days))
        for days in (45, 70, 100)
    )
    assert [one.subject.startswith(OWN) for one in (kind, firm, formal)] == [True, True, False]
    assert [one.body.count(OWN) for one in (kind, firm, formal)] == [1, 1, 0]
    assert "D441-5" in firm.body


def test_a_worker_sends_what_was_written(ours, issue):  # noqa: F811
    (invoice,) = issue()
    asked = send_invoice(invoice_id=invoice.pk, by=PLATFORM, at=NOVEMBER)
    assert send_invoice_mail(cooperative_id=invoice.cooperative_id, mail_id=str(asked.pk)) == "sent"
    assert mail.outbox[0].subject.startswith(OWN)


@pytest.mark.parametrize("is_asked_by_a_page", [True, False])
def test_an_invoice_says_in_its_own_words_only_what_no_law_words(ours, issue, is_asked_by_a_page):  # noqa: F811
    with speaking(ours if is_asked_by_a_page else None), translation.override("fr"):
        (invoice,) = issue()
        printed = invoice_words(invoice, list(invoice.lines.order_by("position")))
    assert printed.pop("buyer_head").startswith(OWN)
    assert printed.pop("payment")[0][1].startswith(OWN)
    assert OWN not in str(printed)
    assert printed["title"] == "Facture"
    assert [head for head, _amount in printed["totals"]] == ["Total hors TVA", "TVA"]
    assert OWN not in str([*Entry.objects.values_list("label", flat=True)])


@pytest.mark.parametrize("is_asked_by_a_page", [True, False])
def test_a_payslip_is_whole_in_the_words_of_the_law(ours, is_asked_by_a_page):
    run = compute_payslips(month=OCTOBER, by=PLATFORM, at=NOVEMBER)
    slip = run.payslips.get()
    with speaking(ours if is_asked_by_a_page else None):
        printed = payslip_words(slip, locale="fr", professional="")
    assert OWN not in str(printed)
    assert printed["title"] == "Bulletin de paie, projection"


def test_a_notice_and_a_letter_speak_them_too_and_in_no_other_language(ours, october):  # noqa: F811
    order = Order.objects.select_related("store", "delivery").first()

    def told():
        return notice_words(
            order, NoticeKind.DELIVERED, Audience.RECIPIENT, Channel.EMAIL, name="Mme Rossi"
        ).subject

    assert told().startswith(OWN)
    assert house_words(LETTERS["employment"]).title.startswith(OWN)
    Cooperative.objects.filter(pk=order.cooperative_id).update(locale="en")
    assert OWN not in told()
    Cooperative.objects.filter(pk=order.cooperative_id).update(locale="fr", words={})
    assert OWN not in told()
