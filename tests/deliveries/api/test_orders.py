"""Orders over the API."""

from datetime import timedelta
from uuid import uuid4

import pytest
from rest_framework.renderers import JSONRenderer
from rest_framework.test import APIClient

from deliveries.api.serializers import OrderSerializer
from deliveries.models import Order
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan

ORDERS = "/api/v1/orders/"
OF_THE_ROW = ("id", "number", "state", "placed_at", "ready_at", "promised_at", "bags")


def test_an_order_is_answered_with_its_number_price_and_tracking_link(rosas_till, roue, body):
    answer = rosas_till.post(ORDERS, body, format="json")
    assert answer.status_code == 201
    told = answer.json()
    assert (told["number"], told["state"], told["bags"], told["currency"]) == (1, "placed", 2, "EUR")
    assert told["total_cents"] == 504
    assert [task["kind"] for task in told["delivery"]["tasks"]] == ["pickup", "dropoff"]
    page = rosas_till.get(told["delivery"]["tracking_url"].replace("http://testserver", ""))
    assert page.status_code == 200


def test_the_price_is_told_before_sending_line_by_line_and_writes_nothing(rosas_till, roue, body):
    told = rosas_till.post("/api/v1/quotes/", body, format="json").json()
    assert told["net_cents"] + told["vat_cents"] == told["total_cents"]
    assert [line["code"] for line in told["lines"]] == ["base", "vat"]
    assert sum(line["cents"] for line in told["lines"]) == told["total_cents"]
    with roue.inside():
        assert Order.objects.count() == 0


def test_the_same_key_makes_one_order_and_answers_the_same(rosas_till, roue, body):
    first = rosas_till.post(ORDERS, body, format="json", HTTP_IDEMPOTENCY_KEY="till-1")
    again = rosas_till.post(ORDERS, body, format="json", HTTP_IDEMPOTENCY_KEY="till-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    assert (first["Idempotent-Replayed"], again["Idempotent-Replayed"]) == ("false", "true")
    with roue.inside():
        assert Order.objects.count() == 1


def test_a_key_used_for_another_request_is_refused(rosas_till, body):
    rosas_till.post(ORDERS, body, format="json", HTTP_IDEMPOTENCY_KEY="till-1")
    answer = rosas_till.post(ORDERS, body | {"bags": 3}, format="json", HTTP_IDEMPOTENCY_KEY="till-1")
    assert (answer.status_code, answer.json()["type"]) == (422, "/problems/idempotency_key_reused")


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"bags": 0}, "bags_out_of_range"),
        ({"bags": 21}, "bags_out_of_range"),
        ({"goods_cents": 200_001}, "goods_out_of_range"),
        ({"goods_cents": -1}, "goods_out_of_range"),
        ({"ready_at": "2020-01-01T12:00:00Z"}, "in_the_past"),
        ({"ready_at": "2126-01-01T12:00:00Z"}, "too_far_ahead"),
        ({"bags": "many"}, "invalid"),
        ({"recipient": {"name": "Mme Rossi", "address": "rue Inconnue"}}, "address_not_found"),
    ],
)
def test_bad_input_is_named_as_problem_details(rosas_till, roue, body, change, code):
    answer = rosas_till.post(ORDERS, body | change, format="json")
    assert (answer.status_code, answer.json()["type"]) == (422, f"/problems/{code}")
    assert answer["Content-Type"] == "application/problem+json"
    with roue.inside():
        assert Order.objects.count() == 0


def test_problems_speak_the_callers_language(rosas_till, body):
    answer = rosas_till.post(ORDERS, body | {"bags": 0}, format="json", HTTP_ACCEPT_LANGUAGE="en")
    assert answer.json()["title"] == "Between 1 and 20 bags, please."


def test_cancelling_is_free_until_the_pickup(rosas_till, roue, body, now):
    made = rosas_till.post(ORDERS, body, format="json").json()
    answer = rosas_till.post(f"{ORDERS}{made['id']}/cancel/")
    assert (answer.status_code, answer.json()["state"]) == (200, "cancelled")
    again = rosas_till.post(f"{ORDERS}{made['id']}/cancel/")
    assert (again.status_code, again.json()["type"]) == (409, "/problems/order_is_cancelled")


def test_a_carried_order_can_no_longer_be_cancelled(rosas_till, roue, body, now):
    made = rosas_till.post(ORDERS, body, format="json").json()
    with roue.inside():
        delivery = Order.objects.get().delivery
        by = roue.by("bruno")
        adopt_plan(delivery_id=delivery.pk, courier_id=roue.courier_id, seen_courier_id=None, by=by, at=now)
        complete_task(
            task_id=delivery.tasks.get(kind="pickup").pk,
            courier_id=roue.courier_id,
            by=roue.by("alma"),
            at=now + timedelta(minutes=16),
        )
    answer = rosas_till.post(f"{ORDERS}{made['id']}/cancel/")
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/order_is_picked_up")


