"""Théo enters an invoice by hand, corrects it, and keeps accounts and suppliers."""

import re
from datetime import date

import pytest

from cooperatives.models import Account, Entry, ThirdParty
from cooperatives.queries.statements import moved
from cooperatives.services.closing import close_year
from tests.conftest import PLATFORM
from tests.cooperatives.conftest import SPRING
from tests.cooperatives.rooms.conftest import BOOKS, RENT, an_entry, table


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
