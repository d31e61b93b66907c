"""What holds on any board hypothesis can think of."""

import random
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from deliveries.domain.dispatch import Problem, State, decide, decide_safely, explanation, recompute
from deliveries.domain.dispatch.assignment import NEVER, assign, forced, prices
from deliveries.domain.dispatch.cost import TERMS
from deliveries.domain.dispatch.verify import violations
from tests.deliveries.domain.dispatch.boards import NOON, PARAMS, boards, courier, order, state


@given(boards())
@settings(max_examples=150)
def test_every_decision_keeps_every_hard_limit_and_accounts_for_every_order(board: State) -> None:
    assert violations(board, NOON, PARAMS, decide(board, NOON, PARAMS)) == []


@given(boards())
@settings(max_examples=80)
def test_so_does_the_simple_rule(board: State) -> None:
    def broken(*_anything: object) -> None:
        raise RuntimeError("no engine today")

    decision = decide_safely(board, NOON, PARAMS, engine=broken)  # type: ignore[arg-type]
    assert violations(board, NOON, PARAMS, decision) == []
    assert len(decision.notes) == 1


@given(boards(), st.integers(0, 2**32))
@settings(max_examples=80)
def test_the_order_of_the_lists_changes_nothing(board: State, seed: int) -> None:
    orders, couriers = list(board.orders), list(board.couriers)
    random.Random(seed).shuffle(orders)
    random.Random(seed).shuffle(couriers)
    first, second = decide(board, NOON, PARAMS), decide(state(orders, couriers), NOON, PARAMS)
    assert first == second
    assert first.problem
    assert second.problem
    assert first.problem.to_bytes() == second.problem.to_bytes()


@given(boards())
@settings(max_examples=100)
def test_terms_add_up_to_costs_and_costs_to_the_objective(board: State) -> None:
    decision = decide(board, NOON, PARAMS)
    assert decision.problem
    for suggestion in decision.suggestions:
        said = explanation(decision.problem, suggestion.order_ids[0])
        assert sum(term.cost for term in said.terms) == suggestion.cost
        assert tuple(term.code for term in said.terms) == TERMS
        assert all(alternative.extra >= 0 for alternative in said.alternatives)
        named = {
            suggestion.courier_id,
            *(a.courier_id for a in said.alternatives),
            *(w.courier_id for w in said.why_not),
        }
        assert named == set(decision.problem.couriers)
    assert sum(s.cost for s in decision.suggestions) + decision.waiting_cost == decision.cost


@given(boards())
@settings(max_examples=80)
def test_a_stored_decision_recomputes_to_the_same_ranking(board: State) -> None:
    decision = decide(board, NOON, PARAMS)
    assert decision.problem
    assert recompute(Problem.from_bytes(decision.problem.to_bytes())) == decision.ranking
    for order_id in decision.ranking:
        alone = decision.problem.only([order_id])
        assert recompute(Problem.from_bytes(alone.to_bytes()))[order_id] == decision.ranking[order_id]


gains = st.integers(1, 6).flatmap(
    lambda rows: st.integers(1, 6).flatmap(
        lambda columns: st.lists(
            st.lists(
                st.one_of(st.integers(-30, 10), st.just(int(NEVER))), min_size=columns, max_size=columns
            ),
            min_size=rows,
            max_size=rows,
        )
    )
)


@given(gains)
@settings(max_examples=200)
def test_a_forced_pair_costs_what_solving_everything_again_says(numbers: list[list[int]]) -> None:
    gain = np.array(numbers, dtype=np.int64)
    solved = assign(gain)
    for row in range(gain.shape[0]):
        extra = forced(gain, solved, row)
        for column in range(gain.shape[1]):
            if gain[row, column] >= NEVER:
                assert extra[column] == NEVER
                continue
            rest = np.delete(np.delete(gain, row, axis=0), column, axis=1)
            again = int(gain[row, column]) + (assign(rest).total if rest.size else 0)
            assert extra[column] == again - solved.total


@given(gains)
@settings(max_examples=200)
def test_prices_prove_the_assignment_optimal(numbers: list[list[int]]) -> None:
    gain = np.array(numbers, dtype=np.int64)
    solved = assign(gain)
    dual = prices(gain, solved)
    assert (dual.column >= 0).all()
    assert (dual.row <= 0).all()
    assert (dual.row[:, None] <= gain + dual.column[None, :]).all()
    assert int(dual.row.sum() - dual.column.sum()) == solved.total


def test_a_refusal_costs_the_courier_nothing_elsewhere() -> None:
    couriers = [courier("alma"), courier("ben")]
    others = [order(f"x{n}", place=f"p{n}") for n in range(3)]
    refused = [order(f"o{n}", declined_by=frozenset({"alma"}), place=f"q{n}") for n in range(20)]
    accepted = [replace(o, declined_by=frozenset()) for o in refused]

    def terms_of_alma(orders: list) -> dict[str, list[int]]:
        problem = decide(state([*others, *orders], couriers), NOON, replace(PARAMS, max_stack=1)).problem
        assert problem
        alma = problem.couriers.index("alma")
        return {o.id: problem.terms[:, problem.row_of(o.id), alma].tolist() for o in others}

    assert terms_of_alma(refused) == terms_of_alma(accepted)


@pytest.mark.parametrize("orders", [40, 80])
def test_the_work_grows_with_the_board_and_no_faster(orders: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Counted, not timed: assignment problems solved, and pairs priced, for a crowd at one restaurant."""
    from deliveries.domain.dispatch import cost, match

    solved: list[int] = []
    priced: list[int] = []
    pricing = cost.price

    def assigning(gain):
        solved.append(gain.size)
        return assign(gain)

    monkeypatch.setattr(match, "assign", assigning)

    def counting(board, fleet, bundles):
        priced.append(len(bundles) * len(fleet.of))
        return pricing(board, fleet, bundles)

    monkeypatch.setattr(cost, "price", counting)
    couriers = [courier(f"c{n}") for n in range(10)]
    decide(state([order(f"o{n:02}", ready=n) for n in range(orders)], couriers), NOON, PARAMS)
    assert len(solved) <= 2 * (1 + PARAMS.looks_ahead) + 8 * PARAMS.merge_rounds
    assert sum(priced) <= (orders + PARAMS.merge_rounds * orders * orders) * len(couriers)