def test_another_co_ops_order_looks_like_no_order(rosas_till, sams_till, body):
    made = rosas_till.post(ORDERS, body, format="json").json()
    foreign = sams_till.get(f"{ORDERS}{made['id']}/")
    unknown = sams_till.get(f"{ORDERS}{uuid4()}/")
    assert (foreign.status_code, foreign.json()) == (unknown.status_code, unknown.json())
    assert foreign.status_code == 404
    assert sams_till.get(ORDERS).json() == []


@pytest.mark.django_db
@pytest.mark.parametrize("header", ["", "Bearer nonsense", "Bearer coop_1_wrong", "Bearer coop_999999_x"])
def test_without_a_known_token_nothing_is_told(header):
    client = APIClient(headers={"Authorization": header} if header else {})
    answer = client.get(ORDERS)
    assert answer.status_code == 401


def test_a_token_does_not_open_another_co_op_by_changing_its_number(rosas_till, autre, roue):
    header = rosas_till._credentials["HTTP_AUTHORIZATION"]
    forged = header.replace(f"coop_{roue.cooperative.pk}_", f"coop_{autre.cooperative.pk}_")
    client = APIClient()
    client.credentials(HTTP_AUTHORIZATION=forged)
    assert client.get(ORDERS).status_code == 401


@pytest.mark.parametrize("count", [1, 3])
def test_the_list_costs_the_same_queries_whatever_its_length(
    rosas_till, body, count, django_assert_max_num_queries
):
    for _ in range(count):
        rosas_till.post(ORDERS, body, format="json")
    with django_assert_max_num_queries(10):
        assert len(rosas_till.get(ORDERS).json()) == count


def test_an_order_for_a_planned_tour_says_its_window_weight_and_equipment(rosas_till, roue, now, body):
    window = {
        "after": (now + timedelta(hours=2)).isoformat(),
        "before": (now + timedelta(hours=4)).isoformat(),
    }
    more = {"window": window, "grams": 12_000, "litres": 60, "needs": ["cold"]}
    answer = rosas_till.post(ORDERS, body | more, format="json")
    assert answer.status_code == 201
    with roue.inside():
        order = Order.objects.get(pk=answer.json()["id"])
        dropoff = order.delivery.tasks.get(kind="dropoff")
    assert (order.grams, order.litres, order.needs) == (12_000, 60, ["cold"])
    assert order.promised_at == dropoff.window_before == now + timedelta(hours=4)
    assert dropoff.window_after == now + timedelta(hours=2)


@pytest.mark.parametrize(
    "wrong",
    [
        {"grams": 900_000},
        {"litres": 0},
        {"needs": ["rocket"]},
        {"window": {"after": "2026-01-02T10:00:00Z", "before": "2026-01-02T09:00:00Z"}},
        {"window": {"after": "2026-01-02T09:00:00Z", "before": "2026-01-02T10:00:00Z"}},
    ],
)
def test_a_weight_window_or_equipment_without_sense_is_refused(rosas_till, body, wrong):
    answer = rosas_till.post(ORDERS, body | wrong, format="json")
    assert answer.status_code == 422


def test_an_order_may_ask_for_more_at_the_door(rosas_till, roue, body):
    assert rosas_till.post(ORDERS, body | {"proof": ["signature"]}, format="json").status_code == 201
    with roue.inside():
        assert Order.objects.get().proof == ["signature"]
    assert rosas_till.post(ORDERS, body | {"proof": ["blood"]}, format="json").status_code == 422


def test_a_list_is_told_as_the_schema_says_to_the_byte(rosas_till, roue, body, now):
    """Plain values for speed: the serializer of the schema, given the rows themselves, writes the same."""
    for _turn in range(2):
        rosas_till.post(ORDERS, body, format="json")
    with roue.inside():
        order = Order.objects.get(number=1)
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
        pickup = order.delivery.tasks.get(kind="pickup")
        complete_task(task_id=pickup.pk, courier_id=roue.courier_id, by=roue.by("alma"), at=now)
        orders = Order.objects.select_related("quote", "delivery").order_by("-placed_at")
        rows = [
            {
                **{name: getattr(order, name) for name in OF_THE_ROW},
                "total_cents": order.quote.total_cents,
                "currency": order.quote.currency,
                "delivery": {
                    "id": order.delivery.pk,
                    "distance_metres": order.delivery.distance_metres,
                    "ride_seconds": order.delivery.ride_seconds,
                    "tracking_url": f"http://testserver/c/roue-libre/track/{order.delivery.tracking_token}/",
                    "tasks": list(order.delivery.tasks.order_by("-kind")),
                },
            }
            for order in orders
        ]
        written = JSONRenderer().render(OrderSerializer(rows, many=True).data)
    assert rosas_till.get(ORDERS).content == written


def test_a_list_takes_as_many_queries_for_three_orders_as_for_one(
    rosas_till, body, django_assert_num_queries
):
    for _turn in range(3):
        rosas_till.post(ORDERS, body, format="json")
        with django_assert_num_queries(3):
            rosas_till.get(ORDERS)
