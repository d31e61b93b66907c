"""Bruno assigns, changes his mind, and is told when someone was quicker."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch import recompute
from deliveries.models import Decision, Order
from deliveries.services.carrying import complete_task
from deliveries.services.positions import Fix, report_positions
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.conftest import hire_another


@pytest.fixture
def bruno(roue, login, now):
    """Bruno at his board; Alma's phone says she is near the harbour."""
    with roue.inside():
        harbour = Fix(now - timedelta(minutes=1), Point(43.7345, 7.4205))
        report_positions(courier_id=roue.courier_id, fixes=[harbour], at=now)
    return login(roue.bruno)


@pytest.fixture
def url(roue):
    return reverse("board-list", args=[roue.slug])


def assign(client, cast, order, courier_id, *, seen="", htmx=True, **more):
    with cast.inside():
        delivery_id = order.delivery.pk
    data = {"delivery": delivery_id, "courier": courier_id, "seen": seen, **more}
    headers = {"HX-Request": "true"} if htmx else {}
    return client.post(reverse("board-assign", args=[cast.slug]), data, headers=headers)


def holder(cast, order):
    with cast.inside():
        return set(order.delivery.tasks.values_list("assignee", flat=True))


def test_a_waiting_order_stands_with_its_suggestion_and_why(roue, bruno, url, now):
    order = placed(roue, now)
    page = bruno.get(url).content.decode()
    assert f"no. {order.number}" in page
    assert "Pizzeria Lucia" in page
    assert "min away; ready in" in page
    assert 'data-key="s"' in page


def test_accepting_the_suggestion_keeps_it_with_the_decision(roue, bruno, now):
    order = placed(roue, now)
    answer = assign(bruno, roue, order, roue.courier_id)
    assert answer.status_code == 200
    assert "data-undo" in answer.content.decode()
    assert holder(roue, order) == {roue.courier_id}
    with roue.inside():
        decision = Decision.objects.get()
    assert (decision.kind, decision.decided_by) == ("suggested", str(roue.by("bruno")))
    assert decision.policy.startswith("live-")
    assert dict(recompute(decision.problem)) == {str(order.pk): ((str(roue.courier_id), 0),)}


def test_undo_lets_the_order_wait_again(roue, bruno, now):
    order = placed(roue, now)
    page = assign(bruno, roue, order, roue.courier_id, htmx=False)
    undo = bruno.get(page["Location"]).context["undo"]
    assert undo["words"] == f"No. {order.number} → Alma"
    assert bruno.post(undo["url"]).status_code == 302
    assert holder(roue, order) == {None}


def test_undoing_a_change_gives_it_back_to_whom_it_was_taken_from(roue, bruno, now):
    yanis = hire_another(roue, now)
    order = placed(roue, now)
    assign(bruno, roue, order, roue.courier_id)
    answer = assign(bruno, roue, order, yanis, seen=roue.courier_id, reason="Alma is far")
    assert holder(roue, order) == {yanis}
    bruno.post(answer.context["undo"]["url"], headers={"HX-Request": "true"})
    assert holder(roue, order) == {roue.courier_id}


def test_of_two_dispatchers_one_wins_and_the_other_is_told(roue, bruno, now, client):
    yanis = hire_another(roue, now)
    order = placed(roue, now)
    assign(bruno, roue, order, roue.courier_id)
    answer = assign(bruno, roue, order, yanis)
    assert answer.status_code == 409
    page = answer.content.decode()
    assert f"Someone was quicker: Alma now has no. {order.number}." in page
    assert 'id="queue"' in page
    assert holder(roue, order) == {roue.courier_id}


def test_without_a_script_the_loser_reads_it_on_the_board(roue, bruno, now):
    yanis = hire_another(roue, now)
    order = placed(roue, now)
    assign(bruno, roue, order, roue.courier_id)
    answer = assign(bruno, roue, order, yanis, htmx=False)
    assert (answer.status_code, "Someone was quicker" in answer.content.decode()) == (409, True)


def test_a_carried_order_stays_with_who_carries_it(roue, bruno, now):
    order = placed(roue, now)
    assign(bruno, roue, order, roue.courier_id)
    with roue.inside():
        delivery = order.delivery
        complete_task(
            task_id=delivery.tasks.get(kind="pickup").pk, courier_id=roue.courier_id, by=PLATFORM, at=now
        )
    where = reverse("board-take-back", args=[roue.slug, delivery.pk, roue.courier_id])
    answer = bruno.post(where, headers={"HX-Request": "true"})
    assert (answer.status_code, "already carrying" in answer.content.decode()) == (409, True)


@pytest.mark.parametrize("change", [{"courier": ""}, {"courier": "nobody"}, {"delivery": "7"}])
def test_a_choice_without_sense_is_asked_again(change, roue, bruno, now):
    order = placed(roue, now)
    with roue.inside():
        data = {"delivery": order.delivery.pk, "courier": roue.courier_id} | change
    answer = bruno.post(reverse("board-assign", args=[roue.slug]), data)
    assert answer.status_code == 422
    assert holder(roue, order) == {None}


def test_an_unknown_delivery_is_not_found(roue, bruno):
    data = {"delivery": uuid4(), "courier": roue.courier_id}
    assert bruno.post(reverse("board-assign", args=[roue.slug]), data).status_code == 404


def test_a_courier_of_the_other_co_op_cannot_be_chosen(roue, autre, bruno, now):
    order = placed(roue, now)
    answer = assign(bruno, roue, order, autre.courier_id)
    assert answer.status_code == 409
    assert holder(roue, order) == {None}


def test_the_late_come_first(roue, bruno, url, now):
    placed(roue, now)
    late = placed(roue, now)
    with roue.inside():
        Order.objects.filter(pk=late.pk).update(promised_at=now)
    waiting = bruno.get(url).context["board"].waiting
    assert [row.late_minutes > 0 for row in waiting] == [True, False]
    assert waiting[0].facts.order.pk == late.pk


def test_alma_and_rosa_do_not_see_the_board(roue, login, url):
    for person in (roue.alma, roue.rosa):
        assert login(person).get(url).status_code == 404


def test_one_and_three_orders_take_the_same_queries(roue, bruno, now, url, django_assert_max_num_queries):
    counts = []
    bruno.get(url)  # the month's balance is read once in ten minutes
    for _ in range(2):
        placed(roue, now)
        with django_assert_max_num_queries(40) as seen:
            bruno.get(url)
        counts.append(len(seen))
        placed(roue, now)
    assert counts[0] == counts[1]
