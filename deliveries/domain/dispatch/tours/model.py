"""What the planner of tours sees and what it answers.

A day's work is `Visit`s (one stop, with goods from a depot or for it) and `Shipment`s (from pickup stops to drop-off
stops, on one bike). A `Bike` rides one tour: from its start depot through stops, reloads and rests to its end depot.

Moments are whole Unix seconds. A load is one whole number a dimension, in the order of `Problem.dimensions`. Every
stop has an id of its own, unique among all stops of the problem; a visit is known by its stop's id.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from enum import StrEnum

from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence
from deliveries.domain.travel import TravelTimes

Load = tuple[int, ...]


@dataclass(frozen=True, slots=True, order=True)
class Window:
    """Both ends included. At a stop it says when service may begin; a shift or a rest is named the same way."""

    opens_at: int
    closes_at: int

    def __contains__(self, moment: int) -> bool:
        return self.opens_at <= moment <= self.closes_at


@dataclass(frozen=True, slots=True)
class Stop:
    """A place where a bike stands for `service_seconds`, begun within one of `windows` (none: at any time).

    `load` is what is handed over here; a dimension without a figure counts as 0. `point` is None where no place is
    known; such a stop is left out, by name.
    """

    id: str
    point: Point | None
    windows: tuple[Window, ...] = ()
    service_seconds: int = 0
    load: Load = ()


class Way(StrEnum):
    """Where a visit's goods go: from the depot to the stop, or from the stop to the depot."""

    DROPOFF = "dropoff"
    PICKUP = "pickup"


@dataclass(frozen=True, slots=True)
class Visit:
    """One stop whose goods come from the depot where the bike loaded last, or go to the one it rides to next.

    `depot_id` names that depot where it matters. Where not everything fits, higher `priority` (0 to 100) goes first.
    """

    stop: Stop
    way: Way = Way.DROPOFF
    skills: frozenset[str] = frozenset()
    depot_id: str | None = None
    priority: int = 0

    @property
    def id(self) -> str:
        return self.stop.id

    @property
    def stops(self) -> tuple[Stop, ...]:
        return (self.stop,)


@dataclass(frozen=True, slots=True)
class Shipment:
    """Goods picked up at every stop of `pickups`, then dropped off at every stop of `dropoffs`, all by one bike.

    The loads of its pickups and of its drop-offs add up to the same.
    """

    id: str
    pickups: tuple[Stop, ...]
    dropoffs: tuple[Stop, ...]
    skills: frozenset[str] = frozenset()
    priority: int = 0

    @property
    def stops(self) -> tuple[Stop, ...]:
        return self.pickups + self.dropoffs


Job = Visit | Shipment


@dataclass(frozen=True, slots=True)
class Depot:
    """A hub. Who leaves it, with the first load or a new one, does so within `opening`, after `loading_seconds`."""

    id: str
    point: Point
    opening: Window | None = None
    loading_seconds: int = 0


@dataclass(frozen=True, slots=True)
class Rest:
    """A break of `seconds`, begun within `window`, wherever the rider is between two stops."""

    seconds: int
    window: Window


@dataclass(frozen=True, slots=True)
class Bike:
    """A bike with its rider for one shift. Leaves `start` and is back at `end` within `shift`.

    A dimension of `capacity` without a figure has no limit. `rests` are taken in the order given. `reloads_at` are
    depots where it may load again on its way.
    `max_seconds` limits the tour from departure to return.
    """

    id: str
    start: str
    end: str
    shift: Window
    capacity: Load = ()
    skills: frozenset[str] = frozenset()
    rests: tuple[Rest, ...] = ()
    reloads_at: tuple[str, ...] = ()
    max_reloads: int = 3
    max_seconds: int | None = None


