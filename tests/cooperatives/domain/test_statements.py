"""Both sides are equal, and every account stands under one heading."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.charts import PCG, PCMN, PLAIN, Chart
from cooperatives.domain.statements import OTHERS, balance_sheet, income_statement

CHARTS = st.sampled_from([PCG, PCMN, PLAIN])
cents = st.integers(-(10**10), 10**10)


@st.composite
def balances(draw: st.DrawFn, chart: Chart) -> dict[str, int]:
    """Any accounts of the chart, some of the treasurer's own, that add up to nothing."""
    codes = [account.code for account in chart.accounts]
    own = [code + "9" for code in codes if len(code) < 12]
    chosen = draw(st.lists(st.sampled_from(sorted({*codes, *own})), unique=True, min_size=2, max_size=12))
    held = {code: draw(cents) for code in chosen[1:]}
    return {chosen[0]: -sum(held.values()), **held}


@given(st.data())
def test_both_sides_of_the_balance_sheet_are_equal(data: st.DataObject) -> None:
    chart = data.draw(CHARTS)
    now, before = data.draw(balances(chart)), data.draw(balances(chart))
    sheet = balance_sheet(now, before, chart)
    assert sheet.assets.cents == sheet.funds.cents
    assert sheet.assets.before_cents == sheet.funds.before_cents


@given(st.data())
def test_the_income_statement_adds_up_to_the_result(data: st.DataObject) -> None:
    chart = data.draw(CHARTS)
    moved = data.draw(balances(chart))
    result = -sum(value for code, value in moved.items() if chart.is_result(code))
    assert sum(block.cents for block in income_statement(moved, {}, chart)) == result


@pytest.mark.parametrize("chart", [PCG, PCMN, PLAIN])
@pytest.mark.parametrize("sign", [1, -1])
def test_no_account_of_a_chart_is_left_under_others(chart: Chart, sign: int) -> None:
    held = {account.code: sign for account in chart.accounts}
    sheet = balance_sheet(held, {}, chart)
    rows = [*sheet.assets.rows, *sheet.funds.rows]
    rows += [row for block in income_statement(held, {}, chart) for row in block.rows]
    assert [row.codes for row in rows if row.label == OTHERS] == []
    counted = [code for row in rows for code in row.codes]
    assert sorted(counted) == sorted(held)


def test_a_loss_and_a_depreciation_lessen_their_own_side() -> None:
    held = {"2182": 1000, "28182": -400, "1013": -500, "129": 100, "411": 50, "421": -30, "512": -220}
    sheet = balance_sheet(held, {}, PCG)
    assert {row.label: row.cents for row in sheet.assets.rows} == {
        "Immobilisations corporelles": 600,
        "Clients et comptes rattachés": 50,
    }
    assert {row.label: row.cents for row in sheet.funds.rows} == {
        "Capital et primes": 500,
        "Résultat de l'exercice": -100,
        "Emprunts et dettes financières": 220,
        "Dettes fiscales et sociales": 30,
    }
