"""A dispatcher's part: adopts what the engine would do now, and leaves some for the person at the board."""

import contextlib
from collections import Counter
from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from coopplatform.kernel.errors import DomainError
from deliveries.domain.dispatch import Suggestion
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order, Task
from deliveries.queries.dispatch_state import OPEN_TASKS
from deliveries.queries.suggestions import Advice, suggestions
from deliveries.services.dispatching import adopt_suggestion
from deliveries.simulation.hands import may_dispatch
from deliveries.simulation.player import PLAYER

MOST_FOR_A_PERSON = 2


def dispatch(at: datetime, in_hand: Collection[UUID]) -> None:
    """Adopt each suggestion that is due, all of its orders or none."""
    waiting = Order.objects.filter(state=OrderState.PLACED, closed_at__isnull=True).select_related("delivery")
    mine = {str(order.pk): order for order in waiting if may_dispatch(order, at)}
    if not mine:
        return
    advice = suggestions(at)
    carried = Counter(
        Task.objects.filter(
            assignee_id__in=in_hand, state__in=OPEN_TASKS, kind=Task.Kind.DROPOFF
        ).values_list("assignee_id", flat=True)
    )
    for suggestion in advice.decision.suggestions:
        courier = UUID(suggestion.courier_id)
        is_mine = suggestion.now and all(order_id in mine for order_id in suggestion.order_ids)
        if is_mine and (courier not in in_hand or carried[courier] < MOST_FOR_A_PERSON):
            _adopt(suggestion, advice, courier, at)


def _adopt(suggestion: Suggestion, advice: Advice, courier: UUID, at: datetime) -> None:
    with contextlib.suppress(DomainError):
        adopt_suggestion(
            delivery_ids=[advice.delivery_of_order[order_id] for order_id in suggestion.order_ids],
            courier_id=courier,
            problem=advice.problem,
            by=PLAYER,
            at=at,
        )
