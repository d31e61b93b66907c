"""The journal loses nothing, though transactions commit out of order."""

import threading

import pytest
from django.db import DatabaseError, connection, transaction
from django.utils import timezone

from coopplatform.contracts.dispatching import TasksAssigned
from coopplatform.contracts.event import Event
from coopplatform.contracts.ordering import OrderPriced
from coopplatform.journal.models import JournalEntry
from coopplatform.journal.reading import Place, since
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.scope import NoCooperative
from coopplatform.tenancy.work import NoUnitOfWork, unit_of_work
from tests.patience import eventually

BY = Actor.platform("tests")


def priced(cents: int) -> OrderPriced:
    return OrderPriced(order_id=uuid7(), total_cents=cents, currency="EUR", occurred_at=timezone.now())


@unit_of_work
def write(cents: int) -> int:
    return record(priced(cents), by=BY)


def read_from(place: Place) -> list[int]:
    return [entry.event.total_cents for entry in since(place) if isinstance(entry.event, OrderPriced)]


def test_an_event_is_written_in_a_unit_of_work_and_a_scope_or_not_at_all(roue):
    with pytest.raises(NoUnitOfWork):
        record(priced(1), by=BY)
    with pytest.raises(NoCooperative):
        write(1)


def test_every_event_comes_back_as_it_was(roue, now):
    event = TasksAssigned(
        delivery_id=uuid7(),
        store_id=uuid7(),
        courier_id=uuid7(),
        previous_courier_id=None,
        decision_id=uuid7(),
        occurred_at=now,
    )
    assert Event.read(event.name, event.payload(), now) == event


@pytest.mark.parametrize("kind", sorted(Event.known))
def test_payloads_carry_ids_and_numbers_never_a_persons_data(kind):
    allowed = ("_id", "_cents", "_key", "_slug", "_on")
    words = {
        "cents",
        "code",  # of an account
        "currency",
        "kind",
        "lines",
        "reason",
        "minutes",
        "missing",  # needs of a proof
        "month",
        "records",
        "shifts",
        "since",
        "state",
        "units",
        "year",
        "period",
        "release_version",
        "distance_metres",
    }
    names = {
        name
        for name in Event.known[kind].__dataclass_fields__
        if name not in ("occurred_at", "known", "version")
    }
    assert {name for name in names if not name.endswith(allowed) and not name.startswith("is_")} <= words


def test_an_older_transaction_that_commits_late_is_not_lost(transactional_db, roue):
    """A reader that had only looked at positions would have passed the slow entry by."""
    started, may_end = threading.Event(), threading.Event()

    def slow() -> None:
        @unit_of_work
        def work() -> None:
            record(priced(1), by=BY)
            started.set()
            may_end.wait(10)

        with roue.inside():
            work()
        connection.close()

    with roue.inside():
        before = max((entry.place for entry in since(Place())), default=Place())
        thread = threading.Thread(target=slow)
        thread.start()
        started.wait(10)
        write(2)
        assert read_from(before) == []
        may_end.set()
        thread.join()
        assert eventually(lambda: read_from(before) == [1, 2])


@pytest.mark.parametrize(
    "sql", ["update journal_journalentry set name = 'x'", "delete from journal_journalentry"]
)
def test_what_is_written_stays(inside, sql):
    written = JournalEntry.objects.count()
    with pytest.raises(DatabaseError, match="permission denied"), transaction.atomic():
        with connection.cursor() as cursor:
            cursor.execute(sql)
    assert JournalEntry.objects.count() == written > 0


def test_order_is_by_number_not_by_text(inside):
    """99,999 comes before 100,000: xid8 is compared as a number."""
    place = Place.parse("99999-5")
    assert (place < Place.parse("100000-1"), str(place)) == (True, "99999-5")
