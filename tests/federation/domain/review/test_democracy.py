"""What assemblies say of M3, D1, D2 and D3: days, heads and papers, or why there is no figure."""

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal

import pytest

from federation.domain.review.democracy import (
    allowed_proxies,
    assembly_held,
    members_informed,
    months_begun,
    most_votes,
    participation,
)
from members.domain.meetings import Meeting

TODAY = date(2026, 11, 28)
SPRING = date(2026, 5, 20)
HELD = Meeting(
    held_on=SPRING,
    notice_days=15,
    members=10,
    present=5,
    represented=1,
    most_proxies=1,
    proxies_each=1,
    accounts_on=SPRING - timedelta(days=16),
    review_on=SPRING - timedelta(days=20),
    minutes_on=SPRING + timedelta(days=9),
)


@pytest.mark.parametrize(
    ("day", "months"),
    [
        (date(2026, 11, 28), 0), (date(2026, 11, 27), 1), (date(2026, 10, 28), 1), (date(2026, 10, 27), 2),
        (date(2025, 11, 28), 12), (date(2025, 11, 27), 13), (date(2025, 8, 28), 15), (date(2025, 8, 27), 16),
    ],
)  # fmt: skip
def test_a_month_that_has_begun_counts(day, months):
    assert months_begun(day, TODAY) == months


def test_the_end_of_february_is_a_months_end():
    assert months_begun(date(2026, 1, 31), date(2026, 2, 28)) == 1
    assert months_begun(date(2026, 1, 31), date(2026, 3, 1)) == 2


def test_an_assembly_counts_once_it_was_called_in_time_and_its_minutes_are_out():
    found = assembly_held([HELD], TODAY)
    assert (found.value, found.numerator, found.denominator, found.note) == (7, 1, 1, None)
    autumn = replace(HELD, held_on=date(2026, 11, 10), minutes_on=None)
    both = assembly_held([autumn, HELD], TODAY)
    assert (both.value, both.numerator, both.denominator) == (7, 1, 2)
    assert both.note.render() == (
        "The assembly of 2026-11-10 does not count yet: its signed minutes are not published to the members."
    )
    hasty = assembly_held([replace(HELD, notice_days=14)], TODAY)
    assert (hasty.value, hasty.note.params["days"]) == (None, 15)
    assert assembly_held([], TODAY).note.render() == "No assembly was held on the platform yet."


def test_participation_is_the_mean_of_the_last_three_shares():
    last = [
        replace(HELD, present=5, represented=1),
        replace(HELD, members=20, present=8, represented=0, most_proxies=0),
        replace(HELD, members=9, present=3, represented=0, most_proxies=0),
        replace(HELD, members=9, present=9, represented=0, most_proxies=0),
    ]
    found = participation(last, TODAY)
    assert found.value == Decimal("44.44")  # of 60, 40 and 33.33
    assert (found.numerator, found.denominator) == (17, 39)
    assert found.note.render().startswith("6 of 10 on 2026-05-20, 8 of 20 on 2026-05-20, 3 of 9")
    assert participation(last[:1], TODAY).value == 60


def test_members_are_informed_by_the_later_of_the_two_papers():
    found = members_informed([HELD], TODAY)
    assert (found.value, found.first, found.last) == (15, SPRING - timedelta(days=16), SPRING)
    extraordinary = replace(HELD, held_on=date(2026, 9, 1), accounts_on=None, review_on=None)
    assert members_informed([extraordinary, HELD], TODAY) == found
    assert members_informed([replace(HELD, review_on=SPRING)], TODAY).value == 0
    after = members_informed([replace(HELD, review_on=SPRING + timedelta(days=3))], TODAY)
    assert (after.value, after.first, after.last) == (0, SPRING, SPRING)
    for missing, words in (("review_on", "no report of a review"), ("accounts_on", "but no accounts")):
        alone = members_informed([replace(HELD, **{missing: None})], TODAY)
        assert alone.value is None
        assert words in alone.note.render()
    assert "no accounts were published" in members_informed([extraordinary], TODAY).note.render()


@pytest.mark.parametrize(
    ("members", "rule", "allowed"), [(19, 9, 1), (20, 9, 1), (40, 9, 2), (59, 9, 2), (40, 1, 1), (8, 0, 0)]
)
def test_how_many_proxies_one_person_may_carry(members, rule, allowed):
    assert allowed_proxies(replace(HELD, members=members, proxies_each=rule)) == allowed


def test_votes_beyond_the_rule_are_told_in_percent_and_within_it_they_are_nothing():
    assert most_votes([HELD], TODAY).value == 0
    carried = replace(HELD, members=40, represented=3, most_proxies=3, proxies_each=3)
    found = most_votes([HELD, carried], TODAY)
    assert (found.value, found.numerator, found.denominator) == (10, 4, 40)
    assert found.note.render() == "4 votes of 40 on 2026-05-20; the rule allows 3"
    unknown = most_votes([HELD, replace(HELD, most_proxies=None)], TODAY)
    assert (unknown.value, "not written down" in unknown.note.render()) == (None, True)
    assert most_votes([HELD] * 3 + [carried], TODAY).value == 0
