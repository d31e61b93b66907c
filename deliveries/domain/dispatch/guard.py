"""Dispatch never stops: a time budget for the refinements, and a simple rule where the engine fails."""

import time
from collections.abc import Callable

from deliveries.domain.dispatch.live import decide
from deliveries.domain.dispatch.model import Decision, Params, State
from deliveries.domain.dispatch.simple import decide_simply

BUDGET_SECONDS = 0.2

Engine = Callable[[State, int, Params, Callable[[], bool]], Decision]


def decide_safely(
    state: State,
    now: int,
    params: Params,
    *,
    clock: Callable[[], float] = time.monotonic,
    engine: Engine = decide,
    report: Callable[[Exception], None] = lambda error: None,
) -> Decision:
    """Decide within the budget: refinements are skipped once 200 ms are gone, and `notes` says so.

    If the engine raises, `report` hears of it and the simple rule decides. Never raises.
    """
    began = clock()
    try:
        return engine(state, now, params, lambda: clock() - began < BUDGET_SECONDS)
    except Exception as error:  # noqa: BLE001 - whatever it was, food is waiting
        report(error)
        return decide_simply(state, now, params)
