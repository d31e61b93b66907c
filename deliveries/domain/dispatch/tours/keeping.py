"""A plan people know is changed only where that pays: a new one is taken over tour group by tour group."""

from collections.abc import Mapping, Sequence

from deliveries.domain.dispatch.tours.draft import Draft
from deliveries.domain.dispatch.tours.fitness import alone, fits
from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.model import Job, Shipment, TourPlan
from deliveries.domain.dispatch.tours.timing import holds

CHANGE_SECONDS = 60  # of riding that one stop's new bike or new stop before it must save


def stability(before: TourPlan, after: TourPlan) -> float:
    """The share of the stops in both plans that keep their bike and the stops before and after them."""
    old, new = _neighbours(before.orders), _neighbours(after.orders)
    both = old.keys() & new.keys()
    return sum(old[id_] == new[id_] for id_ in both) / len(both) if both else 1.0


def _neighbours(orders: Mapping[str, Sequence[str]]) -> dict[str, tuple[str, str, str]]:
    """stop id → its bike, the one before, the one after ("" at the depot)."""
    found = {}
    for bike_id, order in orders.items():
        for before, id_, after in zip(("", *order), order, (*order[1:], ""), strict=False):
            found[id_] = (bike_id, before, after)
    return found


def sound(instance: Instance, orders: Mapping[str, Sequence[str]]) -> Draft:
    """A draft of these orders that holds. Where one does not, its tour is put together anew from the same jobs.

    What the instance does not know, or what finds no room, is gone from it.
    """
    draft = Draft(instance)
    for bike_id, bike in instance.bikes.items():
        order = tuple(
            id_ for id_ in orders.get(bike_id, ()) if id_ in instance.nodes or id_ in instance.depots
        )
        jobs = {instance.job_of[id_].id: instance.job_of[id_] for id_ in order if id_ in instance.job_of}
        fresh = draft.served.isdisjoint(jobs) and len(set(order) & instance.nodes.keys()) == sum(
            id_ in instance.nodes for id_ in order
        )
        whole = fresh and all(fits(bike, job) and _is_whole(job, order) for job in jobs.values())
        if whole and _reloads_rightly(instance, bike_id, order) and holds(instance, bike, order):
            draft.orders[bike_id] = draft.tidy(bike_id, order)
            continue
        for job in jobs.values():
            if job.id not in draft.served and alone(instance, bike, job):
                insertion = draft.cheapest(job, (bike,))
                if insertion:
                    draft.insert(insertion)
    return draft


def _is_whole(job: Job, order: Sequence[str]) -> bool:
    """All stops of a shipment are there, pickups first."""
    if not isinstance(job, Shipment):
        return True
    if not {stop.id for stop in job.stops} <= set(order):
        return False
    last_pickup = max(order.index(stop.id) for stop in job.pickups)
    return all(order.index(stop.id) > last_pickup for stop in job.dropoffs)


def _reloads_rightly(instance: Instance, bike_id: str, order: Sequence[str]) -> bool:
    bike = instance.bikes[bike_id]
    reloads = [id_ for id_ in order if id_ not in instance.nodes]
    return len(reloads) <= bike.max_reloads and set(reloads) <= set(bike.reloads_at)


def keeping(known: Draft, found: Draft, change_seconds: int = CHANGE_SECONDS) -> Draft:
    """`known`, with the tours of `found` where they serve more, or save enough riding for each stop they change.

    Tours that exchange stops, directly or through others, are taken over together or not at all.
    """
    kept = known.copy()
    for bikes in _groups(known, found):
        old = {id_: known.orders[id_] for id_ in bikes}
        new = {id_: found.orders[id_] for id_ in bikes}
        changed = _changes(old, new)
        saved = _ridden(known, old) - _ridden(known, new)
        more = _served(known, new) - _served(known, old)
        if more > 0 or (more == 0 and saved > change_seconds * changed):
            kept.orders |= new
    return kept


def _groups(known: Draft, found: Draft) -> list[set[str]]:
    """Bikes that must change together: linked by stops that ride with one now and with another then."""
    groups: dict[str, set[str]] = {bike_id: {bike_id} for bike_id in known.orders}
    now = _bike_of(known)
    for stop_id, bike_id in _bike_of(found).items():
        a, b = groups[now.get(stop_id, bike_id)], groups[bike_id]
        if a is not b:
            a |= b
            groups |= dict.fromkeys(b, a)
    unique = {id(group): group for group in groups.values()}
    return list(unique.values())


def _bike_of(draft: Draft) -> dict[str, str]:
    nodes = draft.instance.nodes
    return {id_: bike_id for bike_id, order in draft.orders.items() for id_ in order if id_ in nodes}


def _changes(old: Mapping[str, Sequence[str]], new: Mapping[str, Sequence[str]]) -> int:
    """Stops of both that get another bike or another stop before them."""
    before, after = _neighbours(old), _neighbours(new)
    return sum(before[id_][:2] != after[id_][:2] for id_ in before.keys() & after.keys())


def _ridden(draft: Draft, orders: Mapping[str, tuple[str, ...]]) -> int:
    bikes = draft.instance.bikes
    return sum(draft.ridden(bikes[bike_id], order) for bike_id, order in orders.items())


def _served(draft: Draft, orders: Mapping[str, Sequence[str]]) -> int:
    job_of = draft.instance.job_of
    jobs = {job_of[id_].id: job_of[id_] for order in orders.values() for id_ in order if id_ in job_of}
    return sum(1 + max(0, job.priority) for job in jobs.values())
