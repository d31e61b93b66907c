"""A courier's phone is turned on and off, is whose who asked last, and is forgotten in time."""

from datetime import timedelta

import pytest
from django.urls import reverse

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from deliveries.models import PushNote, PushSubscription
from deliveries.services.push import MOST_PHONES, Phone, subscribe, unsubscribe
from deliveries.services.pushing import purge_push
from tests.conftest import PLATFORM
from tests.deliveries.push.conftest import Handset, body, given_by_bruno, react, run
from tests.deliveries.web.conftest import hire_another


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
