"""Adding orders to a courier who still waits at the same restaurant, or is on the way to it.

What it costs is the difference between the two rides: the new orders' door time, and what those already promised lose.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import permutations

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch.board import BUSY, Board
from deliveries.domain.dispatch.bundles import LARGEST, Bundle
from deliveries.domain.dispatch.model import Waiting
from deliveries.domain.dispatch.timing import Ride, ride
from deliveries.domain.travel import TravelTimes

LEAD_TICKS = 2


@dataclass(frozen=True, slots=True)
class Join:
    """A bundle on top of what a courier waits for: when to say so, the new clock, and raw terms as in cost.TERMS.

    `route` are all orders' ids in drop-off order; `offsets` the new orders' handovers after `pickup`, in the bundle's
    drop-off order. Moments count from the decision.
    """

    leave: int
    pickup: int
    route: tuple[str, ...]
    offsets: tuple[int, ...]
    terms: tuple[int, ...]


def joins(board: Board, bundles: Sequence[Bundle]) -> Iterator[tuple[int, int, Join]]:
    """Every (row, courier) that could be a join, with its clock and terms."""
    waiting = [(k, c.waiting_at) for k, c in enumerate(board.couriers) if c.waiting_at is not None]
    if not waiting:
        return
    by_place: dict[str, list[int]] = {}
    for row, made in enumerate(bundles):
        names = board.place_names(made.places)
        if len(made.places) == 1:
            by_place.setdefault(names[0], []).append(row)
    for courier, had in waiting:
        if had.pickup_at > board.now and had.orders:
            for row in by_place.get(had.place, ()):
                found = _join(board, bundles[row], courier, had)
                if found:
                    yield row, courier, found


def _join(board: Board, made: Bundle, courier: int, had: Waiting) -> Join | None:
    """The best common ride, None where a hard limit forbids it."""
    params, person = board.params, board.couriers[courier]
    new = [board.orders[i] for i in made.doors]
    everything = [*had.orders, *new]
    if any(board.fleet.against[i, courier] not in (0, BUSY) for i in made.doors):
        return None
    ready = [order.ready_at for order in everything]
    if len(everything) > min(params.max_stack, LARGEST) or max(ready) - min(ready) > params.stack_gap_seconds:
        return None
    if any(
        sum(sizes) > limit
        for sizes, limit in zip(
            zip(*(o.load.vector for o in everything), strict=True), person.capacity.vector, strict=True
        )
    ):
        return None
    legs = _legs(board, had.place).among([new[0].pickup, *(order.dropoff for order in everything)])
    before = ride(everything, range(len(had.orders)), legs, board.service)
    after = min(
        (
            ride(everything, sequence, legs, board.service)
            for sequence in permutations(range(len(everything)))
        ),
        key=lambda r: (sum(r.offsets), r.ids),
    )
    pickup = max(had.pickup_at, *(order.ready_at for order in new), *_doors_open(after)) - board.now
    if not _is_allowed(board, courier, after, pickup):
        return None
    return Join(
        leave=max(0, had.pickup_at - board.now - LEAD_TICKS * params.tick_seconds),
        pickup=pickup,
        route=after.ids,
        offsets=tuple(after.offsets[after.ids.index(order.id)] for order in new),
        terms=_terms(board, courier, len(new), (before, had.pickup_at - board.now), (after, pickup)),
    )


class Legs:
    """Riding seconds between a restaurant and the doors that may leave it together."""

    def __init__(self, travel: TravelTimes, points: Iterable[Point]) -> None:
        places = list(dict.fromkeys(points))
        self._index = {point: i for i, point in enumerate(places)}
        self._seconds: list[list[int]] = travel.matrix(places, places).seconds.tolist()

    def among(self, points: Sequence[Point]) -> list[list[int]]:
        rows = [self._index[point] for point in points]
        return [[self._seconds[i][j] for j in rows] for i in rows]


def _legs(board: Board, place: str) -> Legs:
    """Measured once a decision for each restaurant where someone waits."""
    if place not in board.legs:
        here = [order for order in board.orders if order.place == place]
        had = [c.waiting_at.orders for c in board.couriers if c.waiting_at and c.waiting_at.place == place]
        orders = [*here, *(order for some in had for order in some)]
        board.legs[place] = Legs(board.travel, (p for o in orders for p in (o.pickup, o.dropoff)))
    return board.legs[place]


def _doors_open(after: Ride) -> list[int]:
    """When to have everything in hand so that no door is reached before its window: one waits at the restaurant."""
    return [
        order.earliest_dropoff_at - offset
        for order, offset in zip(after.orders, after.offsets, strict=True)
        if order.earliest_dropoff_at is not None
    ]


def _is_allowed(board: Board, courier: int, after: Ride, pickup: int) -> bool:
    person, ends = board.couriers[courier], board.now + pickup + after.ends
    counts = ends if board.params.must_finish_in_shift else board.now + pickup
    in_time = all(
        order.latest_dropoff_at is None or board.now + pickup + offset <= order.latest_dropoff_at
        for order, offset in zip(after.orders, after.offsets, strict=True)
    )
    rests = any(begins < ends and stops > board.now for begins, stops in person.breaks)
    return in_time and not rests and counts <= person.shift_ends_at


def _terms(
    board: Board, courier: int, count: int, before: tuple[Ride, int], after: tuple[Ride, int]
) -> tuple[int, ...]:
    """Raw seconds: the new ride's less the present one's."""
    was, now = _of_ride(board, courier, *before), _of_ride(board, courier, *after)
    balances = (board.fleet.balances[:, courier] * count).tolist()
    return (*(b - a for a, b in zip(was, now, strict=True)), *balances)


def _of_ride(board: Board, courier: int, made: Ride, pickup: int) -> tuple[int, int, int, int, int]:
    door = late = first = 0
    for order, offset in zip(made.orders, made.offsets, strict=True):
        at = board.now + pickup + offset
        door += at - order.placed_at
        late += max(0, at - order.promised_at)
        first += order.priority * (at - order.placed_at)
    ends = pickup + made.ends
    over = max(0, ends - max(0, int(board.fleet.shift_ends[courier])))
    return door, late, first, ends, over
