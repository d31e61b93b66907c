"""Several orders at once over the API: all of them or none."""

from deliveries.models import Consignment, Order

CONSIGNMENTS = "/api/v1/consignments/"


def test_several_orders_are_placed_at_once_and_once(rosas_till, roue, body):
    elsewhere = body | {"pickup": body["recipient"] | {"name": "Traiteur"}}
    asked = {"orders": [body, body | {"bags": 3}, elsewhere]}
    first = rosas_till.post(CONSIGNMENTS, asked, format="json", HTTP_IDEMPOTENCY_KEY="k")
    again = rosas_till.post(CONSIGNMENTS, asked, format="json", HTTP_IDEMPOTENCY_KEY="k")
    assert (first.status_code, again.json()) == (201, first.json())
    told = first.json()
    assert [order["bags"] for order in told["orders"]] == [2, 3, 2]
    assert told["orders"][2]["delivery"]["tasks"][0]["name"] == "Traiteur"
    with roue.inside():
        assert (Order.objects.count(), Consignment.objects.get().pk.hex) == (3, told["id"].replace("-", ""))


def test_one_that_is_refused_stops_them_all_and_is_named(rosas_till, roue, body):
    answer = rosas_till.post(CONSIGNMENTS, {"orders": [body, body | {"bags": 99}]}, format="json")
    assert answer.status_code == 422
    assert list(answer.json()["errors"]) == ["orders.1.bags"]
    with roue.inside():
        assert Order.objects.count() == 0


def test_a_list_of_none_is_no_consignment(rosas_till):
    assert rosas_till.post(CONSIGNMENTS, {"orders": []}, format="json").status_code == 422


def test_a_phone_nobody_can_dial_is_refused(rosas_till, body):
    answer = rosas_till.post(
        "/api/v1/orders/", body | {"recipient": body["recipient"] | {"phone": "06 12 45 8"}}, format="json"
    )
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/bad_phone")
