"""A carried order changes hands at a hub: who carries it hands it in there, another takes it on."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch import Params
from deliveries.models import CourierNote, Order, Relay, Task
from deliveries.queries.board_state import board_state
from deliveries.queries.dispatch_state import dispatch_state
from deliveries.services.board_orders import relay_on_board
from deliveries.services.carrying import complete_task, fail_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.fleet import open_hub
from deliveries.services.ordering import cancel_order, confirm_ready
from deliveries.services.reviving import reopen_order
from deliveries.services.undoing import undo_last
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.conftest import hire_another

COLUMNS = ("kind", "state", "name", "address", "lat", "lon", "assignee", "window_after", "completed_at")


@pytest.fixture
def yanis(roue, now):
    return hire_another(roue, now)


class Ride:
    """An order that Alma carries, and a hub on the way."""

    def __init__(self, cast, now):
        self.cast, self.now = cast, now
        self.order = placed(cast, now)
        with cast.inside():
            self.hub = open_hub(name="Port", address="1 quai", point=Point(43.735, 7.421), by=PLATFORM)
        self.give(cast.courier_id)
        self.do(cast.courier_id, "pickup")

    def give(self, courier_id):
        with self.cast.inside():
            facts = {"delivery_id": self.order.delivery.pk, "courier_id": courier_id, "seen_courier_id": None}
            adopt_plan(**facts, by=PLATFORM, at=self.now)

    def do(self, courier_id, kind, *, after=5):
        with self.cast.inside():
            complete_task(
                task_id=self.task(kind).pk,
                courier_id=courier_id,
                by=PLATFORM,
                at=self.now + timedelta(minutes=after),
            )

    def task(self, kind):
        with self.cast.inside():
            return Task.objects.get(delivery=self.order.delivery, kind=kind)

    def relay(self):
        with self.cast.inside():
            facts = {"order_id": self.order.pk, "hub_id": self.hub.pk}
            return relay_on_board(**facts, by=self.cast.by("bruno"), at=self.now + timedelta(minutes=6))

    def undo(self):
        with self.cast.inside():
            return undo_last(by=self.cast.by("bruno"), at=self.now + timedelta(minutes=7))

    def state(self):
        with self.cast.inside():
            return Order.objects.get(pk=self.order.pk).state

    def facts(self):
        with self.cast.inside():
            return list(Task.objects.order_by("kind").values(*COLUMNS))

    def column(self, courier_id):
        with self.cast.inside():
            state = board_state(self.now, day_began_at=self.now - timedelta(hours=6))
        return next(row[12] for row in state["couriers"] if row[0] == str(courier_id))


@pytest.fixture
def ride(roue, now):
    return Ride(roue, now)


def test_one_brings_it_to_the_hub_and_another_takes_it_on_to_the_door(roue, ride, yanis):
    ride.relay()
    assert (ride.state(), ride.task("handin").assignee_id) == ("placed", roue.courier_id)
    assert (ride.task("pickup").name, ride.task("pickup").assignee_id) == ("Port", None)
    ride.give(yanis)
    ride.do(roue.courier_id, "handin", after=9)
    assert ride.state() == "dispatched"
    ride.do(yanis, "pickup", after=12)
    ride.do(yanis, "dropoff", after=20)
    assert ride.state() == "delivered"
    assert [row["state"] for row in ride.facts()] == ["done"] * 3


def test_what_nobody_carries_cannot_change_hands(roue, now, ride):
    ride.do(roue.courier_id, "dropoff")
    with pytest.raises(NotAllowedNow, match=r"No\. 1 is with no courier on the way to its door"):
        ride.relay()


def test_a_relay_taken_back_leaves_everything_as_it_was(roue, ride, yanis):
    before = ride.facts()
    ride.relay()
    ride.give(yanis)
    undone = ride.undo()
    assert (undone.refused, ride.state(), ride.facts()) == (None, "picked_up", before)
    ride.do(roue.courier_id, "dropoff", after=9)
    assert ride.state() == "delivered"


def test_it_cannot_be_taken_back_once_it_changed_hands(roue, ride):
    ride.relay()
    ride.do(roue.courier_id, "handin", after=9)
    assert ride.undo().refused.code == "handed_in"
    assert ride.state() == "placed"


def test_whoever_takes_it_on_has_it_though_the_first_phone_said_nothing_yet(roue, ride, yanis):
    ride.relay()
    ride.give(yanis)
    ride.do(yanis, "pickup", after=12)
    assert (ride.task("handin").state, ride.state()) == ("done", "picked_up")
    ride.do(roue.courier_id, "handin", after=9)  # told late: nothing changes
    assert ride.task("handin").completed_at == ride.now + timedelta(minutes=12)


def test_taken_back_from_the_second_the_first_still_brings_it(roue, ride, yanis, login):
    ride.relay()
    ride.give(yanis)
    delivery = ride.order.delivery.pk
    login(roue.bruno).post(reverse("board-take-back", args=[roue.slug, delivery, yanis]))
    assert (ride.task("handin").assignee_id, ride.state()) == (roue.courier_id, "placed")


def test_the_engine_offers_it_to_others_only_and_from_the_hub(roue, ride, yanis):
    ride.relay()
    with roue.inside():
        state, _deliveries = dispatch_state(ride.now, Params())
    (order,) = state.orders
    assert (order.declined_by, order.pickup) == (frozenset({str(roue.courier_id)}), ride.hub.point)


def test_a_failed_hand_in_is_tried_again_by_who_has_it(roue, ride, now):
    ride.relay()
    with roue.inside():
        facts = {"task_id": ride.task("handin").pk, "courier_id": roue.courier_id, "by": PLATFORM}
        fail_task(**facts, reason="closed", at=now + timedelta(minutes=8))
        assert ride.state() == "failed"
        reopen_order(order_id=ride.order.pk, by=PLATFORM, at=now + timedelta(minutes=9))
    assert (ride.state(), ride.task("handin").state) == ("placed", "waiting")


@pytest.mark.parametrize("service", [cancel_order, confirm_ready])
def test_a_store_no_longer_decides_over_what_has_left_it(roue, ride, now, service):
    ride.relay()
    with roue.inside(), pytest.raises(NotAllowedNow, match=r"No\. 1 has left its store already"):
        service(order_id=ride.order.pk, by=roue.by("rosa"), at=now)


def test_the_store_reads_where_it_changes_hands(roue, ride, login):
    ride.relay()
    rosa = login(roue.rosa)
    orders = rosa.get(reverse("store-orders", args=[roue.slug, roue.store_id])).text
    page = rosa.get(reverse("order", args=[roue.slug, roue.store_id, ride.order.pk])).text
    assert "On its way, changes courier at a hub" in orders
    assert "Changes courier at Port" in page


def test_couriers_read_what_each_has_to_do(roue, ride, yanis, login):
    ride.relay()
    ride.give(yanis)
    alma, yanis_day = (
        login(who).get(f"/c/{roue.slug}/day/").text for who in (roue.alma, roue.users["yanis"])
    )
    assert "somebody else takes it on from here" in alma
    assert 'data-kind="handin"' in alma
    assert "Port" in yanis_day
    assert 'data-kind="pickup"' in yanis_day
    with roue.inside():
        note = CourierNote.objects.get()
    assert (note.courier_id, "Port" in note.text) == (roue.courier_id, True)


def test_a_dispatcher_relays_from_the_list_without_a_script(roue, ride, login):
    bruno = login(roue.bruno)
    url = reverse("board-relay", args=[roue.slug, ride.order.pk])
    assert url in bruno.get(reverse("board-list", args=[roue.slug])).text
    assert bruno.post(url, {"hub": "no"}).status_code == 422
    page = bruno.post(url, {"hub": ride.hub.pk}, follow=True).text
    assert "Port" in page
    with roue.inside():
        assert Relay.objects.get().hub_id == ride.hub.pk


def test_the_live_board_is_told_of_the_stop_at_the_hub(roue, ride, login):
    bruno = login(roue.bruno)
    url = reverse("board-act", args=[roue.slug, ride.order.pk])
    body = {"act": "relay", "hub": str(ride.hub.pk)}
    answer = bruno.post(url, body, content_type="application/json").json()
    assert (answer["words"], answer["undo"]) == ("No. 1 changes courier at Port", True)
    handin = ride.task("handin")
    stop = [str(handin.pk), handin.rank, str(ride.order.delivery.pk), 0, "Port"]
    assert ride.column(roue.courier_id) == [stop]
    state = bruno.get(reverse("board-state", args=[roue.slug])).json()
    assert state["hubs"] == [[str(ride.hub.pk), "Port"]]
