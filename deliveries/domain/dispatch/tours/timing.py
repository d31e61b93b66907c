"""The clock of a tour: from the order of its stops to its times. The only clock arithmetic of the planner.

A tour leaves as early as it may, takes its rests where they cost least, and then moves its departure as late as the
same return allows, so that a rider waits at home rather than at a door. Exact: who is ready earlier at a stop is
never worse off there, so the earliest moment for each number of rests taken decides (dynamic programming).
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from deliveries.domain.dispatch.tours.instance import ANY_TIME, ENDLESS, Instance, Node
from deliveries.domain.dispatch.tours.model import Bike, Kind, Load, Rest, Tour, TourStop, Window
from deliveries.domain.dispatch.tours.screening import UNLIMITED

REST = -1


@dataclass(frozen=True, slots=True)
class _Event:
    """A node of the way (by its position) or a rest: ride there, arrive, begin, stay."""

    position: int
    ride: int
    arrive: int
    begin: int
    stay: int
    closes_at: int


@dataclass(frozen=True, slots=True)
class _State:
    """Seconds late so far, the moment, the ride since the last event, and how it came to this."""

    late: int
    moment: int
    ride: int = 0
    event: _Event | None = None
    before: "_State | None" = None

    def then(self, position: int, windows: Sequence[Window], stay: int) -> "_State":
        begin, closes_at = begins(self.moment, windows)
        event = _Event(position, self.ride, self.moment, begin, stay, closes_at)
        return _State(self.late + max(0, begin - closes_at), begin + stay, 0, event, self)

    def is_worse_than(self, other: "_State") -> bool:
        return (self.late, self.moment) > (other.late, other.moment)


def schedule(instance: Instance, bike: Bike, order: Sequence[str]) -> Tour:
    """The tour of `bike` along `order` (stop ids, and depot ids where it reloads), with as little lateness as can be.

    What it breaks is for `verify` to say. Raises KeyError for an id the instance does not know.
    """
    way = _way(instance, bike, order)
    state: _State | None = _run(instance, bike, way)
    events: list[_Event] = []
    while state is not None and state.event is not None:
        events.append(state.event)
        state = state.before
    loads = loads_on(instance, order)
    stops = []
    at = -1
    for event in _as_late_as_the_return_allows(events[::-1]):
        at = event.position if event.position != REST else at
        stops.append(_tour_stop(instance, way, event, loads[at]))
    return Tour(bike.id, tuple(stops))


def holds(instance: Instance, bike: Bike, order: Sequence[str]) -> bool:
    """Whether the bike can ride this order: loads, depots, windows, rests, shift. Not: skills, and pairs in order."""
    return (
        carries(instance, bike, order)
        and (not instance.bound or at_right_depots(instance, bike, order))
        and on_time(instance, bike, order)
        and (bike.max_seconds is None or schedule(instance, bike, order).seconds <= bike.max_seconds)
    )


def on_time(instance: Instance, bike: Bike, order: Sequence[str], *, windows: bool = True) -> bool:
    """Whether the clock holds along `order`; without `windows`, of stops and rests, the shift alone counts."""
    way = _way(instance, bike, order)
    if not windows:
        way = [way[0], *(replace(node, windows=ANY_TIME) for node in way[1:-1]), way[-1]]
    elif bike.rests:
        return not _run(instance, bike, way).late
    return _on_time(instance, way)


def at_right_depots(instance: Instance, bike: Bike, order: Sequence[str]) -> bool:
    """Whether goods that belong to a depot come from there, or go there."""
    depots = [bike.start, *(id_ for id_ in order if id_ not in instance.nodes), bike.end]
    trip = 0
    for id_ in order:
        wanted = instance.bound.get(id_)
        if id_ not in instance.nodes:
            trip += 1
        elif wanted is not None:
            pickup = instance.nodes[id_].kind is Kind.PICKUP
            if depots[trip + pickup] != wanted:
                return False
    return True


def carries(instance: Instance, bike: Bike, order: Sequence[str]) -> bool:
    """Whether no load on this order is more than the bike's capacity, in any dimension."""
    nodes = [instance.nodes.get(id_) for id_ in order]
    return all(
        limit >= UNLIMITED or max(_loads(nodes, dimension)) <= limit
        for dimension, limit in enumerate(bike.capacity)
    )


def ridden(instance: Instance, bike: Bike, order: Sequence[str]) -> int:
    """Seconds of riding along `order`; none for a bike that stays."""
    if not order:
        return 0
    rows = [node.row for node in _way(instance, bike, order)]
    return sum(instance.seconds[a, b] for a, b in pairwise(rows))


def loads_on(instance: Instance, order: Sequence[str]) -> list[Load]:
    """What is on board when leaving the start, each id of `order`, and the end."""
    nodes = [instance.nodes.get(id_) for id_ in order]
    dimensions = range(len(instance.problem.dimensions))
    return list(zip(*(_loads(nodes, d) for d in dimensions), strict=True)) or [()] * (len(order) + 2)