@dataclass(frozen=True, slots=True)
class Problem:
    """A day to plan. Nothing in it needs to make sense: what cannot be done comes back by name and reason."""

    depots: tuple[Depot, ...]
    bikes: tuple[Bike, ...]
    travel: TravelTimes
    visits: tuple[Visit, ...] = ()
    shipments: tuple[Shipment, ...] = ()
    dimensions: tuple[str, ...] = ("bags", "grams", "litres")

    @property
    def jobs(self) -> tuple[Job, ...]:
        return (*self.visits, *self.shipments)


class Kind(StrEnum):
    """What happens at a point of a tour."""

    START = "start"
    PICKUP = "pickup"
    DROPOFF = "dropoff"
    RELOAD = "reload"
    REST = "rest"
    END = "end"


@dataclass(frozen=True, slots=True)
class TourStop:
    """One point of a tour. `id` is the stop's, or the depot's; empty at a rest. `load` is on board when leaving.

    `travel_seconds` is the ride to here. A rider who arrives early waits from `arrive_at` to `start_at`.
    """

    kind: Kind
    id: str
    job_id: str
    arrive_at: int
    start_at: int
    leave_at: int
    travel_seconds: int
    load: Load

    @property
    def is_work(self) -> bool:
        return self.kind in {Kind.PICKUP, Kind.DROPOFF}

    @property
    def wait_seconds(self) -> int:
        return self.start_at - self.arrive_at


@dataclass(frozen=True, slots=True)
class Tour:
    """One bike's way, from its start depot to its end depot, rests and reloads included."""

    bike_id: str
    stops: tuple[TourStop, ...]

    @property
    def order(self) -> tuple[str, ...]:
        """Stop ids, and depot ids where it reloads: all that a person decides. Times and rests follow from it."""
        return tuple(s.id for s in self.stops if s.is_work or s.kind is Kind.RELOAD)

    @property
    def stop_ids(self) -> tuple[str, ...]:
        return tuple(s.id for s in self.stops if s.is_work)

    @property
    def start_at(self) -> int:
        return self.stops[0].start_at

    @property
    def end_at(self) -> int:
        return self.stops[-1].leave_at

    @property
    def seconds(self) -> int:
        return self.end_at - self.start_at

    @property
    def travel_seconds(self) -> int:
        return sum(s.travel_seconds for s in self.stops)

    @property
    def wait_seconds(self) -> int:
        return sum(s.wait_seconds for s in self.stops)


@dataclass(frozen=True, slots=True)
class LeftOut:
    """A job no tour carries, and why. `code` is for programs, `reason` for people."""

    id: str
    code: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class TourPlan:
    """The tours with work, in the order of the problem's bikes, and what is left out. Its price is time ridden.

    `bikes_out` are bikes that make no sense: no depot, or a shift that ends before it begins.
    """

    tours: tuple[Tour, ...]
    left_out: tuple[LeftOut, ...] = ()
    bikes_out: tuple[LeftOut, ...] = ()

    @property
    def travel_seconds(self) -> int:
        return sum(tour.travel_seconds for tour in self.tours)

    @property
    def wait_seconds(self) -> int:
        return sum(tour.wait_seconds for tour in self.tours)

    @property
    def seconds(self) -> int:
        return sum(tour.seconds for tour in self.tours)

    @property
    def orders(self) -> dict[str, tuple[str, ...]]:
        """bike id → `Tour.order`: the decisions of the plan."""
        return {tour.bike_id: tour.order for tour in self.tours}

    @property
    def stop_ids(self) -> Iterator[str]:
        return (stop_id for tour in self.tours for stop_id in tour.stop_ids)


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run is: `seconds` since its start, the best plan's travel, how many jobs it serves, and its phase."""

    phase: str
    seconds: float
    travel_seconds: int
    served: int


@dataclass(frozen=True, slots=True)
class Violation:
    """A promise that a tour breaks: `code` for programs, `reason` for people, at this stop of this bike's tour."""

    code: str
    bike_id: str
    stop_id: str
    reason: Sentence
