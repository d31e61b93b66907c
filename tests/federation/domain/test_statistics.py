from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from federation.domain.disclosure import Published, Withheld, disclose
from federation.domain.statistics import INDICATORS, Contribution, measure

MONACO = Contribution("monaco", "EUR", 412, 980_400, 360 * 3600, 520_000, 1_000_000, 520_000, 400, 360)
VADUZ = Contribution("vaduz", "CHF", 203, 700_000, 200 * 3600, 500_000, 900_000, 500_000, 200, 190)
HELSINKI = Contribution("helsinki", "EUR", 310, 450_100, 300 * 3600, 480_000, 800_000, 480_000, 300, 240)
THREE = [MONACO, VADUZ, HELSINKI]
RATES = {"CHF": Fraction("1.05")}


def figures(contributions: list[Contribution]) -> dict[str, Fraction | str]:
    cells = disclose(measure(contributions, RATES))
    return {c.indicator.code: c.value if isinstance(c, Published) else c.code for c in cells}


def test_five_indicators_by_hand() -> None:
    assert figures(THREE) == {
        "deliveries": 925,
        "bike_kilometres": 2130,  # 2130.5
        "gross_pay_per_paid_hour": Fraction("17.7"),  # (5200 + 5250 + 4800) / 860 h = 17.73
        "share_to_workers": 56,  # 15250 / 27450 = 55.6 %
        "on_time": 88,  # 790 / 900 = 87.8 %
    }


def test_two_coops_are_not_enough() -> None:
    assert set(figures([MONACO, VADUZ]).values()) == {"too_few"}


def test_a_coop_that_contributed_nothing_does_not_count() -> None:
    idle = Contribution("helsinki", "EUR", 0, 0, 0, 0, 0, 0, 0, 0)
    assert set(figures([MONACO, VADUZ, idle]).values()) == {"too_few"}


def test_a_dominant_coop_withholds_the_figure_it_dominates_only() -> None:
    giant = replace(MONACO, deliveries=9_000)
    assert figures([giant, VADUZ, HELSINKI])["deliveries"] == "dominated"
    assert figures([giant, VADUZ, HELSINKI])["on_time"] == 88


def test_eighty_five_per_cent_is_the_last_share_that_may_be_published() -> None:
    shares = [replace(MONACO, deliveries=85), replace(VADUZ, deliveries=10), replace(HELSINKI, deliveries=5)]
    assert figures(shares)["deliveries"] == 100
    assert figures([replace(shares[0], deliveries=86), *shares[1:]])["deliveries"] == "dominated"


def test_a_coop_contributes_once() -> None:
    with pytest.raises(ValueError, match="once"):
        measure([MONACO, MONACO], RATES)


def test_a_currency_needs_a_rate() -> None:
    with pytest.raises(KeyError):
        measure(THREE, {})


def test_each_figure_has_its_formula_and_each_gap_its_reason() -> None:
    assert all(str(indicator.formula) for indicator in INDICATORS)
    gap = disclose(measure([MONACO], RATES))[0]
    assert isinstance(gap, Withheld)
    assert str(gap.reason) == "Fewer than 3 co-ops contributed."


@given(st.lists(st.integers(0, 1000), max_size=6), st.randoms(use_true_random=False))
def test_no_published_count_gives_one_coop_away(counts: list[int], shuffler: object) -> None:
    contributions = [replace(MONACO, cooperative=str(i), deliveries=n) for i, n in enumerate(counts)]
    shown = figures(contributions)["deliveries"]
    active = [n for n in counts if n]
    if isinstance(shown, Fraction):
        assert len(active) >= 3
        assert max(active) <= 0.85 * sum(active)
        assert shown % 5 == 0
    shuffler.shuffle(contributions)  # type: ignore[attr-defined]
    assert figures(contributions)["deliveries"] == shown
