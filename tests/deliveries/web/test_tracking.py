"""Mme Rossi follows her order: the courier only while they bring it, two letters, and nobody guesses the link."""

from datetime import timedelta

import pytest
from django.core.cache import cache
from django.urls import reverse

from coopplatform.kernel.geo import Point
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.ordering import cancel_order
from deliveries.services.positions import Fix, report_positions
from deliveries.web.tracking import PER_MINUTE
from tests.conftest import PLATFORM, placed


@pytest.fixture(autouse=True)
def no_requests_yet():
    cache.clear()


@pytest.fixture
def order(roue, now):
    with roue.inside():
        fix = Fix(now - timedelta(minutes=1), Point(43.7345, 7.4205))
        report_positions(courier_id=roue.courier_id, fixes=[fix], at=now)
    return placed(roue, now)


def link(cast, order):
    with cast.inside():
        return reverse("track", args=[cast.slug, order.delivery.tracking_token])


def assign(cast, order, now):
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=cast.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=now,
        )


def done(cast, order, kind, now):
    with cast.inside():
        task = order.delivery.tasks.get(kind=kind)
        complete_task(task_id=task.pk, courier_id=cast.courier_id, by=PLATFORM, at=now)


def test_the_courier_is_shown_only_on_the_way_to_the_door(roue, order, client, now):
    url = link(roue, order)
    seen = []

    def look():
        answer = client.get(url)
        seen.append(
            (answer.context["state"], answer.context["tracking"].courier_code, bool(answer.context["things"]))
        )
        assert "Alma" not in answer.content.decode()

    look()
    assign(roue, order, now)
    look()
    done(roue, order, "pickup", now)
    look()
    done(roue, order, "dropoff", now)
    look()
    assert seen == [
        ("waiting", None, False),
        ("kitchen", None, False),
        ("riding", "AL", True),
        ("delivered", None, False),
    ]


def test_a_cancelled_order_says_so(roue, order, client, now):
    with roue.inside():
        cancel_order(order_id=order.pk, by=PLATFORM, at=now)
    assert "This order was cancelled" in client.get(link(roue, order)).content.decode()


def test_an_unknown_link_and_another_co_ops_link_look_alike(roue, autre, order, client):
    unknown = client.get(reverse("track", args=[roue.slug, "x" * 32]))
    with roue.inside():
        elsewhere = client.get(reverse("track", args=[autre.slug, order.delivery.tracking_token]))
    assert (unknown.status_code, elsewhere.status_code) == (404, 404)


def test_no_robot_and_no_other_site_learns_the_link(roue, order, client):
    answer = client.get(link(roue, order))
    assert answer["X-Robots-Tag"] == "noindex, nofollow"
    assert answer["Referrer-Policy"] == "no-referrer"
    assert "no-store" in answer["Cache-Control"]


def test_too_many_tries_in_a_minute_are_told_to_wait(roue, client):
    url = reverse("track", args=[roue.slug, "guess"])
    answers = {client.get(url).status_code for _ in range(PER_MINUTE)}
    answer = client.get(url)
    assert (answers, answer.status_code, answer["Retry-After"]) == ({404}, 429, "60")
