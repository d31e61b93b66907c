"""The drain: once, also when it dies half way; a batch it cannot write holds up nobody."""

from datetime import UTC, datetime, timedelta
from unittest import mock

import pytest
from django.core.management import call_command
from django.db import OperationalError

from deliveries.adapters.valkey import stream
from deliveries.adapters.valkey.clients import client, key
from deliveries.models import Position
from deliveries.services import draining
from tests.deliveries.positions.conftest import Phone, traces


def queue(cast, *moments):
    """As the ingest leaves it, past its gate."""
    fixes = "[" + ",".join(f"[{at.timestamp()},43.7,7.4]" for at in moments) + "]"
    name = key(f"fixes:{cast.cooperative.pk}")
    client().xadd(name, {b"c": cast.courier_id.bytes, b"f": fixes.encode()})
    client().sadd(key("waiting"), cast.cooperative.pk)


def test_a_drain_that_dies_before_taking_off_writes_nothing_twice(roue, drained, now):
    queue(roue, now - timedelta(minutes=2), now - timedelta(minutes=1))
    with mock.patch("deliveries.services.draining.stream.remove", side_effect=ConnectionError):
        with pytest.raises(ConnectionError):
            drained()
    assert traces(roue) == (2, 1, 1)
    drained()
    assert traces(roue) == (2, 1, 0)


def test_while_the_database_is_away_batches_wait(roue, drained, now):
    queue(roue, now - timedelta(minutes=1))
    with mock.patch("deliveries.services.draining.write_fixes", side_effect=OperationalError):
        with pytest.raises(OperationalError):
            drained()
    assert traces(roue) == (0, 0, 1)
    drained()
    assert traces(roue) == (1, 1, 0)


def test_a_batch_that_cannot_be_written_is_given_up_alone(roue, drained, now, caplog):
    from members.models import Shift

    with roue.inside():
        Shift.objects.update(clocked_in_at=now - timedelta(days=900))
    queue(roue, now - timedelta(days=800))
    queue(roue, now - timedelta(minutes=1))
    drained()
    assert traces(roue) == (1, 1, 0)
    assert "given up" in caplog.text


def test_one_round_takes_no_more_than_its_share_of_each_co_op(roue, autre, now):
    with mock.patch.object(draining, "BATCHES", 2):
        for cast in (roue, autre):
            for minutes in (4, 3, 2):
                queue(cast, now - timedelta(minutes=minutes))
        ids = [roue.cooperative.pk, autre.cooperative.pk]
        assert draining.drain(ids, lambda *_, **__: None) == set(ids)
        assert (traces(roue), traces(autre)) == ((2, 1, 1), (2, 1, 1))
        assert draining.drain(ids, lambda *_, **__: None) == set()


def test_the_board_is_told_once_a_second_and_the_door_of_who_is_carried(roue, now):
    told = []

    def tell(cooperative_id, kind, topics, *, is_for_all):
        told.append((cooperative_id, kind, topics, is_for_all))

    queue(roue, now - timedelta(minutes=2))
    draining.drain([roue.cooperative.pk], tell)
    queue(roue, now - timedelta(minutes=1))
    draining.drain([roue.cooperative.pk], tell)
    assert told == [(roue.cooperative.pk, "CourierMoved", [], True)]


def test_the_process_writes_what_waits_from_before_it_started(roue, now):
    queue(roue, now - timedelta(minutes=1))
    client().delete(key("waiting"))
    call_command("drain_positions", once=True)
    assert traces(roue) == (1, 1, 0)


def test_an_older_fix_that_comes_late_does_not_move_the_courier_back(roue, drained, now):
    queue(roue, now - timedelta(minutes=1))
    drained()
    queue(roue, now - timedelta(minutes=3))
    drained()
    with roue.inside():
        from deliveries.models import CourierPlace

        assert CourierPlace.objects.get().at == now - timedelta(minutes=1)
        assert Position.objects.count() == 2


def test_from_the_phone_to_the_partition(phone: Phone, roue, now):
    assert phone.posts(30, 20, 10).body["kept"] == 3
    assert stream.take_waiting() == {roue.cooperative.pk}
    client().sadd(key("waiting"), roue.cooperative.pk)
    call_command("drain_positions", once=True)
    assert traces(roue) == (3, 1, 0)
    with roue.inside():
        moments = sorted(Position.objects.values_list("at", flat=True))
    assert all(abs((datetime.now(UTC) - at).total_seconds()) < 60 for at in moments)
