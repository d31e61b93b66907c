"""The live line: nothing missed between the page and the socket, and nobody follows what is not theirs."""

from collections.abc import Callable
from typing import Any

import pytest
from asgiref.sync import async_to_sync, sync_to_async
from asgiref.testing import ApplicationCommunicator
from channels.routing import URLRouter
from django.contrib.auth.models import AnonymousUser
from django.urls import reverse

from coopplatform.journal import live, relay
from coopplatform.journal.reading import Place
from coopplatform.sockets import socket_urlpatterns
from deliveries.consumers import REFUSED
from deliveries.services.carrying import arrive_at_task, complete_task
from deliveries.services.dispatching import adopt_plan, withdraw
from deliveries.services.ordering import cancel_order, confirm_ready
from tests.conftest import PLATFORM, placed
from tests.patience import settled

QUIET_SECONDS = 0.1


def follow(
    cast: Any, user: Any, topic: str, *, after: Any = "", key: str = "", then: Callable[[], Any] | None = None
) -> list[Any]:
    """What a socket says from its opening until it is quiet; `[REFUSED]` when it is closed on us."""

    async def hear(line: ApplicationCommunicator) -> list[Any]:
        said: list[Any] = []
        while not await line.receive_nothing(QUIET_SECONDS):
            message = await line.receive_output()
            said.append(message.get("text", message.get("code")))
        return said

    async def listen() -> list[Any]:
        line = ApplicationCommunicator(
            URLRouter(socket_urlpatterns),
            {
                "type": "websocket",
                "path": f"/ws/c/{cast.slug}/{topic}/",
                "query_string": f"after={after}&key={key}".encode(),
                "user": user,
            },
        )
        await line.send_input({"type": "websocket.connect"})
        assert (await line.receive_output())["type"] == "websocket.accept"
        heard = await hear(line)
        if then is not None:
            await sync_to_async(then)()
            heard += await hear(line)
        await line.send_input({"type": "websocket.disconnect", "code": 1000})
        await line.wait()
        return heard

    return async_to_sync(listen)()


@pytest.fixture
def order(transactional_db, roue, now):
    return placed(roue, now)


@pytest.fixture
def topics(order, roue):
    """Every topic of La Roue Libre, by its kind."""
    with roue.inside():
        return {
            "all": "all",
            "store": f"store:{roue.store_id}",
            "courier": f"courier:{roue.courier_id}",
            "delivery": f"delivery:{order.delivery.pk}",
        }


@pytest.mark.parametrize(
    ("who", "heard"),
    [
        ("bruno", {"all", "store", "courier", "delivery"}),
        ("nour", {"all", "store", "courier", "delivery"}),
        ("rosa", {"store"}),
        ("alma", {"courier"}),
        ("theo", set()),
    ],
)
def test_each_follows_what_is_theirs(who, heard, roue, topics):
    answers = {kind: follow(roue, roue.users[who], topic) for kind, topic in topics.items()}
    assert {kind for kind, answer in answers.items() if answer != [REFUSED]} == heard


def test_the_other_co_op_hears_nothing_by_any_topic_or_address(roue, autre, topics):
    for person in (autre.chloe, autre.malik, autre.sam, AnonymousUser()):
        for topic in topics.values():
            assert follow(roue, person, topic) == [REFUSED]
    for kind in ("store", "courier", "delivery"):
        assert follow(autre, autre.sam, topics[kind]) == [REFUSED]
    assert follow(autre, autre.chloe, "all", after=Place()) != [REFUSED]
    assert roue.slug not in str(follow(autre, autre.chloe, "all", after=Place()))


def test_the_recipient_follows_with_the_links_key_only(roue, order, topics):
    with roue.inside():
        token = order.delivery.tracking_token
    nobody = AnonymousUser()
    assert follow(roue, nobody, topics["delivery"], key=token) != [REFUSED]
    assert follow(roue, nobody, topics["delivery"], key="guess") == [REFUSED]
    assert follow(roue, nobody, topics["store"], key=token) == [REFUSED]


@pytest.mark.parametrize("topic", ["order:x", "store:", "nonsense", "courier:00000000"])
def test_a_topic_without_sense_is_refused(topic, roue, order):
    assert follow(roue, roue.rosa, topic) == [REFUSED]


def test_a_place_without_sense_is_no_reason_to_fall(roue, order):
    assert follow(roue, roue.bruno, "all", after="yesterday") == []


def test_what_happens_is_told_as_it_happens(roue, order, now):
    def ready() -> None:
        with roue.inside():
            confirm_ready(order_id=order.pk, by=PLATFORM, at=now)
        settled(roue)
        relay.advance(roue.cooperative.pk, live.READER, line.tell)
        line.close()

    line = live.Line()
    settled(roue)
    relay.skip_to_end(roue.cooperative.pk, live.READER)
    heard = follow(roue, roue.rosa, f"store:{roue.store_id}", then=ready)
    assert ["OrderReady" in text for text in heard] == [True]


def test_page_and_missed_entries_make_the_fresh_page(roue, order, now, login):
    """Rosa's list, taken at each moment of a day: a socket opened from the page's own place tells of every
    later change and of nothing else, so that refetching when told always gives the fresh page."""
    rosa = login(roue.rosa)
    url = reverse("store", args=[roue.slug, roue.store_id])
    with roue.inside():
        delivery = order.delivery
        tasks = {task.kind: task.pk for task in delivery.tasks.all()}
    mine = {"courier_id": roue.courier_id, "by": PLATFORM, "at": now}
    given = {**mine, "delivery_id": delivery.pk, "seen_courier_id": None}
    steps: list[Callable[[], Any]] = [
        lambda: adopt_plan(**given),
        lambda: withdraw(delivery_id=delivery.pk, seen_courier_id=roue.courier_id, by=PLATFORM, at=now),
        lambda: adopt_plan(**given),
        lambda: confirm_ready(order_id=order.pk, by=PLATFORM, at=now),
        lambda: arrive_at_task(task_id=tasks["pickup"], **mine),
        lambda: complete_task(task_id=tasks["pickup"], **mine),
        lambda: complete_task(task_id=tasks["dropoff"], **mine),
        lambda: cancel_order(order_id=placed(roue, now).pk, by=PLATFORM, at=now),
    ]

    def look() -> tuple[Any, str]:
        settled(roue)
        page = rosa.get(url)
        listing = page.content.decode().split('id="orders"')[1].split("</section>")[0]
        return page.context["live_after"], listing

    seen = [look()]
    for step in steps:
        with roue.inside():
            step()
        seen.append(look())
    topic = f"store:{roue.store_id}"
    missed = [follow(roue, roue.rosa, topic, after=place) for place, _listing in seen]
    everything, fresh = missed[0], seen[-1][1]
    assert missed[-1] == []
    for (_place, listing), told in zip(seen, missed, strict=True):
        assert told == everything[len(everything) - len(told) :]
        assert told or listing == fresh
    assert [len(told) for told in missed] == sorted({len(told) for told in missed}, reverse=True)
