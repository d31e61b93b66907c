"""Placing an order: checked, priced, numbered and written with its delivery, or not at all."""

from dataclasses import asdict
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db import connection

from coopplatform.contracts.ordering import OrderCancelled, OrderPlaced, OrderPriced, OrderReady
from coopplatform.journal.recording import record, record_all
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.ids import secret_token, uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from coopplatform.web.idempotency import RequestKey, claim
from deliveries.domain.lifecycle import ORDER, TASK, OrderEvent, OrderState, TaskEvent, TaskState
from deliveries.models import Consignment, Delivery, Order, Quote, Store, Task
from deliveries.services.groups import leave_group
from deliveries.services.quoting import Destination, NewOrder, Offer, offer_of, store_called
from deliveries.services.slot_places import give_back, take_place


@unit_of_work
def place_order(*, new: NewOrder, by: Actor, at: datetime, request_key: RequestKey | None = None) -> Order:
    """Write order, frozen quote, delivery and its two tasks. The same `request_key` makes one order.

    Raises what `quote_order` raises.
    """
    order_id = uuid7()
    if request_key and (made := claim(request_key, order_id)) != order_id:
        return Order.objects.get(pk=made)
    store = store_called(new.store_id)
    return write_order(store, offer_of(store, new, at), by=by, at=at, order_id=order_id)


def write_order(
    store: Store,
    offer: Offer,
    *,
    by: Actor,
    at: datetime,
    order_id: UUID | None = None,
    consignment: Consignment | None = None,
) -> Order:
    """Building block: what was offered becomes an order with its number, quote, delivery and tasks.

    Raises NotAllowedNow when its slot is sold out meanwhile.
    """
    require_unit_of_work()
    delivery_id = uuid7()
    new, slot_id = offer.asked, take_place(offer.slot)
    _remember(store, new, at)
    order = Order(
        id=order_id or uuid7(),
        store=store,
        consignment=consignment,
        state=OrderState.PLACED,
        placed_at=at,
        placed_by=str(by),
        ready_at=new.ready_at,
        promised_at=offer.promised_at,
        bags=new.bags,
        goods_cents=new.goods_cents,
        grams=new.grams,
        litres=new.litres,
        needs=list(new.needs),
        packages=[list(package) for package in new.packages],
        supplements=[list(supplement) for supplement in new.supplements],
        slot_id=slot_id,
        proof=list(new.proof),
    )
    _freeze(order, offer)
    _write_delivery(order, store, new, offer, delivery_id)
    total, currency = offer.quote.total_cents, offer.quote.currency
    told = (
        OrderPlaced(order_id=order.id, store_id=store.id, delivery_id=delivery_id, occurred_at=at),
        OrderPriced(order_id=order.id, total_cents=total, currency=currency, occurred_at=at),
    )
    record_all(told, by=by)
    order.number = _next_number()
    order.save(force_insert=True)
    return order


