"""What it costs, in named minutes, that a courier carries a bundle: the only clock arithmetic of dispatch."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise, permutations

import numpy as np
from numpy.typing import NDArray

from deliveries.domain.dispatch.model import Courier, Params, State, WaitingOrder

TERMS = ("door", "late", "courier")
FEASIBLE = ""

Floats = NDArray[np.float64]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Bundle:
    """Orders of one restaurant in drop-off order; `offsets[i]` seconds from leaving it to finishing drop-off i."""

    orders: tuple[int, ...]
    ready_at: int
    bags: int
    offsets: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Row:
    """One bundle against every courier: moments in seconds, terms in minutes (term × courier), reasons against."""

    bundle: Bundle
    leave_at: Ints
    pickup_at: Ints
    terms: Floats
    wait_minutes: float
    against: tuple[str, ...]

    @property
    def costs(self) -> Floats:
        return np.asarray(self.terms.sum(axis=0))

    @property
    def feasible(self) -> NDArray[np.bool_]:
        return np.array([reason == FEASIBLE for reason in self.against], dtype=bool)


class Costs:
    """Rides between the couriers, restaurants and doors of one state, measured once."""

    def __init__(
        self,
        state: State,
        orders: Sequence[WaitingOrder],
        couriers: Sequence[Courier],
        now: int,
        params: Params,
    ) -> None:
        self.orders, self.couriers, self.now, self.params = orders, couriers, now, params
        pickups, doors = [o.pickup for o in orders], [o.dropoff for o in orders]
        self._to_pickup = state.travel.matrix([c.position for c in couriers], pickups).seconds
        self._to_door = state.travel.matrix(pickups, doors).seconds
        self._between = state.travel.matrix(doors, doors).seconds
        self._available = np.array([max(now, c.free_at, c.shift_starts_at) for c in couriers], dtype=np.int64)
        self._shift_ends = np.array([c.shift_ends_at for c in couriers], dtype=np.int64)
        self._rows: dict[tuple[int, ...], Row] = {}

    def row(self, orders: tuple[int, ...]) -> Row:
        """The bundle of these orders (indices, any order) against every courier."""
        key = tuple(sorted(orders))
        if key not in self._rows:
            self._rows[key] = self._priced(self._bundle(key))
        return self._rows[key]

    def is_idle(self, courier: int) -> bool:
        return bool(self._available[courier] <= self.now)

    def ride_seconds(self, courier: int, bundle: Bundle) -> int:
        return int(self._to_pickup[courier, bundle.orders[0]])

    def _bundle(self, orders: tuple[int, ...]) -> Bundle:
        """The drop-off order with the least time at the doors; ties keep the order of the ids."""
        sequence = min(permutations(orders), key=lambda seq: (sum(self._offsets(seq)), seq))
        ready = max(self.orders[i].ready_at for i in orders)
        return Bundle(sequence, ready, sum(self.orders[i].bags for i in orders), self._offsets(sequence))

    def _offsets(self, sequence: Sequence[int]) -> tuple[int, ...]:
        done = int(self._to_door[sequence[0], sequence[0]]) + self.params.dropoff_seconds
        offsets = [done]
        for before, after in pairwise(sequence):
            done += int(self._between[before, after]) + self.params.dropoff_seconds
            offsets.append(done)
        return tuple(offsets)

    def _priced(self, bundle: Bundle) -> Row:
        ride = self._to_pickup[:, bundle.orders[0]]
        just_in_time = bundle.ready_at - self.params.ready_slack_seconds - ride
        leave = np.maximum(self._available, just_in_time)
        pickup = np.maximum(leave + ride, bundle.ready_at) + self.params.pickup_seconds
        terms = np.stack(
            [
                sum(self._door(pickup, bundle)) / 60,
                self.params.late_weight * sum(self._late(pickup, bundle)) / 60,
                self.params.courier_weight * (pickup + bundle.offsets[-1] - leave) / 60,
            ]
        )
        return Row(bundle, leave, pickup, terms, self._waiting(bundle), self._against(bundle, pickup))

    def _door(self, pickup: Ints, bundle: Bundle) -> list[Ints]:
        """Seconds from placing each order to handing it over."""
        return [
            pickup + offset - self.orders[i].placed_at
            for i, offset in zip(bundle.orders, bundle.offsets, strict=True)
        ]

    def _late(self, pickup: Ints, bundle: Bundle) -> list[Ints]:
        """Seconds by which each order breaks its promise."""
        return [
            np.maximum(0, pickup + offset - self.orders[i].promised_at)
            for i, offset in zip(bundle.orders, bundle.offsets, strict=True)
        ]

    def _waiting(self, bundle: Bundle) -> float:
        """The cost of giving these orders to nobody now, as if each were carried `wait_seconds` late, alone."""
        total = 0.0
        for i in bundle.orders:
            order = self.orders[i]
            pickup = max(self.now, order.ready_at) + self.params.wait_seconds + self.params.pickup_seconds
            door = pickup + int(self._to_door[i, i]) + self.params.dropoff_seconds
            late = max(0, door - order.promised_at)
            total += (door - order.placed_at + self.params.late_weight * late) / 60
        return total

    def _against(self, bundle: Bundle, pickup: Ints) -> tuple[str, ...]:
        """For each courier a reason code, or FEASIBLE."""
        orders = [self.orders[i] for i in bundle.orders]
        declined = frozenset[str]().union(*(o.declined_by for o in orders))
        pins = {o.pinned_to for o in orders if o.pinned_to}
        return tuple(
            self._reason(courier, k, bundle, int(pickup[k]), declined, pins)
            for k, courier in enumerate(self.couriers)
        )

    def _reason(
        self, courier: Courier, k: int, bundle: Bundle, pickup: int, declined: frozenset[str], pins: set[str]
    ) -> str:
        if pins and pins != {courier.id}:
            return "pinned"
        if courier.id in declined:
            return "declined"
        if bundle.bags > courier.capacity_bags:
            return "capacity"
        if courier.shift_starts_at > self.now + self.params.courier_horizon_seconds:
            return "not_on_shift"
        if pickup > self._shift_ends[k]:
            return "shift_ends"
        if self._available[k] > self.now + self.params.courier_horizon_seconds:
            return "busy"
        return FEASIBLE
