"""The suggestion of this minute: orders and couriers in, a decision with its reasons out."""

from collections.abc import Callable

import numpy as np

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.board import Board
from deliveries.domain.dispatch.intake import take_in
from deliveries.domain.dispatch.match import Matching, match
from deliveries.domain.dispatch.model import Decision, LeftOut, Params, State, Suggestion, WhyNotYet
from deliveries.domain.dispatch.record import POLICY
from deliveries.domain.dispatch.solved import Solved


def decide(state: State, now: int, params: Params, is_in_time: Callable[[], bool] = lambda: True) -> Decision:
    """Suggest couriers for the orders that need one within the horizon, just in time for the food.

    The same state gives the same decision, whatever the order of its lists. Nothing is fixed: an order that is not
    carried yet may be matched differently a minute later. What cannot be reckoned with is left out by name.
    Refinements end when `is_in_time` says no, and a note tells so.
    """
    intake = take_in(state, now, params)
    board = Board(intake.orders, intake.couriers, state.travel, now, params)
    matching, is_whole = match(board, is_in_time)
    suggestions, waiting, waiting_cost = _answers(board, matching)
    notes = (
        () if is_whole else (Sentence(_("Time was short: orders were not joined as well as they could be.")),)
    )
    return Decision(
        decided_at=now,
        suggestions=tuple(sorted(suggestions, key=lambda s: (s.leave_at, s.order_ids))),
        waiting=tuple(sorted([*waiting, *intake.later], key=lambda w: w.order_id)),
        left_out=(*intake.left_out, *_out_of_reach(board)),
        cost=matching.cost,
        waiting_cost=waiting_cost,
        policy=POLICY,
        notes=notes,
        solved=Solved(board, matching),
    )


def _answers(board: Board, matching: Matching) -> tuple[list[Suggestion], list[WhyNotYet], int]:
    suggestions: list[Suggestion] = []
    waiting: list[WhyNotYet] = []
    waiting_cost = 0
    for row, courier in enumerate(matching.solved.column.tolist()):
        if courier >= 0:
            suggestions.append(_suggestion(board, matching, row, courier))
        else:
            left = [i for i in matching.rows.bundles[row].key if not board.is_out_of_reach(i)]
            waiting += [_not_yet(board, matching, row, i) for i in left]
            waiting_cost += int(matching.rows.wait[row])
    return suggestions, waiting, waiting_cost


def _suggestion(board: Board, matching: Matching, row: int, courier: int) -> Suggestion:
    rows, made = matching.rows, matching.rows.bundles[row]
    leave, pickup = int(rows.leave[row, courier]), int(rows.pickup[row, courier])
    join = rows.joins.get((made.key, courier))
    can_be_told = join is not None or int(board.fleet.available[courier]) <= 0
    offsets = join.offsets if join else made.chain.offsets
    doors = [(board.orders[i].id, offset) for i, offset in zip(made.doors, offsets, strict=True)]
    if join:  # in one ride with what waits already, the best way round may be another
        doors.sort(key=lambda door: join.route.index(door[0]))
    order_ids = tuple(order_id for order_id, _offset in doors)
    return Suggestion(
        courier_id=board.couriers[courier].id,
        order_ids=order_ids,
        now=can_be_told and leave < board.params.tick_seconds,
        leave_at=board.now + leave,
        pickup_at=board.now + pickup,
        dropoffs_at=tuple(board.now + pickup + offset for _id, offset in doors),
        places=board.place_names(made.places),
        cost=int(rows.cost[row, courier]),
        is_added=join is not None,
        route=join.route if join else order_ids,
    )


def _out_of_reach(board: Board) -> list[LeftOut]:
    reason = Sentence(_("Its door is out of reach of the restaurant."))
    far = (order for i, order in enumerate(board.orders) if board.is_out_of_reach(i))
    return [LeftOut(order.id, "out_of_reach", reason) for order in far]


def _not_yet(board: Board, matching: Matching, row: int, order: int) -> WhyNotYet:
    """Why no courier is suggested for an order that could leave."""
    order_id = board.orders[order].id
    if not board.couriers:
        return WhyNotYet(order_id, "no_courier", Sentence(_("No courier is on shift.")))
    if not np.any(matching.rows.possible[row]):
        return WhyNotYet(order_id, "nobody_can", Sentence(_("No courier can take it now.")))
    return WhyNotYet(
        order_id, "wait", Sentence(_("All couriers are worth more elsewhere; it waits its turn."))
    )
