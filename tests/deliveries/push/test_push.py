"""Alma's phone is told, at work only, that stops came or went: sealed for her, signed by us, and no more than that."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from deliveries.models import CourierNote, PushNote
from deliveries.services.courier_notes import read_note, tell_courier
from deliveries.services.dispatching import decline, withdraw
from deliveries.services.ordering import cancel_order
from members.services.breaks import end_break, start_break
from members.services.roster import clock_out
from tests.conftest import PLATFORM
from tests.deliveries.push.conftest import body, given_by_bruno, react, run
from tests.deliveries.web.conftest import hire_another

# What she reads


def test_a_new_stop_reaches_the_phone_and_nobody_else_can_read_it(roue, on, service, handset, told, now):
    order = given_by_bruno(roue, now)
    react(roue)
    assert run(roue, told) == ["taken"]
    [(path, headers, body)] = service.requests
    assert service.sender()
    assert (path, headers["Content-Encoding"], headers["TTL"], headers["Urgency"], headers["Topic"]) == (
        "/send/alma?v=1",
        "aes128gcm",
        "600",
        "high",
        "day",
    )
    with timezone.override("Europe/Paris"):
        at = timezone.localtime(now + timedelta(minutes=15)).strftime("%H:%M")
    assert handset.read(body) == {
        "title": f"New: Pizzeria Lucia, no. {order.number}",
        "body": f"Pickup at {at}, Pizzeria Lucia.",
        "kind": "new",
        "lang": "en",
        "url": f"/c/{roue.slug}/day/",
        "tag": f"day-{roue.slug}",
    }


def test_nothing_of_the_recipient_is_told(roue, on, service, handset, told, now):
    given_by_bruno(roue, now)
    react(roue)
    run(roue, told)
    words = json.dumps(handset.read(service.requests[0][2]), ensure_ascii=False)
    assert [secret for secret in ("Rossi", "Grimaldi", "06 12") if secret in words] == []


def test_what_comes_together_is_told_together(roue, on, service, handset, told, now):
    for _ in range(3):
        given_by_bruno(roue, now)
    react(roue)
    assert len(told) == 3
    assert run(roue, told) == ["taken", "nothing", "nothing"]
    [(_path, _headers, body)] = service.requests
    assert (handset.read(body)["title"], handset.read(body)["body"]) == ("3 new orders", "Pizzeria Lucia")


def test_a_dispatchers_words_reach_the_phone_until_they_are_read(roue, on, service, handset, told, now):
    with roue.inside():
        for text in ("Back door today", "Call me"):
            tell_courier(courier_id=roue.courier_id, text=text, by=roue.by("bruno"), at=now)
        first = CourierNote.objects.get(text="Back door today")
        read_note(note_id=first.pk, courier_id=roue.courier_id, by=roue.by("alma"), at=now)
    react(roue)
    assert run(roue, told) == ["taken", "nothing"]
    [(_path, _headers, body)] = service.requests
    assert (handset.read(body)["title"], handset.read(body)["body"]) == ("The dispatcher writes", "Call me")


@pytest.mark.parametrize("how", ["withdrawn", "taken over", "cancelled"])
def test_a_stop_that_is_gone_is_told(how, roue, on, service, handset, told, now):
    order = given_by_bruno(roue, now)
    react(roue)
    run(roue, told)
    if how == "taken over":
        given_by_bruno(roue, now, hire_another(roue, now), seen=roue.courier_id, order=order)
    else:
        with roue.inside():
            if how == "withdrawn":
                withdraw(
                    delivery_id=order.delivery.pk,
                    seen_courier_id=roue.courier_id,
                    by=roue.by("bruno"),
                    at=now,
                )
            else:
                cancel_order(order_id=order.pk, by=roue.by("rosa"), at=now)
    react(roue)
    assert run(roue, told) == ["taken"]
    message = handset.read(service.requests[-1][2])
    assert (message["title"], message["kind"]) == (
        f"No longer yours: Pizzeria Lucia, no. {order.number}",
        "gone",
    )


def test_what_came_and_went_meanwhile_is_not_told(roue, on, service, told, now):
    order = given_by_bruno(roue, now)
    with roue.inside():
        withdraw(delivery_id=order.delivery.pk, seen_courier_id=roue.courier_id, by=roue.by("bruno"), at=now)
    react(roue)
    assert run(roue, told) == ["nothing", "nothing"]
    assert service.requests == []


def test_what_she_did_herself_is_not_told_to_her(roue, on, service, told, now):
    order = given_by_bruno(roue, now)
    react(roue)
    run(roue, told)
    with roue.inside():
        decline(delivery_id=order.delivery.pk, courier_id=roue.courier_id, by=roue.by("alma"), at=now)
        order.refresh_from_db()
        cancel_order(order_id=order.pk, by=roue.by("alma"), at=now)
    react(roue)
    assert (told, len(service.requests)) == ([], 1)


def test_the_words_are_in_the_language_she_turned_it_on_in(roue, login, handset, service, told, now):
    with override("en"):
        login(roue.alma).post(
            reverse("api-push", args=[roue.slug]),
            body(handset),
            content_type="application/json",
            headers={"Accept-Language": "fr"},
        )
    given_by_bruno(roue, now)
    react(roue)
    run(roue, told)
    assert handset.read(service.requests[0][2])["lang"] == "fr"


# When she is left alone


def test_nothing_is_told_off_shift(roue, on, service, told, now):
    order = given_by_bruno(roue, now)
    with roue.inside():
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now)
    react(roue)
    with roue.inside():
        assert (told, PushNote.objects.count()) == ([], 0)
        cancel_order(order_id=order.pk, by=PLATFORM, at=now)
    react(roue)
    assert (told, service.requests) == ([], [])


def test_a_shift_that_ended_before_the_worker_came_is_respected(roue, on, service, told, now):
    given_by_bruno(roue, now)
    react(roue)
    with roue.inside():
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now)
    assert run(roue, told) == ["nothing"]
    assert service.requests == []


def test_nothing_is_told_in_a_break(roue, on, service, told, now):
    with roue.inside():
        start_break(shift_id=roue.shift_id, by=PLATFORM, at=now)
    order = given_by_bruno(roue, now)
    react(roue)
    assert told == []
    with roue.inside():
        end_break(shift_id=roue.shift_id, by=PLATFORM, at=now)
        withdraw(delivery_id=order.delivery.pk, seen_courier_id=roue.courier_id, by=PLATFORM, at=now)
    react(roue)
    assert run(roue, told) == ["taken"]


def test_old_news_is_no_news(roue, on, service, told, now):
    given_by_bruno(roue, now)
    react(roue)
    with roue.inside():
        PushNote.objects.update(noted_at=now - timedelta(minutes=11))
    assert run(roue, told) == ["nothing"]
