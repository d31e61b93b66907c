"""Whoever is shown where Alma is, Alma can read; and she can switch it off, at no cost."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch.policy import params_of
from deliveries.models import CourierPlace, PositionLook, PositionPause
from deliveries.queries.dispatch_state import dispatch_state
from deliveries.queries.following import places
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.following import switch_position_off
from deliveries.services.looking import Looker, look_at_places
from deliveries.services.positions import Fix, report_positions
from members.services.breaks import start_break
from members.services.roster import clock_out
from tests.conftest import PLATFORM, TERMS, placed

HARBOUR = Point(43.7345, 7.4205)


@pytest.fixture
def seen(roue, now):
    """Alma's phone has told where she is."""
    with roue.inside():
        fix = Fix(now - timedelta(seconds=30), HARBOUR)
        assert report_positions(courier_id=roue.courier_id, fixes=[fix], at=now) == 1
    return roue


def url(cast, name="my-position"):
    return reverse(name, args=[cast.slug])


def looks(cast):
    with cast.inside():
        return [
            (look.courier_id, look.looker, look.page, look.order_number)
            for look in PositionLook.objects.all()
        ]


@pytest.fixture
def carried(seen, now):
    """Alma is on her way to Mme Rossi's door."""
    order = placed(seen, now)
    with seen.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=seen.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=now,
        )
        pickup = order.delivery.tasks.get(kind="pickup")
        complete_task(task_id=pickup.pk, courier_id=seen.courier_id, by=PLATFORM, at=now)
    return order


def test_the_boards_map_is_a_look_of_the_dispatcher(seen, login):
    shown = login(seen.bruno).get(url(seen, "board-places")).json()
    assert shown["places"] == {str(seen.courier_id): [HARBOUR.lon, HARBOUR.lat]}
    assert looks(seen) == [(seen.courier_id, f"person:{seen.bruno.pk}", "board", 0)]


def test_the_board_without_its_map_shows_no_place_and_is_no_look(seen, login):
    login(seen.bruno).get(url(seen, "board-list"))
    assert looks(seen) == []


def test_the_tracking_page_and_its_api_are_looks_by_link(seen, carried, client):
    token = carried.delivery.tracking_token
    expected = [(seen.courier_id, "link", "tracking", carried.number)]
    page = client.get(reverse("track", args=[seen.slug, token]))
    assert page.context["things"]["couriers"][0]["at"] == [HARBOUR.lon, HARBOUR.lat]
    assert looks(seen) == expected
    body = client.get(reverse("api-tracking", args=[seen.slug, token])).json()
    assert body["position"] == {"lat": HARBOUR.lat, "lon": HARBOUR.lon}
    assert looks(seen) == expected


def test_an_unpicked_order_shows_nobody_and_is_no_look(seen, client, now):
    order = placed(seen, now)
    client.get(reverse("track", args=[seen.slug, order.delivery.tracking_token]))
    assert looks(seen) == []


def test_a_long_look_is_one_that_lasts_and_a_later_one_is_another(seen, now):
    looker = Looker(PositionLook.Page.BOARD, Actor.person(7))
    with seen.inside():
        for seconds in (0, 20, 90, 150, 1200):
            look_at_places(courier_ids=[seen.courier_id], looker=looker, at=now + timedelta(seconds=seconds))
        spans = list(PositionLook.objects.order_by("since").values_list("since", "until"))
    minute = now.replace(second=0)
    assert spans == [
        (minute, now + timedelta(seconds=150)),
        ((now + timedelta(seconds=1200)).replace(second=0), now + timedelta(seconds=1200)),
    ]


def test_two_people_two_pages_and_two_couriers_are_looks_of_their_own(
    seen, now, django_assert_max_num_queries
):
    from tests.deliveries.web.conftest import hire_another

    other = hire_another(seen, now)
    with seen.inside():
        report_positions(courier_id=other, fixes=[Fix(now, HARBOUR)], at=now)
        both = [seen.courier_id, other]
        for looker in (
            Looker(PositionLook.Page.BOARD, Actor.person(7)),
            Looker(PositionLook.Page.BOARD, Actor.person(8)),
            Looker(PositionLook.Page.TRACKING, order_number=3),
        ):
            with django_assert_max_num_queries(4):
                assert set(look_at_places(courier_ids=both, looker=looker, at=now)) == set(both)
    assert len(looks(seen)) == 6


def off(cast, now):
    switch_position_off(courier_id=cast.courier_id, by=PLATFORM, at=now)


def on_a_break(cast, now):
    start_break(shift_id=cast.shift_id, by=PLATFORM, at=now)


