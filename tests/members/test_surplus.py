"""Sharing a closed year's surplus."""

from datetime import UTC, date, datetime

import pytest

from cooperatives.domain.charts import Role as Account
from cooperatives.domain.ledger import order_delivered
from cooperatives.models import Cooperative
from cooperatives.queries.books import balances_by_role, closed_results, entry_of
from cooperatives.services.closing import close_year
from cooperatives.services.founding import adopt_charter
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.tenancy.work import unit_of_work
from members.models import MemberWorker, PayRun, PayVariable
from members.queries.scenarios import options_of
from members.queries.surplus import adopted_years, propose_allocation
from members.queries.work_share import parts_to_pay
from members.services.scenarios import choose_scenario, draft_scenario, enter_facts
from members.services.shares import subscribe_shares
from members.services.surplus import adopt_allocation, carry_forward
from members.services.work_share import pay_work_share
from tests.conftest import PLATFORM, TERMS
from tests.members.conftest import work

LAST_YEAR = 2025
RESULT, FORWARD = Account.YEAR_RESULT, Account.RETAINED_EARNINGS
SPRING = datetime(2026, 4, 2, 10, tzinfo=UTC)


@unit_of_work
def sell(cents: int, at: datetime) -> None:
    draft = order_delivered(order_id=f"{at:%m%d}", number="1", net_cents=cents, vat_cents=0)
    post_entry(draft, journal="VE", posted_on=at.date(), by=PLATFORM, at=at)


@pytest.fixture
def year(off_shift):
    """2025: sales of 1 000 €, Alma's ten hours, her ten shares of 20 €."""
    sell(100_000, datetime(2025, 6, 1, 12, tzinfo=UTC))
    work(off_shift.courier_id, datetime(2025, 6, 2, 8, tzinfo=UTC), hours=10)
    subscribe_shares(
        member_id=off_shift.courier_id,
        units=10,
        nominal_cents=2000,
        on=date(2025, 1, 2),
        by=PLATFORM,
        at=SPRING,
    )
    return off_shift


