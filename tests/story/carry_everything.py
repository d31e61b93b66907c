"""Run in a process of its own: carries orders until COUNT are delivered, trying again while a server is away."""

import os
import sys
import time

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "coopplatform.settings.local")
django.setup()

from django.db import DatabaseError, connection  # noqa: E402 -- Django must be set up first
from django.utils import timezone  # noqa: E402

from coopplatform.kernel.actor import Actor  # noqa: E402
from coopplatform.tenancy.scope import scope  # noqa: E402
from deliveries.models import Order  # noqa: E402
from deliveries.services.carrying import complete_task  # noqa: E402
from deliveries.services.dispatching import adopt_plan  # noqa: E402
from members.queries.roster import on_shift  # noqa: E402

CARRIER = Actor.platform("carrier")


def carry(order: Order) -> None:
    """Every service may be called again after a crash: twice is once."""
    courier = on_shift()[0].courier_id
    if order.state == "placed":
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=courier,
            seen_courier_id=None,
            by=CARRIER,
            at=timezone.now(),
        )
    for kind in ("pickup", "dropoff"):
        task = order.delivery.tasks.get(kind=kind)
        complete_task(task_id=task.pk, courier_id=courier, by=CARRIER, at=timezone.now())


def main(cooperative_id: int, count: int) -> None:
    with scope(cooperative_id):
        while True:
            try:
                for order in Order.objects.filter(closed_at__isnull=True).order_by("number"):
                    carry(order)
                if Order.objects.filter(state="delivered").count() >= count:
                    return
            except DatabaseError:
                connection.close()
            time.sleep(0.1)


if __name__ == "__main__":
    main(int(sys.argv[1]), int(sys.argv[2]))
