"""An order without its moment: kept as plain data, to be asked for again on another day."""

from collections.abc import Mapping
from dataclasses import asdict, replace
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from coopplatform.kernel.geo import Point
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.pricing import HandPrice
from deliveries.models import Order, Task
from deliveries.services.quoting import Destination, NewOrder


def kept(new: NewOrder) -> dict[str, Any]:
    """`new` as JSON, its window in minutes after the goods are ready; a slot is of its day and is left out."""
    facts = asdict(replace(new, window=None, slot_id=""))
    del facts["store_id"], facts["ready_at"], facts["slot_id"]
    if new.window:
        facts["window"] = [
            _minutes(new.window.after - new.ready_at),
            _minutes(new.window.before - new.ready_at),
        ]
    return facts


def asked_again(kept: Mapping[str, Any], *, store_id: UUID, ready_at: datetime) -> NewOrder:
    """What was kept, ready at another moment."""
    facts = dict(kept)
    window = facts.pop("window", None)
    for name in ("to", "pickup"):
        if place := facts.get(name):
            facts[name] = Destination(**place | {"point": Point(**place["point"])})
    if by_hand := facts.get("price_by_hand"):
        facts["price_by_hand"] = HandPrice(**by_hand)
    for name, value in facts.items():
        if isinstance(value, list):
            facts[name] = tuple(tuple(one) if isinstance(one, list) else one for one in value)
    if window:
        after, before = (ready_at + timedelta(minutes=minutes) for minutes in window)
        facts["window"] = TimeWindow(after, before)
    return NewOrder(store_id=store_id, ready_at=ready_at, **facts)


def as_asked(order: Order) -> NewOrder:
    """An order that was placed, as it was asked for; without its window, which was for that day."""
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    is_elsewhere = order.delivery.origin_lat is not None
    return NewOrder(
        store_id=order.store_id,
        to=_destination(tasks[Task.Kind.DROPOFF]),
        ready_at=order.ready_at,
        bags=order.bags,
        goods_cents=order.goods_cents,
        grams=order.grams,
        litres=order.litres,
        needs=tuple(order.needs),
        proof=tuple(order.proof),
        packages=tuple((code, count) for code, count in order.packages),
        pickup=_destination(tasks[Task.Kind.PICKUP]) if is_elsewhere else None,
    )


def _destination(task: Task) -> Destination:
    return Destination(
        name=task.name,
        address=task.address,
        point=task.point,
        phone=task.phone,
        email=task.email,
        instructions=task.instructions,
        geocoder=task.geocoder,
        licence=task.licence,
    )


def _minutes(span: timedelta) -> int:
    return int(span.total_seconds() // 60)
