"""The pages of surplus, shares, statutes and euros, as Théo, Nour and Alma use them."""

from datetime import UTC, date, datetime

import pytest
from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.services.closing import close_year
from cooperatives.services.founding import adopt_charter
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.text import Sentence
from coopplatform.tenancy.work import unit_of_work
from members.models import PayRun, PayVariable, ShareMovement, ShareRefund, SurplusScenario, SurplusYear
from members.queries.euro import euro_of_delivery
from members.services.shares import subscribe_shares
from tests.conftest import PLATFORM, TERMS, placed
from tests.members.test_shares import SHARES
from tests.members.test_surplus import LAST_YEAR, PRUDENT, SPRING, sell, year  # noqa: F401 -- a fixture

HERE = "/c/roue-libre"
DRAFT = {"name": "A. Prudent", **{name: str(value) for name, value in PRUDENT.items()}}


@pytest.fixture(autouse=True)
def _in_spring(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 4, 2, 12, tzinfo=UTC))


@pytest.fixture
def closed(year):  # noqa: F811
    terms = TERMS | {"surplus": TERMS["surplus"] | SHARES}
    adopt_charter(terms=terms, valid_from=date(2024, 1, 1), by=PLATFORM, at=SPRING)
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    return year


def test_theo_drafts_alternatives_proposes_one_and_adopts_what_the_assembly_chose(closed, login):
    theo, options = login(closed.theo), f"{HERE}/surplus/{LAST_YEAR}/options/"
    assert "Kept: A. Prudent." in theo.post(options, DRAFT, follow=True).text
    bold = DRAFT | {"name": "B. Work", "work_percent": "60", "development_percent": "5", "key": "hours"}
    page = theo.post(options, bold, follow=True).text
    assert "€600.00" in page
    assert '60.0%, <span class="amount">€60.00</span> an hour' in page
    b = SurplusScenario.objects.get(name="B. Work")
    page = theo.post(f"{HERE}/surplus/options/{b.pk}/choose/", follow=True).text
    assert "Proposed to the vote: B. Work." in page
    assert "B. Work" in theo.get(f"{HERE}/surplus/{LAST_YEAR}/").text
    vote = {"decided_on": "2026-03-28", "vote": "14 for, 1 abstention"}
    page = theo.post(f"{HERE}/surplus/{LAST_YEAR}/adopt/", vote, follow=True).text
    assert "14 for, 1 abstention" in page
    assert SurplusYear.objects.get().scenario == "B. Work"
    page = theo.post(f"{HERE}/surplus/{LAST_YEAR}/pay/", {"month": "2026-04-01"}, follow=True).text
    assert "with the pay of April 2026" in page
    assert PayVariable.objects.get().cents == 60_000


def test_an_alternative_that_breaks_its_article_is_refused_at_its_field_and_nothing_stands(closed, login):
    answer = login(closed.theo).post(f"{HERE}/surplus/{LAST_YEAR}/options/", DRAFT | {"work_percent": "20"})
    assert answer.status_code == 422
    assert "The work share is at least 25 % of the surplus (loi 78-763 art. 33, 3°)." in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert SurplusScenario.objects.count() == 0


def test_an_alternative_is_changed_and_removed(closed, login):
    theo, options = login(closed.theo), f"{HERE}/surplus/{LAST_YEAR}/options/"
    theo.post(options, DRAFT)
    a = SurplusScenario.objects.get()
    assert 'value="A. Prudent"' in theo.get(f"{options}?edit={a.pk}").text
    theo.post(f"{options}?edit={a.pk}", DRAFT | {"work_percent": "30"})
    a.refresh_from_db()
    assert a.choices["work_percent"] == 30
    assert "Removed: A. Prudent." in theo.post(f"{HERE}/surplus/options/{a.pk}/remove/", follow=True).text


