"""What is stored of a decision, so that anyone can later work out the same ranking: numbers and ids, no places.

A `Problem` holds the raw terms of every bundle with every courier in whole seconds, the weights, what stood against a
pair, and what waiting would have cost. `recompute` solves it again.
"""

import json
import zlib
from collections.abc import Collection, Mapping
from dataclasses import asdict, dataclass, fields, replace
from functools import cached_property
from typing import Any, Self

import numpy as np
from numpy.typing import NDArray

from deliveries.domain.dispatch.assignment import NEVER, Assignment, Ints, assign, forced
from deliveries.domain.dispatch.board import Board, Codes
from deliveries.domain.dispatch.cost import TERMS, terms, weights
from deliveries.domain.dispatch.match import Matching

POLICY = "live-2"
MAGIC = b"DP1\n"

Ranking = Mapping[str, tuple[tuple[str, int], ...]]
Small = NDArray[np.int32]


@dataclass(frozen=True, eq=False)
class Problem:
    """One decision's assignment problem. Seconds count from `decided_at`; costs are seconds × per mille.

    `bundles` are orders by index in drop-off order, `chosen[b]` the courier by index or -1, `terms[t, b, c]` the raw
    seconds of each of `codes`, `against[b, c]` an index of board.REASONS. `rides[p, c]` are seconds to the first
    restaurant of the bundles with that `place`. `added` are the (bundle, courier) pairs in which the courier
    still waits at the restaurant. `extra[b, c]` is kept only where other bundles were cut away.
    """

    policy: str
    decided_at: int
    params: Mapping[str, int]
    codes: tuple[str, ...]
    weights: tuple[int, ...]
    orders: tuple[str, ...]
    couriers: tuple[str, ...]
    idle: tuple[bool, ...]
    bundles: tuple[tuple[int, ...], ...]
    place: tuple[int, ...]
    ready: tuple[int, ...]
    waits: tuple[int, ...]
    chosen: tuple[int, ...]
    terms: Small
    against: Codes
    rides: Small
    added: tuple[tuple[int, int], ...] = ()
    extra: Ints | None = None

    @cached_property
    def cost(self) -> Ints:
        """Each pair's cost: the terms times their weights."""
        total = np.zeros(self.terms.shape[1:], dtype=np.int64)
        for weight, seconds in zip(self.weights, self.terms, strict=True):
            total += weight * seconds.astype(np.int64)
        return total

    @cached_property
    def gain(self) -> Ints:
        """What each pair costs beyond waiting."""
        waits = np.array(self.waits, dtype=np.int64)[:, None]
        return np.where(self.against == 0, self.cost - waits, NEVER)

    @cached_property
    def solved(self) -> Assignment:
        """The solution that was chosen."""
        gain, column = self.gain, np.array(self.chosen, dtype=np.int64)
        placed = np.flatnonzero(column >= 0)
        return Assignment(column, int(gain[placed, column[placed]].sum()))

    def row_of(self, order_id: str) -> int:
        """The bundle an order is in. Raises KeyError for an order this problem does not hold."""
        if order_id not in self.orders:
            raise KeyError(order_id)
        index = self.orders.index(order_id)
        return next(b for b, doors in enumerate(self.bundles) if index in doors)

    def extra_costs(self, row: int) -> Ints:
        """What the whole board would lose if each courier had to take that bundle; NEVER where one cannot."""
        if self.extra is not None:
            return np.asarray(self.extra[row])
        return forced(self.gain, self.solved, row)

    def ranking(self) -> Ranking:
        """By order, the couriers who could take it and what the board would lose, the best first."""
        return _ranking(self, self.solved)

    def only(self, order_ids: Collection[str]) -> Self:
        """What is needed to explain and rank these orders again, in a few kB."""
        rows = sorted({self.row_of(order_id) for order_id in order_ids})
        orders = sorted({i for b in rows for i in self.bundles[b]})
        places = sorted({self.place[b] for b in rows})
        return replace(
            self,
            orders=tuple(self.orders[i] for i in orders),
            bundles=tuple(tuple(orders.index(i) for i in self.bundles[b]) for b in rows),
            place=tuple(places.index(self.place[b]) for b in rows),
            ready=tuple(self.ready[b] for b in rows),
            waits=tuple(self.waits[b] for b in rows),
            chosen=tuple(self.chosen[b] for b in rows),
            added=tuple((rows.index(b), courier) for b, courier in self.added if b in rows),
            terms=self.terms[:, rows],
            against=self.against[rows],
            rides=self.rides[places],
            extra=np.array([self.extra_costs(b) for b in rows], dtype=np.int64).reshape(
                len(rows), len(self.couriers)
            ),
        )

    def to_bytes(self) -> bytes:
        """Compressed; `from_bytes` gives the same problem back."""
        arrays = {name: array for name in ARRAYS if (array := getattr(self, name)) is not None}
        head = {f.name: getattr(self, f.name) for f in fields(self) if f.name not in ARRAYS}
        head["arrays"] = [[name, array.dtype.str, array.shape] for name, array in arrays.items()]
        text = json.dumps(head, separators=(",", ":")).encode()
        planes = b"".join(_planes(array) for array in arrays.values())
        return MAGIC + zlib.compress(len(text).to_bytes(4, "big") + text + planes, 6)

    @classmethod
    def from_bytes(cls, stored: bytes) -> Self:
        """Raises ValueError for anything but a stored problem."""
        if not stored.startswith(MAGIC):
            raise ValueError("This is no stored dispatch problem")
        plain = zlib.decompress(stored[len(MAGIC) :])
        at = 4 + int.from_bytes(plain[:4], "big")
        head: dict[str, Any] = json.loads(plain[4:at])
        arrays: dict[str, Any] = {}
        for name, kind, shape in head.pop("arrays"):
            size = int(np.dtype(kind).itemsize * np.prod(shape, dtype=np.int64))
            arrays[name] = _from_planes(plain[at : at + size], np.dtype(kind), shape)
            at += size
        lists = {
            name: tuple(tuple(item) if isinstance(item, list) else item for item in value)
            for name, value in head.items()
            if isinstance(value, list)
        }
        return cls(**{**head, **lists, **arrays})


