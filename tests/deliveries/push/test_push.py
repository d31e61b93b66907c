"""Alma's phone is told, at work only, that stops came or went: sealed for her, signed by us, and no more than that."""

import json
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import override

from coopplatform.journal import relay
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from deliveries.models import CourierNote, PushNote, PushSubscription
from deliveries.reactions import tell_the_couriers
from deliveries.services.courier_notes import read_note, tell_courier
from deliveries.services.dispatching import decline, withdraw
from deliveries.services.ordering import cancel_order
from deliveries.services.push import MOST_PHONES, Phone, subscribe, unsubscribe
from deliveries.services.pushing import purge_push
from deliveries.tasks import tell_phone
from members.services.breaks import end_break, start_break
from members.services.roster import clock_out
from tests.conftest import PLATFORM
from tests.deliveries.push.conftest import Handset, given_by_bruno
from tests.deliveries.web.conftest import hire_another


@pytest.fixture
def on(roue, handset, now):
    """Alma turned it on."""
    with roue.inside():
        return subscribe(
            courier_id=roue.courier_id, phone=handset.phone, language="en", by=roue.by("alma"), at=now
        )


def react(cast):
    with cast.inside():
        relay.read_on(cast.cooperative.pk, is_settled_only=False)


def run(cast, told):
    """What a worker does with the tasks asked for so far; returns what each came to."""
    asked, told[:] = list(told), []
    return [
        tell_phone(cooperative_id=cast.cooperative.pk, **{k: one[k] for k in ("subscription_id", "attempt")})
        for one in asked
    ]


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


# Once, and again when it must be


def test_the_same_entry_twice_is_told_once(roue, on, service, told, now):
    given_by_bruno(roue, now)
    react(roue)
    assert run(roue, told) == ["taken"]
    with roue.inside():
        relay_again()
    assert run(roue, told) == ["nothing"]
    assert len(service.requests) == 1


def relay_again():
    for entry in list(since(Place(), is_settled_only=False)):
        tell_the_couriers(entry)


@pytest.mark.parametrize(
    ("status", "headers", "wait"), [(500, {}, 5), (503, {}, 5), (429, {"Retry-After": "40"}, 40)]
)
def test_a_push_service_in_trouble_is_asked_again(
    status, headers, wait, roue, on, service, handset, told, now
):
    given_by_bruno(roue, now)
    react(roue)
    service.status, service.headers = status, headers
    assert run(roue, told) == ["later"]
    assert [(one["countdown"], one["attempt"]) for one in told] == [(wait, 2)]
    service.status = 201
    assert run(roue, told) == ["taken"]
    with roue.inside():
        assert PushSubscription.objects.get().told_at is not None


def test_a_silent_push_service_is_asked_again(roue, on, service, told, now, monkeypatch):
    monkeypatch.setattr("deliveries.adapters.webpush.sending.ANSWER_SECONDS", 0.2)
    given_by_bruno(roue, now)
    react(roue)
    service.seconds = 1
    assert run(roue, told) == ["later"]


@pytest.mark.parametrize("status", [404, 410])
def test_a_phone_that_unsubscribed_is_forgotten(status, roue, on, service, told, now):
    given_by_bruno(roue, now)
    react(roue)
    service.status = status
    assert run(roue, told) == ["gone"]
    with roue.inside():
        assert (PushSubscription.objects.count(), PushNote.objects.count()) == (0, 0)


def test_a_redirect_is_not_followed(roue, on, service, told, now):
    given_by_bruno(roue, now)
    react(roue)
    service.status, service.headers = 307, {"Location": f"{service.origin}/elsewhere"}
    assert run(roue, told) == ["refused"]
    assert len(service.requests) == 1
    with roue.inside():
        assert (
            PushSubscription.objects.get().refusals,
            PushNote.objects.filter(settled_at=None).count(),
        ) == (1, 0)


def test_five_refusals_in_a_row_end_it(roue, on, service, told, now):
    service.status = 403
    for _ in range(5):
        given_by_bruno(roue, now)
        react(roue)
        run(roue, told)
    with roue.inside():
        assert PushSubscription.objects.count() == 0


def test_a_name_that_leads_inside_is_refused_when_it_is_sent(
    roue, on, service, told, now, settings, monkeypatch
):
    with roue.inside():
        PushSubscription.objects.update(endpoint="https://push.example.com/x")
    inside = [(2, 1, 6, "", ("8.8.8.8", 443)), (2, 1, 6, "", ("10.0.0.7", 443))]
    monkeypatch.setattr("deliveries.adapters.webpush.sending.socket.getaddrinfo", lambda *_a, **_k: inside)
    given_by_bruno(roue, now)
    react(roue)
    assert run(roue, told) == ["refused"]
    settings.WEB_PUSH = settings.WEB_PUSH | {"loopback": False}
    with roue.inside():
        PushSubscription.objects.update(endpoint=f"{service.origin}/x")
    given_by_bruno(roue, now)
    react(roue)
    assert (run(roue, told), service.requests) == (["refused"], [])


# On and off


def body(handset):
    phone = handset.phone
    return {"endpoint": phone.endpoint, "keys": {"p256dh": phone.p256dh, "auth": phone.auth}}


