"""What it costs that a courier carries a bundle, in named terms: all bundles against all couriers at once."""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from deliveries.domain.dispatch.board import (
    BUSY,
    CAPACITY,
    REST,
    SHIFT_ENDS,
    UNREACHABLE,
    WINDOW,
    Board,
    Codes,
    Fleet,
    Ints,
)
from deliveries.domain.dispatch.bundles import Bundle, Key
from deliveries.domain.dispatch.joining import Join, joins
from deliveries.domain.dispatch.model import UNLIMITED, Params
from deliveries.domain.dispatch.timing import leaving, picking_up

Flags = NDArray[np.bool_]

TERMS = ("door", "late", "priority", "courier", "overtime", "fairness", "workload", "earnings")


def weights(params: Params) -> tuple[int, ...]:
    """Per mille, in the order of TERMS."""
    return (
        1000,
        params.late_weight,
        params.priority_weight,
        params.courier_weight,
        params.overtime_weight,
        params.fairness_weight,
        params.workload_weight,
        params.earnings_weight,
    )


@dataclass(frozen=True, slots=True)
class Rows:
    """Bundles (rows) against couriers (columns).

    `against` indexes REASONS, 0 where the pair is possible; `cost` is total, meaningful there only. `wait` is what it
    costs to give a bundle to nobody now. `joins` are the pairs in which a courier who still waits at the restaurant
    takes the bundle along. Moments in seconds from now.
    """

    bundles: tuple[Bundle, ...]
    leave: Ints
    pickup: Ints
    against: Codes
    cost: Ints
    wait: Ints
    joins: Mapping[tuple[Key, int], Join]

    @property
    def possible(self) -> NDArray[np.bool_]:
        return np.asarray(self.against == 0)

    def take(self, indices: Sequence[int]) -> "Rows":
        chosen = np.asarray(indices, dtype=np.int64)
        bundles = tuple(self.bundles[i] for i in indices)
        return Rows(
            bundles,
            self.leave[chosen],
            self.pickup[chosen],
            self.against[chosen],
            self.cost[chosen],
            self.wait[chosen],
            self.joins,
        )

    def joined(self, other: "Rows") -> "Rows":
        return Rows(
            self.bundles + other.bundles,
            np.concatenate([self.leave, other.leave]),
            np.concatenate([self.pickup, other.pickup]),
            np.concatenate([self.against, other.against]),
            np.concatenate([self.cost, other.cost]),
            np.concatenate([self.wait, other.wait]),
            {**self.joins, **other.joins},
        )


def price(board: Board, fleet: Fleet, bundles: Sequence[Bundle]) -> Rows:
    """Every courier's clock, cost and hard limits for each bundle."""
    first = np.array([b.places[0] for b in bundles], dtype=np.int64)
    ride = fleet.rides[:, first].T
    lead = _column(b.chain.lead for b in bundles)
    leave = leaving(fleet.available[None, :], ride, lead, _column(b.chain.aim_at for b in bundles))
    pickup = picking_up(leave, ride, lead, _column(b.chain.ready_at for b in bundles))
    raw = terms(board, fleet, bundles, leave, pickup)
    cost = np.zeros(leave.shape, dtype=np.int64)
    for seconds, weight in zip(raw, weights(board.params), strict=True):
        if weight:
            cost += weight * seconds
    against = limits(board, fleet, bundles, ride, leave, pickup)
    return Rows(tuple(bundles), leave, pickup, against, cost, waiting(board, bundles), {})


def price_with_joins(board: Board, bundles: Sequence[Bundle]) -> Rows:
    """The same for the couriers as they are now, each pair by the better of a ride of its own and a joined one."""
    rows = price(board, board.fleet, bundles)
    found: dict[tuple[Key, int], Join] = {}
    for row, courier, join in joins(board, bundles):
        total = sum(w * seconds for w, seconds in zip(weights(board.params), join.terms, strict=True))
        if rows.against[row, courier] or total < rows.cost[row, courier]:
            rows.against[row, courier], rows.cost[row, courier] = 0, total
            rows.leave[row, courier], rows.pickup[row, courier] = join.leave, join.pickup
            found[bundles[row].key, courier] = join
    return replace(rows, joins=found)