def test_alma_sees_her_own_part_of_each_alternative_and_cannot_draft(closed, login):
    login(closed.theo).post(f"{HERE}/surplus/{LAST_YEAR}/options/", DRAFT)
    alma = login(closed.alma)
    page = alma.get(f"{HERE}/surplus/{LAST_YEAR}/options/").text
    assert "For you, Alma" in page
    assert "€250.00" in page
    assert "Put it in the table" not in page
    assert alma.post(f"{HERE}/surplus/{LAST_YEAR}/options/", DRAFT).status_code == 404
    assert login(closed.rosa).get(f"{HERE}/surplus/{LAST_YEAR}/options/").status_code == 404


def test_the_table_of_four_alternatives_takes_as_many_queries_as_of_one(
    closed, login, django_assert_max_num_queries
):
    theo = login(closed.theo)
    for name in "ABCD":
        theo.post(f"{HERE}/surplus/{LAST_YEAR}/options/", DRAFT | {"name": name})
        with django_assert_max_num_queries(20):
            assert theo.get(f"{HERE}/surplus/{LAST_YEAR}/options/").status_code == 200
    answer = theo.post(f"{HERE}/surplus/{LAST_YEAR}/options/", DRAFT | {"name": "E"})
    assert "At most 4 alternatives" in answer.text


def test_an_assembly_day_in_the_year_itself_is_refused_at_its_field(closed, login):
    answer = login(closed.theo).post(f"{HERE}/surplus/{LAST_YEAR}/adopt/", {"decided_on": "2025-06-01"})
    assert answer.status_code == 422
    assert "after the year&#x27;s end" in answer.text
    assert SurplusYear.objects.count() == 0


def test_theo_keeps_the_register_and_alma_reads_her_account(closed, login):
    theo = login(closed.theo)
    form = {
        "member": str(closed.courier_id), "units": "6", "on": "2026-04-01", "instalments": "4",
        "first_month": "2026-05-01",
    }  # fmt: skip
    page = theo.post(f"{HERE}/surplus/register/", form, follow=True).text
    assert "Subscribed, number 2 of the register." in page
    assert "€320.00" in page  # 10 shares and these 6, subscribed
    assert "€120.00" in page  # still to pay
    answer = theo.post(f"{HERE}/surplus/register/", form | {"units": "0"})
    assert answer.status_code == 422
    lines = theo.get(f"{HERE}/surplus/register/register.csv").text.splitlines()
    assert lines[2] == "2,2026-04-01,Alma,subscription,6,20.00,120.00"
    mine = login(closed.alma).get(f"{HERE}/me/shares/").text
    assert "4 deductions from May 2026" in mine
    assert login(closed.alma).get(f"{HERE}/surplus/register/").status_code == 404
    assert login(closed.alma).get(f"{HERE}/surplus/register/{closed.courier_id}/").status_code == 404


def test_shares_are_refunded_and_paid_from_the_pages(closed, login):
    theo = login(closed.theo)
    page = f"{HERE}/surplus/register/{closed.courier_id}/"
    refused = theo.post(page, {"units": "10", "on": "2026-04-02"})
    assert refused.status_code == 422
    assert "under its floor of €50.00" in refused.text
    assert (
        "it is owed to the member now"
        in theo.post(page, {"units": "5", "on": "2026-04-02"}, follow=True).text
    )
    refund = ShareRefund.objects.get()
    assert 'until <time datetime="2029-04-02">' in theo.get(f"{HERE}/surplus/register/").text
    theo.post(f"{HERE}/surplus/refunds/{refund.pk}/paid/")
    refund.refresh_from_db()
    assert refund.paid_on == date(2026, 4, 2)


STATUTES = {
    "development_percent": "30", "work_percent": "40", "key": "hours", "interest_percent": "2",
    "seniority_percent": "", "nominal_cents": "25", "minimum_units": "4", "most_capital_percent": "",
    "refund_years": "5", "reserves_absorb_losses": "on", "floor_cents": "", "valid_from": "2026-05-01",
}  # fmt: skip