@unit_of_work
def confirm_ready(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """The kitchen says the bags can be picked up now. Twice changes nothing; raises NotFound, NotAllowedNow."""
    order = _locked_order(order_id)
    check_is_at_its_store(order)
    if order.state not in (OrderState.PLACED, OrderState.DISPATCHED):
        raise NotAllowedNow("not_in_kitchen", ORDER.refusals[OrderState(order.state)])
    if order.is_ready_confirmed:
        return order
    order.is_ready_confirmed, order.ready_at = True, min(order.ready_at, at)
    order.save(update_fields=["is_ready_confirmed", "ready_at"])
    pickup = Task.objects.get(delivery__order=order, kind=Task.Kind.PICKUP)
    event = OrderReady(
        order_id=order.id,
        store_id=order.store_id,
        delivery_id=pickup.delivery_id,
        courier_id=pickup.assignee_id,
        occurred_at=at,
    )
    record(event, by=by)
    return order


@unit_of_work
def cancel_order(*, order_id: UUID, by: Actor, at: datetime) -> Order:
    """Free until the pickup; it leaves its group. Raises NotFound; NotAllowedNow once a courier carries it."""
    order = _locked_order(order_id)
    check_is_at_its_store(order)
    order.state = ORDER.next(OrderState(order.state), OrderEvent.CANCEL)
    order.closed_at = at
    order.save(update_fields=["state", "closed_at"])
    give_back(order.slot_id)
    delivery = order.delivery
    courier_id = None
    for task in delivery.tasks.select_for_update(of=("self",), no_key=True):
        courier_id = task.assignee_id
        task.state = TASK.next(TaskState(task.state), TaskEvent.CANCEL)
        task.save(update_fields=["state"])
    leave_group(order, courier_id, by=by, at=at)
    event = OrderCancelled(
        order_id=order.id,
        store_id=order.store_id,
        delivery_id=delivery.id,
        courier_id=courier_id,
        occurred_at=at,
    )
    record(event, by=by)
    return order


def check_is_at_its_store(order: Order) -> None:
    """Raises NotAllowedNow for what has left its store and changes hands on the way, or another co-op carries."""
    if order.delivery.carried_by and order.closed_at is None:
        raise carried_elsewhere(order)
    if order.delivery.relayed_at is not None and order.closed_at is None:
        raise NotAllowedNow(
            "order_is_relayed",
            _("No. %(number)s has left its store already: it changes courier at a hub."),
            number=order.number,
        )


def carried_elsewhere(order: Order) -> NotAllowedNow:
    """Its courier is another co-op's to give."""
    return NotAllowedNow(
        "carried_elsewhere",
        _("%(partner)s carries no. %(number)s: take it back from them first."),
        partner=order.delivery.carried_by,
        number=order.number,
    )


def _locked_order(order_id: UUID) -> Order:
    order = (
        Order.objects.select_for_update(of=("self",), no_key=True)
        .select_related("delivery")
        .filter(pk=order_id)
        .first()
    )
    if order is None:
        raise NotFound("no_order", _("There is no such order."))
    return order


def _remember(store: Store, new: NewOrder, at: datetime) -> None:
    """The store's customer, for the next order's three letters; an e-mail once known is kept."""
    to = new.to
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into deliveries_recipient (id, cooperative_id, store_id, name, phone, address, instructions,"
            " email, contacts, notes, lat, lon, orders, last_ordered_at)"
            " values (%s, %s, %s, %s, %s, %s, %s, %s, '[]', '', %s, %s, 1, %s)"
            " on conflict (cooperative_id, store_id, name, phone, address) do update set"
            " orders = deliveries_recipient.orders + 1, instructions = excluded.instructions,"
            " email = coalesce(nullif(excluded.email, ''), deliveries_recipient.email),"
            " lat = excluded.lat, lon = excluded.lon, last_ordered_at = excluded.last_ordered_at",
            [
                uuid7(),
                required(),
                store.pk,
                to.name,
                to.phone,
                to.address,
                to.instructions,
                to.email,
                to.point.lat,
                to.point.lon,
                at,
            ],
        )


def _freeze(order: Order, offer: Offer) -> None:
    Quote.objects.create(
        order=order,
        lines=[line.as_json() for line in offer.quote.lines],
        net_cents=offer.quote.net_cents,
        vat_cents=offer.quote.vat_cents,
        total_cents=offer.quote.total_cents,
        currency=offer.quote.currency,
        charter_version=offer.charter_version,
        rule_set_id=offer.book.rule_set_id,
        rule_set_version=offer.book.version,
    )


def _write_delivery(order: Order, store: Store, new: NewOrder, offer: Offer, delivery_id: UUID) -> None:
    origin = new.pickup or _at_store(store)
    delivery = Delivery.objects.create(
        id=delivery_id,
        order=order,
        origin_lat=origin.point.lat if new.pickup else None,
        origin_lon=origin.point.lon if new.pickup else None,
        tracking_token=secret_token(),
        distance_metres=offer.distance_metres,
        ride_seconds=offer.ride_seconds,
        is_distance_estimated=offer.is_estimated,
    )
    delivery.just_written = Task.objects.bulk_create(
        [
            Task(
                delivery=delivery,
                kind=Task.Kind.PICKUP,
                state=TaskState.WAITING,
                **_place(origin),
                window_after=new.ready_at,
                window_before=order.promised_at,
            ),
            Task(
                delivery=delivery,
                kind=Task.Kind.DROPOFF,
                state=TaskState.WAITING,
                **_place(new.to),
                window_after=new.opens_at,
                window_before=order.promised_at,
            ),
        ]
    )


def _at_store(store: Store) -> Destination:
    return Destination(store.name, store.address, store.point, phone=store.phone, geocoder="store")


def _place(of: Destination) -> dict[str, Any]:
    """A destination as the columns of a task."""
    columns = {key: value for key, value in asdict(of).items() if key != "point"}
    return columns | {"lat": of.point.lat, "lon": of.point.lon}


def _next_number() -> int:
    """Taken last: the counter's row stays locked until the transaction ends, and orders queue for it."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into deliveries_ordercounter (id, cooperative_id, last) values (%s, %s, 1)"
            " on conflict (cooperative_id) do update set last = deliveries_ordercounter.last + 1 returning last",
            [uuid7(), required()],
        )
        return int(cursor.fetchone()[0])
