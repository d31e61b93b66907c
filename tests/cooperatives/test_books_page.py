"""The books over HTTP."""

import csv
import io
from decimal import Decimal

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from members.models import PayRun
from members.services.payroll import approve_run, compute_payslips
from tests.conftest import PLATFORM
from tests.members.conftest import OCTOBER, october, off_shift  # noqa: F401 -- fixtures

BOOKS = "/c/roue-libre/books/"
PERIOD = "?first=2026-10-01&last=2026-10-31"


@pytest.fixture
def paid(october, now):  # noqa: F811
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    return october


def test_theo_reads_the_trial_balance_and_the_fact_behind_an_entry(paid, login):
    page = login(paid.theo).get(BOOKS + PERIOD).text
    assert "Salaires, appointements" in page
    assert page.count("€2\u00a0123.33") == 2  # the line of the entry, and the account
    assert f"/c/roue-libre/pay/{PayRun.objects.get().pk}/" in page


def test_one_account_and_one_fact_can_be_looked_at_alone(paid, login):
    theo = login(paid.theo)
    assert "Entries of 6411" in theo.get(f"{BOOKS}{PERIOD}&account=6411").text
    fact = f"pay_run:{PayRun.objects.get().pk}"
    assert "PA 2026-00001" in theo.get(f"{BOOKS}?fact={fact}").text
    assert theo.get(f"{BOOKS}?fact=pay_run:none").status_code == 404


def test_what_is_on_screen_comes_as_csv(paid, login):
    theo = login(paid.theo)
    rows = list(csv.DictReader(io.StringIO(theo.get(f"{BOOKS}entries.csv{PERIOD}").text)))
    assert rows[0]["account"] == "6411"
    assert (rows[0]["debit"], rows[0]["credit"]) == ("2123.33", "0.00")
    balance = list(csv.DictReader(io.StringIO(theo.get(f"{BOOKS}balance.csv{PERIOD}").text)))
    found = {row["account"]: row["balance"] for row in balance}
    assert (found["421"], found["6411"]) == ("-1636.26", "2123.33")
    assert sum(Decimal(amount) for amount in found.values()) == 0


def test_a_period_that_makes_no_sense_is_told_at_its_field(paid, login):
    theo = login(paid.theo)
    answer = theo.get(f"{BOOKS}?first=2026-10-31&last=2026-10-01")
    assert (answer.status_code, "ends before it begins" in answer.text) == (422, True)
    assert theo.get(f"{BOOKS}?first=yesterday&last=").status_code == 422


def test_the_books_are_for_treasurer_and_administrator(paid, autre, login):
    for person, status in ((paid.nour, 200), (paid.alma, 404), (paid.bruno, 404), (autre.chloe, 404)):
        assert login(person).get(BOOKS).status_code == status


def test_the_books_take_as_many_queries_for_three_entries_as_for_one(
    paid, login, django_assert_max_num_queries, now
):
    theo = login(paid.theo)
    with django_assert_max_num_queries(9):
        theo.get(BOOKS + PERIOD)


def test_someone_of_two_houses_chooses_where_to_go(paid, autre, login):
    with autre.inside():
        grant_role(user=paid.theo, role=Role.TREASURER, started_on=OCTOBER, by=PLATFORM)
    page = login(paid.theo).get("/arrive/").text
    assert ["Enter La Roue Libre" in page, "Enter L&#x27;Autre Roue" in page] == [True, True]
    assert login(paid.nour).get("/c/roue-libre/").status_code == 302
