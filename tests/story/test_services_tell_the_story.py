"""The story table by its services: placed, priced, dispatched, carried, booked, credited."""

from datetime import timedelta

from django.db import connection

from cooperatives.queries.books import entry_of
from coopplatform.journal import relay
from coopplatform.journal.reading import Place, since
from deliveries.queries.suggestions import suggestions
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from members.models import CreditedDelivery
from tests.conftest import placed


def test_an_order_becomes_a_delivery_an_entry_and_a_credit(inside, now):
    order = placed(inside, now)
    delivery = order.delivery
    advice = suggestions(now)
    adopt_plan(
        delivery_id=delivery.pk,
        courier_id=inside.courier_id,
        seen_courier_id=None,
        problem=advice.problem,
        by=inside.by("bruno"),
        at=now,
    )
    for minutes, kind in ((16, "pickup"), (24, "dropoff")):
        complete_task(
            task_id=delivery.tasks.get(kind=kind).pk,
            courier_id=inside.courier_id,
            by=inside.by("alma"),
            at=now + timedelta(minutes=minutes),
        )
    order.refresh_from_db()
    assert order.state == "delivered"
    entry = entry_of(f"order:{order.pk}")
    assert entry is not None
    total = order.quote.total_cents
    assert {line.account.role: line.amount_cents for line in entry.lines.all()} == {
        "unbilled": total,
        "sales": -order.quote.net_cents,
        "vat_unbilled": -order.quote.vat_cents,
    }
    relay.read_on(inside.cooperative.pk, is_settled_only=False)
    credited = CreditedDelivery.objects.get()
    assert (credited.delivery, credited.is_on_time) == (delivery.pk, True)
    names = [entry.name for entry in since(Place(), is_settled_only=False)]
    assert names == [
        "PayrollSettingsEntered",
        "StoreChanged",
        "ShiftStarted",
        "OrderPlaced",
        "OrderPriced",
        "TasksAssigned",
        "TaskCompleted",
        "TaskCompleted",
        "DeliveryCompleted",
        "EntryPosted",
    ]
    connection.check_constraints()
