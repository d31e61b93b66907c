"""What a period of deliveries came to."""

from dataclasses import dataclass

from django.db.models import Count, F, Q, Sum

from coopplatform.kernel.time import TimeWindow
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order


@dataclass(frozen=True, slots=True)
class DeliveredInPeriod:
    """Deliveries handed over, the metres between their stops, and how many kept their promised time."""

    deliveries: int
    ridden_metres: int
    on_time: int


def delivered_in(window: TimeWindow) -> DeliveredInPeriod:
    """Deliveries handed over from the window's beginning up to its end, the end left out."""
    done = Order.objects.filter(
        state=OrderState.DELIVERED, closed_at__gte=window.after, closed_at__lt=window.before
    )
    sums = done.aggregate(
        deliveries=Count("id"),
        ridden_metres=Sum("delivery__distance_metres", default=0),
        on_time=Count("id", filter=Q(closed_at__lte=F("promised_at"))),
    )
    return DeliveredInPeriod(**sums)
