"""G1, G2: what the platform keeps of people, and whether its decisions can be explained."""

from datetime import date, timedelta
from decimal import Decimal

from cooperatives.queries.here import cooperative_here
from deliveries.queries.evidence import automatic_decisions, places_kept
from federation.domain.review.dossier import Measured, percent_of
from federation.queries.evidence.measuring import NO_AUTOMATIC, NO_POSITIONS, share, unknown
from members.queries.days import day_window

DECISION_DAYS = 90


def places_are_forgotten(today: date) -> Measured:
    """No place kept too long, no fix of yesterday from outside of a shift."""
    yesterday = today - timedelta(days=1)
    found = places_kept(day_window(yesterday, yesterday, cooperative_here().zone).before)
    if not found.fixes and not found.too_old:
        return unknown("G1", yesterday, yesterday, NO_POSITIONS)
    kept = (found.too_old == 0) + (found.outside == 0)
    return Measured("G1", yesterday, yesterday, percent_of(kept, 2), Decimal(kept), Decimal(2))


def decisions_can_be_explained(today: date) -> Measured:
    first, last = today - timedelta(days=DECISION_DAYS), today - timedelta(days=1)
    made, kept = automatic_decisions(day_window(first, last, cooperative_here().zone).after)
    return share("G2", first, last, kept, made, none=NO_AUTOMATIC)


SOURCES = (places_are_forgotten, decisions_can_be_explained)
