"""Promises kept: by hour of the day, weekday and store, and how early or late deliveries were."""

from collections import defaultdict
from dataclasses import dataclass

from django.db.models import Count, F, Value
from django.db.models.functions import Ceil, Extract, ExtractHour, ExtractIsoWeekDay, Greatest, Least

from deliveries.queries.reports.asked import (
    DELIVERED,
    DELIVERED_COUNT,
    KEPT_COUNT,
    Asked,
    Promises,
    orders_closed,
)

STEP_MINUTES = 5
FURTHEST = 30
"""Minutes; what is further from its promise stands with the last step."""


@dataclass(frozen=True, slots=True)
class OnTime:
    """`by_hour` (0 to 23) and `by_weekday` (1 is Monday) of the promised time; `by_store` the most deliveries first.

    `by_minutes`: how many were delivered later than so many minutes after the promise (before it: negative) and up to
    STEP_MINUTES beyond, every step between the furthest two; so what is under 0 was on time.
    """

    whole: Promises
    by_hour: dict[int, Promises]
    by_weekday: dict[int, Promises]
    by_store: list[tuple[str, Promises]]
    by_minutes: dict[int, int]


def on_time(asked: Asked) -> OnTime:
    """Three queries."""
    delivered = orders_closed(asked).filter(DELIVERED)
    by_hour: dict[int, Promises] = defaultdict(Promises)
    by_weekday: dict[int, Promises] = defaultdict(Promises)
    hours = (
        delivered.annotate(
            weekday=ExtractIsoWeekDay("promised_at", tzinfo=asked.zone),
            hour=ExtractHour("promised_at", tzinfo=asked.zone),
        )
        .values("weekday", "hour")
        .annotate(delivered=DELIVERED_COUNT, kept=KEPT_COUNT)
        .order_by()
    )
    for row in hours:
        promises = Promises(row["delivered"], row["kept"])
        by_hour[row["hour"]] += promises
        by_weekday[row["weekday"]] += promises
    stores = (
        delivered.values("store_id", "store__name")
        .annotate(delivered=DELIVERED_COUNT, kept=KEPT_COUNT)
        .order_by("-delivered", "store__name")
    )
    return OnTime(
        whole=sum(by_hour.values(), Promises()),
        by_hour=dict(by_hour),
        by_weekday=dict(by_weekday),
        by_store=[(row["store__name"], Promises(row["delivered"], row["kept"])) for row in stores],
        by_minutes=_by_minutes(asked),
    )


def _by_minutes(asked: Asked) -> dict[int, int]:
    seconds = Extract(F("closed_at") - F("promised_at"), "epoch")
    steps = Ceil(seconds / Value(60.0 * STEP_MINUTES)) - 1.0
    most = FURTHEST // STEP_MINUTES
    rows = (
        orders_closed(asked)
        .filter(DELIVERED)
        .annotate(step=Greatest(Least(steps, float(most)), float(-most)))
        .values("step")
        .annotate(count=Count("id"))
        .order_by()
    )
    found = {int(row["step"]) * STEP_MINUTES: row["count"] for row in rows}
    return {minutes: found.get(minutes, 0) for minutes in range(-FURTHEST, FURTHEST + 1, STEP_MINUTES)}
