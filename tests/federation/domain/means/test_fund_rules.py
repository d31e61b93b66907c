"""The fund's rules: what a year owes, what opens the fund, what a claim comes to and which cap bound."""

from dataclasses import replace
from datetime import date

import pytest

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.means.fund import FundRules, Ground, Purpose, in_words
from federation.domain.means.fund_aftermath import (
    Held,
    conditions_of,
    instalments_of,
    missed,
    owed_on_exit,
    repayment_of,
    state_of,
)
from federation.domain.means.fund_claims import (
    Asking,
    available,
    check_asking,
    check_decision,
    check_two,
    claim_of,
    together,
)
from federation.domain.means.fund_figures import Figures, contribution_of, lights
from federation.domain.review.membership import State

RULES = FundRules()
TODAY = date(2026, 11, 4)
LOSS = Figures(turnover_cents=200_000_00, result_cents=-30_000_00)
SOLIDARITY, GUARANTEE = Purpose.SOLIDARITY, Purpose.GUARANTEE


@pytest.mark.parametrize(
    ("result", "payroll", "expected"),
    [
        (10_000_00, 100_000_00, (1_500_00, 300_00)),
        (-10_000_00, 100_000_00, (0, 300_00)),
        (0, 0, (0, 0)),
        (1, 1, (0, 0)),
        (6_67, 3_33, (1_00, 0)),
    ],
)
def test_a_year_pays_of_its_surplus_and_of_its_payroll_rounded_down(result, payroll, expected):
    dues = contribution_of(RULES, Figures(result_cents=result, payroll_cents=payroll))
    assert tuple(due.cents for due in dues) == expected


@pytest.mark.parametrize(
    ("ground", "figures", "met", "near"),
    [
        (Ground.LOSS, Figures(turnover_cents=100_00, result_cents=-5_00), False, True),
        (Ground.LOSS, Figures(turnover_cents=100_00, result_cents=-5_01), True, True),
        (Ground.LOSS, Figures(turnover_cents=100_00, result_cents=-2_50), False, False),
        (Ground.LOSS, Figures(turnover_cents=0, result_cents=-1), True, True),
        (Ground.LOSS_YEARS, Figures(loss_years=3), True, True),
        (Ground.LOSS_YEARS, Figures(loss_years=2), False, True),
        (Ground.LOSS_YEARS, Figures(loss_years=1), False, False),
        (Ground.HALF_CAPITAL, Figures(losses_cents=50, highest_capital_cents=100), True, True),
        (Ground.HALF_CAPITAL, Figures(losses_cents=49, highest_capital_cents=100), False, True),
        (Ground.HALF_CAPITAL, Figures(losses_cents=0, highest_capital_cents=0), False, False),
        (Ground.CLIENT, Figures(turnover_cents=100_00, unpaid_cents=5_00), False, True),
        (Ground.CLIENT, Figures(turnover_cents=100_00, unpaid_cents=5_01), True, True),
        (Ground.RUNWAY, Figures(cash_cents=99, spent_cents=100), True, True),
        (Ground.RUNWAY, Figures(cash_cents=100, spent_cents=100), False, True),
        (Ground.RUNWAY, Figures(cash_cents=200, spent_cents=100), False, False),
        (Ground.RUNWAY, Figures(cash_cents=0, spent_cents=0), False, False),
    ],
)
def test_a_ground_is_met_at_its_limit_and_near_before_it(ground, figures, met, near):
    light = next(one for one in lights(RULES, figures) if one.ground is ground)
    assert (light.is_met, light.is_near) == (met, near)


def test_a_ground_with_the_limit_nothing_does_not_count():
    none = replace(RULES, loss_per=0, client_per=0)
    assert {one.ground for one in lights(none, LOSS)} == {
        Ground.LOSS_YEARS,
        Ground.HALF_CAPITAL,
        Ground.RUNWAY,
    }


@pytest.mark.parametrize(
    ("changes", "balance", "granted", "cents", "bound"),
    [
        ({}, 100_000_00, 0, 12_000_00, "40 % of the loss"),
        ({"cap_cents": 10_000_00}, 100_000_00, 0, 10_000_00, "The most a co-op gets in a year"),
        ({"cap_cents": 10_000_00}, 100_000_00, 9_000_00, 1_000_00, "The most a co-op gets in a year"),
        ({"cap_cents": 10_000_00}, 100_000_00, 11_000_00, 0, "The most a co-op gets in a year"),
        ({}, 20_000_00, 0, 8_000_00, "40 % of the balance"),
        ({}, 0, 0, 0, "40 % of the balance"),
        ({"loss_per": 5_000}, 100_000_00, 0, 0, "No ground"),
    ],
)
def test_a_loss_is_borne_up_to_each_cap(changes, balance, granted, cents, bound):
    told = claim_of(replace(RULES, **changes), SOLIDARITY, LOSS, balance_cents=balance, granted_cents=granted)
    assert told.cents == cents
    assert str([step for step in told.steps if step.is_binding][-1].what).startswith(bound)


def test_wages_are_guaranteed_for_some_weeks_once_cash_is_short():
    short = Figures(cash_cents=1, spent_cents=100, wages_owed_cents=9_000_00, weekly_wages_cents=2_000_00)
    assert claim_of(RULES, GUARANTEE, short, balance_cents=50_000_00).cents == 8_000_00
    owed_less = replace(short, wages_owed_cents=500_00)
    assert claim_of(RULES, GUARANTEE, owed_less, balance_cents=50_000_00).cents == 500_00
    assert claim_of(RULES, GUARANTEE, Figures(), balance_cents=50_000_00).cents == 0


