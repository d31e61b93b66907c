"""What one courier could carry in one ride: orders of one restaurant, or of neighbours, in their best sequence."""

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import permutations

from deliveries.domain.dispatch.board import Board
from deliveries.domain.dispatch.timing import Chain, chain

Key = tuple[int, ...]

LARGEST = 4


@dataclass(frozen=True, slots=True)
class Bundle:
    """`key` its orders by index, sorted; `doors` the same in drop-off order; `places` in pickup order."""

    key: Key
    doors: tuple[int, ...]
    places: tuple[int, ...]
    chain: Chain


def bundle(board: Board, key: Key) -> Bundle:
    """The sequence with the least time at the doors, then the least overall; ties keep the order of the ids."""
    found = [one for places in _tours(board, key) for one in _sequenced(board, key, places)]
    return found[0] if len(found) == 1 else min(found, key=_time_at_the_doors)


def _time_at_the_doors(candidate: Bundle) -> tuple[int, int, tuple[int, ...], tuple[int, ...]]:
    had = candidate.chain
    return len(had.offsets) * had.ready_at + sum(had.offsets), had.ends, candidate.doors, candidate.places


def _tours(board: Board, key: Key) -> list[tuple[int, ...]]:
    places = sorted({board.place[i] for i in key})
    return [tuple(places)] if len(places) == 1 else list(permutations(places))


def _sequenced(board: Board, key: Key, places: tuple[int, ...]) -> Iterator[Bundle]:
    """Every order of the doors after these places."""
    ready = [_ready(board, [i for i in key if board.place[i] == place]) for place in places]
    for doors in permutations(key):
        made = chain(places, ready, doors, board, board.service)
        yield Bundle(key, doors, places, _not_before_the_door_opens(board, doors, made))


def _ready(board: Board, orders: list[int]) -> tuple[int, int]:
    """When a place's orders are all ready, and how much earlier it is worth being there."""
    latest = max(board.ready_at[i] for i in orders)
    return latest, latest - max(board.ready_at[i] - board.slack[i] for i in orders)


def _not_before_the_door_opens(board: Board, doors: tuple[int, ...], made: Chain) -> Chain:
    """A courier with a window to keep waits at the restaurant, not at the door."""
    opens = [
        moment - board.now - offset
        for i, offset in zip(doors, made.offsets, strict=True)
        if (moment := board.orders[i].earliest_dropoff_at) is not None
    ]
    if not opens or max(opens) <= made.ready_at:
        return made
    return Chain(made.lead, max(opens), max(made.aim_at, *opens), made.offsets, made.ends)


def may_ride_together(board: Board, key: Key) -> bool:
    """Whether these orders may share a ride: few enough, ready at about the same time, near, for one courier."""
    params = board.params
    members = [board.orders[i] for i in key]
    ready = [board.ready_at[i] for i in key]
    places = sorted({board.place[i] for i in key})
    return (
        len(key) <= min(params.max_stack, LARGEST)
        and max(ready) - min(ready) <= params.stack_gap_seconds
        and len({order.pinned_to for order in members}) == 1
        and all(board.are_near(a, b) for a in places for b in places)
    )
