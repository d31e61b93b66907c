"""Beside the orders on the board: dispatch by itself, taps that could not count, proofs, tours of the day."""

from datetime import datetime
from typing import Any

from django.utils import timezone

from deliveries.domain.tour_plans import PlanState
from deliveries.models import TourPlan
from deliveries.queries.automatic import automatic
from deliveries.queries.incidents import open_incidents_count
from deliveries.queries.proofs import incomplete_count
from deliveries.web.clock import day_began
from deliveries.web.tap_lines import lines_to_look_at

MOST_PLANS = 5


def board_notices(at: datetime) -> dict[str, Any]:
    """The context of the notices."""
    plans = TourPlan.objects.filter(day=timezone.localdate(at)).order_by("-created_at")[:MOST_PLANS]
    return {
        "automatic": automatic(at),
        "looks": lines_to_look_at(),
        "incidents_open": open_incidents_count(),
        "proofs_to_look_at": incomplete_count(day_began(at), at),
        "plans": [(plan, plan.state == PlanState.READY) for plan in plans],
    }
