"""A day's tours in a time box: screen, search, repair, and keep to the plan that people know already."""

import logging
import time
from collections.abc import Callable, Mapping, Sequence

from deliveries.domain.dispatch.tours.draft import Draft
from deliveries.domain.dispatch.tours.fitness import fitting_bikes, why_left_out
from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.keeping import keeping, sound
from deliveries.domain.dispatch.tours.model import Job, Problem, Progress, TourPlan
from deliveries.domain.dispatch.tours.repair import repaired

ROUNDS = 3  # of search and repair, while something is left out
REPAIR_TURN = 0.25  # of the time that is left, at most, for a repair with a search to follow
REPAIR_SHARE, REPAIR_SECONDS = 0.1, 1.0  # of the time, kept for the last repair: the lesser of the two
FINISH_SHARE, FINISH_SECONDS = 0.03, 0.2  # of the time, kept to write the plan down: the lesser of the two

logger = logging.getLogger(__name__)


def plan(
    problem: Problem,
    *,
    seconds: float,
    seed: int = 0,
    previous: TourPlan | None = None,
    on_progress: Callable[[Progress], None] | None = None,
    should_stop: Callable[[], bool] | None = None,
) -> TourPlan:
    """The best tours found within about `seconds` of wall time: most served, by priority, then least riding.

    Every job is on a tour or in `left_out` with its reason; every tour holds. From `previous`, tours change only
    where that serves more or saves a minute for each stop changed. `should_stop` ends the run early, with the best
    plan so far. The same seed may give another plan on a machine of another speed.
    """
    return _Run(problem, seconds, seed, on_progress, should_stop).plan(previous)


class _Run:
    def __init__(
        self,
        problem: Problem,
        seconds: float,
        seed: int,
        on_progress: Callable[[Progress], None] | None,
        should_stop: Callable[[], bool] | None,
    ) -> None:
        self.began = time.monotonic()
        self.seconds = seconds
        self.seed = seed
        self.on_progress = on_progress
        self.should_stop = should_stop
        self.stopped = False
        self.instance = Instance.of(problem)
        self.fitting = fitting_bikes(self.instance)

    def plan(self, previous: TourPlan | None) -> TourPlan:
        known = sound(self.instance, previous.orders if previous else {})
        if previous:
            known = repaired(known, self.fitting, self.share_over(REPAIR_TURN))
        self.report("search", known.travel_seconds, len(known.served))
        best = self.searched(known)
        best = keeping(known, best) if previous else best
        self.report("done", best.travel_seconds, len(best.served))
        served = best.served
        return best.plan(
            why_left_out(self.instance, job, self.fitting[job.id])
            for job in self.instance.jobs.values()
            if job.id not in served
        )

    def searched(self, draft: Draft) -> Draft:
        """Search and repair in turns. Without a search (no bike, no time, a fault in it) repair alone plans."""
        jobs = [job for job in self.instance.jobs.values() if self.fitting[job.id]]
        best = draft
        for turn in range(ROUNDS if jobs else 0):
            orders = self.orders(jobs, best, turn)
            found = sound(self.instance, orders) if orders else best
            self.report("repair", found.travel_seconds, len(found.served))
            found = repaired(found, self.fitting, self.share_over(1 if turn == ROUNDS - 1 else REPAIR_TURN))
            best = max((best, found), key=lambda draft: draft.worth)
            if orders is None or self.is_over():
                break
        return best

    def orders(self, jobs: Sequence[Job], draft: Draft, turn: int) -> Mapping[str, Sequence[str]] | None:
        """What the solver makes of the draft. While jobs are left out it stops at half time, for a repair."""
        left = self.seconds - self.elapsed() - min(FINISH_SECONDS, FINISH_SHARE * self.seconds)
        for_repair = left / 2 if turn < ROUNDS - 1 else min(REPAIR_SECONDS, REPAIR_SHARE * left)
        if left <= 0:
            return None

        def watch(travel_seconds: int, left_out: int) -> bool:
            self.report("search", travel_seconds, max(0, len(jobs) - left_out))
            return self.is_over() or (left_out > 0 and self.elapsed() > self.seconds - for_repair)

        try:
            from deliveries.domain.dispatch.tours import pyvrp_terms, solver_pyvrp

            terms = pyvrp_terms.in_terms(self.instance, jobs)
            tours = draft.plan().tours
            return solver_pyvrp.search(terms, seconds=left, seed=self.seed + turn, tours=tours, watch=watch)
        except Exception:
            logger.exception("The search for tours failed; they are put together by insertion")
            return None

    def elapsed(self) -> float:
        return time.monotonic() - self.began

    def is_over(self) -> bool:
        self.stopped = self.stopped or (self.should_stop is not None and self.should_stop())
        return self.stopped or self.elapsed() >= self.seconds

    def share_over(self, share: float) -> Callable[[], bool]:
        """Tells when this share of the time that is left now is over, or the run is."""
        until = self.elapsed() + share * (self.seconds - self.elapsed())
        return lambda: self.is_over() or self.elapsed() >= until

    def report(self, phase: str, travel_seconds: int, served: int) -> None:
        if self.on_progress:
            self.on_progress(Progress(phase, round(self.elapsed(), 1), travel_seconds, served))
