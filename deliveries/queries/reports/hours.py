"""What an hour of work carries and earns, by week and activity: of everybody together, or of oneself."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from django.db.models import Count, QuerySet, Sum
from django.db.models.functions import TruncWeek

from deliveries.domain.hours_report import Carried, Week
from deliveries.models import Order, Task
from deliveries.queries.prices import NET
from deliveries.queries.reports.asked import DELIVERED, Asked, orders_closed
from members.queries.hours import weeks_worked


def weeks_of_all(asked: Asked) -> list[Week]:
    """Every week with deliveries or hours, in their order. Two queries."""
    return _weeks(asked, orders_closed(asked))


def weeks_of(courier_id: UUID, asked: Asked) -> list[Week]:
    """The same of one courier, for that courier alone."""
    own = Task.objects.filter(kind=Task.Kind.DROPOFF, assignee=courier_id).values("delivery__order")
    return _weeks(asked, orders_closed(asked).filter(pk__in=own), courier_id)


def _weeks(asked: Asked, orders: QuerySet[Order], courier_id: UUID | None = None) -> list[Week]:
    carried: dict[date, dict[str, Carried]] = defaultdict(dict)
    rows = (
        orders.filter(DELIVERED)
        .annotate(week=TruncWeek("closed_at", tzinfo=asked.zone))
        .values("week", "store__activity")
        .annotate(count=Count("id"), net=Sum(NET, default=0))
        .order_by()
    )
    for row in rows:
        carried[row["week"].date()][row["store__activity"]] = Carried(row["count"], row["net"])
    worked = {one.monday: one for one in weeks_worked(asked.first, asked.last, courier_id)}
    return [
        Week(
            monday=monday,
            carried=carried.get(monday, {}),
            seconds=worked[monday].seconds if monday in worked else 0,
            people=worked[monday].people if monday in worked else 0,
        )
        for monday in sorted({*carried, *worked})
    ]
