"""Recipients and stores are told what happens to an order: once, in time, and only who wants it."""

import threading
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.urls import reverse

from coopplatform.journal.reading import Place, since
from coopplatform.kernel.geo import Point
from deliveries.adapters.sms import memory
from deliveries.domain.notices import Channel, NoticeKind, Way, segments
from deliveries.models import Notice
from deliveries.reactions import tell_recipients_and_stores
from deliveries.services.carrying import complete_task, reopen_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.notices import (
    ask_delayed,
    ask_soon,
    claim_notice,
    look_after_notices,
    purge_notices,
    set_notices,
)
from deliveries.services.ordering import cancel_order
from deliveries.services.positions import Fix, report_positions
from deliveries.tasks import send_notice
from tests.conftest import PLATFORM, new_order, placed


def react(cast):
    """What the relay does with all that was recorded."""
    with cast.inside():
        for entry in since(Place(0, 0), is_settled_only=False):
            tell_recipients_and_stores(entry)


def run(asked):
    """A worker does what was asked for."""
    waiting = list(asked)
    asked.clear()
    return [send_notice(**{k: v for k, v in one.items() if k.endswith("_id")}) for one in waiting]


def picked_up(cast, now, order=None, at=None):
    order = order or placed(cast, now)
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=cast.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=now,
        )
        pickup = order.delivery.tasks.get(kind="pickup")
        complete_task(task_id=pickup.pk, courier_id=cast.courier_id, by=PLATFORM, at=at or now)
    return order


def deliver(cast, order, now):
    with cast.inside():
        dropoff = order.delivery.tasks.get(kind="dropoff")
        complete_task(task_id=dropoff.pk, courier_id=cast.courier_id, by=PLATFORM, at=now)


def with_email(cast, now):
    from dataclasses import replace

    new = new_order(cast, now)
    return placed(cast, now, to=replace(new.to, email="rossi@example.com"))


def rows(cast):
    with cast.inside():
        return list(Notice.objects.order_by("asked_at"))


def test_without_settings_nobody_is_told_anything(roue, asked, now):
    deliver(roue, picked_up(roue, now), now)
    react(roue)
    assert (asked, memory.outbox, mail.outbox, rows(roue)) == ([], [], [], [])


def test_the_recipient_is_told_by_sms_and_e_mail_with_the_link_to_follow(tells_all, asked, now):
    order = picked_up(tells_all, now, order=with_email(tells_all, now))
    react(tells_all)
    assert {one["countdown"] for one in asked} == {15}
    run(asked)
    sms = next(one for one in memory.outbox if one.to == "+33612458017")
    link = f"https://coop.example/c/{tells_all.slug}/track/{order.delivery.tracking_token}/"
    assert sms.text.startswith("Pizzeria Lucia")
    assert sms.text.endswith(link)
    letter = next(one for one in mail.outbox if one.to == ["rossi@example.com"])
    assert link in letter.body
    assert letter.extra_headers["List-Unsubscribe"] == f"<{link}>"
    assert {tuple(one.to) for one in mail.outbox} == {("rossi@example.com",), ("lucia@example.com",)}


def test_the_same_journal_again_tells_nobody_twice(tells_all, asked, now):
    picked_up(tells_all, now)
    react(tells_all)
    run(asked)
    told = len(memory.outbox)
    react(tells_all)
    assert (told, run(asked), len(memory.outbox)) == (2, [], 2)


def test_what_happened_long_ago_is_told_to_nobody(tells_all, asked, now):
    picked_up(tells_all, now, at=now - timedelta(minutes=11))
    react(tells_all)
    assert (asked, rows(tells_all)) == ([], [])


def test_a_tap_taken_back_in_time_is_not_told_but_the_next_one_is(tells_all, asked, now):
    order = picked_up(tells_all, now)
    react(tells_all)
    with tells_all.inside():
        pickup = order.delivery.tasks.get(kind="pickup")
        whose = {"task_id": pickup.pk, "courier_id": tells_all.courier_id, "by": PLATFORM}
        reopen_task(**whose, at=now + timedelta(seconds=5))
    assert set(run(asked)) == {"nothing"}
    with tells_all.inside():
        complete_task(**whose, at=now + timedelta(seconds=60))
    react(tells_all)
    assert "taken" in run(asked)


