"""What the live board's script asks and sends, as the server answers it: state, moves, acts on an order, words."""

import json
import re
from datetime import timedelta
from pathlib import Path
from uuid import uuid4

import pytest
from django.urls import reverse

from coopplatform.kernel.geo import Point
from deliveries.models import BoardMove, Delay, Order, OrderTag
from deliveries.queries.board_state import TASK_STATE
from deliveries.services.carrying import complete_task, fail_task
from deliveries.services.positions import Fix, report_positions
from deliveries.services.quoting import Destination
from deliveries.web.board_texts import board_texts
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.conftest import hire_another

SCRIPTS = Path(__file__).parents[3] / "static_src"


@pytest.fixture
def bruno(roue, login, now):
    with roue.inside():
        harbour = Fix(now - timedelta(minutes=1), Point(43.7345, 7.4205))
        report_positions(courier_id=roue.courier_id, fixes=[harbour], at=now)
    return Script(login(roue.bruno), roue)


class Script:
    """The board's script of one dispatcher."""

    def __init__(self, client, cast):
        self.client, self.cast = client, cast

    def get(self, name, **query):
        return self.client.get(reverse(f"board-{name}", args=[self.cast.slug]), query)

    def state(self, **query):
        return self.get("state", **query).json()

    def post(self, name, body, *ids):
        url = reverse(f"board-{name}", args=[self.cast.slug, *ids])
        return self.client.post(url, body, content_type="application/json")

    def seen(self):
        return {row[0]: row[3] for row in self.state()["couriers"]}

    def move(self, orders, to, **more):
        deliveries = [self.delivery(order) for order in orders]
        body = {"deliveries": deliveries, "to": str(to) if to else None, "seen": self.seen(), **more}
        return self.post("move", body)

    def delivery(self, order):
        with self.cast.inside():
            return str(order.delivery.pk)

    def act(self, order, act, **more):
        return self.post("act", {"act": act, **more}, order.pk)


def column(state, courier_id):
    return next(row for row in state["couriers"] if row[0] == str(courier_id))


def test_the_page_brings_words_and_addresses_and_leads_to_the_list_without_a_script(roue, bruno):
    page = bruno.client.get(reverse("board", args=[roue.slug])).content.decode()
    assert f"url={reverse('board-list', args=[roue.slug])}" in page
    assert 'id="board-words"' in page
    assert reverse("board-state", args=[roue.slug]) in page


def test_every_text_of_the_script_is_translated():
    known = board_texts()
    code = "\n".join(path.read_text() for path in [*SCRIPTS.glob("board/*.ts"), SCRIPTS / "board.ts"])
    single = re.findall(r'\bt\((?:[^"()]*\? )?"([^"]+)"', code) + re.findall(
        r'\bt\([^"()]*\? "[^"]+" : "([^"]+)"', code
    )
    counted = re.findall(r'\btn\("([^"]+)"', code)
    assert {*single, *counted} == known.keys()


