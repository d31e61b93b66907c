"""A till sends packages by type and books a time slot; what it may send and choose, it can ask."""

import pytest

from deliveries.domain.slots import SlotTerms
from deliveries.models import Order
from deliveries.services.slot_plans import SlotPlanSaid, save_slot_plan
from tests.deliveries.pricing.conftest import Office

ORDERS = "/api/v1/orders/"


@pytest.fixture
def furnished(roue, now):
    with roue.inside():
        office = Office(roue, now)
        office.give(None, office.crates(), are_packages_required=True)
        said = SlotPlanSaid("Daily", SlotTerms(("00:00-12:00,12:00-24:00",), days=3), 1)
        save_slot_plan(store_id=roue.store_id, said=said, **office.as_nour)


def test_a_slot_is_booked_with_packages(furnished, rosas_till, roue, body):
    assert rosas_till.get("/api/v1/packages/").json() == [
        {"code": "XL", "name": "Crate", "units": 4, "grams": 8000}
    ]
    slot = rosas_till.get("/api/v1/slots/").json()[-1]
    asked = body | {"packages": [{"type": "XL", "quantity": 2}], "slot": slot["id"]}
    told = rosas_till.post(ORDERS, asked, format="json")
    assert told.status_code == 201
    assert told.json()["promised_at"] == slot["before"]
    with roue.inside():
        order = Order.objects.get()
        assert (order.packages, order.grams, order.slot.taken) == ([["XL", 2]], 16_000, 1)
    assert rosas_till.get("/api/v1/slots/").json()[-1]["left"] == 0
    full = rosas_till.post(ORDERS, asked, format="json")
    assert (full.status_code, full.json()["type"]) == (409, "/problems/slot_full")


def test_what_the_store_demands_or_does_not_send_is_said(furnished, rosas_till, body):
    for facts, problem in (
        ({}, "packages_required"),
        ({"packages": [{"type": "S", "quantity": 1}]}, "unknown_package"),
        ({"packages": [{"type": "XL", "quantity": 1}], "slot": "nonsense"}, "slot_gone"),
    ):
        answer = rosas_till.post(ORDERS, body | facts, format="json")
        assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{problem}")


def test_another_co_op_s_till_sees_none_of_it(furnished, sams_till):
    assert sams_till.get("/api/v1/slots/").json() == []
    assert sams_till.get("/api/v1/packages/").json() == []