def gone(cast, now):
    clock_out(shift_id=cast.shift_id, by=PLATFORM, at=now)


@pytest.mark.parametrize("stop", [off, on_a_break, gone])
def test_at_once_nobody_sees_her_any_more(stop, seen, carried, login, client, now):
    """Before anything has reacted: the row may still be there, no reader finds it."""
    with seen.inside():
        stop(seen, now)
        assert places() == {}
        state, _ = dispatch_state(now, params_of(TERMS["dispatch"]))
        assert HARBOUR not in [courier.position for courier in state.couriers]
    assert login(seen.bruno).get(url(seen, "board-places")).json()["places"] == {}
    tracked = client.get(reverse("api-tracking", args=[seen.slug, carried.delivery.tracking_token])).json()
    assert tracked["position"] is None
    assert looks(seen) == []


def test_a_place_is_read_in_one_room_only():
    """Who adds a reader of places must come by `queries.following`, and who shows one by `services.looking`."""
    import subprocess

    from django.conf import settings

    found = subprocess.run(
        [
            "grep",
            "-rlE",
            r"CourierPlace|deliveries_courierplace",
            "deliveries",
            "federation",
            "--include=*.py",
        ],
        cwd=settings.ROOT,
        capture_output=True,
        text=True,
        check=True,
    ).stdout.split()
    assert {name for name in found if "/migrations/" not in name} == {
        "deliveries/benchmarks/positions.py",
        "deliveries/models/__init__.py",
        "deliveries/models/positions.py",
        "deliveries/queries/evidence.py",  # counts what should be gone, and reads no place
        "deliveries/queries/following.py",
        "deliveries/services/following.py",
        "deliveries/services/positions.py",
        "deliveries/services/purging.py",
    }


def test_alma_reads_who_looked_by_name_and_by_order(seen, carried, login, client):
    login(seen.bruno).get(url(seen, "board-places"))
    client.get(reverse("track", args=[seen.slug, carried.delivery.tracking_token]))
    page = login(seen.alma).get(url(seen)).content.decode()
    assert "<b>Bruno</b> on the dispatch board" in page
    assert f"Whoever has the tracking link of order no. {carried.number}" in page
    assert "Today: 1 position" in page
    assert "dispatch engine, each minute" in page


def test_nobody_else_sees_alma_s_page(seen, autre, login):
    for someone in (seen.bruno, seen.rosa, seen.nour, autre.malik, autre.chloe):
        assert login(someone).get(url(seen)).status_code in (403, 404)


def test_a_colleague_sees_their_own_looks_only(seen, login, now):
    from tests.deliveries.web.conftest import hire_another

    with seen.inside():
        from members.models import MemberWorker

        other = MemberWorker.objects.get(pk=hire_another(seen, now))
    login(seen.bruno).get(url(seen, "board-places"))
    page = login(other.user).get(url(seen)).content.decode()
    assert "Nobody in the last 30 days." in page
    assert "Bruno" not in page


def test_the_switch_is_hers_and_the_dispatcher_reads_that_it_is_off(seen, login, now):
    alma, bruno = login(seen.alma), login(seen.bruno)
    for _ in range(2):
        assert alma.post(url(seen), {"to": "off"}).status_code == 302
    page = alma.get(url(seen)).content.decode()
    assert "switched off" in page
    assert "Switch my position on" in page
    assert "position off" in bruno.get(url(seen, "board-list")).content.decode()
    with seen.inside():
        assert (PositionPause.objects.count(), CourierPlace.objects.count()) == (1, 0)

    alma.post(url(seen), {"to": "on"})
    assert "Switch my position off" in alma.get(url(seen)).content.decode()
    assert "position off" not in bruno.get(url(seen, "board-list")).content.decode()


def test_a_switch_without_a_side_is_told(seen, login):
    answer = login(seen.alma).post(url(seen), {"to": "sideways"})
    assert answer.status_code == 422
    assert "Choose whether your position is on or off." in answer.content.decode()


def test_the_day_page_carries_a_pass_only_while_she_may_be_followed(seen, login, now):
    alma = login(seen.alma)
    assert 'data-positions-url="/api/v1/positions/"' in alma.get(url(seen, "day")).content.decode()
    alma.post(url(seen), {"to": "off"})
    assert "data-positions" not in alma.get(url(seen, "day")).content.decode()
    alma.post(url(seen), {"to": "on"})
    with seen.inside():
        start_break(shift_id=seen.shift_id, by=PLATFORM, at=now)
    assert "data-positions" not in alma.get(url(seen, "day")).content.decode()
