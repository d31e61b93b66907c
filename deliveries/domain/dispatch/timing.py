"""The only clock arithmetic of dispatch: when to leave, when the food is in hand, when each door is reached.

A stop takes its service time half before the moment that counts (food in hand, food handed over) and half after, as
in the Meal Delivery Routing Problem. Seconds throughout; moments count from `now`.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from deliveries.domain.dispatch.model import WaitingOrder

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Service:
    """Service time at a restaurant and at a door, split around the moment that counts."""

    pickup_before: int
    pickup_after: int
    dropoff_before: int
    dropoff_after: int

    @classmethod
    def halved(cls, pickup_seconds: int, dropoff_seconds: int) -> "Service":
        pickup, dropoff = pickup_seconds // 2, dropoff_seconds // 2
        return cls(pickup, pickup_seconds - pickup, dropoff, dropoff_seconds - dropoff)


class Legs(Protocol):
    """Riding times of one decision, by index of place and order."""

    def between_places(self, a: int, b: int) -> int: ...
    def to_door(self, place: int, order: int) -> int: ...
    def between_doors(self, a: int, b: int) -> int: ...


@dataclass(frozen=True, slots=True)
class Chain:
    """A fixed sequence of pickups and drop-offs, whoever rides it.

    `lead` from arriving at the first place to having everything, if nothing has to be waited for; `ready_at` the
    earliest moment of having everything; `aim_at` the same with the slack for estimates taken off. `offsets[i]` from
    having everything to the i-th handover; `ends` to being free again.
    """

    lead: int
    ready_at: int
    aim_at: int
    offsets: tuple[int, ...]
    ends: int


def chain(
    places: Sequence[int],
    ready: Sequence[tuple[int, int]],
    doors: Sequence[int],
    legs: Legs,
    service: Service,
) -> Chain:
    """The chain through these places (each with its ready moment and slack) and then these doors."""
    lead, ready_at, aim_at = service.pickup_before, ready[0][0], ready[0][0] - ready[0][1]
    for (a, b), (moment, slack) in zip(pairwise(places), ready[1:], strict=True):
        step = service.pickup_after + legs.between_places(a, b) + service.pickup_before
        lead += step
        ready_at = max(ready_at + step, moment)
        aim_at = max(aim_at + step, moment - slack)
    at = service.pickup_after + legs.to_door(places[-1], doors[0]) + service.dropoff_before
    offsets = [at]
    for a, b in pairwise(doors):
        at += service.dropoff_after + legs.between_doors(a, b) + service.dropoff_before
        offsets.append(at)
    return Chain(lead, ready_at, aim_at, tuple(offsets), at + service.dropoff_after)


def leaving(available: Ints, ride: Ints, lead: Ints, aim_at: Ints) -> Ints:
    """Just in time for the food, or as soon as the courier can."""
    return np.asarray(np.maximum(available, aim_at - lead - ride))


def picking_up(leave: Ints, ride: Ints, lead: Ints, ready_at: Ints) -> Ints:
    """When everything is in hand: after arriving and its service, not before it is ready."""
    return np.asarray(np.maximum(leave + ride + lead, ready_at))


@dataclass(frozen=True, slots=True)
class Ride:
    """From having everything at one restaurant to these doors in turn; offsets as in `Chain`."""

    orders: tuple[WaitingOrder, ...]
    offsets: tuple[int, ...]
    ends: int

    @property
    def ids(self) -> tuple[str, ...]:
        return tuple(order.id for order in self.orders)


def ride(
    orders: Sequence[WaitingOrder], sequence: Sequence[int], legs: Sequence[Sequence[int]], service: Service
) -> Ride:
    """The clock of one sequence of doors; `legs[0]` are the rides from the restaurant, `legs[i + 1]` from door i."""
    at, offsets, place = service.pickup_after, [], 0
    for index in sequence:
        at += legs[place][index + 1] + service.dropoff_before
        offsets.append(at)
        at, place = at + service.dropoff_after, index + 1
    return Ride(tuple(orders[index] for index in sequence), tuple(offsets), at)