def test_a_closed_year_is_shared_by_the_statutes_and_booked(year):
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    surplus = adopt_allocation(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    assert {line["code"]: line["cents"] for line in surplus.lines} == {
        "legal_reserve": 15_000,
        "work": 40_000,
        "interest": 0,
        "development": 45_000,
    }
    assert [part["work_cents"] for part in surplus.parts] == [40_000]
    entry = entry_of(f"surplus:{LAST_YEAR}")
    assert {line.account.role: line.amount_cents for line in entry.lines.all()} == {
        "year_result": 100_000,
        "legal_reserve": -15_000,
        "development_fund": -45_000,
        "work_share": -40_000,
    }
    assert [s.year for s in adopted_years()] == [LAST_YEAR]
    assert adopt_allocation(year=LAST_YEAR, by=year.by("theo"), at=SPRING).pk == surplus.pk


def test_a_year_is_adopted_only_once_it_is_over_and_closed(year):
    with pytest.raises(NotAllowedNow, match="not closed"):
        adopt_allocation(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    with pytest.raises(NotAllowedNow, match="not over"):
        close_year(year=2026, by=year.by("theo"), at=SPRING)
    open_year = propose_allocation(2026, on=SPRING.date())
    assert (open_year.is_over, open_year.allocation) == (False, None)


def test_the_open_year_shows_a_projection(year):
    seen = propose_allocation(LAST_YEAR, on=SPRING.date())
    assert (seen.is_closed, seen.year.result_cents, seen.allocation.cents("work")) == (False, 100_000, 40_000)
    assert seen.work_share_of_an_hour_cents == 4_000


def test_a_deficit_is_said_and_made_good_before_the_next_surplus_is_shared(year):
    sell(-30_000, datetime(2024, 5, 1, 12, tzinfo=UTC))
    close_year(year=2024, by=year.by("theo"), at=SPRING)
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    assert closed_results() == {2024: -30_000, LAST_YEAR: 100_000}
    deficit = propose_allocation(2024, on=SPRING.date())
    assert str(deficit.obstacle) == "There is no surplus of 2024 to share."
    with pytest.raises(NotAllowedNow):
        adopt_allocation(year=2024, by=year.by("theo"), at=SPRING)
    assert propose_allocation(LAST_YEAR, on=SPRING.date()).year.base_cents == 70_000


def test_closing_a_year_twice_is_once(year):
    first = close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    assert close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING).pk == first.pk


def test_losses_brought_forward_are_booked_where_they_are_made_good(year):
    sell(-30_000, datetime(2024, 5, 1, 12, tzinfo=UTC))
    close_year(year=2024, by=year.by("theo"), at=SPRING)
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    carry_forward(year=2024, by=year.by("theo"), at=SPRING)
    surplus = adopt_allocation(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    assert surplus.surplus_cents == 70_000
    held = balances_by_role(last=SPRING.date())
    assert {role: cents for role, cents in held.items() if cents and role in (RESULT, FORWARD)} == {}
    assert sum(held.values()) == 0
    with pytest.raises(NotAllowedNow, match="left a surplus"):
        carry_forward(year=LAST_YEAR, by=year.by("theo"), at=SPRING)


def test_an_assembly_before_the_years_end_or_to_come_is_refused(year):
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    for day in (date(2025, 12, 31), date(2026, 4, 3)):
        with pytest.raises(Invalid) as refused:
            adopt_allocation(year=LAST_YEAR, decided_on=day, by=year.by("theo"), at=SPRING)
        assert refused.value.field == "decided_on"
    assert adopted_years() == []


PRUDENT = {"work_percent": 25, "development_percent": 45, "interest_percent": 0, "key": "equal"}


def test_an_alternative_is_drafted_chosen_and_adopted(year):
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    drafted = draft_scenario(
        year=LAST_YEAR, name="A. Prudent", choices=PRUDENT, by=year.by("theo"), at=SPRING
    )
    other = draft_scenario(
        year=LAST_YEAR,
        name="B",
        choices=PRUDENT | {"work_percent": 60, "development_percent": 5},
        by=year.by("theo"),
        at=SPRING,
    )
    choose_scenario(scenario_id=other.pk, by=year.by("theo"), at=SPRING)
    choose_scenario(scenario_id=drafted.pk, by=year.by("theo"), at=SPRING)
    seen = options_of(LAST_YEAR, on=SPRING.date())
    assert [(one.scenario.name, one.scenario.is_chosen) for one in seen.alternatives] == [
        ("A. Prudent", True),
        ("B", False),
    ]
    assert [one.proposal.allocation.cents("work") for one in seen.alternatives] == [25_000, 60_000]
    assert seen.codes == ["legal_reserve", "development", "work", "interest"]
    surplus = adopt_allocation(
        year=LAST_YEAR, decided_on=date(2026, 3, 28), vote="12 for", by=year.by("theo"), at=SPRING
    )
    assert (surplus.scenario, surplus.decided_on, surplus.vote) == ("A. Prudent", date(2026, 3, 28), "12 for")
    assert {line["code"]: line["cents"] for line in surplus.lines}["work"] == 25_000
    with pytest.raises(NotAllowedNow, match="adopted"):
        draft_scenario(year=LAST_YEAR, name="C", choices=PRUDENT, by=year.by("theo"), at=SPRING)


@pytest.mark.parametrize(
    ("choices", "field", "says"),
    [
        ({"work_percent": 20}, "work_percent", "art. 33, 3°"),
        ({"work_percent": 50, "development_percent": 40}, "development_percent", "art. 33, 1°"),
        ({"key": "activity"}, "key", "art. 33, 3°"),
        ({"interest_percent": -1}, "interest_percent", "0 to 100"),
        ({"nominal_cents": 1}, "nominal_cents", "no choice"),
    ],
)
def test_an_alternative_that_breaks_its_article_is_refused_at_its_field(year, choices, field, says):
    with pytest.raises(Invalid, match=says) as refused:
        draft_scenario(year=LAST_YEAR, name="X", choices=PRUDENT | choices, by=year.by("theo"), at=SPRING)
    assert refused.value.field == field
    assert options_of(LAST_YEAR, on=SPRING.date()).alternatives == ()


def test_the_work_share_is_paid_once_with_the_wages_of_an_open_month(year):
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    with pytest.raises(NotAllowedNow, match="not adopted"):
        pay_work_share(year=LAST_YEAR, month=date(2026, 4, 1), by=year.by("theo"), at=SPRING)
    surplus = adopt_allocation(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    with pytest.raises(Invalid, match="month of the assembly"):
        pay_work_share(year=LAST_YEAR, month=date(2026, 3, 1), by=year.by("theo"), at=SPRING)
    (entered,) = pay_work_share(year=LAST_YEAR, month=date(2026, 4, 9), by=year.by("theo"), at=SPRING)
    assert (entered.kind, entered.cents, entered.month) == ("work_share", 40_000, date(2026, 4, 1))
    assert entered.source_key == f"surplus:{LAST_YEAR}:{year.courier_id}"
    assert pay_work_share(year=LAST_YEAR, month=date(2026, 5, 1), by=year.by("theo"), at=SPRING) == []
    MemberWorker.objects.update(left_on=date(2026, 3, 31))
    (part,) = parts_to_pay(surplus, month=date(2026, 5, 1))
    assert (part.is_gone, part.cents, part.variable) == (True, 40_000, entered)


def test_a_month_whose_pay_is_approved_takes_no_work_share(year):
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    adopt_allocation(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    PayRun.objects.create(month=date(2026, 4, 1), state="approved", prepared_by="x", prepared_at=SPRING)
    with pytest.raises(NotAllowedNow, match="is approved"):
        pay_work_share(year=LAST_YEAR, month=date(2026, 4, 1), by=year.by("theo"), at=SPRING)
    assert PayVariable.objects.count() == 0


FORMS = {
    "scic": (
        {"statutory_percent": 50, "interest_percent": 3},
        {"tmop_percent": "3.05", "public_aid_cents": 5_000},
    ),
    "be_sc": (
        {"reserve_percent": 5, "dividend_percent": 6, "ristourne_percent": 60, "key": "hours"},
        {"passes_net_asset_test": True, "passes_liquidity_test": True},
    ),
    "es_trabajo": (
        {"fro_percent": 20, "fep_percent": 5, "retorno_percent": 80, "key": "hours", "interest_percent": 2},
        {"legal_interest_percent": "3.25", "other_result_cents": 10_000},
    ),
}


@pytest.mark.parametrize("form", FORMS)
def test_every_legal_form_is_shared_by_its_own_law_and_booked_in_balance(year, form):
    terms, figures = FORMS[form]
    Cooperative.objects.filter(pk=year.cooperative.pk).update(legal_form=form)
    adopt_charter(terms=TERMS | {"surplus": terms}, valid_from=date(2025, 1, 1), by=PLATFORM, at=SPRING)
    enter_facts(year=LAST_YEAR, figures=figures, note="PV", by=year.by("theo"), at=SPRING)
    close_year(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    surplus = adopt_allocation(year=LAST_YEAR, by=year.by("theo"), at=SPRING)
    assert sum(line["cents"] for line in surplus.lines) == 100_000
    by_role = {line.account.role: line.amount_cents for line in entry_of(f"surplus:{LAST_YEAR}").lines.all()}
    assert (
        by_role
        == {
            "scic": {
                "year_result": 100_000,
                "legal_reserve": -15_000,
                "development_fund": -84_400,
                "share_interest": -600,
            },
            "be_sc": {
                "year_result": 100_000,
                "development_fund": -42_314,
                "work_share": -55_972,
                "share_interest": -1_714,
            },
            "es_trabajo": {
                "year_result": 100_000,
                "legal_reserve": -23_000,
                "education_fund": -4_500,
                "share_interest": -400,
                "work_share": -57_680,
                "development_fund": -14_420,
            },
        }[form]
    )


def test_what_the_law_of_a_form_does_not_ask_is_no_figure_of_its_year(year):
    with pytest.raises(Invalid) as refused:
        enter_facts(year=LAST_YEAR, figures={"tmop_percent": "3"}, note="x", by=PLATFORM, at=SPRING)
    assert refused.value.field == "tmop_percent"
    with pytest.raises(Invalid) as refused:
        enter_facts(year=LAST_YEAR, figures={}, note=" ", by=PLATFORM, at=SPRING)
    assert refused.value.field == "note"
