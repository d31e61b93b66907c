"""Who sees how it was handed over: the customer in words, the store and the dispatcher with its pictures."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from deliveries.domain.handover_code import code_check, code_of
from deliveries.domain.proof import Method, Need, ProofGiven
from deliveries.models import Order, Proof, ProofFile, Store, Task
from deliveries.queries.proofs import proofs_asked
from deliveries.services.proofs import receive_file, refuse_file
from deliveries.services.stores import open_store
from tests.conftest import PLATFORM
from tests.deliveries.proofs.conftest import photo, sent
from tests.deliveries.proofs.test_keeping import ask
from tests.deliveries.web.conftest import hire_another


def order_url(cast, order):
    return reverse("order", args=[cast.slug, cast.store_id, order.pk])


def track_url(cast, order):
    return reverse("track", args=[cast.slug, order.delivery.tracking_token])


@pytest.fixture
def with_photo(roue, deliver, now):
    """In the mailbox, with a photo; returns the order and the picture's address."""
    picture = sent(roue, now)
    order = deliver(ProofGiven(Method.MAILBOX, files=((picture.file_id, Need.PHOTO),)))
    with roue.inside():
        receive_file(sent=picture, content=photo(), by=PLATFORM, at=now)
    return order, reverse("proof-picture", args=[roue.slug, picture.file_id])


def test_the_store_sees_the_photo_and_the_customer_only_words(roue, login, with_photo):
    order, picture_url = with_photo
    page = login(roue.rosa).get(order_url(roue, order)).text
    assert ("Left in the mailbox" in page, picture_url in page) == (True, True)
    page = Client().get(track_url(roue, order)).text
    assert ("Left in the mailbox." in page, "pictures" in page) == (True, False)


def test_a_picture_is_opened_by_its_store_and_those_who_run_the_co_op(roue, autre, login, with_photo, now):
    _order, url = with_photo
    for user in (roue.rosa, roue.bruno, roue.nour):
        answer = login(user).get(url)
        assert (answer.status_code, answer["Content-Type"]) == (200, "image/webp")
    assert answer["Content-Disposition"].startswith('inline; filename="')
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert answer["Cache-Control"] == "private, max-age=3600"
    for user in (roue.alma, roue.theo, autre.sam, autre.chloe):
        assert login(user).get(url).status_code == 404
    assert login(autre.chloe).get(url.replace(roue.slug, autre.slug)).status_code == 404
    assert Client().get(url).status_code == 302


def test_another_store_of_the_same_co_op_sees_no_picture(roue, login, with_photo, now):
    hire_another(roue, now)
    with roue.inside():
        grant_role(user=roue.yanis, role=Role.STORE_STAFF, started_on=now.date(), by=PLATFORM)
        point = Store.objects.get().point
        open_store(name="Chez Nadia", address="x", point=point, staff=[roue.yanis.pk], by=PLATFORM, at=now)
    assert login(roue.yanis).get(with_photo[1]).status_code == 404


def test_a_picture_that_no_proof_names_is_nobodys(roue, login, now):
    picture = sent(roue, now)
    with roue.inside():
        receive_file(sent=picture, content=photo(), by=PLATFORM, at=now)
    assert (
        login(roue.nour).get(reverse("proof-picture", args=[roue.slug, picture.file_id])).status_code == 404
    )


def test_the_customer_reads_to_whom_it_was_given(roue, deliver):
    order = deliver(ProofGiven(Method.NEIGHBOUR, name="Mme <Blanc>"))
    assert "Given to a neighbour, Mme &lt;Blanc&gt;." in Client().get(track_url(roue, order)).text


def test_a_code_is_shown_to_customer_and_store_until_it_is_delivered(roue, login, at_the_door, now):
    ask(roue, now, person=[Need.CODE])
    order, dropoff = at_the_door()
    code = code_of(order.delivery.tracking_token)
    rosa = login(roue.rosa)
    assert f"<b>{code}</b>" in Client().get(track_url(roue, order)).text
    assert f'<b class="nowrap">{code}</b>' in rosa.get(order_url(roue, order)).text
    login(roue.alma).post(reverse("day-complete", args=[roue.slug]), {"task": dropoff})
    assert f"<b>{code}</b>" not in Client().get(track_url(roue, order)).text
    assert "The code is missing." in rosa.get(order_url(roue, order)).text


def test_without_a_code_in_the_rules_none_is_shown(roue, at_the_door):
    order, _dropoff = at_the_door()
    assert "Your code" not in Client().get(track_url(roue, order)).text


def test_the_couriers_page_gets_what_each_door_asks_in_one_query(
    roue, at_the_door, now, django_assert_num_queries
):
    ask(roue, now, person=[Need.CODE], mailbox=[Need.PHOTO])
    order, dropoff = at_the_door()
    at_the_door(proof=("signature",))
    with roue.inside():
        tasks = [*Task.objects.all()]
        with django_assert_num_queries(1):
            asked = proofs_asked(tasks)
        check = code_check(order.delivery.tracking_token)
        assert len(asked) == 2
        assert asked[dropoff] == {
            "methods": {"person": ["code"], "mailbox": ["photo"]},
            "code": {"salt": check.salt, "iterations": check.iterations, "hash": check.hash},
        }


