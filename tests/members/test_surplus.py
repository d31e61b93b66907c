"""Sharing a closed year's surplus."""

from datetime import UTC, date, datetime

import pytest

from cooperatives.domain.ledger import order_delivered
from cooperatives.queries.books import closed_results, entry_of
from cooperatives.services.closing import close_year
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.tenancy.work import unit_of_work
from members.queries.surplus import adopted_years, propose_allocation
from members.services.surplus import adopt_allocation, subscribe_shares
from tests.conftest import PLATFORM
from tests.members.conftest import work

LAST_YEAR = 2025
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


def test_shares_are_paid_in_and_back_at_nominal_value_never_below_none(year):
    back = {
        "member_id": year.courier_id,
        "nominal_cents": 2000,
        "on": SPRING.date(),
        "by": PLATFORM,
        "at": SPRING,
    }
    move = subscribe_shares(units=-4, **back)
    lines = {line.account.role: line.amount_cents for line in entry_of(f"shares:{move.pk}").lines.all()}
    assert lines == {"bank": -8_000, "capital": 8_000}
    with pytest.raises(Invalid):
        subscribe_shares(units=-7, **back)
