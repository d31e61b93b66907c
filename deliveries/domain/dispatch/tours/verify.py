"""Whether a plan keeps every promise, found out anew: nothing of a solver, of the clock or of its data is used.

From the problem and the plan's stated times alone: rides take as long as the router says, service begins within a
window and lasts, loads fit, skills are there, rests are taken, pickups come first, every job is done once or named.
"""

from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from itertools import pairwise, takewhile, zip_longest

from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Param, Sentence, _
from deliveries.domain.dispatch.tours.model import (
    Bike,
    Depot,
    Job,
    Kind,
    Problem,
    Shipment,
    Stop,
    Tour,
    TourPlan,
    TourStop,
    Violation,
    Visit,
    Way,
)

Ride = Callable[[Sequence[Point]], Sequence[int]]
"""Seconds from each point of a way to the next."""

REASONS = {
    "unknown_bike": _("There is no such bike."),
    "unknown_stop": _("There is no such stop."),
    "twice": _("It is planned more than once."),
    "missing": _("It is neither planned nor left out with a reason."),
    "both": _("It is planned and left out at once."),
    "clock": _("The times do not follow each other."),
    "too_fast": _("%(minutes)s min more are needed to ride there."),
    "early": _("It begins %(minutes)s min before the window opens."),
    "late": _("It begins %(minutes)s min after the window closes."),
    "hurried": _("The time at the stop is %(minutes)s min too short."),
    "depot_closed": _("The depot is closed then."),
    "shift": _("The tour goes beyond the shift by %(minutes)s min."),
    "too_long": _("The tour is %(minutes)s min longer than allowed."),
    "rest": _("A break is missing, too short, or not at its time."),
    "capacity": _("Too much on board: %(amount)s more %(dimension)s than the bike carries."),
    "load": _("The load on board is not what the stops add up to."),
    "skill": _("The bike or its rider lacks: %(skills)s."),
    "order": _("It is dropped off before it is picked up."),
    "divided": _("Its stops are not all on this tour."),
    "wrong_depot": _("Its goods belong to another depot."),
    "reload": _("This bike may not reload there, or not so often."),
    "ends": _("The tour does not begin and end at the bike's depots."),
}


def verify(problem: Problem, plan: TourPlan, ride: Ride | None = None) -> tuple[Violation, ...]:
    """Everything the plan breaks, tour by tour, then what it forgets. Of twins in the problem, the first counts.

    `ride` may answer from a matrix at hand; without it the problem's router is asked again.
    """
    known = _Known(problem)
    found = [violation for tour in plan.tours for violation in _tour(known, tour, ride or _by(problem))]
    return (*found, *_whole(known, plan))


def verify_tour(problem: Problem, tour: Tour, ride: Ride | None = None) -> tuple[Violation, ...]:
    """What one tour breaks by itself."""
    return tuple(_tour(_Known(problem), tour, ride or _by(problem)))


def _by(problem: Problem) -> Ride:
    def ride(points: Sequence[Point]) -> Sequence[int]:
        if len(points) < 2:
            return []
        seconds = problem.travel.matrix(points[:-1], points[1:]).seconds
        return [0 if a == b else int(seconds[i, i]) for i, (a, b) in enumerate(pairwise(points))]

    return ride


class _Known:
    """The problem's things by id; of twins the first."""

    def __init__(self, problem: Problem) -> None:
        self.dimensions = problem.dimensions
        self.bikes: dict[str, Bike] = {}
        self.depots: dict[str, Depot] = {}
        self.jobs: dict[str, Job] = {}
        self.stops: dict[str, tuple[Job, Stop, bool]] = {}  # True: goods board the bike
        for bike in problem.bikes:
            self.bikes.setdefault(bike.id, bike)
        for depot in problem.depots:
            self.depots.setdefault(depot.id, depot)
        for job in problem.jobs:
            boarding = job.pickups if isinstance(job, Shipment) else (job.stop,) * (job.way is Way.PICKUP)
            fresh = all(stop.point is not None and stop.id not in self.stops for stop in job.stops)
            if self.jobs.setdefault(job.id, job) is job and fresh:
                self.stops |= {stop.id: (job, stop, stop in boarding) for stop in job.stops}


def _whole(known: _Known, plan: TourPlan) -> Iterator[Violation]:
    """Every job once, or named. A twin is named by the id of the job that is planned."""
    bikes = Counter(tour.bike_id for tour in plan.tours)
    times = Counter(stop_id for tour in plan.tours for stop_id in tour.stop_ids)
    yield from (_violation("twice", bike_id, "") for bike_id, count in bikes.items() if count > 1)
    yield from (_violation("twice", "", stop_id) for stop_id, count in times.items() if count > 1)
    named = {left.id for left in plan.left_out}
    twins = {left.id for left in plan.left_out if left.code == "duplicate"}
    for job in known.jobs.values():
        planned = [stop.id for stop in job.stops if times[stop.id]]
        if not planned and job.id not in named:
            yield _violation("missing", "", job.id)
        if planned and job.id in named - twins:
            yield _violation("both", "", planned[0])


