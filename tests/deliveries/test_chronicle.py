"""What happened is told in words: lately in the co-op, and to an order; no kind of event is left without a decision."""

import re
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest

from coopplatform.contracts import carrying, dispatching, ordering
from coopplatform.contracts.event import Event
from deliveries.queries.chronicle import happened_lately, happened_to
from deliveries.queries.chronicle_words import UNTOLD, WORDS
from deliveries.services.group_names import rename_group
from deliveries.services.grouping import dissolve_group, make_group
from deliveries.services.undoing import undo_last
from tests.conftest import placed

BOARD = Path(__file__).parents[2] / "templates/deliveries/board_list.html"


def kinds(chapter):
    return [
        one
        for one in vars(chapter).values()
        if isinstance(one, type) and issubclass(one, Event) and one.__module__ == chapter.__name__
    ]


@pytest.mark.parametrize("chapter", [ordering, dispatching, carrying], ids=lambda one: one.__name__)
def test_every_kind_of_event_has_words_or_a_reason_to_have_none(chapter):
    for kind in kinds(chapter):
        assert (kind in WORDS) != (kind in UNTOLD), f"{kind.__name__}: say it in WORDS, or why not in UNTOLD"


def test_every_kind_the_board_lives_by_is_known():
    heard = set(re.search(r'data-live="([\w ]+)"', BOARD.read_text())[1].split())
    assert len(heard) > 20
    known = {kind.__name__ for kind in (*WORDS, *UNTOLD)}
    assert heard - known == {"BreakStarted", "BreakEnded"}


def test_words_name_nothing_that_is_not_told():
    told = {"number": "7", "courier": "Alma", "group": "Dinner"}
    for kind, words in WORDS.items():
        assert "?" not in words % told
        assert "%(group)s" not in words or hasattr(kind, "group_id") or "group_id" in kind.__annotations__


@pytest.fixture
def renamed(roue, now):
    """Two orders in a group that Bruno renamed; a third beside them."""
    one, two, other = (placed(roue, now) for _ in range(3))
    with roue.inside():
        by = roue.by("bruno")
        moved = make_group(name="Lunch", delivery_ids=[one.delivery.pk, two.delivery.pk], by=by, at=now)
        group = UUID(moved.row.after["group"])
        at = now + timedelta(minutes=1)
        rename_group(group_id=group, name="Dinner at the port", seen_version=1, by=by, at=at)
    return one, two, other, group


def told(found):
    return [one.what.message % one.what.params for one in found]


def test_a_rename_is_told_lately_and_of_each_order_of_the_group(roue, now, renamed):
    one, _two, other, _group = renamed
    words = "A group was given another name: it is “Dinner at the port” now"
    with roue.inside():
        assert told(happened_lately())[0] == words
        assert told(happened_to(one)) == [
            words,
            "No. 1 goes out with a group",
            "No. 1 was ordered",
        ]
        assert [entry.by for entry in happened_to(one)][:2] == ["Bruno", "Bruno"]
        assert words not in told(happened_to(other))


def test_what_a_group_is_called_after_an_order_left_it_is_not_told_of_the_order(roue, now, renamed):
    _one, two, _other, group = renamed
    with roue.inside():
        by = roue.by("bruno")
        undo_last(by=by, at=now + timedelta(minutes=2))
        dissolve_group(group_id=group, seen_version=3, by=by, at=now + timedelta(minutes=3))
        found = told(happened_to(two))
    assert found[0] == "No. 2 left its group"
    assert len([line for line in found if "another name" in line]) == 2


def test_bruno_reads_it_on_both_pages_and_rosa_on_none(roue, now, renamed, login):
    one, *_others = renamed
    page = f"/c/roue-libre/stores/{roue.store_id}/orders/{one.pk}/"
    assert "Dinner at the port" in login(roue.nour).get("/c/roue-libre/today/").text
    assert "it is “Dinner at the port” now" in login(roue.bruno).get(page).text
    assert "Dinner at the port" not in login(roue.rosa).get(page).text


def test_the_history_of_an_order_takes_as_many_queries_however_much_happened(
    roue, now, renamed, django_assert_num_queries
):
    one, *_others = renamed
    with roue.inside(), django_assert_num_queries(6):
        happened_to(one)
