"""Reactions run after the commit, in order, at least once; a failing one is told and set aside."""

from unittest.mock import patch

import pytest
from django.db import OperationalError

from coopplatform.contracts.ordering import OrderPlaced
from coopplatform.journal import reactions as registry
from coopplatform.journal import relay
from coopplatform.journal.models import FailedReaction, ReaderCursor
from coopplatform.journal.reactions import Reaction, reacts_to
from tests.conftest import placed


@pytest.fixture
def heard():
    """A reader of its own, gone after the test."""
    entries: list[int] = []

    def react(entry):
        entries.append(entry.place.position)

    react.__module__ = "tests_reader.reactions"
    reacts_to(OrderPlaced)(react)
    yield entries
    for known in registry._by_event.values():
        known[:] = [reaction for reaction in known if reaction.reader != "tests_reader"]


def catch_up(cast):
    return relay.read_on(cast.cooperative.pk, is_settled_only=False)


def test_each_entry_reaches_its_reader_once_and_in_order(roue, heard, now):
    placed(roue, now)
    placed(roue, now)
    for _ in range(3):
        catch_up(roue)
    assert (len(heard), heard) == (2, sorted(heard))


def test_each_co_op_has_its_own_cursor(roue, autre, heard, now):
    placed(roue, now)
    placed(autre, now)
    catch_up(roue)
    assert len(heard) == 1
    catch_up(autre)
    assert len(heard) == 2
    with autre.inside():
        assert ReaderCursor.objects.filter(reader="tests_reader").count() == 1


def test_a_reaction_that_raises_is_tried_again_then_set_aside_and_the_others_go_on(roue, now):
    tries = []

    def broken(entry):
        tries.append(entry.place)
        raise OperationalError("away")

    reaction = Reaction("tests_reader", "tests_reader.broken", broken)
    with patch.dict(registry._by_event, {"OrderPlaced": [reaction]}):
        placed(roue, now)
        waits = [catch_up(roue) for _ in range(relay.ATTEMPTS)]
    assert (waits, len(tries)) == ([True] * (relay.ATTEMPTS - 1) + [False], relay.ATTEMPTS)
    with roue.inside():
        failure = FailedReaction.objects.get()
        assert (failure.reaction, failure.attempts) == ("tests_reader.broken", relay.ATTEMPTS)


def test_what_was_set_aside_is_run_again_once_its_cause_is_mended(roue, now):
    done = []
    is_mended = False

    def fragile(entry):
        if not is_mended:
            raise OperationalError("away")
        done.append(entry.name)

    reaction = Reaction("tests_reader", "tests_reader.fragile", fragile)
    with patch.dict(registry._by_event, {"OrderPlaced": [reaction]}):
        placed(roue, now)
        for _ in range(relay.ATTEMPTS):
            catch_up(roue)
        assert len(relay.retry(roue.cooperative.pk)) == 1
        is_mended = True
        assert (relay.retry(roue.cooperative.pk), done) == ([], ["OrderPlaced"])


@pytest.mark.parametrize("reaction", registry.all_reactions(), ids=lambda reaction: reaction.name)
def test_every_reaction_is_harmless_twice(reaction, transactional_db, roue, now):
    """Delivered again after a crash, it leaves the same rows: counted over every table of the co-op."""
    from tests.story.walk import tables, walk_one_delivery

    walk_one_delivery(roue, now)
    with roue.inside():
        catch_up(roue)
        before = tables()
        ReaderCursor.objects.all().delete()
        catch_up(roue)
        assert tables() == before