def test_nour_changes_the_statutes_and_others_read_them_with_their_articles(closed, login):
    nour = login(closed.nour)
    refused = nour.post(f"{HERE}/surplus/statutes/", STATUTES | {"work_percent": "10"})
    assert (refused.status_code, "art. 33, 3°" in refused.text) == (422, True)
    assert (
        "Adopted as a new version of the charter."
        in nour.post(f"{HERE}/surplus/statutes/", STATUTES, follow=True).text
    )
    page = login(closed.alma).get(f"{HERE}/surplus/statutes/").text
    assert "€20.00" in page
    assert "Adopt these statutes" not in page
    assert login(closed.theo).post(f"{HERE}/surplus/statutes/", STATUTES).status_code == 404


def test_everyone_who_works_here_reads_where_each_euro_of_a_year_goes(closed, login):
    alma = login(closed.alma)
    page = alma.get(f"{HERE}/surplus/euro/?year={LAST_YEAR}").text
    assert "Invoiced in 2025" in page
    assert "art. 33, 3°" in page
    assert page.count('<svg class="sankey') == 2
    rows = alma.get(f"{HERE}/surplus/euro/euro.csv?year={LAST_YEAR}").text.splitlines()
    assert rows[1:] == [
        "from,Deliveries sold,1000.00,",
        "to,Surplus,1000.00,",
        'surplus,Legal reserve,150.00,"loi 78-763 art. 33, 1°"',
        'surplus,Development fund,450.00,"loi 78-763 art. 33, 2°"',
        'surplus,Work share,400.00,"loi 78-763 art. 33, 3°"',
    ]
    assert "Nothing in the books yet" in alma.get(f"{HERE}/surplus/euro/?month=2025-02").text
    for nonsense in ("year=1999", "year=x", "year=2031"):
        assert alma.get(f"{HERE}/surplus/euro/?{nonsense}").status_code == 404


def test_a_delivery_says_so_while_no_pay_is_in_the_books(closed, login, now):
    order = placed(closed, now)
    page = login(closed.theo).get(f"{HERE}/receipts/{order.pk}/euro/").text
    assert "pay is in the books yet" in page
    assert f"/receipts/{order.pk}/euro/" in login(closed.theo).get(f"{HERE}/receipts/{order.pk}/").text


def test_a_deliverys_price_goes_where_the_euros_of_the_last_paid_month_went(closed, login, now):
    order = placed(closed, now)
    sell(50_000, datetime(2026, 3, 9, 12, tzinfo=UTC))
    book_pay(gross=20_000, funds=8_000, charge=5_000)
    page = login(closed.alma).get(f"{HERE}/receipts/{order.pk}/euro/").text
    assert "in the proportions of March 2026" in page
    assert page.count('<svg class="sankey') == 2
    net, vat = order.quote.net_cents, order.quote.vat_cents
    euro = euro_of_delivery(net_cents=net, vat_cents=vat, on=now.date()).euro
    assert euro.total_cents == net + vat
    assert {part.code for part in euro.parts} == {"surplus", "net_wages", "contributions", "vat"}


@unit_of_work
def book_pay(*, gross: int, funds: int, charge: int) -> None:
    """March's approved run, in the books."""
    run = PayRun.objects.create(month=date(2026, 3, 1), state="approved", prepared_by="x", prepared_at=SPRING)
    lines = (
        DraftLine(Role.WAGES, gross),
        DraftLine(Role.SOCIAL_SECURITY_CHARGE, charge),
        DraftLine(Role.SOCIAL_SECURITY, -funds),
        DraftLine(Role.STAFF, funds - gross - charge),
    )
    draft = DraftEntry(f"pay_run:{run.pk}", Sentence("Pay"), lines)
    post_entry(draft, journal="PA", posted_on=date(2026, 3, 31), by=PLATFORM, at=SPRING)


def test_the_register_counts_its_movements(closed):
    subscribe_shares(member_id=closed.courier_id, units=1, on=date(2026, 4, 2), by=PLATFORM, at=SPRING)
    assert sorted(ShareMovement.objects.values_list("number", flat=True)) == [1, 2]
