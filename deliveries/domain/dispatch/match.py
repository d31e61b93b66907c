"""Give bundles to couriers at the least total cost, and join orders into bundles while that lowers it.

Joining is column generation in small: with the prices of the present solution, the saving of a candidate is at most the
prices of its parts less its own, so most candidates are dismissed without solving anything again.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np

from deliveries.domain.dispatch.assignment import NEVER, Assignment, Ints, assign, prices
from deliveries.domain.dispatch.board import Board
from deliveries.domain.dispatch.bundles import Bundle, bundle, may_ride_together
from deliveries.domain.dispatch.cost import Rows, price

Key = tuple[int, ...]
Pricing = Callable[[Board, Sequence[Bundle]], Rows]


@dataclass(frozen=True, slots=True)
class Matching:
    """Rows that carry each order once, and who takes them."""

    rows: Rows
    gain: Ints
    solved: Assignment

    @property
    def cost(self) -> int:
        return int(self.rows.wait.sum()) + self.solved.total


def gains(rows: Rows) -> Ints:
    """What each pair costs beyond waiting; NEVER where it is impossible."""
    return np.where(rows.possible, rows.cost - rows.wait[:, None], NEVER)


class Book:
    """Every bundle priced so far in this decision, each once."""

    def __init__(self, board: Board) -> None:
        self.board = board
        singles = [bundle(board, (i,)) for i in range(len(board.orders))]
        self._rows = price(board, singles)
        self._index = {b.key: r for r, b in enumerate(singles)}
        self._gain = gains(self._rows)

    def learn(self, keys: Sequence[Key]) -> None:
        new = [key for key in keys if key not in self._index]
        if new:
            rows = price(self.board, [bundle(self.board, key) for key in new])
            self._index |= {key: len(self._index) + n for n, key in enumerate(new)}
            self._rows = self._rows.joined(rows)
            self._gain = np.concatenate([self._gain, gains(rows)])

    def gain(self, keys: Sequence[Key]) -> Ints:
        return np.asarray(self._gain[[self._index[key] for key in keys]])

    def matching(self, keys: Sequence[Key]) -> Matching:
        rows = self._rows.take([self._index[key] for key in keys])
        gain = gains(rows)
        return Matching(rows, gain, assign(gain))


def match(board: Board, is_in_time: Callable[[], bool] = lambda: True) -> tuple[Matching, bool]:
    """The matching, and whether all rounds of joining were done before `is_in_time` said no."""
    book = Book(board)
    keys: list[Key] = [(i,) for i in range(len(board.orders))]
    gain = book.gain(keys)
    solved = assign(gain)
    for _round in range(board.params.merge_rounds):
        if not is_in_time():
            return book.matching(keys), False
        better = _joined(book, keys, gain, solved)
        if better is None:
            break
        keys, gain, solved = better
    return book.matching(keys), True


def _joined(
    book: Book, keys: list[Key], gain: Ints, solved: Assignment
) -> tuple[list[Key], Ints, Assignment] | None:
    """One round: the most promising joins that share no order, as many of them as lower the total."""
    pairs = list(_pairs(book.board, keys))
    if not pairs:
        return None
    new = [tuple(sorted(keys[a] + keys[b])) for a, b in pairs]
    book.learn(new)
    if not gain.shape[1]:
        return None
    dual = prices(gain, solved)
    own = book.gain(new) + dual.column[None, :]
    taker = own.argmin(axis=1)
    least = np.minimum(0, own[np.arange(len(new)), taker])
    saving = np.array([dual.row[a] + dual.row[b] for a, b in pairs], dtype=np.int64) - least
    ranked = sorted(np.flatnonzero(saving > 0).tolist(), key=lambda n: (-int(saving[n]), new[n]))
    chosen: list[int] = []
    used: set[int] = set()
    takers: set[int] = set()
    for n in ranked:
        if used.isdisjoint(pairs[n]) and int(taker[n]) not in takers:
            chosen.append(n)
            used.update(pairs[n])
            takers.add(int(taker[n]))
    while chosen:
        gone = {row for n in chosen for row in pairs[n]}
        trial = sorted([*(key for r, key in enumerate(keys) if r not in gone), *(new[n] for n in chosen)])
        trial_gain = book.gain(trial)
        trial_solved = assign(trial_gain)
        if trial_solved.total < solved.total:
            return trial, trial_gain, trial_solved
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
