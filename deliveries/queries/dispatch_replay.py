"""Whom the recorded decisions would have sent under other weights, and what that moves in minutes; nothing is written.

Each decision is looked at by itself, with the ranking it kept: what the rest of the board would then have done is not
known, and not guessed. Present and tried weights are compared in the same way.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import UUID

import numpy as np

from deliveries.domain.dispatch.cost import weights
from deliveries.domain.dispatch.policy import params_of
from deliveries.domain.dispatch.record import Problem
from deliveries.models import Decision
from members.queries.roster import workers

CHUNK = 500


@dataclass(slots=True)
class CourierMoves:
    """How many deliveries a courier has by the present weights and by the others, and seconds of riding in them."""

    member_id: UUID
    name: str
    was: int = 0
    now: int = 0
    was_seconds: int = 0
    now_seconds: int = 0

    @property
    def change(self) -> int:
        return self.now - self.was


@dataclass(slots=True)
class DispatchReplay:
    """`moved` of `decisions` would have gone to somebody else. Seconds at the door, late and ridden, together."""

    decisions: int = 0
    moved: int = 0
    door_seconds: int = 0
    late_seconds: int = 0
    ridden_seconds: int = 0
    couriers: tuple[CourierMoves, ...] = ()


def count_decisions(since: datetime, before: datetime) -> int:
    return Decision.objects.filter(
        decided_at__gte=since, decided_at__lt=before, ranking__isnull=False
    ).count()


def replay_decisions(
    present: Mapping[str, Any],
    tried: Mapping[str, Any],
    since: datetime,
    before: datetime,
    *,
    tell: Callable[[int], None] = lambda _done: None,
) -> DispatchReplay:
    """The decisions of a span under two sets of the charter's dispatch terms."""
    was, now = np.array(weights(params_of(present))), np.array(weights(params_of(tried)))
    found = DispatchReplay()
    moves: dict[str, CourierMoves] = {}
    rows = Decision.objects.filter(decided_at__gte=since, decided_at__lt=before, ranking__isnull=False)
    for decision in rows.order_by("decided_at").iterator(CHUNK):
        problem = decision.problem
        assert problem is not None
        _look(problem, was, now, found, moves)
        if found.decisions % CHUNK == 0:
            tell(found.decisions)
    names = {str(pk): member.name for pk, member in workers({UUID(who) for who in moves}).items()}
    for who, one in moves.items():
        one.name = names.get(who, "")
    found.couriers = tuple(sorted(moves.values(), key=lambda one: (one.change, one.name)))
    return found


def _look(
    problem: Problem, was: Any, now: Any, found: DispatchReplay, moves: dict[str, CourierMoves]
) -> None:
    codes = {code: at for at, code in enumerate(problem.codes)}
    for row in range(len(problem.bundles)):
        possible = np.flatnonzero(problem.against[row] == 0)
        if not len(possible):
            continue
        terms = problem.terms[:, row][:, possible].astype(np.int64)
        before, after = (int(np.argmin(chosen @ terms)) for chosen in (was, now))
        found.decisions += 1
        found.moved += before != after
        change = terms[:, after] - terms[:, before]
        found.door_seconds += int(change[codes["door"]])
        found.late_seconds += int(change[codes["late"]])
        found.ridden_seconds += int(change[codes["courier"]])
        for place, is_now in ((before, False), (after, True)):
            who = problem.couriers[int(possible[place])]
            one = moves.setdefault(who, CourierMoves(UUID(who), ""))
            seconds = int(terms[codes["courier"], place])
            if is_now:
                one.now, one.now_seconds = one.now + 1, one.now_seconds + seconds
            else:
                one.was, one.was_seconds = one.was + 1, one.was_seconds + seconds
