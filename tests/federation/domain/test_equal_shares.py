"""The method of equal shares, in exact fractions: each group of co-ops buys what its own budgets reach."""

import random
from fractions import Fraction

import pytest

from coopplatform.kernel.errors import Invalid
from federation.domain.roadmap import Feature, budgets, equal_shares

FOUR, TWO = frozenset("abcd"), frozenset("ef")
WORKED = [
    Feature("offline", 9_000_00, FOUR),
    Feature("routing", 7_000_00, FOUR),
    Feature("portal", 8_000_00, FOUR),
    Feature("payroll-BE", 4_000_00, TWO),
    Feature("VAT-BE", 3_000_00, TWO),
    Feature("accessibility", 5_000_00, TWO),
]
"""Six co-ops with 24,000 € in equal budgets: four want three things, the two Belgian ones three others."""


def names(outcome):
    return [one.feature.id for one in outcome.bought]


def test_the_worked_case_funds_portal_routing_accessibility_and_vat():
    shares = budgets(24_000_00, dict.fromkeys("abcdef", 0), equal_percent=50)
    assert shares == dict.fromkeys("abcdef", 4_000_00)
    outcome = equal_shares(shares, WORKED)
    assert {*names(outcome)} == {"portal", "routing", "accessibility", "VAT-BE"}
    assert outcome.bought[0].paid_cents == dict.fromkeys("abcd", 2_000_00)
    assert outcome.left_cents == {"a": 250_00, "b": 250_00, "c": 250_00, "d": 250_00, "e": 0, "f": 0}


def test_a_majority_alone_would_have_left_the_two_with_nothing():
    """What most votes would fund: the four's list only."""
    by_votes = sorted(WORKED, key=lambda one: (-len(one.supporters), -one.cost_cents))
    spent, funded = 0, []
    for one in by_votes:
        if spent + one.cost_cents <= 24_000_00:
            spent, funded = spent + one.cost_cents, [*funded, one.id]
    assert funded == ["offline", "portal", "routing"]


def test_equal_claims_go_to_the_newest_or_to_the_oldest_as_was_voted():
    shares = dict.fromkeys("abcdef", 4_000_00)
    assert names(equal_shares(shares, WORKED, ties="oldest")) == [
        "offline",
        "routing",
        "payroll-BE",
        "VAT-BE",
    ]


def test_budgets_are_half_equal_and_half_by_dues_to_the_cent():
    assert budgets(1000, {"a": 300, "b": 100}, equal_percent=50) == {"a": 625, "b": 375}
    assert budgets(1000, {"a": 300, "b": 100}, equal_percent=100) == {"a": 500, "b": 500}
    assert budgets(1000, {"a": 300, "b": 100}, equal_percent=0) == {"a": 750, "b": 250}
    assert sum(budgets(1001, {"a": 1, "b": 1, "c": 1}, equal_percent=50).values()) == 1001


@pytest.mark.parametrize(
    ("pot", "dues", "percent"),
    [(0, {"a": 1}, 50), (100, {}, 50), (100, {"a": 1}, 101), (100, {"a": -1}, 50)],
)
def test_a_pot_or_a_share_that_makes_no_sense_is_refused(pot, dues, percent):
    with pytest.raises(Invalid):
        budgets(pot, dues, equal_percent=percent)


def test_whoever_has_little_left_pays_it_all_and_the_others_a_little_more():
    features = [Feature("x", 300, frozenset("ab")), Feature("y", 300, frozenset("abc"))]
    outcome = equal_shares({"a": 200, "b": 300, "c": 200}, features)
    assert names(outcome) == ["y", "x"]
    assert outcome.bought[1].paid_cents == {"a": 100, "b": 200}
    assert outcome.bought[1].rate == Fraction(2, 3)


def test_nothing_is_bought_without_support_or_beyond_reach():
    features = [
        Feature("nobody", 100, frozenset()),
        Feature("dear", 201, frozenset("ab")),
        Feature("free", 0, frozenset("ab")),
        Feature("strangers", 100, frozenset("z")),
    ]
    assert equal_shares({"a": 100, "b": 100}, features).bought == ()


def test_whatever_the_round_costs_are_met_to_the_cent_and_no_budget_is_exceeded():
    chance = random.Random(7)
    for _round in range(200):
        members = "abcdefgh"[: chance.randrange(2, 9)]
        purse = {name: chance.randrange(0, 5000) for name in members}
        features = [
            Feature(
                str(at),
                chance.randrange(1, 9000),
                frozenset(name for name in members if chance.random() < 0.5),
            )
            for at in range(chance.randrange(0, 9))
        ]
        outcome = equal_shares(purse, features)
        paid = dict.fromkeys(members, 0)
        for one in outcome.bought:
            assert sum(one.paid_cents.values()) == one.feature.cost_cents
            assert {*one.paid_cents} <= one.feature.supporters
            for name, cents in one.paid_cents.items():
                paid[name] += cents
        assert all(paid[name] <= purse[name] + len(outcome.bought) for name in members)
        assert outcome == equal_shares(purse, features)
        bought = {one.feature.id for one in outcome.bought}
        for feature in features:
            if feature.id not in bought and feature.supporters:
                left = sum(purse[name] - paid[name] for name in feature.supporters)
                assert left < feature.cost_cents + len(outcome.bought) * len(members)
