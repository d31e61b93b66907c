"""What the tap says and the pictures it names, in whatever order they come in."""

import itertools
from dataclasses import replace
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection

from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.tenancy.work import NoUnitOfWork, unit_of_work
from deliveries.adapters.photos import NotAPicture
from deliveries.domain.handover_code import code_of
from deliveries.domain.proof import USUAL, Method, Need, ProofGiven, ProofRules
from deliveries.models import Proof, ProofFile, Store
from deliveries.services.proof_rules import set_proof_rules
from deliveries.services.proofs import keep_proof, receive_file
from tests.conftest import PLATFORM
from tests.deliveries.proofs.conftest import photo, sent
from tests.deliveries.test_races import at_once
from tests.deliveries.web.conftest import hire_another


def ask(cast, now, **needs):
    rules = ProofRules(
        {Method(method): frozenset(asked) for method, asked in {"person": [], **needs}.items()}
    )
    with cast.inside():
        set_proof_rules(store_id=cast.store_id, rules=rules, by=cast.by("nour"), at=now)


def told(*names):
    return [e.event for e in since(Place(), is_settled_only=False) if e.name in names]


def tap(task, given, cast, at):
    """As the courier's tap does it, in a unit of work of its own."""
    keep = unit_of_work(keep_proof)
    return keep(task=task, given=given, courier_id=cast.courier_id, by=PLATFORM, at=at, received_at=at)


def test_a_delivery_that_asks_nothing_and_says_nothing_leaves_no_line(roue, deliver):
    deliver()
    with roue.inside():
        assert Proof.objects.count() == 0


def test_a_store_that_asks_for_a_signature_and_gets_none_is_delivered_and_the_dispatcher_told(
    roue, deliver, now
):
    ask(roue, now, person=[Need.SIGNATURE])
    order = deliver()
    with roue.inside():
        proof = Proof.objects.get()
        assert (order.state, proof.method, proof.missing) == ("delivered", "person", ["signature"])
        event = told("ProofIncomplete")[0]
        assert (event.proof_id, event.missing, event.courier_id) == (
            proof.pk,
            ("signature",),
            roue.courier_id,
        )


def test_what_was_asked_and_given_is_kept_with_both_times(roue, deliver, now):
    deliver(ProofGiven(Method.NEIGHBOUR, name="Mme Blanc"), at=now - timedelta(minutes=20))
    with roue.inside():
        proof = Proof.objects.get()
        assert (proof.name, proof.missing, proof.code_matches) == ("Mme Blanc", [], None)
        assert proof.given_at == now - timedelta(minutes=20)
        assert proof.received_at >= now
        assert told("ProofIncomplete") == []


def test_a_way_the_store_does_not_allow_is_told_the_dispatcher(roue, deliver, now):
    ask(roue, now)
    deliver(ProofGiven(Method.MAILBOX))
    with roue.inside():
        assert Proof.objects.get().is_allowed is False
        assert len(told("ProofIncomplete")) == 1


@pytest.mark.parametrize(("shift", "is_right"), [(0, True), (1, False)])
def test_the_server_checks_the_code(shift, is_right, roue, at_the_door, now):
    ask(roue, now, person=[Need.CODE])
    order, dropoff = at_the_door()
    code = f"{(int(code_of(order.delivery.tracking_token)) + shift) % 10_000:04}"
    with roue.inside():
        proof = tap(order.delivery.tasks.get(pk=dropoff), ProofGiven(code=code), roue, now)
        assert (proof.code_matches, proof.missing) == (is_right, [] if is_right else ["code"])
        assert len(told("ProofIncomplete")) == (0 if is_right else 1)


def test_an_order_may_ask_for_more_than_its_store(roue, deliver, now):
    deliver(ProofGiven(), proof=("signature",))
    with roue.inside():
        assert Proof.objects.get().missing == ["signature"]


def test_a_building_block_needs_a_unit_of_work(roue, at_the_door, now):
    order, dropoff = at_the_door()
    with roue.inside(), pytest.raises(NoUnitOfWork):
        keep_proof(
            task=order.delivery.tasks.get(pk=dropoff),
            given=ProofGiven(),
            courier_id=roue.courier_id,
            by=PLATFORM,
            at=now,
            received_at=now,
        )


def test_the_photo_may_come_before_the_tap_or_after_it(roue, at_the_door, now):
    ask(roue, now, mailbox=[Need.PHOTO])
    for is_photo_first in (True, False):
        order, dropoff = at_the_door()
        picture = sent(roue, now)
        given = ProofGiven(Method.MAILBOX, files=((picture.file_id, Need.PHOTO),))
        with roue.inside():
            task = order.delivery.tasks.get(pk=dropoff)
            steps = [
                lambda picture=picture: receive_file(sent=picture, content=photo(), by=PLATFORM, at=now),
                lambda task=task, given=given: tap(task, given, roue, now),
            ]
            for step in steps if is_photo_first else reversed(steps):
                step()
            file = ProofFile.objects.select_related("proof").get(pk=picture.file_id)
            assert (file.proof.task_id, file.proof.missing, file.width) == (dropoff, [], 640)
    with roue.inside():
        assert len(told("ProofFileReceived")) == 1  # the one that came late: pages show it then
        connection.check_constraints()


