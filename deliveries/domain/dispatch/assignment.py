"""The assignment problem and its prices: who goes where at the least total cost, and what each change would lose.

`gain[r, c]` is what row r (a bundle) costs with column c (a courier) beyond leaving it waiting, in whole numbers; only
negative gains are worth taking, so leaving a row out costs 0 and needs no column of its own. Whole numbers below 2^53
are exact in the solver's floats.
"""

from dataclasses import dataclass

import numpy as np
import scipy  # its parts are loaded when they are first used
from numpy.typing import NDArray

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
    r, c = scipy.optimize.linear_sum_assignment(worth[some].astype(np.float64))
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


def displacement(gain: Ints, solved: Assignment) -> Ints:
    """What the board loses when a placed row has to give up its column, for each placed row in order.

    It may move to a free column, wait, or displace another: a shortest path in the residual graph.
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
    for _round in range(len(placed)):
        better = np.minimum(loss, (step + loss[None, :]).min(axis=1))
        if np.array_equal(better, loss):
            break
        loss = better
    return loss


def without(gain: Ints, solved: Assignment, row: int) -> Assignment:
    """The optimum once a row is gone: the place it leaves is taken over along one best chain of moves."""
    column = solved.column.copy()
    free = int(column[row])
    column[row] = -1
    if free < 0:
        return Assignment(column, solved.total)
    waiting = np.flatnonzero(solved.column < 0)
    placed = np.flatnonzero(column >= 0)
    own = np.append(column[placed], free)
    entering = gain[waiting][:, own]
    base = np.minimum(0, entering.min(axis=0, initial=0))
    move = gain[placed][:, own] - gain[placed, column[placed]][:, None]
    vacant, mover = base, np.full(len(own), -1)
    for _round in range(len(placed)):
        offers = move + vacant[:-1, None]
        better = offers.min(axis=0) < vacant
        if not better.any():
            break
        mover = np.where(better, offers.argmin(axis=0), mover)
        vacant = np.where(better, offers.min(axis=0), vacant)
    at = len(placed)
    while mover[at] >= 0:
        column[placed[mover[at]]], at = own[at], int(mover[at])
    if base[at] < 0:
        column[waiting[int(entering[:, at].argmin())]] = own[at]
    return Assignment(column, solved.total - int(gain[row, free]) + int(vacant[-1]))


def forced(gain: Ints, solved: Assignment, row: int) -> Ints:
    """For each column, what the total would rise by if `row` had to take it; NEVER where it cannot.

    Exact: the optimum without the row gives up each column in turn.
    """
    rest = without(gain, solved, row)
    room = np.zeros(gain.shape[1], dtype=np.int64)
    others = np.delete(gain, row, axis=0)
    room[rest.column[rest.column >= 0]] = displacement(
        others, Assignment(np.delete(rest.column, row), rest.total)
    )
    extra = gain[row] + rest.total + room - solved.total
    return np.where(gain[row] >= NEVER, NEVER, extra)
