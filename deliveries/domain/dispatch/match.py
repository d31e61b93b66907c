"""Give bundles to couriers at the least total cost, and join orders into bundles while that lowers it.

Each courier takes one bundle now. What waits is taken by someone's next ride, so before joining, waiting is priced by a
look ahead: the couriers once more as columns, where and when their present suggestion would leave them.

Joining is column generation in small: with the prices of the present solution, the saving of a candidate is at most the
prices of its parts less its own, so most candidates are dismissed without solving anything again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import combinations

import numpy as np

from deliveries.domain.dispatch.assignment import NEVER, Assignment, Ints, assign, prices
from deliveries.domain.dispatch.board import Board
from deliveries.domain.dispatch.bundles import Key, bundle, may_ride_together
from deliveries.domain.dispatch.cost import Rows, price, price_with_joins


@dataclass(frozen=True, slots=True)
class Matching:
    """Rows that carry each order once, and who takes them."""

    rows: Rows
    gain: Ints
    solved: Assignment

    @property
    def cost(self) -> int:
        return int(self.rows.wait.sum()) + self.solved.total


class Book:
    """Every bundle priced so far in this decision, each once, and what waiting costs each order."""

    def __init__(self, board: Board) -> None:
        self.board = board
        singles = [bundle(board, (i,)) for i in range(len(board.orders))]
        self.rows = price_with_joins(board, singles)
        self._index = {b.key: r for r, b in enumerate(singles)}

    def learn(self, keys: Sequence[Key]) -> None:
        """Price what is new."""
        new = [key for key in keys if key not in self._index]
        if new:
            rows = price_with_joins(self.board, [bundle(self.board, key) for key in new])
            self._index |= {key: len(self._index) + n for n, key in enumerate(new)}
            self.rows = self.rows.joined(rows)

    def take(self, keys: Sequence[Key], wait: Ints) -> Rows:
        """These bundles, with what waiting costs each order."""
        rows = self.rows.take([self._index[key] for key in keys])
        return replace(rows, wait=np.array([int(wait[list(key)].sum()) for key in keys], dtype=np.int64))


def gains(rows: Rows) -> Ints:
    """What each pair costs beyond waiting; NEVER where it is impossible."""
    return np.where(rows.possible, rows.cost - rows.wait[:, None], NEVER)


def solve(rows: Rows) -> Matching:
    gain = gains(rows)
    return Matching(rows, gain, assign(gain))


def match(board: Board, is_in_time: Callable[[], bool] = lambda: True) -> tuple[Matching, bool]:
    """The matching, and whether every refinement was done before `is_in_time` said no."""
    book = Book(board)
    wait = book.rows.wait
    best = solve(book.rows)
    for _look in range(board.params.looks_ahead):
        if not is_in_time():
            return best, False
        wait = waiting_for_the_next_ride(board, best, book.rows.wait)
        best = solve(book.take([b.key for b in best.rows.bundles], wait))
    for _round in range(board.params.merge_rounds):
        if not is_in_time():
            return best, False
        better = _joined(book, best, wait)
        if better is None:
            break
        best = better
    return best, True


def waiting_for_the_next_ride(board: Board, best: Matching, flat: Ints) -> Ints:
    """For each order what waiting costs, if couriers come back for it: at most `flat`. Rows are single orders.

    Solved together with the present rides, so that a courier's next ride is priced by who else wants it.
    """
    placed = np.flatnonzero(best.solved.column >= 0)
    if not len(placed) or not len(board.couriers):
        return flat
    rows, riding = best.rows, []
    for row in placed.tolist():
        courier, made = int(best.solved.column[row]), best.rows.bundles[row]
        riding.append((courier, int(rows.pickup[row, courier]) + made.chain.ends, made.doors[-1]))
    later = price(board, board.after(riding), rows.bundles)
    next_ride = np.where(later.possible, later.cost - flat[:, None], NEVER)
    next_ride[placed, np.arange(len(placed))] = NEVER
    now = np.where(rows.possible, rows.cost - flat[:, None], NEVER)
    both = np.concatenate([now, next_ride], axis=1)
    dual = prices(both, assign(both))
    waits = np.minimum(0, (next_ride + dual.column[None, now.shape[1] :]).min(axis=1))
    return np.asarray(flat + waits)


def _joined(book: Book, best: Matching, wait: Ints) -> Matching | None:
    """One round: the most promising joins that share no order and no courier, as many as lower the total."""
    keys = [b.key for b in best.rows.bundles]
    pairs = list(_pairs(book.board, keys))
    if not pairs or not best.gain.shape[1]:
        return None
    new = [tuple(sorted(keys[a] + keys[b])) for a, b in pairs]
    book.learn(new)
    dual = prices(best.gain, best.solved)
    own = gains(book.take(new, wait)) + dual.column[None, :]
    taker = own.argmin(axis=1)
    least = np.minimum(0, own[np.arange(len(new)), taker])
    saving = np.array([dual.row[a] + dual.row[b] for a, b in pairs], dtype=np.int64) - least
    chosen: list[int] = []
    used: set[int] = set()
    takers: set[int] = set()
    for n in sorted(np.flatnonzero(saving > 0).tolist(), key=lambda n: (-int(saving[n]), new[n])):
        if used.isdisjoint(pairs[n]) and int(taker[n]) not in takers:
            chosen.append(n)
            used.update(pairs[n])
            takers.add(int(taker[n]))
    while chosen:
        gone = {row for n in chosen for row in pairs[n]}
        trial = sorted([*(key for r, key in enumerate(keys) if r not in gone), *(new[n] for n in chosen)])
        matching = solve(book.take(trial, wait))
        if matching.cost < best.cost:
            return matching
        chosen = chosen[: len(chosen) // 2]
    return None


def _pairs(board: Board, keys: Sequence[Key]) -> Iterator[tuple[int, int]]:
    """Rows that may be joined: of one restaurant or of neighbours."""
    by_place: dict[int, list[int]] = {}
    for row, key in enumerate(keys):
        for place in {board.place[i] for i in key}:
            by_place.setdefault(place, []).append(row)
    found: set[tuple[int, int]] = set()
    for place, rows in by_place.items():
        found.update(combinations(rows, 2))
        for other, rows_there in by_place.items():
            if place < other and board.are_near(place, other):
                found.update((min(a, b), max(a, b)) for a in rows for b in rows_there if a != b)
    return (pair for pair in sorted(found) if may_ride_together(board, keys[pair[0]] + keys[pair[1]]))
