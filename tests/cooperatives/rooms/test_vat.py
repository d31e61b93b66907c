"""The VAT of a period is told and posted once."""

from datetime import date

from cooperatives.models import Entry
from cooperatives.queries.statements import moved
from tests.cooperatives.conftest import entered
from tests.cooperatives.rooms.conftest import BOOKS, table


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