def test_the_form_of_today_delivers_without_a_proof_and_the_dispatcher_sees_it(roue, login, at_the_door, now):
    ask(roue, now, person=[Need.PHOTO])
    order, dropoff = at_the_door()
    login(roue.alma).post(reverse("day-complete", args=[roue.slug]), {"task": dropoff})
    bruno = login(roue.bruno)
    assert "1 delivery lacks its proof" in bruno.get(reverse("board-list", args=[roue.slug])).text
    page = bruno.get(reverse("proofs", args=[roue.slug]))
    assert ("The photo is missing." in page.text, f"no. {order.number}" in page.text) == (True, True)
    why = bruno.get(reverse("board-why", args=[roue.slug, order.pk])).text
    assert "The photo is missing." in why
    with roue.inside():
        assert Order.objects.get().state == "delivered"


def test_what_the_dispatcher_has_looked_at_leaves_the_list(roue, login, deliver, now):
    ask(roue, now, person=[Need.PHOTO])
    deliver()
    with roue.inside():
        proof = Proof.objects.get()
    bruno = login(roue.bruno)
    for _ in range(2):
        page = bruno.post(reverse("proof-settle", args=[roue.slug, proof.pk]), follow=True).text
        assert "Nothing to look at" in page
    assert "lacks its proof" not in bruno.get(reverse("board-list", args=[roue.slug])).text
    with roue.inside():
        assert Proof.objects.get().settled_by == str(roue.by("bruno"))
    assert bruno.post(reverse("proof-settle", args=[roue.slug, uuid4()])).status_code == 404


def test_a_refused_picture_is_told_and_a_late_one_after_half_an_hour(roue, login, deliver, now):
    bruno = login(roue.bruno)
    url = reverse("proofs", args=[roue.slug])
    picture = sent(roue, now)
    deliver(ProofGiven(Method.MAILBOX, files=((picture.file_id, Need.PHOTO),)))
    assert "Nothing to look at" in bruno.get(url).text
    with roue.inside():
        ProofFile.objects.update(noted_at=now - timedelta(minutes=31))
    assert "A picture has not come from the courier&#x27;s phone yet." in bruno.get(url).text
    with roue.inside():
        refuse_file(sent=picture, reason="picture_too_large", by=PLATFORM, at=now)
    assert "A picture was too large to be sent" in bruno.get(url).text
    with roue.inside():
        receive_file(sent=picture, content=photo(), by=PLATFORM, at=now)
    assert "Nothing to look at" in bruno.get(url).text


def test_a_wrong_code_is_said_to_the_dispatcher(roue, login, deliver, now):
    ask(roue, now, person=[Need.CODE])
    deliver(ProofGiven(code="x"))
    assert "The code was wrong." in login(roue.bruno).get(reverse("proofs", args=[roue.slug])).text


def test_a_tap_that_came_late_shows_both_times(roue, login, deliver, now):
    order = deliver(ProofGiven(name="M. Noir"), at=now - timedelta(minutes=20))
    page = login(roue.rosa).get(order_url(roue, order)).text
    assert ("Handed to M. Noir" in page, "We heard of it 20 min later" in page) == (True, True)


def test_one_and_three_incomplete_deliveries_take_the_same_queries(
    roue, login, deliver, now, django_assert_max_num_queries
):
    ask(roue, now, person=[Need.PHOTO])
    bruno, counts = login(roue.bruno), []
    for more in (1, 2):
        for _ in range(more):
            deliver()
        with django_assert_max_num_queries(25) as seen:
            bruno.get(reverse("proofs", args=[roue.slug]))
        counts.append(len(seen))
    assert counts[0] == counts[1]


def test_nour_sets_what_the_store_asks_on_a_page(roue, login):
    nour = login(roue.nour)
    url = reverse("store-proof", args=[roue.slug, roue.store_id])
    assert url in nour.get(reverse("store", args=[roue.slug, roue.store_id])).text
    page = nour.get(url)
    assert page.context["form"].initial["neighbour"] == ["name"]
    chosen = {"allowed": ["neighbour"], "person": ["code"], "neighbour": ["signature"], "mailbox": ["photo"]}
    assert "It holds from the next delivery on." in nour.post(url, chosen, follow=True).text
    with roue.inside():
        rules = Store.objects.get().proof_rules.as_json()
    assert rules == {"person": ["code"], "neighbour": ["signature"]}
    assert nour.post(url, {"mailbox": ["code"], "allowed": ["mailbox"]}).status_code == 422
    for user in (roue.rosa, roue.bruno, roue.alma):
        assert login(user).get(url).status_code == 404
