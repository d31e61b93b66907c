"""Jobs that a plan leaves out find a place after all, by moving others: guided ejection search.

Nagata and Bräysy, "A powerful route minimization heuristic for the vehicle routing problem with time windows" (2009):
who does not fit takes the place of the job that is easiest to place elsewhere, and each failure counts against
ejecting that job again. The draft kept is the one that serves most, by priority, and then rides least.
"""

from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence

from deliveries.domain.dispatch.tours.draft import Draft, Insertion
from deliveries.domain.dispatch.tours.model import Bike, Job

Fitting = Mapping[str, Sequence[Bike]]
PATIENCE = 30  # failures of one job, before it waits for another day


def repaired(draft: Draft, fitting: Fitting, is_over: Callable[[], bool]) -> Draft:
    """The draft with every job placed that could be before `is_over`. The one given stays as it is."""
    draft = draft.copy()
    waiting = _placed_at_once(draft, fitting, _missing(draft, fitting))
    best = draft.copy()
    failures: Counter[str] = Counter()
    while waiting and not is_over():
        job = waiting.pop()
        insertion = draft.cheapest(job, fitting[job.id])
        if insertion is None:
            failures[job.id] += 1
            found = None if failures[job.id] > PATIENCE else _ejection(draft, job, fitting, failures)
            if found is None:
                continue
            insertion, ejected = found
            waiting.append(ejected)
        draft.insert(insertion)
        if draft.worth > best.worth:
            best = draft.copy()
    return best


def _missing(draft: Draft, fitting: Fitting) -> list[Job]:
    """What is not planned and could be: the important first, then who has the fewest bikes."""
    served = draft.served
    missing = [job for job in draft.instance.jobs.values() if job.id not in served and fitting[job.id]]
    return sorted(missing, key=lambda job: (-job.priority, len(fitting[job.id])))


def _placed_at_once(draft: Draft, fitting: Fitting, jobs: Iterable[Job]) -> list[Job]:
    """Inserts what fits as it is; answers the rest, the most important last."""
    rest = []
    for job in jobs:
        insertion = draft.cheapest(job, fitting[job.id])
        if insertion:
            draft.insert(insertion)
        else:
            rest.append(job)
    return rest[::-1]


def _ejection(
    draft: Draft, job: Job, fitting: Fitting, failures: Mapping[str, int]
) -> tuple[Insertion, Job] | None:
    """The insertion of `job` in place of another one: of those that failed least, where the tour gets shortest."""
    by_failures: dict[int, list[tuple[Bike, Job]]] = {}
    for bike, other in _neighbours(draft, fitting[job.id]):
        by_failures.setdefault(failures.get(other.id, 0), []).append((bike, other))
    for _failed, pairs in sorted(by_failures.items(), key=lambda item: item[0]):
        best: tuple[int, Insertion, Job] | None = None
        for bike, other in pairs:
            order = draft.without(other, bike.id)
            insertion = draft.cheapest_into(job, [(bike, order)])
            if insertion is None:
                continue
            longer = draft.ridden(bike, insertion.order) - draft.ridden(bike, draft.orders[bike.id])
            if best is None or longer < best[0]:
                best = longer, insertion, other
        if best:
            return best[1], best[2]
    return None


def _neighbours(draft: Draft, bikes: Iterable[Bike]) -> Iterator[tuple[Bike, Job]]:
    job_of = draft.instance.job_of
    for bike in bikes:
        jobs = {job_of[id_].id: job_of[id_] for id_ in draft.orders[bike.id] if id_ in job_of}
        yield from ((bike, job) for job in jobs.values())
