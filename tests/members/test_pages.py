"""The treasurer's and the members' pages over HTTP."""

from datetime import UTC, datetime

import pytest
from django.utils import timezone

from cooperatives.services.closing import close_year
from coopplatform.kernel.actor import Actor
from members.models import PayRun, Payslip, Shift, SurplusYear
from members.services.payroll import approve_run, compute_payslips
from tests.conftest import PLATFORM
from tests.members.conftest import OCTOBER
from tests.members.test_surplus import LAST_YEAR, SPRING, year  # noqa: F401 -- a fixture

HERE = "/c/roue-libre"


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 23, 12, tzinfo=UTC))


@pytest.fixture
def computed(october, now):
    return compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)


@pytest.fixture
def approved(october, computed, now):
    return approve_run(run_id=computed.pk, by=october.by("nour"), at=now)


def test_theo_computes_and_nour_approves(october, login):
    theo = login(october.theo)
    answer = theo.post(f"{HERE}/pay/", {"month": "2026-10-01"}, follow=True)
    assert "€2\u00a0123.33" in answer.text
    assert "These are not payslips." in answer.text
    assert "someone else approves it" in answer.text
    run = PayRun.objects.get()
    refused = theo.post(f"{HERE}/pay/{run.pk}/approve/", follow=True)
    assert "ask someone else" in refused.text
    nour = login(october.nour)
    assert "Approve and issue the payslips" in nour.get(f"{HERE}/pay/{run.pk}/").text
    answer = nour.post(f"{HERE}/pay/{run.pk}/approve/", follow=True)
    assert "approved by Nour" in answer.text
    assert "computed by Theo" in answer.text


def test_a_month_that_is_not_offered_is_refused_at_its_field(october, login):
    answer = login(october.theo).post(f"{HERE}/pay/", {"month": "2031-01-01"})
    assert answer.status_code == 422
    assert 'aria-invalid="true"' in answer.text


def test_each_line_of_a_payslip_opens_to_its_formula_and_source(october, approved, login):
    slip = Payslip.objects.get()
    page = login(october.theo).get(f"{HERE}/pay/payslips/{slip.pk}/").text
    assert "35 h a week × 52 ÷ 12 × €14.00" in page
    assert "€2\u00a0123.33 × 6.9 %" in page
    assert "No payroll professional has validated it." in page


def test_alma_reads_her_own_payslip_and_no_draft(october, computed, login, now):
    slip = Payslip.objects.get()
    alma = login(october.alma)
    assert alma.get(f"{HERE}/me/payslips/{slip.pk}/").status_code == 404
    approve_run(run_id=computed.pk, by=october.by("nour"), at=now)
    assert alma.get(f"{HERE}/me/payslips/{slip.pk}/").status_code == 200
    assert "€1\u00a0636.26" in alma.get(f"{HERE}/me/").text


def test_another_members_payslip_is_not_found(october, approved, login):
    slip = Payslip.objects.get()
    for person in (october.bruno, october.nour, october.rosa):
        assert login(person).get(f"{HERE}/me/payslips/{slip.pk}/").status_code == 404
    assert login(october.alma).get(f"{HERE}/pay/payslips/{slip.pk}/").status_code == 404


def test_chloe_finds_no_pay_and_no_surplus_of_the_other_co_op(october, approved, autre, login):
    slip = Payslip.objects.get()
    paths = (
        "pay/",
        f"pay/{approved.pk}/",
        f"pay/payslips/{slip.pk}/",
        "surplus/",
        f"me/payslips/{slip.pk}/",
        "me/",
    )
    for path in paths:
        assert login(autre.chloe).get(f"{HERE}/{path}").status_code == 404
        assert login(autre.chloe).get(f"/c/autre/{path}").status_code == (200 if path == "me/" else 404)


def test_alma_clocks_in_and_out_on_her_page(inside, login):
    alma = login(inside.alma)
    assert "Clock out" in alma.get(f"{HERE}/me/").text
    assert "Clocked out." in alma.post(f"{HERE}/me/shifts/{inside.shift_id}/out/", follow=True).text
    assert Shift.objects.get(pk=inside.shift_id).clocked_out_at is not None
    assert login(inside.bruno).post(f"{HERE}/me/shifts/{inside.shift_id}/out/").status_code == 404


def test_the_pay_page_reads_three_months_with_as_many_queries_as_one(
    october, login, now, django_assert_max_num_queries
):
    theo = login(october.theo)
    for month in (10, 9, 8):
        compute_payslips(month=OCTOBER.replace(month=month), by=Actor.platform("tests"), at=now)
        with django_assert_max_num_queries(8):
            assert theo.get(f"{HERE}/pay/").status_code == 200


def test_theo_closes_the_year_and_adopts_its_allocation(year, login):  # noqa: F811
    theo = login(year.theo)
    page = theo.get(f"{HERE}/surplus/{LAST_YEAR}/").text
    assert "Close the books of 2025" in page
    assert "Adopt this allocation" not in page
    assert "Adopt this allocation" in theo.post(f"{HERE}/surplus/{LAST_YEAR}/close/", follow=True).text
    page = theo.post(f"{HERE}/surplus/{LAST_YEAR}/adopt/", follow=True).text
    assert '<span class="amount">€1\u00a0000.00</span> shared' in page
    assert "loi 78-763 art. 33, 3°" in page
    assert SurplusYear.objects.get().surplus_cents == 100_000
    assert "Surplus of 2025" in login(year.alma).get(f"{HERE}/me/").text


def test_a_year_without_surplus_says_so(off_shift, login):
    page = login(off_shift.theo).get(f"{HERE}/surplus/{LAST_YEAR}/").text
    assert "No surplus in 2025" in page
    refused = login(off_shift.theo).post(f"{HERE}/surplus/{LAST_YEAR}/close/", follow=True).text
    assert "Nothing was earned or spent in 2025." in refused


def test_a_year_before_the_co_op_is_not_found(inside, login):
    assert login(inside.theo).get(f"{HERE}/surplus/1999/").status_code == 404
    assert login(inside.theo).get(f"{HERE}/surplus/99999/").status_code == 404


def test_an_adopted_year_stays_as_it_was(year, login):  # noqa: F811
    close_year(year=LAST_YEAR, by=PLATFORM, at=SPRING)
    login(year.theo).post(f"{HERE}/surplus/{LAST_YEAR}/adopt/")
    login(year.theo).post(f"{HERE}/surplus/{LAST_YEAR}/adopt/")
    assert SurplusYear.objects.count() == 1
