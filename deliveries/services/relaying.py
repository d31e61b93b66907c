"""Relays: a carried delivery is handed in at a hub and taken on from there by somebody else."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from coopplatform.contracts.dispatching import RelayCalledOff, RelayPlanned
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Hub, Order, Relay, Task
from deliveries.queries.towns import town_here, travel_in
from deliveries.services.queueing import touch_queues
from deliveries.services.reviving import locked_order

HANDED_IN = timedelta(minutes=2)
"""From the door of the hub until the next courier may have it."""
PLACE = ("name", "phone", "email", "address", "instructions", "lat", "lon", "geocoder", "licence")
MOMENTS = ("arrived_at", "completed_at", "received_at")


@unit_of_work
def plan_relay(*, order_id: UUID, hub_id: UUID, by: Actor, at: datetime) -> Relay:
    """Who carries the order brings it to the hub; from there it waits for another courier.

    Raises NotFound; NotAllowedNow while nobody carries it, or when the hub is closed for good.
    """
    order = locked_order(order_id)
    hub = Hub.objects.filter(pk=hub_id).first()
    if hub is None:
        raise NotFound("no_hub", _("There is no such hub."))
    if not hub.is_active:
        raise NotAllowedNow("hub_closed", _("%(hub)s is no longer in use: choose another."), hub=hub.name)
    if order.state != OrderState.PICKED_UP:
        raise NotAllowedNow(
            "not_carried",
            _("No. %(number)s is with no courier on the way to its door: only then can it change hands."),
            number=order.number,
        )
    pickup, door = _ends(order)
    courier_id = door.assignee_id
    assert courier_id is not None
    touch_queues({courier_id})
    relay = Relay(delivery=order.delivery, hub=hub, courier_id=courier_id, planned_by=str(by), planned_at=at)
    relay.first_leg = _first_leg(order, pickup)
    there_at = at + timedelta(seconds=_ride_seconds(pickup, hub)) + HANDED_IN
    relay.stop = _stop_at(hub, door, window=(at, max(there_at, at)))
    relay.save()
    _begin_at(hub, order, (pickup, door), there_at, at)
    record(_event(RelayPlanned, relay, order, at), by=by)
    return relay


@unit_of_work
def call_off_relay(*, relay_id: UUID, by: Actor, at: datetime) -> UUID:
    """The first courier keeps it after all. The delivery to look at again.

    Raises NotFound; NotAllowedNow once it was handed in, or called off before.
    """
    relay = Relay.objects.select_related("delivery").filter(pk=relay_id).first()
    if relay is None:
        raise NotFound("no_relay", _("There is no such relay."))
    order = locked_order(relay.delivery.order_id)
    relay = Relay.objects.select_related("stop").get(pk=relay_id)
    pickup, door = _ends(order)
    if relay.stop is None or TaskState.DONE in (relay.stop.state, pickup.state):
        raise NotAllowedNow("handed_in", _("It has changed hands already: the relay stands."))
    touch_queues({each for each in (relay.courier_id, pickup.assignee_id) if each})
    stop, relay.stop, relay.called_off_at = relay.stop, None, at
    relay.save(update_fields=["stop", "called_off_at"])
    _carry_on(relay, stop, order, (pickup, door))
    stop.delete()
    record(_event(RelayCalledOff, relay, order, at), by=by)
    return order.delivery.pk


def _ends(order: Order) -> tuple[Task, Task]:
    tasks = {task.kind: task for task in order.delivery.tasks.all()}
    return tasks[Task.Kind.PICKUP], tasks[Task.Kind.DROPOFF]


def _first_leg(order: Order, pickup: Task) -> dict[str, Any]:
    delivery = order.delivery
    return {
        "place": {name: getattr(pickup, name) for name in PLACE},
        "moments": {name: _text(getattr(pickup, name)) for name in MOMENTS},
        "origin": [delivery.origin_lat, delivery.origin_lon],
        "ready": order.ready_at.isoformat(),
        "ready_confirmed": order.is_ready_confirmed,
        "taken": _text(delivery.taken_at),
        "relayed": _text(delivery.relayed_at),
    }


def _ride_seconds(pickup: Task, hub: Hub) -> int:
    return int(travel_in(town_here()).matrix([pickup.point], [hub.point]).seconds[0, 0])


def _stop_at(hub: Hub, door: Task, *, window: tuple[datetime, datetime]) -> Task:
    """In the place the door had in the courier's line."""
    return Task.objects.create(
        delivery_id=door.delivery_id,
        kind=Task.Kind.HANDIN,
        state=TaskState.WAITING,
        name=hub.name,
        address=hub.address,
        lat=hub.lat,
        lon=hub.lon,
        geocoder="hub",
        window_after=window[0],
        window_before=window[1],
        assignee_id=door.assignee_id,
        rank=door.rank,
    )


def _begin_at(hub: Hub, order: Order, ends: tuple[Task, Task], there_at: datetime, at: datetime) -> None:
    pickup, _door = ends
    for name in PLACE:
        setattr(pickup, name, "")
    pickup.name, pickup.address, pickup.geocoder = hub.name, hub.address, "hub"
    pickup.lat, pickup.lon, pickup.window_after = hub.lat, hub.lon, there_at
    for task in ends:
        task.assignee_id, task.rank, task.state = None, 0, TaskState.WAITING
        task.arrived_at = task.completed_at = task.received_at = None
        task.save()
    delivery = order.delivery
    delivery.origin_lat, delivery.origin_lon = hub.lat, hub.lon
    delivery.relayed_at, delivery.taken_at = at, None
    delivery.save(update_fields=["origin_lat", "origin_lon", "relayed_at", "taken_at"])
    order.state, order.ready_at, order.is_ready_confirmed = OrderState.PLACED, there_at, False
    order.save(update_fields=["state", "ready_at", "is_ready_confirmed"])


def _carry_on(relay: Relay, stop: Task, order: Order, ends: tuple[Task, Task]) -> None:
    """As it was before the relay, with the door where the hub stood in the line."""
    (pickup, door), leg = ends, relay.first_leg
    for name, value in leg["place"].items():
        setattr(pickup, name, value)
    for name, value in leg["moments"].items():
        setattr(pickup, name, _moment(value))
    pickup.state, door.state, door.arrived_at = TaskState.DONE, TaskState.WAITING, None
    pickup.window_after = datetime.fromisoformat(leg["ready"])
    for task in ends:
        task.assignee_id, task.rank = relay.courier_id, stop.rank
        task.save()
    delivery = order.delivery
    delivery.origin_lat, delivery.origin_lon = leg["origin"]
    delivery.taken_at, delivery.relayed_at = _moment(leg["taken"]), _moment(leg["relayed"])
    delivery.save(update_fields=["origin_lat", "origin_lon", "relayed_at", "taken_at"])
    order.state, order.ready_at = OrderState.PICKED_UP, datetime.fromisoformat(leg["ready"])
    order.is_ready_confirmed = leg["ready_confirmed"]
    order.save(update_fields=["state", "ready_at", "is_ready_confirmed"])


def _event(
    kind: type[RelayPlanned] | type[RelayCalledOff], relay: Relay, order: Order, at: datetime
) -> RelayPlanned | RelayCalledOff:
    return kind(
        relay_id=relay.pk,
        delivery_id=order.delivery.pk,
        store_id=order.store_id,
        courier_id=relay.courier_id,
        hub_id=relay.hub_id,
        occurred_at=at,
    )


def _text(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
