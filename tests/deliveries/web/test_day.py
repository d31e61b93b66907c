"""Alma's phone: one button through the day, ten seconds to take a tap back, a task taken from her."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.urls import reverse
from django.utils import timezone

from deliveries.domain.dispatch import Params
from deliveries.models import Order, Task
from deliveries.queries.dispatch_state import dispatch_state
from deliveries.services.dispatching import adopt_plan
from members.models import Shift
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.conftest import hire_another


@pytest.fixture
def alma(roue, login):
    return login(roue.alma)


@pytest.fixture
def url(roue):
    return reverse("day", args=[roue.slug])


def given(cast, now, courier_id=None, **changes):
    """An order that came to Alma."""
    order = placed(cast, now, **changes)
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=courier_id or cast.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=now,
        )
    return order


def press(client, cast, page):
    """The one button, as the page shows it."""
    following = page.context["next"]
    where = reverse(following["url"], args=[cast.slug])
    return client.post(where, {"task": [t.pk for t in following["together"]]}, follow=True)


def state(cast, order):
    with cast.inside():
        return Order.objects.get(pk=order.pk).state


def test_one_button_leads_from_the_kitchen_to_the_door(roue, alma, url, now):
    order = given(roue, now)
    page = alma.get(url)
    words = []
    for _ in range(5):
        words.append(page.context["next"]["word"])
        page = press(alma, roue, page)
    assert words == ["Take", "I'm here", "Picked up", "I'm here", "Delivered"]
    assert page.context["next"] is None
    assert "No stop for you now" in page.content.decode()
    assert state(roue, order) == "delivered"


def test_every_pickup_at_one_door_is_taken_by_one_tap(roue, alma, url, now):
    orders = [given(roue, now) for _ in range(3)]
    page = alma.get(url)
    assert page.context["next"]["word"] == "Take all (3)"
    page = press(alma, roue, press(alma, roue, page))
    assert page.context["next"]["word"] == "Pick up all (3)"
    press(alma, roue, page)
    assert [state(roue, order) for order in orders] == ["picked_up"] * 3


def test_every_parcel_for_one_door_is_handed_over_by_one_tap(roue, alma, url, now):
    orders = [given(roue, now) for _ in range(2)]
    page = alma.get(url)
    for _ in range(4):
        page = press(alma, roue, page)
    assert page.context["next"]["word"] == "All delivered (2)"
    press(alma, roue, page)
    assert [state(roue, order) for order in orders] == ["delivered"] * 2


def test_a_tap_is_taken_back_within_ten_seconds(roue, alma, url, now):
    order = given(roue, now)
    page = press(alma, roue, press(alma, roue, press(alma, roue, alma.get(url))))
    undo = page.context["undo"]
    assert undo["words"] == f"Picked up, no. {order.number}"
    alma.post(undo["url"])
    assert state(roue, order) == "dispatched"
    page = press(alma, roue, alma.get(url))
    with roue.inside():
        Task.objects.update(completed_at=timezone.now() - timedelta(seconds=11))
    answer = alma.post(page.context["undo"]["url"])
    assert (answer.status_code, "Too late to undo" in answer.content.decode()) == (409, True)


def test_a_task_taken_from_her_is_told_and_changes_nothing(roue, alma, url, now):
    order = given(roue, now)
    page = alma.get(url)
    yanis = hire_another(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=yanis,
            seen_courier_id=roue.courier_id,
            by=PLATFORM,
            at=now,
        )
    answer = press(alma, roue, page)
    assert answer.status_code == 409
    text = answer.content.decode()
    assert f"No. {order.number} was given to someone else." in text
    assert "No stop for you now" in text
    assert state(roue, order) == "dispatched"


def test_a_problem_needs_a_reason_of_the_list(roue, alma, url, now):
    order = given(roue, now)
    with roue.inside():
        task = order.delivery.tasks.get(kind="pickup")
    where = reverse("day-fail", args=[roue.slug, task.pk])
    assert alma.post(where, {"reason": "bored"}).status_code == 422
    assert state(roue, order) == "dispatched"
    assert (
        "the dispatcher has been told" in alma.post(where, {"reason": "nobody"}, follow=True).content.decode()
    )
    assert state(roue, order) == "failed"


def test_an_unknown_stop_is_not_found(roue, alma):
    assert alma.post(reverse("day-complete", args=[roue.slug]), {"task": uuid4()}).status_code == 404
    assert alma.post(reverse("day-complete", args=[roue.slug]), {"task": "x"}).status_code == 404
    assert alma.post(reverse("day-complete", args=[roue.slug])).status_code == 404


def test_why_it_came_to_her_is_said(roue, alma, url, now):
    given(roue, now)
    assert "The dispatcher chose." in alma.get(url).content.decode()


def test_the_shift_shows_what_it_came_to(roue, alma, url):
    shift = alma.get(url).context["shift"]
    assert (shift.paid_minutes, shift.hourly_cents, shift.gross_cents) == (60, 1400, 1400)


def test_a_shift_ends_and_the_next_begins_an_hour_before_at_most(roue, alma, url, now):
    clock = reverse("day-clock", args=[roue.slug])
    assert "off shift" in alma.post(clock, follow=True).content.decode()
    with roue.inside():
        assert Shift.objects.get(pk=roue.shift_id).clocked_out_at is not None
    assert alma.post(clock).status_code == 409
    with roue.inside():
        Shift.objects.create(
            member_id=roue.courier_id, starts_at=now + timedelta(hours=2), ends_at=now + timedelta(hours=4)
        )
    assert alma.post(clock).status_code == 409
    with roue.inside():
        Shift.objects.filter(clocked_in_at=None).update(starts_at=now + timedelta(minutes=50))
    assert alma.post(clock, follow=True).context["shift"].is_open


def test_a_shift_does_not_end_with_stops_to_do(roue, alma, now):
    given(roue, now)
    answer = alma.post(reverse("day-clock", args=[roue.slug]))
    assert (answer.status_code, "You still have stops" in answer.content.decode()) == (409, True)


def test_the_page_is_light(roue, alma, url, now):
    """At most 45 kB over the air with all the phone keeps for a day without network, and no map."""
    import gzip
    import json
    from pathlib import Path

    given(roue, now)
    page = alma.get(url).content
    dist = Path(__file__).parents[3] / "static" / "dist"
    names = [*json.loads((dist / "shell.json").read_text())["assets"], "sw.js"]
    shipped = [(dist / name).read_bytes() for name in names]
    assert b"<coop-map" not in page.split(b"<template>")[0]
    assert b"app.js" not in page
    assert sum(len(gzip.compress(part)) for part in (page, *shipped)) <= 45_000


def test_one_and_three_stops_take_the_same_queries(roue, alma, url, now, django_assert_max_num_queries):
    counts = []
    for _ in range(2):
        given(roue, now)
        with django_assert_max_num_queries(30) as seen:
            alma.get(url)
        counts.append(len(seen))
        given(roue, now)
    assert counts[0] == counts[1]


def test_a_break_is_not_paid_and_brings_no_new_order(roue, alma, url, now):
    pause = reverse("day-break", args=[roue.slug])
    assert "Take a break" in alma.get(url).text
    page = alma.post(pause, follow=True)
    assert ("Back to work" in page.text, page.context["shift"].break_since is not None) == (True, True)
    placed(roue, now)
    with roue.inside():
        assert dispatch_state(now, Params())[0].couriers == ()
    assert "Take a break" in alma.post(pause, follow=True).text
    with roue.inside():
        assert len(dispatch_state(now, Params())[0].couriers) == 1
    alma.post(reverse("day-clock", args=[roue.slug]))
    assert alma.post(pause).status_code == 409
