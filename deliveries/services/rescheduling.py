"""Another time for an order: what makes sense, and what follows for its stops."""

from datetime import datetime, timedelta

from coopplatform.contracts.ordering import OrderRescheduled
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import require_unit_of_work
from deliveries.domain.lifecycle import ORDER, OrderState
from deliveries.models import Order, Task
from deliveries.services.ordering import check_is_at_its_store
from deliveries.services.quoting import LATEST

BEFORE_PICKUP = (OrderState.PLACED, OrderState.DISPATCHED)


def check_times(order: Order, ready_at: datetime, promised_at: datetime, at: datetime) -> None:
    """Raises Invalid for a time that makes no sense; NotAllowedNow once it has left its store."""
    check_is_at_its_store(order)
    if order.state not in BEFORE_PICKUP:
        raise NotAllowedNow(f"order_is_{order.state}", ORDER.refusals[OrderState(order.state)])
    check_is_ahead(promised_at, at)
    if ready_at > at + LATEST:
        raise Invalid("too_far_ahead", _("Orders are taken up to 14 days ahead."), field="ready_at")
    if promised_at - ready_at < timedelta(seconds=order.delivery.ride_seconds):
        raise Invalid(
            "ride_too_long", _("The ride alone takes longer: promise it later."), field="promised_at"
        )


def check_is_ahead(promised_at: datetime, at: datetime) -> None:
    """Raises Invalid."""
    if promised_at <= at:
        raise Invalid("in_the_past", _("This moment has passed: choose a later one."), field="promised_at")


def give_time(order: Order, ready_at: datetime, window: TimeWindow) -> None:
    """Building block: picked up from `ready_at`, handed over within the window; its end is the promise."""
    order.ready_at, order.promised_at = ready_at, window.before
    order.save(update_fields=["ready_at", "promised_at", "is_ready_confirmed"])
    for task in order.delivery.tasks.all():
        task.window_after = max(ready_at, window.after) if task.kind == Task.Kind.DROPOFF else ready_at
        task.window_before = window.before
        task.save(update_fields=["window_after", "window_before"])


def told_rescheduled(order: Order, *, by: Actor, at: datetime) -> None:
    """Building block: whoever has it is told."""
    require_unit_of_work()
    pickup = order.delivery.tasks.get(kind=Task.Kind.PICKUP)
    event = OrderRescheduled(
        order_id=order.pk,
        store_id=order.store_id,
        delivery_id=order.delivery.pk,
        courier_id=pickup.assignee_id,
        occurred_at=at,
    )
    record(event, by=by)
