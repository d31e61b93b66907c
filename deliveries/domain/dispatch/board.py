"""One decision's orders and couriers as arrays: moments count from `now`, rides are measured once."""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch import fairness
from deliveries.domain.dispatch.model import Courier, Params, WaitingOrder
from deliveries.domain.dispatch.timing import Service
from deliveries.domain.travel import TravelTimes

if TYPE_CHECKING:
    from deliveries.domain.dispatch.joining import Legs

Ints = NDArray[np.int64]
Codes = NDArray[np.int8]

REASONS = (
    "",
    "pinned",
    "declined",
    "skills",
    "capacity",
    "not_on_shift",
    "rest",
    "shift_ends",
    "window",
    "unreachable",
    "busy",
)
FAR = 1_000_000_000

PINNED, DECLINED, SKILLS, CAPACITY, NOT_ON_SHIFT, REST, SHIFT_ENDS, WINDOW, UNREACHABLE, BUSY = range(1, 11)


@dataclass(frozen=True, slots=True)
class Fleet:
    """Couriers as columns: when each is available, until when, what they can take, and the rides to each place.

    `balances` are the three fairness terms; `against[order, courier]` what stands against a pair before any clock is
    read, as an index of REASONS; `of` the courier of each column.
    """

    of: Ints
    available: Ints
    shift_ends: Ints
    capacity: Ints
    balances: Ints
    rides: Ints
    against: Codes


