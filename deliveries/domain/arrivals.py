"""When a courier reaches each of their stops, and what another order of stops would cost: the arithmetic of the board.

As dispatch reckons: a stop takes its service half before the moment that counts and half after; nobody rides before
the bags are ready. Seconds since 1970.
"""

from collections.abc import Sequence
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Due:
    """A stop to reach: a pickup not before `ready_at`, a drop-off by `promised_at`. `is_here`: the courier is there."""

    id: str
    number: int
    is_pickup: bool
    ready_at: int
    promised_at: int
    is_here: bool = False


@dataclass(frozen=True, slots=True)
class Arrival:
    """The moment that counts at a stop, and how many seconds that is after what was promised (drop-offs)."""

    id: str
    number: int
    at: int
    late_seconds: int


@dataclass(frozen=True, slots=True)
class Ridden:
    """A way through stops, and when it is over."""

    arrivals: tuple[Arrival, ...]
    ends_at: int


@dataclass(frozen=True, slots=True)
class Effect:
    """What a move does to one courier: seconds more (or less) until they are free, and who would be late by it."""

    extra_seconds: int
    later: tuple[Arrival, ...]


def ridden(
    stops: Sequence[Due], rides: Sequence[int], now: int, *, pickup_seconds: int, dropoff_seconds: int
) -> Ridden:
    """Through `stops` in turn from `now`; `rides[i]` are the seconds of the ride to stop i."""
    clock, found = now, []
    for stop, ride in zip(stops, rides, strict=True):
        service = pickup_seconds if stop.is_pickup else dropoff_seconds
        here = clock if stop.is_here else clock + ride
        counts = here + service // 2
        if stop.is_pickup:
            counts = max(counts, stop.ready_at)
        late = 0 if stop.is_pickup else max(0, counts - stop.promised_at)
        found.append(Arrival(stop.id, stop.number, counts, late))
        clock = counts + service - service // 2
    return Ridden(tuple(found), clock)


def effect(before: Ridden, after: Ridden, now: int, *, least_late_seconds: int = 60) -> Effect:
    """Against the present order of stops. A courier with nothing to do is free now."""
    was = {arrival.id: arrival.late_seconds for arrival in before.arrivals}
    later = tuple(
        arrival
        for arrival in after.arrivals
        if arrival.late_seconds >= least_late_seconds and arrival.late_seconds > was.get(arrival.id, 0)
    )
    ends = [way.ends_at if way.arrivals else now for way in (before, after)]
    return Effect(ends[1] - ends[0], later)
