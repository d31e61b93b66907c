"""The bank's statements are read in and matched on a page."""

import re
from datetime import date

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile

from cooperatives.models import BankLine
from cooperatives.queries.bank import bank_accounts, open_items
from cooperatives.queries.statements import moved
from cooperatives.services.banking import add_bank_account, import_statements
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import IBAN, SPRING, camt, movement
from tests.cooperatives.rooms.conftest import BOOKS


def upload(client, content: bytes):
    return client.post(f"{BOOKS}bank/file/", {"file": SimpleUploadedFile("a.xml", content)}, follow=True)


def test_theo_reads_a_statement_and_matches_it_in_one_click(books_2025, login):
    theo = login(books_2025.theo)
    assert "No bank account yet" in theo.get(f"{BOOKS}bank/").text
    theo.post(f"{BOOKS}bank/account/", {"iban": IBAN, "name": "Crédit coopératif", "account_code": "512"})
    content = camt(
        movement("3600.00", "Lucia SARL"),
        movement("-9.90", "", "Frais"),
        opening="5000.00",
        closing="8590.10",
    )
    assert "2 movements are new." in upload(theo, content).text
    assert "Nothing new was in this file." in upload(theo, content).text
    page = theo.get(f"{BOOKS}bank/").text
    ids = re.search(r'name="ids" value="([^"]+)"', page)[1]
    line = BankLine.objects.get(amount_cents=360_000)
    assert "Matched." in theo.post(f"{BOOKS}bank/movements/{line.pk}/match/", {"ids": ids}, follow=True).text
    charge = BankLine.objects.get(amount_cents=-990)
    assert "Nothing open has this amount." in theo.get(f"{BOOKS}bank/movements/{charge.pk}/").text
    theo.post(f"{BOOKS}bank/movements/{charge.pk}/book/", {"account_code": "6278", "label": "Janvier"})
    page = theo.get(f"{BOOKS}bank/").text
    assert ("Every movement is matched." in page, page.count("€8\u00a0590.10")) == (True, 2)
    page = theo.get(f"{BOOKS}bank/movements/{line.pk}/").text
    assert "is taken back by its mirror" in page
    assert "waits" in theo.post(f"{BOOKS}bank/movements/{line.pk}/unmatch/", follow=True).text


def test_several_lines_are_matched_together_or_refused_with_the_difference(books_2025, login):
    add_bank_account(iban=IBAN, name="Bank", account_code="512", by=PLATFORM, at=SPRING)
    import_statements(content=camt(movement("-3000.00"), closing="-2900.00"), by=PLATFORM, at=SPRING)
    line = BankLine.objects.get()
    wanted = [str(one.id) for one in open_items(bank_accounts()[0]) if one.code in ("401", "404")]
    theo, match = login(books_2025.theo), f"{BOOKS}bank/movements/{line.pk}/match/"
    refused = theo.post(match, {"items": wanted[:1]})
    assert (refused.status_code, "The lines come to" in refused.text) == (422, True)
    assert refused.text.count(" checked") == 1
    assert theo.post(match, {"items": wanted}, follow=True).status_code == 200
    assert moved(date(2026, 1, 1), date(2026, 12, 31)) == {"401": 60_000, "404": 240_000, "512": -300_000}
    assert theo.post(match, {"ids": "no-id"}).status_code == 404


@pytest.mark.parametrize(
    ("content", "told"),
    [(b"hello", "This is no XML file."), (b"", "empty"), (b"<a/>", "no bank statement of the kind CAMT.053")],
)
def test_a_file_that_is_no_statement_is_told_at_its_field(inside, login, content, told):
    add_bank_account(iban=IBAN, name="Bank", account_code="512", by=PLATFORM, at=SPRING)
    answer = upload(login(inside.theo), content)
    assert (answer.status_code, told in answer.text) == (422, True)
