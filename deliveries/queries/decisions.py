"""Why each delivery came to whom: for the courier who asks, and for the co-op's record."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from coopplatform.kernel.text import Sentence
from deliveries.domain.dispatch import Term, for_courier
from deliveries.domain.dispatch.explain import terms
from deliveries.domain.dispatch.options import worth_reading
from deliveries.models import Decision

SHOWN = 40


@dataclass(frozen=True, slots=True)
class Why:
    """A decision as one courier may read it: no other person is named or can be told apart.

    `terms` are the parts of this courier's own cost, empty where the engine had nothing to say.
    """

    decision: Decision
    is_mine: bool
    sentences: tuple[Sentence, ...]
    terms: tuple[Term, ...] = ()

    @property
    def minutes(self) -> float:
        """Their cost together, in minutes at the door."""
        return sum(term.minutes for term in self.terms)

    @property
    def store(self) -> str:
        return self.decision.delivery.order.store.name

    @property
    def number(self) -> int:
        return self.decision.delivery.order.number


def why_mine(delivery_ids: Collection[UUID], courier_id: UUID) -> dict[UUID, Why]:
    """By delivery, the decision that brought it to this courier. One query, whatever the number."""
    found = _read().filter(delivery__in=delivery_ids, courier_id=courier_id)
    newest = {decision.delivery_id: decision for decision in reversed(found)}
    return {delivery_id: _why(decision, courier_id) for delivery_id, decision in newest.items()}


def decisions_about(courier_id: UUID, *, since: datetime) -> list[Why]:
    """The newest decisions since a moment that gave them something or passed them over, the newest first."""
    found = [_why(decision, courier_id) for decision in _read().filter(decided_at__gte=since)[:SHOWN]]
    return [why for why in found if why.is_mine or why.sentences]


def _read() -> QuerySet[Decision]:
    return Decision.objects.select_related("delivery__order__store").order_by("-decided_at")


def _why(decision: Decision, courier_id: UUID) -> Why:
    problem, who = decision.problem, str(courier_id)
    is_mine = decision.courier_id == courier_id
    order_id = str(decision.delivery.order_id)
    if problem is None or who not in problem.couriers:
        return Why(decision, is_mine, ())
    sentences = for_courier(problem, order_id, who)
    row, courier = problem.row_of(order_id), problem.couriers.index(who)
    could = problem.against[row, courier] == 0
    own = terms(problem, row, courier) if could else ()
    return Why(decision, is_mine, sentences, worth_reading(own))
