"""The treasurer's rooms of the books over HTTP: everything a year's end asks for, from a page."""

import csv
import io
import re
from datetime import UTC, date, datetime
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.models import Account, BankLine, Entry, Line, ThirdParty
from cooperatives.queries.bank import bank_accounts, open_items
from cooperatives.queries.statements import moved
from cooperatives.services.banking import add_bank_account, import_statements
from cooperatives.services.closing import close_year
from cooperatives.services.founding import grant_role
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from tests.conftest import PLATFORM, make_cooperative, placed
from tests.cooperatives.conftest import IBAN, SPRING, camt, entered, movement

BOOKS = "/c/roue-libre/books/"
YEAR_2025 = "?first=2025-01-01&last=2025-12-31"


@pytest.fixture(autouse=True)
def _in_april(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 2, 12, tzinfo=UTC))


def table(client, path: str) -> list[dict[str, str]]:
    return list(csv.DictReader(io.StringIO(client.get(path).text)))


def an_entry(*lines: tuple[str, str, str], **changes) -> dict[str, str]:
    """What a browser sends for an entry by hand."""
    sent = {
        "key": str(uuid4()),
        "journal": "AC",
        "posted_on": "2026-03-01",
        "label": "Loyer de mars",
        "piece_ref": "F-77",
        "piece_on": "2026-02-27",
        "line-TOTAL_FORMS": str(len(lines)),
        "line-INITIAL_FORMS": "0",
        **changes,
    }
    for index, (account, debit, credit) in enumerate(lines):
        sent |= {
            f"line-{index}-account": account,
            f"line-{index}-debit": debit,
            f"line-{index}-credit": credit,
        }
    return sent


RENT = (("6132", "1 000,00", ""), ("44566", "200.00", ""), ("401", "", "1200"), ("", "", ""))


def test_theo_enters_an_invoice_and_takes_it_back(inside, login):
    theo = login(inside.theo)
    assert "Loyer" not in theo.get(BOOKS).text
    page = theo.post(f"{BOOKS}entries/new/", an_entry(*RENT), follow=True).text
    assert "Posted as AC 2026-00001." in page
    assert ("F-77" in page, "27 February 2026" in page, "Entered by hand" in page) == (True, True, True)
    assert moved(date(2026, 3, 1), date(2026, 3, 1)) == {"6132": 100_000, "44566": 20_000, "401": -120_000}
    entry = Entry.objects.get()
    page = theo.post(f"{BOOKS}entries/{entry.pk}/reverse/", follow=True).text
    assert ("taken back" in page, "AC 2026-00002" in page, "Take it back" in page) == (True, True, False)
    assert set(moved(date(2026, 1, 1), date(2026, 12, 31)).values()) == {0}


def test_an_entry_sent_twice_is_posted_once(inside, login):
    theo, sent = login(inside.theo), an_entry(*RENT)
    for _time in range(2):
        theo.post(f"{BOOKS}entries/new/", sent)
    assert Entry.objects.count() == 1


@pytest.mark.parametrize(
    ("lines", "changes", "told"),
    [
        ((("6132", "10", ""), ("401", "", "9")), {}, "differ by 100 cents"),
        ((("6132", "10", ""),), {}, "at least two lines"),
        ((("6132", "10", ""), ("40199", "", "10")), {}, "Open these accounts in the chart first: 40199"),
        ((("6132", "10", "10"), ("401", "", "10")), {}, "on one side only"),
        ((("6132", "ten", ""), ("401", "", "10")), {}, "Write an amount like 1234.56"),
        ((("6132", "10.005", ""), ("401", "", "10")), {}, "Write an amount like 1234.56"),
        ((("6132", "-10", ""), ("401", "", "-10")), {}, "on the other side"),
        ((("6132", "NaN", ""), ("401", "", "10")), {}, "Write an amount like 1234.56"),
        ((("", "10", ""), ("401", "", "10")), {}, "On which account?"),
        ((("6132", "", ""), ("401", "", "10")), {}, "How much?"),
        (RENT, {"label": " "}, "required"),
        (RENT, {"piece_ref": ""}, "required"),
        (RENT, {"journal": "XX"}, "not one of the available choices"),
        (RENT, {"posted_on": "soon"}, "Enter a valid date"),
        (RENT, {"posted_on": "0001-01-01"}, "The books are of 2024 to 2026"),
        (RENT, {"posted_on": "2027-01-01"}, "The books are of 2024 to 2026"),
        (RENT, {"key": "none"}, "Enter a valid UUID"),
    ],
)
def test_an_entry_that_makes_no_sense_is_refused_and_kept_in_the_form(inside, login, lines, changes, told):
    answer = login(inside.theo).post(f"{BOOKS}entries/new/", an_entry(*lines, **changes))
    assert (answer.status_code, Entry.objects.count()) == (422, 0)
    assert told in answer.text
    assert 'value="Loyer de mars"' in answer.text or "label" in changes


