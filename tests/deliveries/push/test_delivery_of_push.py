"""What is told goes out once, and again when it must; a phone that is gone, or leads elsewhere, is let go."""

import pytest

from coopplatform.journal.reading import Place, since
from deliveries.models import PushNote, PushSubscription
from deliveries.reactions import tell_the_couriers
from tests.deliveries.push.conftest import given_by_bruno, react, run


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
