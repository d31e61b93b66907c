"""What makes no sense in a problem is named and set aside, so that the planner meets sensible things only."""

from collections.abc import Collection, Mapping
from dataclasses import replace

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.tours.model import (
    Bike,
    Depot,
    Job,
    LeftOut,
    Load,
    Problem,
    Shipment,
    Stop,
    Visit,
)

MAX_STOPS = 3_000  # what one machine plans at once: a matrix of 36 MB
UNLIMITED = 2**40
MAX_AMOUNT = 2**40

Reason = tuple[str, Sentence]


def screen(problem: Problem) -> tuple[Problem, tuple[LeftOut, ...], tuple[LeftOut, ...]]:
    """The problem without nonsense, the jobs set aside, the bikes set aside. Of twins, the first stays."""
    size = len(problem.dimensions)
    depots: dict[str, Depot] = {}
    for depot in problem.depots:
        depots.setdefault(depot.id, depot)
    bikes, bikes_out = _bikes(problem.bikes, depots, size)
    jobs, jobs_out = _jobs(problem.jobs, size)
    clean = replace(
        problem,
        depots=tuple(depots.values()),
        bikes=tuple(bikes),
        visits=tuple(job for job in jobs if isinstance(job, Visit)),
        shipments=tuple(job for job in jobs if isinstance(job, Shipment)),
    )
    return clean, tuple(jobs_out), tuple(bikes_out)


def _jobs(jobs: Collection[Job], size: int) -> tuple[list[Job], list[LeftOut]]:
    kept: list[Job] = []
    out: list[LeftOut] = []
    room = MAX_STOPS
    seen_jobs: set[str] = set()
    seen_stops: set[str] = set()
    for job in jobs:
        ids = [stop.id for stop in job.stops]
        is_twin = job.id in seen_jobs or not seen_stops.isdisjoint(ids) or len(set(ids)) < len(ids)
        seen_jobs.add(job.id)
        seen_stops.update(ids)
        if is_twin:
            out.append(LeftOut(job.id, "duplicate", Sentence(_("It is in the list twice."))))
        elif reason := _nonsense(job, size):
            out.append(LeftOut(job.id, *reason))
        elif room < len(ids):
            sentence = Sentence(_("One plan holds at most %(count)s stops."), {"count": MAX_STOPS})
            out.append(LeftOut(job.id, "too_many", sentence))
        else:
            room -= len(ids)
            kept.append(_tidy(job, size))
    return kept, out


def _nonsense(job: Job, size: int) -> Reason | None:
    if not job.stops or (isinstance(job, Shipment) and not (job.pickups and job.dropoffs)):
        return "incomplete", Sentence(_("A pickup or a drop-off is missing."))
    for stop in job.stops:
        if stop.point is None:
            return "no_place", Sentence(_("Its place is not known."))
        if stop.windows and all(window.closes_at < window.opens_at for window in stop.windows):
            return "window", Sentence(_("Its time window ends before it begins."))
        if not 0 <= stop.service_seconds < MAX_AMOUNT:
            return "service", Sentence(_("Its time at the stop makes no sense."))
        if len(stop.load) > size or not all(0 <= amount < MAX_AMOUNT for amount in stop.load):
            return "load", Sentence(_("Its load makes no sense."))
    if isinstance(job, Shipment) and _total(job.pickups, size) != _total(job.dropoffs, size):
        return "load", Sentence(_("It does not drop off what it picks up."))
    return None


def _tidy(job: Job, size: int) -> Job:
    """The same job with its windows in order and its loads in full."""

    def stop(stop: Stop) -> Stop:
        windows = tuple(sorted(window for window in stop.windows if window.opens_at <= window.closes_at))
        return replace(stop, windows=windows, load=padded(stop.load, size, 0))

    if isinstance(job, Visit):
        return replace(job, stop=stop(job.stop))
    return replace(job, pickups=tuple(map(stop, job.pickups)), dropoffs=tuple(map(stop, job.dropoffs)))


def _bikes(
    bikes: Collection[Bike], depots: Mapping[str, Depot], size: int
) -> tuple[list[Bike], list[LeftOut]]:
    kept: list[Bike] = []
    out: list[LeftOut] = []
    seen: set[str] = set()
    for bike in bikes:
        reason = _useless(bike, depots, size)
        if bike.id in seen:
            reason = "duplicate", Sentence(_("It is in the list twice."))
        seen.add(bike.id)
        if reason:
            out.append(LeftOut(bike.id, *reason))
            continue
        reloads = tuple(depot for depot in bike.reloads_at if depot in depots)
        capacity = padded(bike.capacity, size, UNLIMITED)
        kept.append(replace(bike, reloads_at=reloads, capacity=capacity))
    return kept, out


def _useless(bike: Bike, depots: Mapping[str, Depot], size: int) -> Reason | None:
    if bike.start not in depots or bike.end not in depots:
        return "no_depot", Sentence(_("Its depot is not known."))
    if bike.shift.closes_at < bike.shift.opens_at:
        return "shift", Sentence(_("Its shift ends before it begins."))
    if any(rest.seconds < 0 or rest.window.closes_at < rest.window.opens_at for rest in bike.rests):
        return "rest", Sentence(_("Its break ends before it begins."))
    if len(bike.capacity) > size or any(amount < 0 for amount in bike.capacity):
        return "capacity", Sentence(_("Its capacity makes no sense."))
    return None


def padded(load: Load, size: int, fill: int) -> Load:
    """A dimension without a figure counts as `fill`."""
    return load + (fill,) * (size - len(load))


def _total(stops: Collection[Stop], size: int) -> Load:
    loads = [padded(stop.load, size, 0) for stop in stops]
    return tuple(map(sum, zip(*loads, strict=True)))