class Board:
    """Orders and couriers by id, what they hold and where they are; the legs between them."""

    def __init__(
        self,
        orders: Sequence[WaitingOrder],
        couriers: Sequence[Courier],
        travel: TravelTimes,
        now: int,
        params: Params,
    ) -> None:
        self.orders, self.couriers, self.now, self.params = orders, couriers, now, params
        self.service = Service.halved(params.pickup_seconds, params.dropoff_seconds)
        self.travel = travel
        self.legs: dict[str, Legs] = {}
        self._read_orders()
        self._measure(travel)
        self.fleet = self._fleet(travel)

    def _fleet(self, travel: TravelTimes) -> Fleet:
        now, couriers = self.now, self.couriers
        available = np.maximum(
            0, self._moments([max(c.free_at, c.shift_starts_at, c.rest_until or now) for c in couriers])
        )
        for k, courier in enumerate(couriers):
            for begins, ends in sorted(courier.breaks):
                if begins - now <= available[k] < ends - now:
                    available[k] = ends - now
        return Fleet(
            of=np.arange(len(couriers)),
            available=available,
            shift_ends=self._moments([c.shift_ends_at for c in couriers]),
            capacity=np.array([c.capacity.vector for c in couriers], dtype=np.int64).reshape(-1, 3),
            balances=np.stack(
                [fairness.within_the_shift(couriers, now, self.params), *fairness.over_the_month(couriers)]
            ),
            rides=travel.matrix([c.position for c in couriers], self._places).seconds,
            against=self._hard_limits(available),
        )

    def after(self, riding: Sequence[tuple[int, int, int]]) -> Fleet:
        """The same couriers once they have done a ride: (courier, free again at, order they handed over last)."""
        now = self.fleet
        of = np.array([courier for courier, _at, _order in riding], dtype=np.int64)
        against = now.against[:, of]
        doors = [self.orders[order].dropoff for _courier, _at, order in riding]
        return Fleet(
            of=of,
            available=np.array([at for _courier, at, _order in riding], dtype=np.int64),
            shift_ends=now.shift_ends[of],
            capacity=now.capacity[of],
            balances=now.balances[:, of],
            rides=self.travel.matrix(doors, self._places).seconds,
            against=against,
        )

    def _read_orders(self) -> None:
        orders = self.orders
        self.placed = self._moments([o.placed_at for o in orders])
        self.ready = self._moments([o.ready_at for o in orders])
        self.ready_at: list[int] = self.ready.tolist()
        self.promised = self._moments([o.promised_at for o in orders])
        self.load = np.array([o.load.vector for o in orders], dtype=np.int64).reshape(-1, 3)
        self.priority = np.array([o.priority for o in orders], dtype=np.int64)
        estimated = self.params.ready_slack_seconds
        self.slack = [0 if o.is_ready_confirmed else estimated for o in orders]

    def _moments(self, values: Sequence[int]) -> Ints:
        """From now; years away is far enough for any clock that is wrong."""
        return np.array([min(max(v - self.now, -FAR), FAR) for v in values], dtype=np.int64)

    def _measure(self, travel: TravelTimes) -> None:
        """Couriers to places, places to doors, and doors to doors where two orders could ride together."""
        keys = [(o.place, o.pickup.lat, o.pickup.lon) for o in self.orders]
        known = {key: index for index, key in enumerate(sorted(set(keys)))}
        self._names = [name for name, _lat, _lon in sorted(known)]
        self.place = [known[key] for key in keys]
        points = {self.place[i]: order.pickup for i, order in enumerate(self.orders)}
        self._places = places = [points[index] for index in range(len(known))]
        doors = [o.dropoff for o in self.orders]
        self._to_door = travel.matrix(places, doors).seconds.tolist()
        self.near: list[list[bool]] | None = None
        if self.params.stack_radius_metres and len(places) > 1:
            across = travel.matrix(places, places)
            self._across: list[list[int]] = across.seconds.tolist()
            self.near = (across.metres <= self.params.stack_radius_metres).tolist()
        self._between = self._doors(travel, doors)

    def _doors(self, travel: TravelTimes, doors: list[Point]) -> list[list[int]]:
        shared = [i for i in range(len(doors)) if self._may_share(i)]
        rows: list[list[int]] = [[] for _ in doors]
        if shared:
            # from doors that may be followed by another, to all: one column index for every use
            columns = [doors[i] for i in shared]
            seconds = travel.matrix(columns, columns).seconds
            full = np.zeros((len(shared), len(doors)), dtype=np.int64)
            full[:, shared] = seconds
            for row, i in zip(full.tolist(), shared, strict=True):
                rows[i] = row
        return rows

    def _may_share(self, order: int) -> bool:
        if self.params.max_stack < 2:
            return False
        mine = self.place[order]
        if self.near:
            return any(self.near[mine][p] for j, p in enumerate(self.place) if j != order)
        return any(p == mine for j, p in enumerate(self.place) if j != order)

    def place_names(self, places: Sequence[int]) -> tuple[str, ...]:
        """The restaurants' names, each once, as visited."""
        return tuple(dict.fromkeys(self._names[place] for place in places))

    def between_places(self, a: int, b: int) -> int:
        return self._across[a][b]

    def to_door(self, place: int, order: int) -> int:
        return int(self._to_door[place][order])

    def between_doors(self, a: int, b: int) -> int:
        return self._between[a][b]

    def are_near(self, a: int, b: int) -> bool:
        """Whether two places may be visited on one ride."""
        return a == b or bool(self.near and self.near[a][b] and self.near[b][a])

    def is_out_of_reach(self, order: int) -> bool:
        """Whether no ride leads from the restaurant to the door."""
        return not 0 <= self.to_door(self.place[order], order) <= self.params.max_ride_seconds

    def _hard_limits(self, available: Ints) -> Codes:
        """What stands against each pair before any clock is read, as an index of REASONS (order × courier)."""
        horizon = self.params.courier_horizon_seconds
        of_courier = np.zeros(len(self.couriers), dtype=np.int8)
        of_courier[available > horizon] = BUSY
        resting = np.array([bool(c.rest_until and c.rest_until - self.now > horizon) for c in self.couriers])
        of_courier[resting.astype(bool)] = REST
        of_courier[self._moments([c.shift_starts_at for c in self.couriers]) > horizon] = NOT_ON_SHIFT
        against = np.repeat(of_courier[None, :], len(self.orders), axis=0)
        position = {courier.id: k for k, courier in enumerate(self.couriers)}
        skilled: dict[frozenset[str], NDArray[np.bool_]] = {}
        for i, order in enumerate(self.orders):
            if self.is_out_of_reach(i):
                against[i] = UNREACHABLE
                continue
            if order.needs:
                if order.needs not in skilled:
                    skilled[order.needs] = np.array(
                        [order.needs <= c.skills for c in self.couriers], dtype=bool
                    )
                against[i, ~skilled[order.needs]] = SKILLS
            for courier_id in order.declined_by:
                if courier_id in position:
                    against[i, position[courier_id]] = DECLINED
            if order.pinned_to is not None:
                others = np.arange(len(self.couriers)) != position.get(order.pinned_to, -1)
                against[i, others] = PINNED
        return against
