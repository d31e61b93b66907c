"""When one may amend and vote, and what a text becomes."""

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.voice.amendments import Amendment, amended, check_amendment, paragraphs
from federation.domain.voice.phases import Calendar, Doing, Phase, check_calendar
from federation.domain.voice.voting import Choice
from federation.domain.voice.workers import check_against_workers, told

OPENED = datetime(2026, 11, 2, 9, tzinfo=UTC)
DAY = timedelta(days=1)
CALENDAR = Calendar(OPENED, OPENED + 7 * DAY, OPENED + 8 * DAY, OPENED + 15 * DAY)
TEXT = "Couriers are employees.\n\nThey own what they ride for.\n\nNo rule is hidden."
MINUTE = timedelta(minutes=1)


@pytest.mark.parametrize(
    ("at", "phase"),
    [
        (OPENED, Phase.AMENDING),
        (OPENED + 7 * DAY - MINUTE, Phase.AMENDING),
        (OPENED + 7 * DAY, Phase.BETWEEN),
        (OPENED + 8 * DAY, Phase.VOTING),
        (OPENED + 15 * DAY - MINUTE, Phase.VOTING),
        (OPENED + 15 * DAY, Phase.OVER),
    ],
)
def test_each_phase_begins_on_the_minute_and_allows_what_is_its_own(at, phase):
    allowed = {
        Phase.AMENDING: (Doing.AMEND, Doing.WITHDRAW),
        Phase.BETWEEN: (Doing.WITHDRAW,),
        Phase.VOTING: (Doing.VOTE,),
        Phase.OVER: (Doing.CLOSE,),
    }
    assert CALENDAR.phase(at) == phase
    for doing in Doing:
        if doing in allowed[phase]:
            CALENDAR.check(doing, at)
        else:
            with pytest.raises(NotAllowedNow):
                CALENDAR.check(doing, at)


def test_a_vote_after_its_end_is_told_so():
    with pytest.raises(NotAllowedNow, match="This vote is closed"):
        CALENDAR.check(Doing.VOTE, OPENED + 15 * DAY)


@pytest.mark.parametrize(
    ("changes", "field"),
    [
        ({"amend_until": OPENED + 23 * timedelta(hours=1)}, "amend_until"),
        ({"vote_from": OPENED + 6 * DAY}, "vote_from"),
        ({"vote_until": OPENED + 8 * DAY + MINUTE}, "vote_until"),
        ({"vote_until": OPENED + 121 * DAY}, "vote_until"),
    ],
)
def test_a_calendar_that_leaves_no_time_is_refused_at_its_field(changes, field):
    with pytest.raises(Invalid) as refused:
        check_calendar(replace(CALENDAR, **changes))
    assert refused.value.field == field


def test_adopted_amendments_make_the_text_and_the_better_supported_wins_a_paragraph():
    adopted = [
        Amendment(1, 2, "They own the tools.", support=3),
        Amendment(2, 2, "They own the platform.", support=5),
        Amendment(3, 3, "", support=4),
    ]
    assert amended(TEXT, adopted) == "Couriers are employees.\n\nThey own the platform."
    assert amended(TEXT, []) == TEXT


def test_of_two_equally_supported_the_first_proposed_stands():
    adopted = [Amendment(2, 1, "B", support=3), Amendment(1, 1, "A", support=3)]
    assert paragraphs(amended(TEXT, adopted))[0] == "A"


@pytest.mark.parametrize(
    "amendment",
    [
        Amendment(1, 0, "x"),
        Amendment(1, 4, "x"),
        Amendment(1, 3, "No rule is hidden. "),
        Amendment(1, 1, "x" * 2001),
    ],
)
def test_an_amendment_without_sense_is_refused(amendment):
    with pytest.raises(Invalid):
        check_amendment(TEXT, amendment)


@pytest.mark.parametrize(
    ("yes", "no", "counts", "direction"),
    [
        (3, 1, False, None),
        (4, 1, False, Choice.YES),
        (2, 5, False, Choice.NO),
        (4, 4, True, None),
        (1, 9, True, Choice.NO),
    ],
)
def test_of_few_workers_only_what_gives_nobody_away_is_told(yes, no, counts, direction):
    found = told({Choice.YES: yes, Choice.NO: no})
    assert (found.counts is not None, found.direction) == (counts, direction)


def test_a_delegate_against_their_workers_says_why():
    against = told({Choice.YES: 6, Choice.NO: 1})
    with pytest.raises(Invalid, match="say otherwise"):
        check_against_workers(Choice.NO, against, "no")
    check_against_workers(Choice.NO, against, "The amendment we asked for was refused.")
    check_against_workers(Choice.YES, against, "")
    check_against_workers(Choice.NO, told({Choice.YES: 3}), "")