def test_the_state_says_who_waits_and_who_rides_what(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    bruno.move([one], roue.courier_id)
    state = bruno.state()
    assert [(row[2], row[3]) for row in state["orders"]] == [(one.number, 1), (two.number, 0)]
    assert state["orders"][0][14:18] == [0, None, [], state["orders"][0][17]]
    alma = column(state, roue.courier_id)
    assert (alma[1], alma[2], alma[3], len(alma[12])) == ("AL", "Alma", 1, 2)
    assert list(state["stores"].values()) == [["Pizzeria Lucia", "1 rue Grimaldi", 43.734, 7.418]]


def test_only_what_is_asked_is_read_anew_and_what_is_gone_is_missing(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    bruno.act(one, "cancel")
    with roue.inside():
        Order.objects.filter(pk=one.pk).update(closed_at=now - timedelta(days=2))
    state = bruno.state(orders=f"{one.pk},{two.pk}", couriers=str(uuid4()))
    assert [row[0] for row in state["orders"]] == [str(two.pk)]
    assert (state["couriers"], len(state["only"]["orders"])) == ([], 2)
    assert bruno.get("state", orders="x").status_code == 422


def test_the_page_brings_the_state_along_in_fifteen_queries_however_much_there_is(
    roue, bruno, now, django_assert_max_num_queries
):
    """More couriers and orders, groups, tags, delays, what is done and what went wrong: not one query more."""
    counts = []
    for busy in range(3):
        with django_assert_max_num_queries(15) as asked:
            page = bruno.client.get(reverse("board", args=[roue.slug])).text
        brought = json.loads(re.search(r'<script id="board-state" [^>]*>(.*?)</script>', page)[1])
        assert (len(brought["couriers"]), len(brought["orders"])) == (1 + busy, 6 * busy)
        counts.append(len(asked))
        courier_id = hire_another(roue, now, f"X{busy}", f"x{busy}")
        orders = [placed(roue, now) for _more in range(7)]
        bruno.move([orders[0]], courier_id)
        bruno.move(orders[1:3], roue.courier_id)
        bruno.act(orders[3], "tag", tag=f"Tag {busy}")
        bruno.act(orders[4], "cancel")
        grouped = [bruno.delivery(order) for order in orders[5:]]
        bruno.post("group", {"act": "make", "name": f"Group {busy}", "deliveries": grouped})
        later = int((now + timedelta(hours=1)).timestamp())
        bruno.post("delay", {"minutes": 10, "reason": "rain", "ends": later})
        done(roue, orders[0], courier_id, now)
    assert counts == [counts[0]] * 3


def done(cast, order, courier_id, now):
    """Picked up and handed over."""
    with cast.inside():
        for task in order.delivery.tasks.order_by("rank"):
            complete_task(task_id=task.pk, courier_id=courier_id, by=PLATFORM, at=now)


def test_a_move_is_answered_with_words_minutes_and_what_is_true_then(roue, bruno, now):
    order = placed(roue, now)
    answer = bruno.move([order], roue.courier_id).json()
    assert re.fullmatch(rf"No\. {order.number} → Alma, \+\d+ min", answer["words"])
    assert len(column(answer["state"], roue.courier_id)[12]) == 2
    with roue.inside():
        assert order.delivery.decisions.get().kind == "suggested"


def test_whoever_saw_less_gets_409_with_the_present_state(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    seen = bruno.seen()
    bruno.move([one], roue.courier_id)
    answer = bruno.move([two], roue.courier_id, seen=seen)
    assert answer.status_code == 409
    told = answer.json()
    assert told["title"] == "The stops of Alma were changed meanwhile: look at them again."
    assert column(told["state"], roue.courier_id)[3] == 1
    assert [row[2] for row in told["state"]["orders"]] == [two.number]


def test_undo_says_what_it_took_back(roue, bruno, now):
    order = placed(roue, now)
    bruno.move([order], roue.courier_id)
    assert bruno.post("undo", {}).json()["words"] == f"Undone: No. {order.number} → Alma"
    answer = bruno.post("undo", {})
    assert (answer.status_code, answer.json()["title"]) == (409, "There is nothing of yours to undo.")


@pytest.mark.parametrize(
    "body",
    [
        {"deliveries": "x", "to": None},
        {"deliveries": [], "to": None},
        {"deliveries": [str(uuid4())] * 600},
        {"stops": [str(uuid4())], "to": None},
        {"deliveries": ["7"]},
    ],
)
def test_a_move_without_sense_is_refused_in_words(body, roue, bruno):
    answer = bruno.post("move", body)
    assert answer.status_code == 422
    assert answer.json()["title"].endswith((".",))


def test_cancelling_is_undone_and_so_is_restoring(roue, bruno, now):
    order = placed(roue, now)
    assert bruno.act(order, "cancel").json()["words"] == f"No. {order.number} cancelled"
    assert bruno.state()["orders"][0][3] == 5
    assert bruno.act(order, "cancel").status_code == 409
    bruno.post("undo", {})
    assert bruno.state()["orders"][0][3] == 0
    bruno.act(order, "cancel")
    assert bruno.act(order, "restore").json()["words"] == f"No. {order.number} waits again"
    bruno.post("undo", {})
    assert bruno.state()["orders"][0][3] == 5


def test_a_failed_order_is_tried_again_by_who_carries_it_or_waits_for_anyone(roue, bruno, now):
    carried, left = placed(roue, now), placed(roue, now)
    bruno.move([carried, left], roue.courier_id)
    with roue.inside():
        common = {"courier_id": roue.courier_id, "by": PLATFORM, "at": now}
        stops = {(t.delivery.order_id, t.kind): t.pk for o in (carried, left) for t in o.delivery.tasks.all()}
        complete_task(task_id=stops[carried.pk, "pickup"], **common)
        fail_task(task_id=stops[carried.pk, "dropoff"], reason="nobody", **common)
        fail_task(task_id=stops[left.pk, "pickup"], reason="not_ready", **common)
    assert column(bruno.state(), roue.courier_id)[12] in ([], [[str(stops[left.pk, "dropoff"]), 3]])
    for order in (carried, left):
        assert bruno.act(order, "reopen").json()["words"] == f"No. {order.number} is tried again"
    state = bruno.state()
    assert {row[2]: row[3] for row in state["orders"]} == {carried.number: 2, left.number: 0}
    assert [task for task, _rank in column(state, roue.courier_id)[12]] == [str(stops[carried.pk, "dropoff"])]
    assert bruno.act(left, "reopen").status_code == 409
    assert state["orders"][1][18] == TASK_STATE["waiting"]


def test_another_time_moves_pickup_and_promise_and_back(roue, bruno, now):
    order = placed(roue, now)
    ready = int((now + timedelta(minutes=40)).timestamp())
    promised = ready + 30 * 60
    assert bruno.act(order, "reschedule", ready=ready, promised=promised).status_code == 200
    assert bruno.state()["orders"][0][6:8] == [ready, promised]
    assert bruno.act(order, "reschedule", ready=ready, promised=ready).status_code == 422
    bruno.post("undo", {})
    assert bruno.state()["orders"][0][6] == int(order.ready_at.timestamp())


def test_for_another_day_it_waits_for_its_courier_of_then(roue, bruno, now):
    order = placed(roue, now)
    bruno.move([order], roue.courier_id)
    bruno.act(order, "reschedule", ready=int((now + timedelta(days=1)).timestamp()))
    with roue.inside():
        order.refresh_from_db()
        assert (order.state, set(order.delivery.tasks.values_list("assignee", flat=True))) == (
            "placed",
            {None},
        )


def test_tags_are_the_co_ops_own_and_each_is_put_on_once(roue, bruno, now):
    order = placed(roue, now)
    for _ in range(2):
        bruno.act(order, "tag", tag="  fragile ", on=True)
    state = bruno.state()
    assert [name for _id, name in state["tags"]] == ["fragile"]
    assert state["orders"][0][16] == [state["tags"][0][0]]
    bruno.act(order, "tag", tag="Fragile", on=False)
    with roue.inside():
        assert not OrderTag.objects.exists()
    assert bruno.act(order, "tag", tag="").json()["title"] == "A tag is a word or two, up to 30 letters."


def test_the_same_is_ordered_once_more(roue, bruno, now):
    order = placed(roue, now)
    answer = bruno.act(order, "duplicate").json()
    assert answer["words"] == f"Ordered once more: no. {order.number + 1}"
    rows = bruno.state()["orders"]
    assert [row[23:25] for row in rows] == [["Mme Rossi", "14 rue Grimaldi"]] * 2


def test_keeping_and_ruling_out_come_from_the_board_too(roue, bruno, now):
    order = placed(roue, now)
    assert bruno.act(order, "pin", courier=str(roue.courier_id)).status_code == 200
    assert bruno.state()["orders"][0][15] == str(roue.courier_id)
    bruno.act(order, "unpin")
    bruno.act(order, "refuse", courier=str(roue.courier_id))
    assert bruno.get("forecast").json()["offers"] == {}
    bruno.act(order, "allow", courier=str(roue.courier_id))
    assert bruno.get("forecast").json()["offers"][str(order.pk)]["courier"] == str(roue.courier_id)
    assert bruno.act(order, "dance").status_code == 422


def test_times_and_suggestions_come_aside(roue, bruno, now):
    one, two = placed(roue, now), placed(roue, now)
    bruno.move([one], roue.courier_id)
    told = bruno.get("forecast").json()
    assert set(told["offers"]) <= {str(two.pk)}
    assert str(two.pk) in told["reasons"]
    times = told["times"][str(roue.courier_id)]
    assert [stop for stop, _at, _late in times] == [
        task for task, _rank in column(bruno.state(), roue.courier_id)[12]
    ]
    assert times[0][1] >= int(one.ready_at.timestamp())


def test_a_move_tells_its_minutes_before_it_is_made(roue, bruno, now):
    yanis = hire_another(roue, now)
    far = Destination("M. Loin", "Cap Martin", Point(43.7540, 7.4480))
    order, late = placed(roue, now), placed(roue, now, to=far)
    bruno.move([late], roue.courier_id)
    with roue.inside():
        Order.objects.filter(pk=late.pk).update(promised_at=now + timedelta(minutes=18))
    couriers = f"{roue.courier_id},{yanis}"
    effects = bruno.get("what-if", deliveries=bruno.delivery(order), couriers=couriers).json()["effects"]
    assert effects[str(yanis)]["extra"] > 0
    stop = column(bruno.state(), roue.courier_id)[12][0][0]
    first = bruno.get(
        "what-if", deliveries=bruno.delivery(order), couriers=str(roue.courier_id), before=stop
    ).json()["effects"][str(roue.courier_id)]
    assert [number for number, _seconds in first["late"]] == [late.number]
    with roue.inside():
        assert BoardMove.objects.count() == 1


def test_places_and_ways_are_told_to_who_may_see_them(roue, bruno, now):
    order = placed(roue, now)
    bruno.move([order], roue.courier_id)
    assert list(bruno.get("places").json()["places"]) == [str(roue.courier_id)]
    waiting = placed(roue, now)
    told = bruno.get(
        "ways", couriers=str(roue.courier_id), to=str(roue.courier_id), deliveries=bruno.delivery(waiting)
    ).json()
    assert told["ways"][str(roue.courier_id)][0] == pytest.approx([7.4205, 43.7345])
    assert len(told["suggested"]) >= 3


@pytest.mark.parametrize("words", ["Rossi", "lucia", "rue grimaldi 14", "alma", "1", "Rossi Alma"])
def test_an_order_of_the_day_is_found_by_whatever_is_known_of_it(words, roue, bruno, now):
    order = placed(roue, now)
    bruno.move([order], roue.courier_id)
    found = bruno.get("search", q=words).json()["found"]
    assert [(row[2], row[5], row[7]) for row in found] == [(order.number, "Mme Rossi", "Alma")]
    assert bruno.get("search", q="Nobody").json()["found"] == []


def test_closed_orders_are_found_too(roue, bruno, now):
    order = placed(roue, now)
    bruno.act(order, "cancel")
    assert [row[3] for row in bruno.get("search", q="rossi").json()["found"]] == [5]


def test_a_delay_is_said_with_its_reason_and_lifted(roue, bruno, now):
    ends = int((now + timedelta(hours=1)).timestamp())
    answer = bruno.post("delay", {"minutes": 15, "reason": "rain", "ends": ends}).json()
    assert answer["words"] == "Running 15 min late, and stores and customers can read it"
    (row,) = bruno.state()["delays"]
    assert row[1:4] == [None, 15, row[3]]
    assert row[5] == "bad weather"
    bruno.post("delay", {"lift": row[0]})
    assert bruno.state()["delays"] == []
    with roue.inside():
        assert Delay.objects.get().lifted_at is not None


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ({"minutes": 0}, "Between 1 and 180 minutes"),
        ({"reason": "strike"}, "reason of the list"),
        ({"ends": 0}, "ends by itself"),
    ],
)
def test_a_delay_without_sense_is_told(body, words, roue, bruno, now):
    ends = int((now + timedelta(hours=1)).timestamp())
    answer = bruno.post("delay", {"minutes": 15, "reason": "rain", "ends": ends} | body)
    assert (answer.status_code, words in answer.json()["title"]) == (422, True)


def test_alma_and_rosa_may_not(roue, login, now):
    order = placed(roue, now)
    for person in (roue.alma, roue.rosa):
        script = Script(login(person), roue)
        for name in ("state", "forecast", "what-if", "places", "ways", "search", "notices"):
            assert script.get(name).status_code == 404
        for answer in (script.post("move", {}), script.post("undo", {}), script.act(order, "cancel")):
            assert answer.status_code == 404
        assert script.post("presence", {}).status_code == 404