def test_any_order_and_repetition_of_taps_and_photos_ends_alike(roue, at_the_door, now):
    """Two taps (the second after an undo) and a photo, in all orders, each twice."""
    ask(roue, now, person=[Need.PHOTO], neighbour=[Need.NAME])
    ends = set()
    for order_of_steps in itertools.permutations(range(3)):
        order, dropoff = at_the_door()
        picture = sent(roue, now)
        with roue.inside():
            task = order.delivery.tasks.get(pk=dropoff)
            first = ProofGiven(files=((picture.file_id, Need.PHOTO),))
            steps = [
                lambda task=task, first=first: tap(task, first, roue, now),
                lambda task=task: tap(
                    task, ProofGiven(Method.NEIGHBOUR, name="M. Noir"), roue, now + timedelta(seconds=9)
                ),
                lambda picture=picture: receive_file(sent=picture, content=photo(), by=PLATFORM, at=now),
            ]
            for index in [*order_of_steps, *order_of_steps]:
                steps[index]()
            proof = Proof.objects.get(task=dropoff)
            files = [file.received_at is not None for file in proof.files.all()]
            ends.add((proof.method, proof.name, tuple(proof.missing), proof.given_at, tuple(files)))
    assert ends == {("neighbour", "M. Noir", (), now + timedelta(seconds=9), (True,))}


def test_a_signature_of_one_delivery_does_not_end_in_another(roue, at_the_door, now):
    ask(roue, now, person=[Need.SIGNATURE])
    picture = sent(roue, now, kind=Need.SIGNATURE)
    given = ProofGiven(files=((picture.file_id, Need.SIGNATURE),))
    with roue.inside():
        proofs = []
        for order, dropoff in (at_the_door(), at_the_door()):
            proofs.append(tap(order.delivery.tasks.get(pk=dropoff), given, roue, now))
        assert [proof.missing for proof in proofs] == [[], ["signature"]]
        assert ProofFile.objects.get().proof_id == proofs[0].pk


def test_another_couriers_file_is_as_good_as_none(roue, at_the_door, now):
    ask(roue, now, person=[Need.PHOTO])
    yanis = hire_another(roue, now)
    picture = sent(roue, now, courier_id=yanis)
    order, dropoff = at_the_door()
    with roue.inside():
        receive_file(sent=picture, content=photo(), by=PLATFORM, at=now)
        given = ProofGiven(files=((picture.file_id, Need.PHOTO),))
        assert tap(order.delivery.tasks.get(pk=dropoff), given, roue, now).missing == ["photo"]
        assert ProofFile.objects.get().proof_id is None
        for content in (photo(), photo(colour="green")):
            with pytest.raises(NotFound):
                receive_file(
                    sent=replace(picture, courier_id=roue.courier_id), content=content, by=PLATFORM, at=now
                )


def test_a_file_of_another_co_op_is_unknown(roue, autre, now):
    picture = sent(roue, now)
    with roue.inside():
        receive_file(sent=picture, content=photo(), by=PLATFORM, at=now)
    with autre.inside(), pytest.raises(NotFound):
        receive_file(sent=replace(picture, courier_id=autre.courier_id), content=photo(), by=PLATFORM, at=now)


def test_the_same_bytes_are_kept_once_and_others_are_refused(roue, now):
    picture = sent(roue, now)
    with roue.inside():
        outcomes = [receive_file(sent=picture, content=photo(), by=PLATFORM, at=now).is_new for _ in range(2)]
        assert outcomes == [True, False]
        with pytest.raises(NotAllowedNow):
            receive_file(sent=picture, content=photo(colour="green"), by=PLATFORM, at=now)
        assert ProofFile.objects.count() == 1


def test_what_was_refused_is_told_once_and_a_good_picture_may_follow(roue, at_the_door, now):
    ask(roue, now, person=[Need.PHOTO])
    picture = sent(roue, now)
    order, dropoff = at_the_door()
    with roue.inside():
        tap(
            order.delivery.tasks.get(pk=dropoff),
            ProofGiven(files=((picture.file_id, Need.PHOTO),)),
            roue,
            now,
        )
        for _ in range(2):
            with pytest.raises(NotAPicture):
                receive_file(sent=picture, content=b"not a picture", by=PLATFORM, at=now)
        refused = told("ProofFileRefused")
        assert [(e.reason, e.delivery_id) for e in refused] == [("not_a_picture", order.delivery.pk)]
        assert receive_file(sent=picture, content=photo(), by=PLATFORM, at=now).file.refusal == ""


def test_one_photo_sent_twelve_times_at_once_is_one(transactional_db, roue, now):
    picture = sent(roue, now)

    def send():
        return receive_file(sent=picture, content=photo(), by=PLATFORM, at=now).is_new

    assert sorted(at_once(roue, *[send] * 12)) == [False] * 11 + [True]
    with roue.inside():
        assert ProofFile.objects.count() == 1


def test_tap_and_photo_at_once_find_each_other(transactional_db, roue, at_the_door, now):
    ask(roue, now, person=[Need.PHOTO])
    for _ in range(3):
        picture = sent(roue, now)
        order, dropoff = at_the_door()
        with roue.inside():
            task = order.delivery.tasks.get(pk=dropoff)
        given = ProofGiven(files=((picture.file_id, Need.PHOTO),))
        outcomes = at_once(
            roue,
            lambda task=task, given=given: tap(task, given, roue, now),
            lambda picture=picture: receive_file(sent=picture, content=photo(), by=PLATFORM, at=now),
            lambda task=task, given=given: tap(task, given, roue, now),
        )
        assert None not in outcomes
        with roue.inside():
            file = ProofFile.objects.get(pk=picture.file_id)
            assert (file.proof.task_id, file.received_at) == (dropoff, now)


def test_the_stores_rules_are_set_once_and_told(roue, now):
    for _ in range(2):
        ask(roue, now, person=[Need.CODE])
    with roue.inside():
        assert Store.objects.get().proof_rules.as_json() == {"person": ["code"]}
        assert len(told("ProofRulesSet")) == 1
        with pytest.raises(NotFound):
            set_proof_rules(store_id=uuid4(), rules=USUAL, by=PLATFORM, at=now)
