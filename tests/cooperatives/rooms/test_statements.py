"""Balance sheet, income and ledger are read on a page and taken as files."""

from datetime import date

import pytest

from cooperatives.services.closing import close_year
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import SPRING, entered
from tests.cooperatives.rooms.conftest import BOOKS, YEAR_2025, table


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