def _loads(nodes: Sequence[Node | None], dimension: int) -> list[int]:
    """One dimension of `loads_on`. None stands for a depot, where visits' goods board and leave."""
    loads: list[int] = []
    shipped = begin = 0
    while True:
        end = next((i for i in range(begin, len(nodes)) if nodes[i] is None), len(nodes))
        trip = [node for node in nodes[begin:end] if node]
        load = shipped - sum(min(0, node.load[dimension]) for node in trip if node.is_visit)
        loads.append(load)
        for node in trip:
            load += node.load[dimension]
            shipped += 0 if node.is_visit else node.load[dimension]
            loads.append(load)
        if end == len(nodes):
            return [*loads, shipped]
        begin = end + 1


def _way(instance: Instance, bike: Bike, order: Sequence[str]) -> list[Node]:
    """The nodes from start to end; the shift narrows when the bike may leave and when it must be back."""
    start, end = instance.depots[bike.start], instance.depots[bike.end]
    shift = bike.shift
    leave = tuple(
        Window(max(w.opens_at, shift.opens_at), min(w.closes_at, shift.closes_at)) for w in start.windows
    )
    back = tuple(Window(w.opens_at, min(w.closes_at, shift.closes_at)) for w in end.windows)
    return [
        replace(start, windows=leave),
        *(instance.node(id_) for id_ in order),
        replace(end, windows=back, service_seconds=0),
    ]


def _on_time(instance: Instance, way: Sequence[Node]) -> bool:
    """`_run` without rests, stopping at the first lateness."""
    seconds = instance.seconds
    moment, row = -ENDLESS, way[0].row
    for node in way:
        begin, closes_at = begins(moment + seconds[row, node.row], node.windows)
        if begin > closes_at:
            return False
        moment, row = begin + node.service_seconds, node.row
    return True


def begins(moment: int, windows: Sequence[Window]) -> tuple[int, int]:
    """When service begins for who arrives at `moment`, and when that window closes; past the last one, late."""
    begin = closes_at = moment
    for window in windows:
        begin, closes_at = max(moment, window.opens_at), window.closes_at
        if begin <= closes_at:
            break
    return begin, closes_at


def _run(instance: Instance, bike: Bike, way: Sequence[Node]) -> _State:
    """The least late, then earliest, way through all nodes and all rests."""
    states: list[_State | None] = [_State(0, -ENDLESS), *(None for _rest in bike.rests)]
    for position, node in enumerate(way):
        if position:
            ride = instance.seconds[way[position - 1].row, node.row]
            _take_rests(states, bike.rests)
            states = [
                state and replace(state, moment=state.moment + ride, ride=state.ride + ride)
                for state in states
            ]
            _take_rests(states, bike.rests)
        states = [state and state.then(position, node.windows, node.service_seconds) for state in states]
    last = states[-1]
    assert last is not None  # every rest can be taken, if late
    return last


def _take_rests(states: list[_State | None], rests: Sequence[Rest]) -> None:
    """Where it is better to have taken the next rest here than before, take it."""
    for taken, rest in enumerate(rests):
        before, after = states[taken], states[taken + 1]
        if before is None:
            continue
        rested = before.then(REST, (rest.window,), rest.seconds)
        if after is None or after.is_worse_than(rested):
            states[taken + 1] = rested


def _as_late_as_the_return_allows(events: Sequence[_Event]) -> list[_Event]:
    """The same way with waiting moved to before the departure. What is late stays as late as it is."""
    delay = 0
    for following, event in pairwise(events[::-1]):
        wait = following.begin - following.arrive
        delay = max(0, min(event.closes_at - event.begin, wait + delay))
    first = replace(events[0], begin=events[0].begin + delay, arrive=events[0].begin + delay)
    moved = [first]
    for event in events[1:]:
        arrive = moved[-1].begin + moved[-1].stay + event.ride
        moved.append(replace(event, arrive=arrive, begin=max(arrive, event.begin)))
    return moved


def _tour_stop(instance: Instance, way: Sequence[Node], event: _Event, load: Load) -> TourStop:
    times = (event.arrive, event.begin, event.begin + event.stay, event.ride)
    if event.position == REST:
        return TourStop(Kind.REST, "", "", *times, load)
    node = way[event.position]
    kind = {0: Kind.START, len(way) - 1: Kind.END}.get(event.position, node.kind)
    job = instance.job_of.get(node.id) if kind in {Kind.PICKUP, Kind.DROPOFF} else None
    return TourStop(kind, node.id, job.id if job else "", *times, load)


@dataclass(frozen=True, slots=True)
class Slack:
    """Bounds for one more stop on a tour: when the bike leaves each node at the earliest, and must begin at the latest.

    Index 0 is the start, index k the k-th of the order, the last the end. Rests and all but the last windows are left
    aside, so the bounds are wide: what lies outside cannot hold, what lies inside may.
    """

    leaves: list[int]
    latest: list[int]
    rows: list[int]


def slack(instance: Instance, bike: Bike, order: Sequence[str]) -> Slack:
    way = _way(instance, bike, order)
    seconds = instance.seconds
    leaves: list[int] = []
    moment, row = -ENDLESS, way[0].row
    for node in way:
        begin, _closes_at = begins(moment + seconds[row, node.row], node.windows)
        moment, row = begin + node.service_seconds, node.row
        leaves.append(moment)
    latest = [way[-1].windows[-1].closes_at]
    for before, after in pairwise(way[::-1]):
        bound = latest[-1] - seconds[after.row, before.row] - after.service_seconds
        latest.append(min(bound, after.windows[-1].closes_at))
    return Slack(leaves, latest[::-1], [node.row for node in way])