def test_two_workers_send_a_notice_once(transactional_db, tells_all, asked, now):
    picked_up(tells_all, now)
    react(tells_all)
    (pk,) = [row.pk for row in rows(tells_all) if (row.audience, row.channel) == ("recipient", "sms")]
    gate, claims = threading.Barrier(2), []

    def claim():
        try:
            with tells_all.inside():
                gate.wait(10)
                claims.append(claim_notice(notice_id=pk, at=now))
        finally:
            connection.close()

    threads = [threading.Thread(target=claim) for _worker in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert sorted(one is None for one in claims) == [False, True]


def test_what_a_worker_left_in_the_middle_is_never_sent_again(tells_all, asked, now):
    picked_up(tells_all, now)
    react(tells_all)
    with tells_all.inside():
        pk = Notice.objects.filter(channel="sms").first().pk
        assert claim_notice(notice_id=pk, at=now) is not None
        look_after_notices(at=now + timedelta(minutes=6))
        assert claim_notice(notice_id=pk, at=now + timedelta(minutes=7)) is None
        row = Notice.objects.get(pk=pk)
    assert (row.state, row.failure) == (
        "given_up",
        "it stopped while it was sent, so it is not sent again",
    )


def test_what_no_worker_took_is_found_again_and_too_late_is_given_up(tells_all, asked, now):
    picked_up(tells_all, now)
    react(tells_all)
    with tells_all.inside():
        found = look_after_notices(at=now + timedelta(minutes=3))
        assert len(found) == Notice.objects.count() > 0
        assert claim_notice(notice_id=found[0], at=now + timedelta(minutes=50)) is None
        assert Notice.objects.get(pk=found[0]).failure == "too late to be told"


@pytest.mark.parametrize(
    ("status", "silent", "outcome", "state", "wait"),
    [
        (202, False, "taken", "sent", None),
        (503, False, "later", "waiting", 30),
        (400, False, "refused", "given_up", None),
        (200, True, "unknown", "given_up", None),
    ],
)
def test_what_becomes_of_it_follows_from_the_services_answer(
    tells_all, asked, service, now, status, silent, outcome, state, wait
):
    service.status, service.silent = status, silent
    picked_up(tells_all, now)
    react(tells_all)
    (row,) = [row for row in rows(tells_all) if (row.audience, row.channel) == ("recipient", "sms")]
    (mine,) = [one for one in asked if one["notice_id"] == str(row.pk)]
    asked.clear()
    answer = send_notice(cooperative_id=mine["cooperative_id"], notice_id=mine["notice_id"])
    (row,) = [one for one in rows(tells_all) if one.pk == row.pk]
    assert (answer, row.state) == (outcome, state)
    assert [one["countdown"] for one in asked] == ([wait] if wait else [])
    ((headers, body),) = service.requests
    assert (headers["Authorization"], headers["Idempotency-Key"]) == ("Bearer s3cret", str(row.pk))
    assert body == {
        "recipient": "+33612458017",
        "content": row.body,
        "from": "Roue",
        "custom_id": str(row.pk),
    }


def test_who_wants_no_more_presses_a_button_on_their_page(tells_all, asked, now, client):
    order = placed(tells_all, now)
    url = reverse("track", args=[tells_all.slug, order.delivery.tracking_token])
    assert "Send me no more messages" in client.get(url).content.decode()
    answer = client.post(f"{url}stop/", follow=True)
    assert "You will get no more messages" in answer.content.decode()
    picked_up(tells_all, now, order=order)
    react(tells_all)
    assert {row.audience for row in rows(tells_all)} == {"store"}
    assert client.post(f"{url[:-4]}xxx/stop/").status_code == 404


def test_a_store_has_settings_of_its_own_before_the_co_ops(roue, asked, now):
    way = [Way.parse("cancelled:recipient:sms"), Way.parse("on_the_way:recipient:sms")]
    with roue.inside():
        common = {"phone": "", "email": "", "by": PLATFORM, "at": now}
        set_notices(store_id=None, ways=way, **common)
        set_notices(store_id=roue.store_id, ways=way[:1], **common)
    order = placed(roue, now)
    picked_up(roue, now, order=placed(roue, now))
    with roue.inside():
        cancel_order(order_id=order.pk, by=PLATFORM, at=now)
    react(roue)
    run(asked)
    assert [row.kind for row in rows(roue)] == ["cancelled"]
    assert len(memory.outbox) == 1


def test_a_delay_is_told_for_the_open_orders_of_its_store(tells_all, asked, now):
    placed(tells_all, now)
    with tells_all.inside():
        late = {"store_id": tells_all.store_id, "minutes": 20}
        ids = ask_delayed(happened_at=now, at=now, **late)
        assert ids == ask_delayed(happened_at=now, at=now, **late)
        bodies = {row.body for row in Notice.objects.filter(audience="recipient")}
    assert len(ids) == 3
    assert all("20" in body for body in bodies)


def test_who_is_nearly_at_the_door_is_announced_once(tells_all, asked, now):
    order = picked_up(tells_all, now)
    with tells_all.inside():
        door = order.delivery.tasks.get(kind="dropoff").point
        near = Fix(now + timedelta(minutes=6), Point(door.lat + 0.0005, door.lon))
        report_positions(courier_id=tells_all.courier_id, fixes=[near], at=near.at)
        told = ask_soon(at=near.at)
        again = ask_soon(at=near.at + timedelta(minutes=1))
        bodies = [row.body for row in Notice.objects.filter(kind="soon", audience="recipient")]
    assert (len(told), again) == (3, [])  # recipient, and the store by both ways
    assert all("Pizzeria Lucia" in body for body in bodies)


def test_who_is_far_from_the_door_is_not_announced(tells_all, asked, now):
    order = picked_up(tells_all, now)
    with tells_all.inside():
        door = order.delivery.tasks.get(kind="dropoff").point
        far = Fix(now + timedelta(minutes=6), Point(door.lat + 0.05, door.lon))
        report_positions(courier_id=tells_all.courier_id, fixes=[far], at=far.at)
        assert ask_soon(at=far.at) == []


def test_bruno_sets_who_is_told_and_sees_what_it_came_to(roue, asked, login, now):
    bruno, page = login(roue.bruno), reverse("notices", args=[roue.slug])
    mine = reverse("store-notices", args=[roue.slug, roue.store_id])
    assert bruno.post(page, {"ways": ["on_the_way:recipient:sms"]}).status_code == 302
    order = picked_up(roue, now)
    react(roue)
    run(asked)
    shown = bruno.get(page)
    assert [(one.messages, one.segments) for one in shown.context["months"]] == [(1, 1)]
    order_page = bruno.get(reverse("order", args=[roue.slug, roue.store_id, order.pk])).content.decode()
    assert "What was told" in order_page
    rosa_sees = login(roue.rosa).get(reverse("order", args=[roue.slug, roue.store_id, order.pk]))
    assert "What was told" not in rosa_sees.content.decode()
    refused = bruno.post(mine, {"ways": ["on_the_way:store:email"], "email": ""})
    assert refused.status_code == 422
    assert "e-mail address, or tell it by phone" in refused.content.decode()
    assert bruno.post(page, {"ways": ["dance"]}).status_code == 422
    assert "not a phone number here" in bruno.post(mine, {"phone": "12"}).content.decode()
    assert login(roue.rosa).get(page).status_code == 404


def test_to_whom_it_went_is_forgotten_after_ninety_days(tells_all, asked, now):
    picked_up(tells_all, now)
    react(tells_all)
    run(asked)
    with tells_all.inside():
        assert purge_notices(at=now + timedelta(days=89)) == 0
        assert purge_notices(at=now + timedelta(days=91)) == 3
        assert set(Notice.objects.values_list("to", "body")) == {("", "")}


def test_the_api_takes_an_e_mail_of_the_recipient(roue, rosas_till, body):
    body["recipient"]["email"] = "rossi@example.com"
    made = rosas_till.post(reverse("api-orders"), body, format="json")
    assert made.status_code == 201
    with roue.inside():
        from deliveries.models import Task

        assert Task.objects.get(kind="dropoff").email == "rossi@example.com"


@pytest.mark.parametrize(
    ("text", "parts"),
    [("", 1), ("a" * 160, 1), ("a" * 161, 2), ("€" * 80, 1), ("€" * 81, 2), ("ê" * 70, 1), ("ê" * 71, 2)],
)
def test_a_text_costs_by_its_letters(text, parts):
    assert segments(text) == parts


def test_every_kind_has_its_words_for_whom_it_is_offered(tells_all, now):
    from deliveries.domain.notices import OFFERED
    from deliveries.services.notice_words import TO_RECIPIENT, TO_STORE

    told = {"recipient": set(TO_RECIPIENT), "store": set(TO_STORE)}
    assert {(way.audience, way.kind) for way in OFFERED} == {
        (audience, kind) for audience, kinds in told.items() for kind in kinds
    }
    assert {way.channel for way in OFFERED} == set(Channel)
    assert {way.kind for way in OFFERED} == set(NoticeKind)
