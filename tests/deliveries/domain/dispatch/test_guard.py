from collections.abc import Iterator

from deliveries.domain.dispatch import Decision, decide, decide_safely
from deliveries.domain.travel import Matrix, Route, StraightLine
from tests.deliveries.domain.dispatch.boards import NOON, PARAMS, at, courier, order, state

BOARD = state(
    [order(f"o{n}", dropoff=at(north=5, east=n / 10)) for n in range(4)], [courier("alma"), courier("ben")]
)


def ticking(seconds: float) -> Iterator[float]:
    now = 0.0
    while True:
        yield now
        now += seconds


def test_in_time_the_guarded_decision_is_the_engine_s() -> None:
    assert decide_safely(BOARD, NOON, PARAMS) == decide(BOARD, NOON, PARAMS)


def test_over_the_budget_refinements_are_skipped_and_it_says_so() -> None:
    clock = ticking(0.3)
    decision = decide_safely(BOARD, NOON, PARAMS, clock=lambda: next(clock))
    assert [len(s.order_ids) for s in decision.suggestions] == [1, 1]
    assert [str(note) for note in decision.notes] == [
        "Time was short: orders were not joined as well as they could be."
    ]


def test_a_failing_engine_is_reported_and_the_simple_rule_decides() -> None:
    def broken(*_anything: object) -> Decision:
        raise ZeroDivisionError("on a Friday evening")

    heard: list[Exception] = []
    decision = decide_safely(BOARD, NOON, PARAMS, engine=broken, report=heard.append)
    assert [str(error) for error in heard] == ["on a Friday evening"]
    assert decision.policy == "simple-1"
    assert [len(s.order_ids) for s in decision.suggestions] == [3, 1]
    assert decision.problem is None
    assert decision.ranking == {}


class Silent(StraightLine):
    """A router that has stopped answering."""

    def matrix(self, origins: object, destinations: object) -> Matrix:
        raise TimeoutError

    def route(self, origin: object, destination: object) -> Route:
        raise TimeoutError


def test_a_silent_router_does_not_stop_dispatch_either() -> None:
    blind = type(BOARD)(BOARD.orders, BOARD.couriers, Silent())
    decision = decide_safely(blind, NOON, PARAMS)
    assert (decision.policy, len(decision.suggestions)) == ("simple-1", 2)
