"""When orders come, by weekday and hour."""

from django.db.models import Count
from django.db.models.functions import ExtractHour, ExtractIsoWeekDay

from deliveries.queries.reports.asked import Asked, orders_placed


def orders_by_hour(asked: Asked) -> dict[tuple[int, int], int]:
    """Orders placed, by weekday (1 is Monday) and hour (0 to 23) of the co-op's clock. One query."""
    rows = (
        orders_placed(asked)
        .annotate(
            weekday=ExtractIsoWeekDay("placed_at", tzinfo=asked.zone),
            hour=ExtractHour("placed_at", tzinfo=asked.zone),
        )
        .values_list("weekday", "hour")
        .annotate(count=Count("id"))
        .order_by()
    )
    return {(weekday, hour): count for weekday, hour, count in rows}