def test_more_lines_come_without_losing_what_was_typed(inside, login):
    page = login(inside.theo).post(f"{BOOKS}entries/new/", an_entry(*RENT, more="1")).text
    assert len(re.findall(r'name="line-\d+-account"', page)) == 8
    assert ('value="1 000,00"' in page, "Nothing was saved" in page) == (True, False)


def test_a_day_of_a_closed_year_is_told_at_its_field(books_2025, login):
    close_year(year=2025, by=PLATFORM, at=SPRING)
    answer = login(books_2025.theo).post(f"{BOOKS}entries/new/", an_entry(*RENT, posted_on="2025-12-31"))
    assert answer.status_code == 422
    assert re.search(r'id="id_posted_on_error".{0,900}The books of 2025 are closed', answer.text, re.DOTALL)


def test_the_statements_of_a_year_are_read_and_taken_as_csv(books_2025, login):
    theo = login(books_2025.theo)
    sheet = theo.get(f"{BOOKS}balance-sheet/?on=2025-12-31").text
    assert sheet.count("€11\u00a0100.00") == 2
    rows = table(theo, f"{BOOKS}balance-sheet/?on=2025-12-31&csv=1")
    assert {row["heading"]: row["amount"] for row in rows}["Disponibilités"] == "5000.00"
    assert "Surplus" in theo.get(f"{BOOKS}income/{YEAR_2025}").text
    rows = table(theo, f"{BOOKS}income/{YEAR_2025}&csv=1")
    assert [(row["heading"], row["amount"]) for row in rows] == [
        ("Ventes et prestations de services", "3000.00"),
        ("Autres achats et charges externes", "-500.00"),
        ("Charges de personnel", "-2000.00"),
    ]
    rows = table(theo, f"{BOOKS}trial-balance/{YEAR_2025}&csv=1")
    assert sum(int(row["debit"].replace(".", "")) - int(row["credit"].replace(".", "")) for row in rows) == 0
    assert "6132" in theo.get(f"{BOOKS}trial-balance/{YEAR_2025}").text


def test_the_income_of_the_year_before_stands_beside_it(books_2025, login):
    entered(date(2026, 2, 1), ("411", 70_000), ("706", -70_000))
    rows = table(login(books_2025.theo), f"{BOOKS}income/?first=2026-01-01&last=2026-12-31&csv=1")
    assert next((row["heading"], row["amount"], row["year before"]) for row in rows) == (
        "Ventes et prestations de services",
        "700.00",
        "3000.00",
    )


def test_a_closed_year_is_shown_before_its_close_unless_asked(books_2025, login):
    close_year(year=2025, by=PLATFORM, at=SPRING)
    theo = login(books_2025.theo)
    before = {
        row["account"]: row["closing"] for row in table(theo, f"{BOOKS}trial-balance/{YEAR_2025}&csv=1")
    }
    after = {
        row["account"]: row["closing"]
        for row in table(theo, f"{BOOKS}trial-balance/{YEAR_2025}&closing=with&csv=1")
    }
    assert (before["706"], after["706"], after["120"], "120" in before) == (
        "-3000.00",
        "0.00",
        "-500.00",
        False,
    )


