"""The simulator: the same draws for every rate, no fund no cover, never in debt, and nobody to be read in histories."""

import time
from dataclasses import replace

import pytest

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.means.fund import FundRules
from federation.domain.means.histories import MADE_UP, Histories, History, QuarterSum, anonymous
from federation.domain.means.simulation import RATES, Parameters, simulate

RULES = FundRules()
FEW = Parameters(runs=40)
NO_CAPS = replace(RULES, loss_per=1, cap_cents=10**8, balance_percent=100, reserve_cents=0, repay_percent=0)


def test_the_same_seed_gives_the_same_curve_and_another_one_another():
    assert simulate(RULES, MADE_UP, FEW).as_json() == simulate(RULES, MADE_UP, FEW).as_json()
    assert simulate(RULES, MADE_UP, FEW) != simulate(RULES, MADE_UP, replace(FEW, seed=2))


def test_two_thousand_years_of_twelve_co_ops_at_nine_rates_are_quick():
    began = time.perf_counter()
    simulate(RULES, MADE_UP, Parameters(runs=200, years=10, cooperatives=12))
    assert time.perf_counter() - began < 2


def test_without_contributions_nothing_is_covered():
    curve = simulate(RULES, MADE_UP, FEW)
    nothing = curve.points[0]
    assert (nothing.rate, nothing.uncovered, nothing.covered) == (0, curve.without, 0)
    assert nothing.balance == (0, 0, 0)


@pytest.mark.parametrize("seed", range(5))
@pytest.mark.parametrize("rules", [RULES, NO_CAPS, replace(RULES, balance_percent=7, cover_percent=90)])
def test_more_contribution_never_leaves_more_heavy_losses_and_never_a_debt(rules, seed):
    points = simulate(rules, MADE_UP, replace(FEW, seed=seed)).points
    shares = [point.uncovered for point in points]
    assert shares == sorted(shares, reverse=True)
    assert [point.covered for point in points] == sorted(point.covered for point in points)
    assert min(point.least_balance for point in points) >= 0


def test_with_the_toy_runs_parameters_returns_vanish_where_every_claim_is_paid():
    """19.1 % and 9.8 % follow from the normal distribution: the share of a loss that is borne sets the floor."""
    curve = simulate(NO_CAPS, MADE_UP, Parameters(runs=400))
    by_rate = dict(zip(RATES, curve.points, strict=True))
    assert abs(curve.without - 1_910) < 60
    assert abs(by_rate[4_000].uncovered - 980) < 60
    assert by_rate[300].uncovered - by_rate[2_500].uncovered > 600
    assert by_rate[2_500].uncovered - by_rate[4_000].uncovered < 120


def test_small_and_large_pay_and_receive_in_proportion():
    point = simulate(NO_CAPS, MADE_UP, Parameters(runs=200)).points[-1]
    assert set(point.by_size) == {"small", "medium", "large"}
    paid = [paid for paid, _received in point.by_size.values()]
    assert max(paid) - min(paid) < 30


@pytest.mark.parametrize("name", ["seed", "runs", "years", "noise_per"])
def test_parameters_out_of_bounds_are_refused_at_their_field(name):
    with pytest.raises(Invalid) as refused:
        Parameters.read(FEW.as_json() | {name: 10**7})
    assert refused.value.field == name


SHARED = {
    f"coop-{n}": [QuarterSum(100_000_00 * n, 2_345_00 * n), QuarterSum(90_000_00 * n, -1_234_00 * n)]
    for n in range(1, 7)
}


def test_histories_name_nobody_and_tell_no_size_of_fewer_than_three():
    told = anonymous(SHARED, seed="2026-11-04")
    assert "coop" not in str(told.as_json())
    sizes = [one.size for one in told.histories]
    assert (sizes.count("small"), sizes.count("large")) == (3, 3)
    assert len({(one.size, one.weight) for one in told.histories}) == 2
    assert {margin % 50 for one in told.histories for margin in one.margins} == {0}
    assert Histories.from_json(told.as_json()) == told


def test_the_order_is_shuffled_by_the_public_seed():
    first, again, other = (anonymous(SHARED, seed=seed) for seed in ("a", "a", "b"))
    assert first == again
    assert first.histories != other.histories


def test_fewer_than_five_are_not_shown():
    four = dict(list(SHARED.items())[:4]) | {"silent": [], "idle": [QuarterSum(0, 0)]}
    with pytest.raises(NotAllowedNow, match="4 have"):
        anonymous(four, seed="a")
    five = dict(list(SHARED.items())[:5])
    assert {one.size for one in anonymous(five, seed="a").histories} == {"all"}


def test_a_history_that_always_earns_needs_nobody():
    rich = Histories((History("all", 100, (1_000,)),))
    curve = simulate(RULES, rich, replace(FEW, noise_per=0))
    assert (curve.without, curve.points[-1].uncovered, curve.points[-1].covered) == (0, 0, 0)