def test_claims_of_a_time_are_shared_pro_rata_to_the_cent():
    alone = [
        claim_of(
            RULES,
            SOLIDARITY,
            Figures(turnover_cents=100, result_cents=-loss),
            balance_cents=10**9,
        )
        for loss in (1_000, 1_000, 1_000)
    ]
    can = available(RULES, balance_cents=RULES.reserve_cents + 150, promised_cents=50)
    shares = together(alone, can)
    assert can == 100
    assert [one.cents for one in shares] == [34, 33, 33]
    assert shares[1].steps[-1].is_binding
    assert [one.cents for one in together(alone, 1_200)] == [400, 400, 400]
    assert [one.cents for one in together(alone, 0)] == [0, 0, 0]
    assert available(RULES, balance_cents=10, promised_cents=0) == 0


@pytest.mark.parametrize(
    ("purpose", "asking", "code"),
    [
        (SOLIDARITY, Asking(State.ADMITTED, date(2025, 11, 4)), None),
        (SOLIDARITY, Asking(State.OBSERVATION, date(2024, 1, 1)), None),
        (SOLIDARITY, Asking(State.ADMITTED, date(2025, 11, 5)), "waiting_time"),
        (SOLIDARITY, Asking(State.SUSPENDED, date(2024, 1, 1)), "suspended"),
        (GUARANTEE, Asking(State.SUSPENDED, date(2024, 1, 1)), None),
        (SOLIDARITY, Asking(State.EXITED, None), "not_a_member"),
        (GUARANTEE, Asking(None, None), "not_a_member"),
        (SOLIDARITY, Asking(State.ADMITTED, date(2024, 1, 1), has_asked=True), "asked_already"),
    ],
)
def test_who_may_ask(purpose, asking, code):
    if code is None:
        check_asking(RULES, purpose, asking, on=TODAY)
        return
    with pytest.raises(NotAllowedNow) as refused:
        check_asking(RULES, purpose, asking, on=TODAY)
    assert refused.value.code == code


def test_a_decision_stays_within_the_rules_and_says_why():
    why = "The client failed, the plan holds, and the board has read the figures."
    assert check_decision(cents=100, allowed_cents=100, reason=f"  {why} ") == why
    for cents, reason, field in ((101, why, "amount"), (-1, why, "amount"), (10, "Because.", "reason")):
        with pytest.raises(Invalid) as refused:
            check_decision(cents=cents, allowed_cents=100, reason=reason)
        assert refused.value.field == field


def test_two_people_decide_and_none_of_the_co_op_that_asks():
    check_two(proposer=1, second=2, claimants=frozenset({3}))
    for people in ((1, 1), (3, 2), (1, 3)):
        with pytest.raises(NotAllowedNow):
            check_two(proposer=people[0], second=people[1], claimants=frozenset({3}))


def test_a_condition_missed_stops_the_next_instalment_but_never_wages():
    conditions = conditions_of(RULES, SOLIDARITY, date(2026, 9, 1))
    assert [(one.code, one.due_on) for one in conditions] == [
        ("plan", date(2026, 10, 16)),
        ("review", date(2026, 10, 31)),
        ("figures", date(2027, 9, 1)),
    ]
    assert conditions_of(RULES, GUARANTEE, TODAY) == ()
    late = missed(conditions, frozenset({"plan"}), TODAY)
    assert [one.code for one in late] == ["review"]
    parts = instalments_of(100_01, 3, date(2026, 10, 1))
    assert [(one.due_on.month, one.cents) for one in parts] == [(10, 33_34), (11, 33_34), (12, 33_33)]
    said = [
        [
            state_of(one, purpose=purpose, paid=frozenset({1}), missed_any=bool(late), today=TODAY)
            for one in parts
        ]
        for purpose in (SOLIDARITY, GUARANTEE)
    ]
    assert said == [
        [Held.PAID, Held.CONDITION, Held.CONDITION],
        [Held.PAID, Held.OPEN, Held.NOT_YET],
    ]


def test_later_surpluses_pay_back_and_an_exit_owes_its_last_years():
    assert repayment_of(RULES, surplus_cents=1_000, owed_cents=500) == 200
    assert repayment_of(RULES, surplus_cents=1_000, owed_cents=50) == 50
    assert repayment_of(RULES, surplus_cents=-1_000, owed_cents=50) == 0
    received = [(date(2020, 1, 1), 5_000), (date(2025, 1, 1), 3_000)]
    assert owed_on_exit(RULES, received, 1_000, TODAY) == 2_000
    assert owed_on_exit(replace(RULES, exit_years=0), received, 0, TODAY) == 0


@pytest.mark.parametrize("name", ["surplus_per", "cover_percent", "cap_cents", "names_shown"])
def test_rules_are_read_whole_or_refused_at_their_field(name):
    assert FundRules.read(RULES.as_json()) == RULES
    for bad in (-1, 10**12, "15", None):
        with pytest.raises(Invalid) as refused:
            FundRules.read(RULES.as_json() | {name: bad})
        assert refused.value.field == name
    with pytest.raises(Invalid):
        FundRules.read(RULES.as_json() | {"more": 1})


def test_rules_read_as_sentences():
    said = [str(one) for one in in_words(replace(RULES, runway_tenths=15, repay_percent=0), "EUR")]
    assert said[0].startswith("A co-op with a surplus pays 15 % of it for solidarity, and every co-op 0.3 %")
    assert "It opens when cash lasts less than 1.5 months." in said
    assert "What was received is not paid back." in said