def test_the_ledger_of_an_account_runs_on_from_its_beginning(books_2025, login):
    close_year(year=2025, by=PLATFORM, at=SPRING)
    entered(date(2026, 2, 1), ("512", 100_000), ("411", -100_000, "C-LUCIA"))
    entered(date(2026, 2, 2), ("512", 200_000), ("411", -200_000, "C-LUCIA"))
    path = f"{BOOKS}ledger/?account=411&first=2026-01-01&last=2026-12-31"
    theo = login(books_2025.theo)
    assert "411 Clients" in theo.get(path).text
    assert [row["balance"] for row in table(theo, f"{path}&csv=1")] == ["3600.00", "2600.00", "600.00"]
    assert "Choose an account" in theo.get(f"{BOOKS}ledger/").text
    assert theo.get(f"{BOOKS}ledger/?account=nine&first=2026-01-01&last=2026-12-31").status_code == 422


@pytest.mark.parametrize(
    "path",
    ["balance-sheet/?on=yesterday", "balance-sheet/?on=0001-01-01", "income/?first=2026-02-01&last=2026-01-01",
     "trial-balance/?first=0001-01-01&last=0001-01-01", "margin/?first=x&last=y"],
)  # fmt: skip
def test_a_time_that_makes_no_sense_is_told_at_its_field(books_2025, login, path):
    answer = login(books_2025.theo).get(BOOKS + path)
    assert (answer.status_code, 'aria-invalid="true"' in answer.text) == (422, True)


def test_theo_opens_an_account_and_names_a_supplier(inside, login):
    theo = login(inside.theo)
    sent = theo.post(
        f"{BOOKS}accounts/new/", {"code": "61551", "name": "Réparation des remorques"}, follow=True
    )
    assert "Account 61551 Réparation des remorques is open." in sent.text
    answer = theo.post(f"{BOOKS}accounts/new/", {"code": "999", "name": "Nowhere"})
    assert (answer.status_code, "has no class 9" in answer.text) == (422, True)
    theo.post(f"{BOOKS}accounts/third-party/", {"code": "f-velo", "name": "Vélos & fils"})
    assert (ThirdParty.objects.get().code, theo.get(f"{BOOKS}accounts/").status_code) == ("F-VELO", 200)
    assert theo.post(f"{BOOKS}accounts/third-party/", {"code": "a b", "name": "x"}).status_code == 422
    assert any(row["account"] == "61551" for row in table(theo, f"{BOOKS}accounts/?csv=1"))


def test_accounts_the_chart_gained_are_opened_by_a_button(inside, login):
    Account.objects.filter(code__in=["626", "129"]).delete()
    theo = login(inside.theo)
    assert "2 accounts that are not open here" in theo.get(f"{BOOKS}accounts/").text
    assert "2 accounts were opened." in theo.post(f"{BOOKS}accounts/complete/", follow=True).text
    assert "not open here" not in theo.get(f"{BOOKS}accounts/").text


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


def test_the_vat_of_a_month_is_told_by_rate_and_posted_once(books_2025, login):
    theo = login(books_2025.theo)
    entered(date(2026, 3, 5), ("411", 1_200), ("706", -1_000), ("44571", -200))
    entered(date(2026, 3, 9), ("6063", 300), ("44566", 60), ("401", -360))
    page = theo.get(f"{BOOKS}vat/?period=2026-03").text
    assert ("20.0" in page, page.count("€1.40")) == (True, 1)
    page = theo.post(f"{BOOKS}vat/declare/", {"period": "2026-03"}, follow=True).text
    assert ("The VAT of 2026-03 is in the books." in page, "Post the VAT" in page) == (True, False)
    assert moved(date(2026, 1, 1), date(2026, 12, 31))["44551"] == -140
    theo.post(f"{BOOKS}vat/declare/", {"period": "2026-03"})
    assert Entry.objects.filter(source_key__startswith="vat:").count() == 1
    entered(date(2026, 3, 30), ("6063", 500), ("44566", 100), ("401", -600))
    assert "came in" in theo.get(f"{BOOKS}vat/?period=2026-03").text
    theo.post(f"{BOOKS}vat/declare/", {"period": "2026-Q1"})
    assert moved(date(2026, 1, 1), date(2026, 12, 31)) | {} == {
        "411": 1_200, "706": -1_000, "44571": 0, "6063": 800, "44566": 0, "401": -960,
        "44551": -140, "44567": 100,
    }  # fmt: skip


