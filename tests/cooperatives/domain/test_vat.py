import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.vat import RateRow, Taxed, by_rate, period, vat_declared
from coopplatform.kernel.errors import Invalid


def test_vat_is_told_by_the_rate_each_entry_bears() -> None:
    sold = [Taxed(634, 127), Taxed(10_000, 2_000), Taxed(1_000, 55), Taxed(500, 0), Taxed(1_000, 333)]
    assert by_rate(sold, "FR") == (
        RateRow(200, 10_634, 2_127),
        RateRow(55, 1_000, 55),
        RateRow(0, 500, 0),
        RateRow(None, 1_000, 333),
    )


@given(st.integers(1, 10**8), st.sampled_from([200, 100, 55, 21]))
def test_a_rate_is_found_again_whatever_the_amount_was_rounded_to(net: int, rate: int) -> None:
    vat = (net * rate + 500) // 1000
    (row,) = by_rate([Taxed(net, vat)], "FR")
    assert (row.net_cents, row.vat_cents) == (net, vat)
    if net > 2000:
        assert row.per_mille == rate


@pytest.mark.parametrize("name", ["2026-13", "2026-Q5", "2026", "Q1-2026", "", "26-1", "99999-01", "2026-Q"])
def test_a_period_that_is_none_is_refused(name: str) -> None:
    with pytest.raises(Invalid):
        period(name)


def test_a_quarter_ends_with_its_third_month() -> None:
    found = period("2026-Q1")
    assert (found.first.isoformat(), found.last.isoformat(), found.name) == (
        "2026-01-01",
        "2026-03-31",
        "2026-Q1",
    )
    assert period("2026-02").last.isoformat() == "2026-02-28"


def test_vat_due_goes_to_the_state_and_a_credit_to_the_next_period() -> None:
    def booked(held: dict[str, int]) -> dict[str, int]:
        draft = vat_declared(
            period=period("2026-10"), balances=held, due_code="44551", credit_code="44567", time=1
        )
        return {line.code: line.cents for line in draft.lines}

    assert booked({"44571": -2_000, "44566": 500}) == {"44566": -500, "44571": 2_000, "44551": -1_500}
    assert booked({"44571": -200, "44566": 500}) == {"44566": -500, "44571": 200, "44567": 300}
    with pytest.raises(Invalid):
        booked({"44571": 0})
