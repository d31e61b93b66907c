"""One delivery from order to door by the services, for tests that need it done."""

from datetime import timedelta
from typing import Any

from coopplatform.tenancy.constraints import tenant_models
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from tests.conftest import PLATFORM, placed


def walk_one_delivery(cast: Any, now: Any, *, on_time: bool = True, **changes: Any) -> Any:
    order = placed(cast, now, **changes)
    with cast.inside():
        delivery = order.delivery
        adopt_plan(
            delivery_id=delivery.pk, courier_id=cast.courier_id, seen_courier_id=None, by=PLATFORM, at=now
        )
        for minutes, kind in ((16, "pickup"), (24 if on_time else 90, "dropoff")):
            complete_task(
                task_id=delivery.tasks.get(kind=kind).pk,
                courier_id=cast.courier_id,
                by=PLATFORM,
                at=now + timedelta(minutes=minutes),
            )
    return order


def tables() -> dict[str, int]:
    """Rows by table in the co-op in scope, the readers' places aside."""
    return {
        model._meta.label: model._default_manager.count()
        for model in tenant_models()
        if model._meta.label != "journal.ReaderCursor"
    }