def test_a_credit_of_vat_is_used_by_the_next_period(books_2025, login):
    theo = login(books_2025.theo)
    entered(date(2026, 1, 9), ("2182", 5_000), ("44562", 1_000), ("404", -6_000))
    entered(date(2026, 2, 9), ("411", 9_600), ("706", -8_000), ("44571", -1_600))
    for period in ("2026-01", "2026-01", "2026-02", "2026-02"):
        theo.post(f"{BOOKS}vat/declare/", {"period": period})
    assert Entry.objects.filter(source_key__startswith="vat:").count() == 2
    found = moved(date(2026, 1, 1), date(2026, 12, 31))
    assert (found["44551"], found["44567"]) == (-600, 0)
    rows = table(theo, f"{BOOKS}vat/?period=2026-02&csv=1")
    assert [(row["part"], row["vat"]) for row in rows] == [
        ("collected", "16.00"),
        ("credit brought forward", "10.00"),
        ("due", "6.00"),
    ]


def test_a_period_that_is_not_over_or_none_is_not_declared(books_2025, login):
    theo = login(books_2025.theo)
    assert "not over yet" in theo.post(f"{BOOKS}vat/declare/", {"period": "2026-04"}, follow=True).text
    assert theo.get(f"{BOOKS}vat/?period=2026-99").status_code == 404
    assert theo.get(f"{BOOKS}vat/").status_code == 200


