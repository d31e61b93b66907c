"""What the engine suggests right now for the co-op in scope."""

import logging
from dataclasses import dataclass
from datetime import datetime
from functools import cached_property
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.charters import terms_on
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch import Decision, Problem, decide_safely
from deliveries.domain.dispatch.explain import headline
from deliveries.domain.dispatch.options import Option, options
from deliveries.domain.dispatch.policy import params_of, unusable
from deliveries.domain.travel import StraightLine
from deliveries.queries.dispatch_state import dispatch_state

log = logging.getLogger(__name__)


@dataclass(frozen=True)
class Advice:
    """A decision of the engine, with the deliveries its order ids stand for, and what to know about it."""

    decision: Decision
    delivery_of_order: dict[str, UUID]
    notes: tuple[Sentence, ...] = ()

    @property
    def problem(self) -> Problem | None:
        """What was weighed, to be kept with whatever is decided; None after a fallback."""
        return self.decision.problem

    def reason(self, order_id: str) -> Sentence | None:
        """Why this courier in one line, or why nobody yet. None for an order that was not asked about."""
        if order_id in self._waiting:
            return self._waiting[order_id]
        problem = self.problem
        if problem is None or order_id not in problem.orders:
            return None
        row = problem.row_of(order_id)
        return headline(problem, row, problem.chosen[row]) if problem.chosen[row] >= 0 else None

    @cached_property
    def _waiting(self) -> dict[str, Sentence]:
        left_out = {left.id: left.reason for left in self.decision.left_out if not left.is_courier}
        return {waiting.order_id: waiting.reason for waiting in self.decision.waiting} | left_out

    def options(self, order_id: str) -> tuple[Option, ...]:
        """Every courier for an order, the best for everyone first; empty when it was not weighed."""
        problem = self.problem
        return options(problem, order_id) if problem and order_id in problem.orders else ()


def suggestions(at: datetime) -> Advice:
    """Ask the engine: waiting orders and couriers on shift, travel times along the town's streets."""
    terms = terms_on(timezone.localdate(at), "dispatch")
    params = params_of(terms)
    state, deliveries = dispatch_state(at, params)
    decision = decide_safely(state, int(at.timestamp()), params, report=_engine_failed)
    notes = list(decision.notes)
    if isinstance(state.travel, StraightLine) and state.orders:
        notes.append(Sentence(_("Rides are estimated as the crow flies: no streets are known here.")))
    if names := unusable(terms):
        notes.append(
            Sentence(_("The charter's dispatch terms %(names)s cannot be used."), {"names": ", ".join(names)})
        )
    return Advice(decision, deliveries, tuple(notes))


def _engine_failed(error: Exception) -> None:
    log.error("The dispatch engine failed; the simple rule decided", exc_info=error)