def terms(board: Board, fleet: Fleet, bundles: Sequence[Bundle], leave: Ints, pickup: Ints) -> list[Ints]:
    """The raw seconds of each of TERMS (each bundle × courier, or broadcast to it)."""
    count = _column(len(b.doors) for b in bundles)
    offsets = _column(sum(b.chain.offsets) for b in bundles)
    placed = _column(int(board.placed[list(b.doors)].sum()) for b in bundles)
    ends = pickup + _column(b.chain.ends for b in bundles)
    balances = [count * balance[None, :] for balance in fleet.balances]
    return [
        count * pickup + offsets - placed,
        _late(board, bundles, pickup),
        _priority(board, bundles, pickup),
        ends - leave,
        np.maximum(0, ends - np.maximum(fleet.shift_ends, 0)[None, :]),
        *balances,
    ]


def _late(board: Board, bundles: Sequence[Bundle], pickup: Ints) -> Ints:
    """Seconds by which each promise is broken."""
    late = np.zeros(pickup.shape, dtype=np.int64)
    for position in range(max((len(b.doors) for b in bundles), default=0)):
        rows = [r for r, b in enumerate(bundles) if len(b.doors) > position]
        due = [
            bundles[r].chain.offsets[position] - int(board.promised[bundles[r].doors[position]]) for r in rows
        ]
        broken = np.maximum(0, pickup[rows] + np.array(due, dtype=np.int64)[:, None])
        if len(rows) == len(bundles):
            late += broken
        else:
            late[rows] += broken
    return late


def _priority(board: Board, bundles: Sequence[Bundle], pickup: Ints) -> Ints:
    """Door time once more for each step of priority."""
    if not board.priority.any():
        return np.zeros((len(bundles), 1), dtype=np.int64)
    steps = _column(int(board.priority[list(b.doors)].sum()) for b in bundles)
    fixed = _column(
        sum(
            int(board.priority[i]) * (offset - int(board.placed[i]))
            for i, offset in zip(b.doors, b.chain.offsets, strict=True)
        )
        for b in bundles
    )
    return steps * pickup + fixed


def limits(
    board: Board, fleet: Fleet, bundles: Sequence[Bundle], ride: Ints, leave: Ints, pickup: Ints
) -> Codes:
    """What makes a pair impossible, the first reason that holds."""
    ends = pickup + _column(b.chain.ends for b in bundles)
    first = [b.doors[0] for b in bundles]
    against = fleet.against[first].copy()
    for r, b in enumerate(bundles):
        for i in b.doors[1:]:
            against[r] = np.where(_earlier(fleet.against[i], against[r]), fleet.against[i], against[r])
    load = np.array([board.load[list(b.doors)].sum(axis=0) for b in bundles], dtype=np.int64).reshape(-1, 3)
    over = pickup if not board.params.must_finish_in_shift else ends
    if len(load) and (load.max(axis=0) > fleet.capacity.min(axis=0, initial=UNLIMITED)).any():
        fits = (load[:, None, :] <= fleet.capacity[None, :, :]).all(axis=2)
        _mark(against, np.asarray(~fits), CAPACITY)
    _mark(against, over > fleet.shift_ends[None, :], SHIFT_ENDS)
    _mark(against, ride > board.params.max_ride_seconds, UNREACHABLE)
    for r, b in enumerate(bundles):
        for i, offset in zip(b.doors, b.chain.offsets, strict=True):
            closes = board.orders[i].latest_dropoff_at
            if closes is not None:
                _mark(against[r], pickup[r] + offset > closes - board.now, WINDOW)
    for k, courier in enumerate(fleet.of):
        for begins, stops in board.couriers[courier].breaks:
            clash = (leave[:, k] < stops - board.now) & (ends[:, k] > begins - board.now)
            _mark(against[:, k], clash, REST)
    return against


def _earlier(mine: Codes, present: Codes) -> NDArray[np.bool_]:
    return np.asarray((mine != 0) & ((present == 0) | (mine < present)))


def _mark(against: Codes, holds: Flags, reason: int) -> None:
    """Note a reason where none stands yet; being busy is said last, after what would still stand then."""
    against[holds & ((against == 0) | (against == BUSY))] = reason


def waiting(board: Board, bundles: Sequence[Bundle]) -> Ints:
    """Giving these orders to nobody now: as if each were carried alone, `wait_seconds` late."""
    params, service = board.params, board.service
    alone = np.array([board.to_door(board.place[i], i) for i in range(len(board.orders))], dtype=np.int64)
    door = np.maximum(0, board.ready) + params.wait_seconds + alone
    door += service.pickup_after + service.dropoff_before
    late = np.maximum(0, door - board.promised)
    each = (1000 + params.priority_weight * board.priority) * (
        door - board.placed
    ) + params.late_weight * late
    return np.array([int(each[list(b.doors)].sum()) for b in bundles], dtype=np.int64)


def _column(values: Iterable[int]) -> Ints:
    return np.fromiter(values, dtype=np.int64)[:, None]