def test_a_delivered_order_is_a_sale_of_its_stores_activity_and_owed_by_the_store(
    roue, login, now, monkeypatch
):
    monkeypatch.undo()
    order = placed(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
        for kind in ("pickup", "dropoff"):
            task = order.delivery.tasks.get(kind=kind)
            complete_task(task_id=task.pk, courier_id=roue.courier_id, by=roue.by("alma"), at=now)
        lines = Line.objects.filter(entry__source_key=f"order:{order.pk}")
        told = {line.account.code: (line.section, line.auxiliary) for line in lines.select_related("account")}
        entry = lines[0].entry
    assert told == {
        "706": ("meals", ""),
        "4181": ("", f"C{roue.store_id.hex[-10:].upper()}"),
        "44587": ("", ""),
    }
    theo = login(roue.theo)
    assert "Pizzeria Lucia" in theo.get(f"{BOOKS}entries/{entry.pk}/").text
    assert "Meals" in theo.get(f"{BOOKS}margin/").text


def test_the_margin_of_a_section_and_of_its_hours(books_2025, login):
    rows = table(login(books_2025.theo), f"{BOOKS}margin/{YEAR_2025}&csv=1")
    assert [(row["section"], row["income"], row["expense"], row["margin"]) for row in rows] == [
        ("meals", "3000.00", "2000.00", "1000.00"),
        ("", "0.00", "500.00", "-500.00"),
    ]


def test_a_year_is_closed_from_its_page_and_its_file_taken(books_2025, login):
    theo = login(books_2025.theo)
    assert "Close the books of 2025" in theo.get(f"{BOOKS}years/").text
    assert "SIREN or SIRET first" in theo.get(f"{BOOKS}years/2025/fec/", follow=True).text
    refused = theo.post(f"{BOOKS}years/registration/", {"registration_number": "123"})
    assert (refused.status_code, "fails its check" in refused.text) == (422, True)
    theo.post(f"{BOOKS}years/registration/", {"registration_number": "732 829 320"})
    assert "The books of 2025 are closed." in theo.post(f"{BOOKS}years/2025/close/", follow=True).text
    assert theo.get(f"{BOOKS}years/2025/fec/?pay=centralised").content.startswith(b"JournalCode\tJournalLib")
    assert theo.get(f"{BOOKS}years/1999/fec/").status_code == 404
    assert theo.post(f"{BOOKS}years/1999/close/").status_code == 404


ROOMS = ("", "entries/new/", "trial-balance/", "ledger/", "balance-sheet/", "income/", "bank/", "vat/",
         "accounts/", "margin/", "years/")  # fmt: skip


@pytest.mark.parametrize("room", ROOMS)
def test_every_room_is_for_those_who_keep_the_books(books_2025, autre, login, room):
    for person, status in (("theo", 200), ("nour", 200), ("alma", 404), ("bruno", 404), ("rosa", 404)):
        assert login(books_2025.users[person]).get(BOOKS + room).status_code == status
    assert login(autre.chloe).get(BOOKS + room).status_code == 404


def test_another_co_ops_treasurer_opens_no_entry_and_no_movement_of_ours(books_2025, autre, login):
    with autre.inside():
        grant_role(user=autre.chloe, role=Role.TREASURER, started_on=date(2025, 1, 1), by=PLATFORM)
    add_bank_account(iban=IBAN, name="Bank", account_code="512", by=PLATFORM, at=SPRING)
    import_statements(content=camt(movement("5.00"), closing="105.00"), by=PLATFORM, at=SPRING)
    entry, line = Entry.objects.first(), BankLine.objects.get()
    chloe, theirs = login(autre.chloe), "/c/autre/books/"
    assert chloe.get(theirs).status_code == 200
    for path in (f"entries/{entry.pk}/", f"bank/movements/{line.pk}/"):
        assert chloe.get(theirs + path).status_code == 404
    for path in (
        f"entries/{entry.pk}/reverse/",
        *(f"bank/movements/{line.pk}/{do}/" for do in ("match", "book", "unmatch")),
    ):
        assert chloe.post(theirs + path, {"account_code": "512", "ids": ""}).status_code == 404
    with autre.inside():
        assert Entry.objects.count() == 0


@pytest.mark.parametrize("country", ["BE", "FI"])
def test_a_co_op_elsewhere_keeps_its_books_by_its_own_chart(db, now, login, country):
    cast = make_cooperative("ailleurs", "Ailleurs", {"theo": Role.TREASURER}, now, country=country)
    theo = login(cast.theo)
    for room in ROOMS:
        assert theo.get(f"/c/ailleurs/books/{room}").status_code == 200
    page = theo.get("/c/ailleurs/books/accounts/").text
    assert ("Plan comptable minimum normalisé" in page) == (country == "BE")
    assert "FEC" not in theo.get("/c/ailleurs/books/years/").text
    assert "file of French law" in theo.get("/c/ailleurs/books/years/2025/fec/", follow=True).text


@pytest.mark.parametrize(
    ("room", "most"),
    [("", 9), ("trial-balance/", 11), ("ledger/?account=411&first=2025-01-01&last=2025-12-31", 12),
     ("balance-sheet/", 13), ("income/", 8), ("margin/", 8), ("vat/?period=2025-06", 21), ("bank/", 19),
     ("years/", 14)],
)  # fmt: skip
def test_three_times_the_entries_ask_no_more_of_the_database(
    books_2025, login, django_assert_max_num_queries, room, most
):
    add_bank_account(iban=IBAN, name="Bank", account_code="512", by=PLATFORM, at=SPRING)
    theo = login(books_2025.theo)
    for day in (1, 2, 3):
        entered(date(2025, 6, day), ("411", 1_200, f"C{day}"), ("706", -1_000), ("44571", -200))
        content = camt(movement(f"{day}.00"), reference=str(day), closing=f"{100 + day}.00")
        import_statements(content=content, by=PLATFORM, at=SPRING)
        with django_assert_max_num_queries(most):
            assert theo.get(BOOKS + room).status_code == 200
