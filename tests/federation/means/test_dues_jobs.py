"""What runs by itself: each co-op books its calls, and its treasurers are reminded."""

from datetime import UTC, datetime

import time_machine
from django.core import mail

from federation.tasks.dues import book_dues, remind_of_dues
from tests.federation.means.dues_cast import NOW, lines_of

LATER = datetime(2026, 12, 12, 9, tzinfo=UTC)


def test_a_co_ops_own_job_books_its_calls_once(voted):
    voted.issue(floor_for_missing=True)
    lille = voted.members["lille"]
    for _twice in range(2):
        with time_machine.travel(NOW, tick=False):
            book_dues(cooperative_id=lille.cooperative.pk)
    assert lines_of(lille, "dues_call:") == [
        ("federation_dues", 100_00, ""), ("suppliers", -100_00, "FEDERATION"),
    ]  # fmt: skip
    assert lines_of(voted.members["vaduz"], "dues_call:") == []


def test_the_treasurer_is_reminded_of_the_base_and_of_what_is_overdue(voted):
    voted.declare("lille", 40_000_00)
    voted.issue(floor_for_missing=True)
    with time_machine.travel(LATER, tick=False):
        for slug in ("lille", "metz"):
            remind_of_dues(cooperative_id=voted.members[slug].cooperative.pk)
    told = {message.to[0]: message.body for message in mail.outbox}
    assert "2026-Q3" in told["theo@metz.example"]
    assert "D2026-0001" in told["theo@lille.example"]
    assert "2026-Q2, 2026-Q1" in told["theo@lille.example"]
    assert set(told) == {"theo@lille.example", "theo@metz.example"}
