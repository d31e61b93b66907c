"""Which bikes may carry a job at all, and why none can."""

from collections.abc import Iterator, Sequence
from itertools import islice, permutations

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.tours.instance import OUT_OF_REACH, Instance
from deliveries.domain.dispatch.tours.model import Bike, Job, LeftOut, Visit, Way
from deliveries.domain.dispatch.tours.timing import carries, holds, on_time

ORDERS_TRIED = 24  # of a shipment's stops among themselves


def fitting_bikes(instance: Instance) -> dict[str, tuple[Bike, ...]]:
    """job id → the bikes that could carry it if they had nothing else to do, in the order of the problem."""
    answers: dict[tuple[object, ...], bool] = {}
    fitting = {}
    for job in instance.jobs.values():
        bikes = []
        for bike in instance.bikes.values():
            key = (job.id, *likeness(bike))
            if key not in answers:
                answers[key] = bool(alone(instance, bike, job))
            if answers[key]:
                bikes.append(bike)
        fitting[job.id] = tuple(bikes)
    return fitting


def likeness(bike: Bike) -> tuple[object, ...]:
    """Two bikes that agree in this can carry the same."""
    return (
        bike.start, bike.end, bike.shift, bike.capacity, bike.skills, bike.rests, bike.reloads_at, bike.max_seconds
    )  # fmt: skip


def alone(instance: Instance, bike: Bike, job: Job) -> tuple[str, ...]:
    """An order of stops in which `bike` can carry `job` and nothing else; empty if there is none."""
    if not fits(bike, job):
        return ()
    return next((order for order in orders(bike, job) if holds(instance, bike, order)), ())


def fits(bike: Bike, job: Job) -> bool:
    """Whether the bike and its rider have the skills and equipment the job asks for."""
    return job.skills <= bike.skills


def orders(bike: Bike, job: Job) -> Iterator[tuple[str, ...]]:
    """Ways to ride the stops of one job: through the depot its goods belong to, or in any order that loads first."""
    if isinstance(job, Visit):
        yield (job.id,)
        if job.depot_id in bike.reloads_at and job.depot_id is not None:
            yield (job.depot_id, job.id) if job.way is Way.DROPOFF else (job.id, job.depot_id)
        return
    for pickups in islice(permutations(job.pickups), ORDERS_TRIED):
        for dropoffs in islice(permutations(job.dropoffs), ORDERS_TRIED):
            yield tuple(stop.id for stop in (*pickups, *dropoffs))


def why_left_out(instance: Instance, job: Job, bikes: Sequence[Bike]) -> LeftOut:
    """The nearest reason why no tour carries `job`; `bikes` are those that could with nothing else to do."""
    everyone = list(instance.bikes.values())
    if not everyone:
        return LeftOut(job.id, "no_bike", Sentence(_("No bike is there.")))
    if bikes:
        text = _("Every bike that could carry it is full or elsewhere at its time.")
        return LeftOut(job.id, "full", Sentence(text))
    skilled = [bike for bike in everyone if fits(bike, job)]
    if not skilled:
        text = _("No bike has what it needs: %(skills)s.")
        return LeftOut(job.id, "skill", Sentence(text, {"skills": ", ".join(sorted(job.skills))}))
    able = [(bike, order) for bike in skilled for order in islice(orders(bike, job), ORDERS_TRIED)]
    able = [(bike, order) for bike, order in able if carries(instance, bike, order)]
    if not able:
        return LeftOut(job.id, "too_heavy", Sentence(_("It is more than any bike for it carries.")))
    return _why_never(instance, job, able)


def _why_never(instance: Instance, job: Job, able: Sequence[tuple[Bike, tuple[str, ...]]]) -> LeftOut:
    rows = [instance.nodes[stop.id].row for stop in job.stops]
    depots = [instance.depots[bike.start].row for bike, _order in able]
    if all(instance.seconds[depot, row] >= OUT_OF_REACH for depot in depots for row in rows):
        return LeftOut(job.id, "unreachable", Sentence(_("No way leads there.")))
    if not any(on_time(instance, bike, order, windows=False) for bike, order in able):
        return LeftOut(job.id, "too_far", Sentence(_("Nobody can ride there and be back within a shift.")))
    if not any(on_time(instance, bike, order) for bike, order in able):
        text = _("Nobody can be there in its time window, even with nothing else to do.")
        return LeftOut(job.id, "window_missed", Sentence(text))
    if isinstance(job, Visit) and job.depot_id is not None:
        return LeftOut(job.id, "wrong_depot", Sentence(_("No bike for it comes by the depot of its goods.")))
    return LeftOut(
        job.id, "no_time", Sentence(_("It leaves no time for the breaks or exceeds the longest tour."))
    )