def test_a_phone_is_turned_on_and_off_twice_and_is_once(roue, login, handset):
    client, url = login(roue.alma), reverse("api-push", args=[roue.slug])
    for _ in range(2):
        assert client.post(url, body(handset), content_type="application/json").status_code == 204
    with roue.inside():
        assert PushSubscription.objects.get().courier_id == roue.courier_id
    for _ in range(2):
        answer = client.delete(url, {"endpoint": handset.phone.endpoint}, content_type="application/json")
        assert answer.status_code == 204
    with roue.inside():
        assert PushSubscription.objects.count() == 0


@pytest.mark.parametrize(
    ("change", "field"),
    [
        ({"endpoint": "http://push.example.com/x"}, "endpoint"),
        ({"endpoint": "https://192.168.1.1/x"}, "endpoint"),
        ({"endpoint": "https://user:pw@push.example.com/x"}, "endpoint"),
        ({"endpoint": "https://push.example.com:x/"}, "endpoint"),
        ({"endpoint": ""}, "endpoint"),
        ({"keys": {"p256dh": "AAAA", "auth": "AAAA"}}, "keys"),
        ({"keys": {"p256dh": "é" * 20, "auth": "A"}}, "keys"),
        ({"keys": {}}, "keys"),
    ],
)
def test_what_is_no_subscription_is_refused_at_its_field(change, field, roue, login, handset):
    answer = login(roue.alma).post(
        reverse("api-push", args=[roue.slug]), body(handset) | change, content_type="application/json"
    )
    assert (answer.status_code, list(answer.json()["errors"])) == (422, [field])
    assert answer["Content-Type"] == "application/problem+json"
    with roue.inside():
        assert PushSubscription.objects.count() == 0


def test_only_push_services_of_the_list_where_there_is_one(roue, login, handset, settings):
    settings.WEB_PUSH = settings.WEB_PUSH | {"hosts": ["push.example.com"], "loopback": False}
    client, url = login(roue.alma), reverse("api-push", args=[roue.slug])
    answers = [
        client.post(url, body(handset) | {"endpoint": endpoint}, content_type="application/json").status_code
        for endpoint in (
            "https://eu.push.example.com/x",
            "https://push.example.com/x",
            "https://evilpush.example.com/x",
        )
    ]
    assert answers == [204, 204, 422]


def test_only_couriers_of_the_co_op_have_a_phone_here(roue, autre, login, handset, client):
    url = reverse("api-push", args=[roue.slug])
    answers = [
        login(user).post(url, body(handset), content_type="application/json").status_code
        for user in (roue.bruno, autre.malik)
    ]
    assert answers == [404, 404]
    assert client.post(url, body(handset), content_type="application/json").status_code == 403


def test_without_a_key_the_server_says_so(roue, handset, settings, now):
    settings.WEB_PUSH = settings.WEB_PUSH | {"key": ""}
    with roue.inside(), pytest.raises(NotAllowedNow, match="sends no push messages"):
        subscribe(courier_id=roue.courier_id, phone=handset.phone, language="en", by=PLATFORM, at=now)


def test_a_shared_phone_is_whose_who_asked_last(roue, on, handset, told, now):
    given_by_bruno(roue, now)
    react(roue)
    yanis = hire_another(roue, now)
    with roue.inside():
        subscribe(courier_id=yanis, phone=handset.phone, language="fr", by=PLATFORM, at=now)
        assert PushSubscription.objects.get().courier_id == yanis
        assert (
            unsubscribe(courier_id=roue.courier_id, endpoint=handset.phone.endpoint, by=PLATFORM, at=now)
            is False
        )
        assert PushNote.objects.count() == 0
    assert run(roue, told) == ["nothing"]


def test_a_person_has_at_most_five_phones_the_oldest_gives_way(inside, service, now):
    for n in range(MOST_PHONES + 2):
        phone = Handset(f"{service.origin}/{n}").phone
        at = now + timedelta(minutes=n)
        subscribe(courier_id=inside.courier_id, phone=phone, language="en", by=PLATFORM, at=at)
    kept = {one.endpoint.rpartition("/")[2] for one in PushSubscription.objects.all()}
    assert kept == {"2", "3", "4", "5", "6"}


def test_a_phone_not_seen_for_three_months_is_forgotten(inside, on, now):
    assert purge_push(at=now + timedelta(days=90)) == 0
    assert purge_push(at=now + timedelta(days=91)) == 1
    assert PushSubscription.objects.count() == 0


def test_keys_that_lie_on_no_curve_cost_one_refusal(roue, service, handset, told, now):
    phone = Phone(handset.phone.endpoint, "BA" + "A" * 85, handset.phone.auth)
    with roue.inside():
        subscribe(courier_id=roue.courier_id, phone=phone, language="en", by=PLATFORM, at=now)
    given_by_bruno(roue, now)
    react(roue)
    assert run(roue, told) == ["refused"]


def test_an_endpoint_of_the_wrong_shape_is_invalid(inside, service, now):
    with pytest.raises(Invalid):
        subscribe(
            courier_id=inside.courier_id,
            phone=Phone("https://localhost.internal/x", "", ""),
            language="en",
            by=PLATFORM,
            at=now,
        )