def _violation(code: str, bike_id: str, stop_id: str, **params: Param) -> Violation:
    return Violation(code, bike_id, stop_id, Sentence(REASONS[code], params))


def _minutes(seconds: int) -> int:
    return -(-seconds // 60)


def _tour(known: _Known, tour: Tour, ride: Ride) -> Iterator[Violation]:
    bike = known.bikes.get(tour.bike_id)
    if bike is None:
        yield _violation("unknown_bike", tour.bike_id, "")
        return
    unknown = [s for s in tour.stops if s.is_work and s.id not in known.stops]
    if unknown or any(s.id not in known.depots for s in tour.stops if s.kind in DEPOTS):
        yield from (_violation("unknown_stop", bike.id, s.id) for s in unknown or tour.stops[:1])
        return
    yield from _ends(bike, tour)
    yield from _clock(known, bike, tour, ride)
    yield from _hours(known, bike, tour)
    yield from _rests(bike, tour)
    yield from _loads(known, bike, tour)
    yield from _fitness(known, bike, tour)


DEPOTS = {Kind.START, Kind.RELOAD, Kind.END}


def _ends(bike: Bike, tour: Tour) -> Iterator[Violation]:
    kinds = [stop.kind for stop in tour.stops]
    inside = kinds[1:-1]
    if (
        len(kinds) < 2
        or (kinds[0], kinds[-1]) != (Kind.START, Kind.END)
        or Kind.START in inside
        or Kind.END in inside
        or (tour.stops[0].id, tour.stops[-1].id) != (bike.start, bike.end)
    ):
        yield _violation("ends", bike.id, "")
    reloads = [stop.id for stop in tour.stops if stop.kind is Kind.RELOAD]
    if len(reloads) > bike.max_reloads or not set(reloads) <= set(bike.reloads_at):
        yield _violation("reload", bike.id, reloads[-1])


def _clock(known: _Known, bike: Bike, tour: Tour, ride: Ride) -> Iterator[Violation]:
    """Each ride is long enough, whichever rests lie on it, and no moment is before the one it follows."""
    for stop in tour.stops:
        if not stop.arrive_at <= stop.start_at <= stop.leave_at:
            yield _violation("clock", bike.id, stop.id)
    for before, after in pairwise(tour.stops):
        if before.leave_at + after.travel_seconds != after.arrive_at or after.travel_seconds < 0:
            yield _violation("clock", bike.id, after.id)
    places = [(i, stop) for i, stop in enumerate(tour.stops) if stop.kind is not Kind.REST]
    needed = ride([_point(known, stop) for _i, stop in places])
    for ((i, _a), (j, b)), seconds in zip(pairwise(places), needed, strict=True):
        missing = seconds - sum(stop.travel_seconds for stop in tour.stops[i + 1 : j + 1])
        if missing > 0:
            yield _violation("too_fast", bike.id, b.id, minutes=_minutes(missing))


def _point(known: _Known, stop: TourStop) -> Point:
    point = known.stops[stop.id][1].point if stop.is_work else known.depots[stop.id].point
    assert point is not None  # a stop without a place is unknown to every tour
    return point


def _hours(known: _Known, bike: Bike, tour: Tour) -> Iterator[Violation]:
    """Windows of stops, opening of depots, the shift."""
    for stop in tour.stops:
        if stop.is_work:
            wanted = known.stops[stop.id][1]
            windows = wanted.windows
            if windows and not any(stop.start_at in window for window in windows):
                yield _off_window(bike, stop, wanted)
            if stop.leave_at - stop.start_at < wanted.service_seconds:
                short = wanted.service_seconds - (stop.leave_at - stop.start_at)
                yield _violation("hurried", bike.id, stop.id, minutes=_minutes(short))
        elif stop.kind in DEPOTS:
            depot = known.depots[stop.id]
            if depot.opening and stop.start_at not in depot.opening:
                yield _violation("depot_closed", bike.id, stop.id)
            loading = 0 if stop.kind is Kind.END else depot.loading_seconds
            if stop.leave_at - stop.start_at < loading:
                short = loading - (stop.leave_at - stop.start_at)
                yield _violation("hurried", bike.id, stop.id, minutes=_minutes(short))
    over = max(bike.shift.opens_at - tour.start_at, tour.end_at - bike.shift.closes_at)
    if over > 0:
        yield _violation("shift", bike.id, "", minutes=_minutes(over))
    if bike.max_seconds is not None and tour.seconds > bike.max_seconds:
        yield _violation("too_long", bike.id, "", minutes=_minutes(tour.seconds - bike.max_seconds))


def _off_window(bike: Bike, stop: TourStop, wanted: Stop) -> Violation:
    """Late for the last window that has opened, or early for the first."""
    passed = [w.closes_at for w in wanted.windows if w.closes_at < stop.start_at]
    if passed:
        return _violation("late", bike.id, stop.id, minutes=_minutes(stop.start_at - max(passed)))
    opens = min(w.opens_at for w in wanted.windows)
    return _violation("early", bike.id, stop.id, minutes=_minutes(opens - stop.start_at))


def _rests(bike: Bike, tour: Tour) -> Iterator[Violation]:
    taken = [stop for stop in tour.stops if stop.kind is Kind.REST]
    for rest, stop in zip(bike.rests, taken, strict=False):
        if stop.start_at not in rest.window or stop.leave_at - stop.start_at < rest.seconds:
            yield _violation("rest", bike.id, "")
    if len(taken) != len(bike.rests):
        yield _violation("rest", bike.id, "")


def _loads(known: _Known, bike: Bike, tour: Tour) -> Iterator[Violation]:
    """Goods are followed one by one: what boards at a depot or pickup stays on board until it is handed over."""
    stops = [stop for stop in tour.stops if stop.kind is not Kind.REST]
    of_visits: dict[str, Sequence[int]] = {}
    of_shipments: dict[str, Sequence[int]] = {}
    for i, stop in enumerate(stops):
        if stop.kind in DEPOTS:
            trip = takewhile(lambda later: later.kind not in DEPOTS, stops[i + 1 :])
            of_visits = {
                later.id: known.stops[later.id][1].load for later in trip if _boards_at_depot(known, later.id)
            }
        elif isinstance(known.stops[stop.id][0], Visit):
            job, wanted, boards = known.stops[stop.id]
            of_visits[stop.id] = wanted.load if boards else ()
        else:
            job, wanted, boards = known.stops[stop.id]
            of_shipments[job.id] = _added(of_shipments.get(job.id, ()), wanted.load, 1 if boards else -1)
        total: Sequence[int] = (0,) * len(known.dimensions)
        for load in (*of_visits.values(), *of_shipments.values()):
            total = _added(total, load, 1)
        yield from _overload(known, bike, stop, tuple(total))


def _boards_at_depot(known: _Known, stop_id: str) -> bool:
    job, _wanted, boards = known.stops[stop_id]
    return isinstance(job, Visit) and not boards


def _added(a: Sequence[int], b: Sequence[int], sign: int) -> Sequence[int]:
    """A dimension without a figure counts as 0."""
    return [x + sign * y for x, y in zip_longest(a, b, fillvalue=0)]


def _overload(known: _Known, bike: Bike, stop: TourStop, total: Sequence[int]) -> Iterator[Violation]:
    if total != stop.load:
        yield _violation("load", bike.id, stop.id)
    for dimension, amount, limit in zip(known.dimensions, total, bike.capacity, strict=False):
        if amount > limit:
            yield _violation("capacity", bike.id, stop.id, amount=amount - limit, dimension=dimension)


def _fitness(known: _Known, bike: Bike, tour: Tour) -> Iterator[Violation]:
    """Skills, the right depot, pickups before drop-offs, shipments whole."""
    depots = [(i, stop.id) for i, stop in enumerate(tour.stops) if stop.kind in DEPOTS]
    positions = {stop.id: i for i, stop in enumerate(tour.stops) if stop.is_work}
    checked: set[str] = set()
    for stop_id, position in positions.items():
        job, _wanted, boards = known.stops[stop_id]
        if job.id in checked:
            continue
        checked.add(job.id)
        if missing := job.skills - bike.skills:
            yield _violation("skill", bike.id, stop_id, skills=", ".join(sorted(missing)))
        if isinstance(job, Shipment):
            yield from _pairing(bike, job, positions)
        elif job.depot_id is not None:
            following = [id_ for i, id_ in depots if i > position]
            preceding = [id_ for i, id_ in depots if i < position]
            if (following[:1] if boards else preceding[-1:]) != [job.depot_id]:
                yield _violation("wrong_depot", bike.id, stop_id)


def _pairing(bike: Bike, job: Shipment, positions: Mapping[str, int]) -> Iterator[Violation]:
    absent = [stop.id for stop in job.stops if stop.id not in positions]
    if absent:
        yield _violation("divided", bike.id, absent[0])
        return
    loaded = max(positions[stop.id] for stop in job.pickups)
    for stop in job.dropoffs:
        if positions[stop.id] < loaded:
            yield _violation("order", bike.id, stop.id)
