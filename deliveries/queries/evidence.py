"""What a review asks of dispatch and positions: counts only."""

from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.db.models import Count, Q

from coopplatform.tenancy.scope import required
from deliveries.models import CourierPlace, Decision, Position, PositionLook
from deliveries.models.positions import KEPT_DAYS
from members.queries.at_work import at_work_sql


@dataclass(frozen=True, slots=True)
class PlacesKept:
    """Rows about couriers' places that should be gone by now, and fixes of the last day from outside of a shift."""

    too_old: int
    outside: int
    fixes: int


def places_kept(at: datetime) -> PlacesKept:
    """Rows are gone a day after their last one: the job that forgets runs every night."""
    limit = at - timedelta(days=KEPT_DAYS + 1)
    too_old = (
        PositionLook.objects.filter(until__lt=limit).count()
        + CourierPlace.objects.filter(at__lt=limit).count()
    )
    too_old += Position.objects.filter(at__lt=limit - timedelta(days=1)).count()
    at_work = at_work_sql("fix.courier_id", "fix.at", is_still_open=False)
    with connection.cursor() as cursor:
        cursor.execute(
            f"select count(*), count(*) filter (where not {at_work}) from {Position._meta.db_table} fix"  # noqa: S608
            " where fix.cooperative_id = %s and fix.at >= %s and fix.at < %s",
            [required(), at - timedelta(days=1), at],
        )
        fixes, outside = cursor.fetchone()
    return PlacesKept(too_old, outside, fixes)


def automatic_decisions(since: datetime) -> tuple[int, int]:
    """Assignments the engine made since then, and how many of them are kept with what it weighed."""
    made = Decision.objects.filter(kind=Decision.Kind.AUTOMATIC, decided_at__gte=since)
    found = made.aggregate(all=Count("id"), kept=Count("id", filter=Q(ranking__isnull=False)))
    return found["all"], found["kept"]
