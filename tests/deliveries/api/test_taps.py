"""The address where phones send what was tapped."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from tests.conftest import PASSWORD, placed


@pytest.fixture
def url(roue):
    return reverse("api-taps", args=[roue.slug])


@pytest.fixture
def batch(roue, now):
    tap = {"key": str(uuid4()), "number": 1, "kind": "break_start", "at": now.isoformat()}
    return {
        "courier": str(roue.courier_id),
        "device": str(uuid4()),
        "sent_at": (now + timedelta(seconds=9)).isoformat(),
        "oldest": 1,
        "taps": [tap | {"subject": str(roue.shift_id)}],
    }


def send(client, url, body):
    return client.post(url, body, content_type="application/json")


def test_a_tap_is_answered_by_its_key(roue, login, url, batch):
    answer = send(login(roue.alma), url, batch).json()
    (result,) = answer["results"]
    assert answer["through"] == 1
    assert result == {"key": batch["taps"][0]["key"], "outcome": "done", "code": "", "words": ""}


def test_what_could_not_count_says_why_in_the_couriers_language(roue, login, url, batch):
    batch["taps"][0] |= {"kind": "arrive", "subject": str(uuid4())}
    answer = login(roue.alma).post(
        url, batch, content_type="application/json", headers={"accept-language": "fr"}
    )
    (result,) = answer.json()["results"]
    assert (result["outcome"], result["code"]) == ("kept", "no_task")
    assert result["words"] != "There is no such stop."


def test_another_couriers_taps_are_not_taken(roue, autre, login, url, batch):
    batch["courier"] = str(autre.courier_id)
    assert send(login(roue.alma), url, batch).status_code == 404


@pytest.mark.parametrize("who", ["bruno", "rosa"])
def test_only_couriers_tap(roue, login, url, batch, who):
    assert send(login(roue.users[who]), url, batch).status_code == 404


def test_a_session_that_ended_is_told_so_and_nothing_is_kept(roue, login, url, batch):
    alma = login(roue.alma)
    alma.logout()
    answer = send(alma, url, batch)
    assert answer.status_code == 403
    assert answer.headers["Content-Type"] == "application/problem+json"


def test_a_page_of_another_site_cannot_send_taps(roue, url, batch):
    alma = Client(enforce_csrf_checks=True)
    assert alma.login(username=f"alma@{roue.slug}.example", password=PASSWORD)
    assert send(alma, url, batch).status_code == 403


@pytest.mark.parametrize(
    ("where", "value"),
    [("device", "x"), ("sent_at", "noon"), ("oldest", 0), ("taps", [{}]), ("taps", [{"number": 1}] * 201)],
)
def test_a_batch_without_shape_is_refused_whole(roue, login, url, batch, where, value):
    answer = send(login(roue.alma), url, batch | {where: value})
    assert answer.status_code == 422
    assert where in answer.json()["errors"]


def test_the_same_number_for_two_taps_asks_for_another_name(roue, login, url, batch):
    alma = login(roue.alma)
    send(alma, url, batch)
    batch["taps"][0]["key"] = str(uuid4())
    answer = send(alma, url, batch)
    assert (answer.status_code, answer.json()["type"]) == (409, "/problems/phone_copied")


def test_a_task_of_a_store_is_nobodys_to_tap_from_outside(roue, autre, login, batch, now):
    """Malik names a stop of the other co-op: it isn't there for him."""
    order = placed(roue, now)
    with roue.inside():
        stop = order.delivery.tasks.first().pk
    batch |= {"courier": str(autre.courier_id)}
    batch["taps"][0] |= {"kind": "arrive", "subject": str(stop)}
    answer = send(login(autre.malik), reverse("api-taps", args=[autre.slug]), batch)
    assert answer.json()["results"][0]["code"] == "no_task"