ARRAYS = ("terms", "against", "rides", "extra")


def _planes(array: NDArray[Any]) -> bytes:
    """First bytes of all numbers, then second bytes …: alike stands beside alike, which compresses better."""
    flat = np.ascontiguousarray(array).reshape(-1)
    return flat.view(np.uint8).reshape(-1, array.dtype.itemsize).T.tobytes()


def _from_planes(stored: bytes, kind: np.dtype[Any], shape: list[int]) -> NDArray[Any]:
    planes = np.frombuffer(stored, dtype=np.uint8).reshape(kind.itemsize, -1)
    return np.ascontiguousarray(planes.T).reshape(-1).view(kind).reshape(shape)


def recompute(problem: Problem) -> Ranking:
    """Solve a stored problem again: the ranking it had, from its terms and weights alone."""
    return _ranking(problem, problem.solved if problem.extra is not None else assign(problem.gain))


def _ranking(problem: Problem, solved: Assignment) -> Ranking:
    gain = problem.gain
    ranked: dict[str, tuple[tuple[str, int], ...]] = {}
    for row, doors in enumerate(problem.bundles):
        extra = problem.extra[row] if problem.extra is not None else forced(gain, solved, row)
        order = [int(c) for c in np.lexsort((np.arange(len(extra)), extra)) if extra[c] < NEVER]
        best = tuple((problem.couriers[c], int(extra[c])) for c in order)
        ranked |= {problem.orders[i]: best for i in doors}
    return ranked


def problem_of(board: Board, matching: Matching) -> Problem:
    """The problem that was solved, as it is stored."""
    rows = matching.rows
    shape = rows.cost.shape
    raw = [
        np.broadcast_to(term, shape)
        for term in terms(board, board.fleet, rows.bundles, rows.leave, rows.pickup)
    ]
    stacked = np.stack(raw).astype(np.int32) if raw else np.zeros((len(TERMS), *shape), dtype=np.int32)
    added = []
    for row, made in enumerate(rows.bundles):
        for courier in range(shape[1]) if rows.joins else ():
            if join := rows.joins.get((made.key, courier)):
                stacked[:, row, courier] = join.terms
                added.append((row, courier))
    return Problem(
        policy=POLICY,
        decided_at=board.now,
        params={name: int(value) for name, value in asdict(board.params).items()},
        codes=TERMS,
        weights=weights(board.params),
        orders=tuple(order.id for order in board.orders),
        couriers=tuple(courier.id for courier in board.couriers),
        idle=tuple(bool(moment <= 0) for moment in board.fleet.available),
        bundles=tuple(b.doors for b in rows.bundles),
        place=tuple(b.places[0] for b in rows.bundles),
        ready=tuple(b.chain.ready_at for b in rows.bundles),
        waits=tuple(int(wait) for wait in rows.wait),
        chosen=tuple(int(c) for c in matching.solved.column),
        added=tuple(added),
        terms=np.where(rows.possible[None], stacked, 0).astype(np.int32),
        against=rows.against,
        rides=board.fleet.rides.T.astype(np.int32),
    )
