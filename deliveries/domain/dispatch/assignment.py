"""The assignment problem and its prices: who goes where at the least total cost, and what each change would lose.

`gain[r, c]` is what row r (a bundle) costs with column c (a courier) beyond leaving it waiting, in whole numbers; only
negative gains are worth taking, so leaving a row out costs 0 and needs no column of its own. Whole numbers below 2^53
are exact in the solver's floats.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

Ints = NDArray[np.int64]

NEVER = np.int64(1) << 50


@dataclass(frozen=True, slots=True)
class Assignment:
    """`column[r]` for each row, -1 where it waits; `total` the sum of the gains taken."""

    column: Ints
    total: int


def assign(gain: Ints) -> Assignment:
    """The least total. Among equals the solver's choice, which depends on the order of rows and columns only."""
    rows, columns = gain.shape
    column = np.full(rows, -1, dtype=np.int64)
    worth = np.minimum(gain, 0)
    some = np.flatnonzero(worth.any(axis=1))
    if not len(some) or not columns:
        return Assignment(column, 0)
    r, c = linear_sum_assignment(worth[some].astype(np.float64))
    taken = worth[some[r], c] < 0
    column[some[r[taken]]] = c[taken]
    return Assignment(column, int(worth[some[r[taken]], c[taken]].sum()))


@dataclass(frozen=True, slots=True)
class Prices:
    """`row[r]`: what the total would rise without it … in dual terms, never above what it costs anywhere;
    `column[c]`: what the others would lose if that courier were taken away. row ≤ gain + column everywhere."""

    row: Ints
    column: Ints


def prices(gain: Ints, solved: Assignment) -> Prices:
    """Optimal dual prices, by shortest paths over the rows that would be displaced."""
    displaced = displacement(gain, solved)
    column = np.zeros(gain.shape[1], dtype=np.int64)
    row = np.zeros(gain.shape[0], dtype=np.int64)
    placed = np.flatnonzero(solved.column >= 0)
    column[solved.column[placed]] = displaced
    row[placed] = gain[placed, solved.column[placed]] + displaced
    return Prices(row, column)


def displacement(gain: Ints, solved: Assignment, fixed: int | None = None) -> Ints:
    """What the board loses when a placed row has to give up its column, for each placed row in order.

    It may move to a free column, wait, or displace another. With `fixed` that row has left its column for good, so
    its column is free and it displaces nobody.
    """
    placed = np.flatnonzero(solved.column >= 0)
    if not len(placed):
        return np.zeros(0, dtype=np.int64)
    own = solved.column[placed]
    costs = gain[placed]
    held = costs[np.arange(len(placed)), own]
    free = np.ones(gain.shape[1], dtype=bool)
    free[own] = False
    loss = -held
    if free.any():
        loss = np.minimum(loss, costs[:, free].min(axis=1) - held)
    step = costs[:, own] - held[:, None]
    if fixed is not None and solved.column[fixed] >= 0:
        index = int(np.searchsorted(placed, fixed))
        step[index] = NEVER
        loss[index] = 0
    while True:
        better = np.minimum(loss, (step + loss[None, :]).min(axis=1))
        if np.array_equal(better, loss):
            return loss
        loss = better


def forced(gain: Ints, solved: Assignment, row: int) -> Ints:
    """For each column, what the total would rise by if `row` had to take it; NEVER where it cannot.

    Exact: the best way to make room again is a shortest path in the optimal solution's residual graph.
    """
    present = int(solved.column[row])
    extra = gain[row] - (int(gain[row, present]) if present >= 0 else 0)
    placed = np.flatnonzero(solved.column >= 0)
    room = np.zeros(gain.shape[1], dtype=np.int64)
    room[solved.column[placed]] = displacement(gain, solved, fixed=row)
    return np.where(gain[row] >= NEVER, NEVER, extra + room)
