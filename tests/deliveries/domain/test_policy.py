"""The charter's dispatch terms, in the engine's hands and in words."""

import pytest

from deliveries.domain.balance import seconds_above_share
from deliveries.domain.dispatch import Params
from deliveries.domain.dispatch.policy import is_automatic, params_of, unusable
from deliveries.domain.dispatch.rules import rules


def test_the_charter_sets_weights_and_horizons_by_name():
    params = params_of({"late_weight": 500, "must_finish_in_shift": True})
    assert (params.late_weight, params.must_finish_in_shift) == (500, True)
    assert params.courier_weight == Params().courier_weight


@pytest.mark.parametrize(
    "term",
    [{"late_weight": "much"}, {"late_weight": -1}, {"late_weight": True}, {"max_stack": 2.5}, {"speed": 9}],
)
def test_a_term_that_cannot_be_used_is_passed_over_and_named(term):
    assert params_of(term) == Params()
    assert unusable(term) == list(term)


def test_only_the_word_automatic_lets_the_engine_act():
    assert is_automatic({"mode": "automatic"})
    assert not is_automatic({"mode": "suggesting"})
    assert not is_automatic({})
    assert unusable({"mode": "automatic"}) == []
    assert unusable({"mode": "always"}) == ["mode"]


def test_changing_a_weight_changes_the_words():
    before, after = rules(Params()), rules(Params(late_weight=600))
    assert {str(w.label): w.factor for w in before.weights}["beyond the promised time"] == 0.3
    assert {str(w.label): w.factor for w in after.weights}["beyond the promised time"] == 0.6
    assert before.limits == after.limits


def test_a_weight_of_nothing_is_not_shown():
    labels = [str(weight.label) for weight in rules(Params(earnings_weight=0)).weights]
    assert "balance of earnings over the month" not in labels


def test_the_limits_say_how_a_shift_ends():
    strict = [str(limit) for limit in rules(Params(must_finish_in_shift=True)).limits]
    assert "A ride ends before the shift does." in strict
    assert "A pickup is before the end of the shift." in [str(limit) for limit in rules(Params()).limits]


def test_whoever_carried_more_than_a_share_of_the_hours_stands_above_it():
    above = seconds_above_share({"alma": 50_000, "ben": 30_000}, {"alma": 600, "ben": 600})
    assert above == {"alma": 2400, "ben": -2400}


def test_without_closed_hours_nobody_stands_above_or_below():
    assert seconds_above_share({"alma": 9000}, {}) == {}
    assert seconds_above_share({"alma": 9000}, {"alma": 0}) == {"alma": 0}
