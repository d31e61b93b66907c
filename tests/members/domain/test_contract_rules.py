"""Which contracts may be signed, and which IBAN is one."""

from dataclasses import replace
from datetime import date

import pytest

from coopplatform.kernel.errors import Invalid
from members.domain.contracts import Grid, Rules, Terms, check_terms, overlapping, sensible, warnings
from members.domain.iban import iban_in, shown_iban

GRID = Grid.from_terms(
    {
        "grid": [
            {
                "class": "2ter",
                "label": "Coursier",
                "hourly_cents": 1240,
                "since": "2025-01-01",
                "source": "AG 2025",
            },
            {
                "class": "2ter",
                "label": "Coursier",
                "hourly_cents": 1290,
                "since": "2026-07-01",
                "source": "AG 2026",
            },
            {"class": "7", "hourly_cents": 1500, "since": "2027-01-01"},
        ]
    }
)
FRANCE = Rules("FR", "EUR", GRID)
DAY = date(2026, 11, 25)
FULL = Terms("permanent", 35 * 60, 1300, DAY)


def refusal(terms: Terms, rules: Rules = FRANCE) -> tuple[str, str | None, str]:
    with pytest.raises(Invalid) as refused:
        check_terms(terms, rules)
    return refused.value.code, refused.value.field, str(refused.value)


@pytest.mark.parametrize(
    "terms",
    [
        FULL,
        replace(FULL, grid_class="2ter"),
        replace(FULL, kind="fixed_term", ended_on=date(2027, 3, 31)),
        replace(FULL, weekly_minutes=24 * 60),
        replace(FULL, weekly_minutes=10 * 60, short_hours_reason="étudiante"),
        # a share of the SMIC, by age: not refused
        replace(FULL, kind="apprentice", hourly_cents=700, weekly_minutes=20 * 60),
    ],
)
def test_contracts_that_may_be_signed(terms):
    check_terms(terms, FRANCE)


def test_what_is_wrong_is_said_at_its_field_with_its_source():
    assert refusal(replace(FULL, hourly_cents=1230))[:2] == ("below_floor", "hourly_rate")
    assert "SMIC" in refusal(replace(FULL, hourly_cents=1230))[2]
    # the SMIC of the day it begins
    check_terms(replace(FULL, hourly_cents=1202, started_on=date(2026, 5, 31)), FRANCE)
    assert "AG 2026" in refusal(replace(FULL, hourly_cents=1289, grid_class="2ter"))[2]
    code, field, words = refusal(replace(FULL, grid_class="9"))
    assert (code, field) == ("unknown_class", "grid_class")
    assert "no class 9" in words
    assert "2ter" in words
    assert refusal(replace(FULL, grid_class="7"))[0] == "unknown_class"  # from 2027 on
    assert refusal(replace(FULL, kind="fixed_term"))[:2] == ("no_end", "ended_on")
    assert refusal(replace(FULL, ended_on=date(2026, 1, 1)))[:2] == ("ends_before", "ended_on")
    assert refusal(replace(FULL, weekly_minutes=49 * 60))[:2] == ("weekly_hours", "weekly_hours")
    assert refusal(replace(FULL, weekly_minutes=0))[0] == "weekly_hours"
    code, field, words = refusal(replace(FULL, weekly_minutes=20 * 60))
    assert (code, field) == ("short_hours", "short_hours_reason")
    assert "L3123-27" in words


def test_elsewhere_short_weeks_need_no_reason_and_no_minimum_is_known():
    check_terms(replace(FULL, weekly_minutes=10 * 60, hourly_cents=1000), Rules("FI", "EUR", Grid()))


def test_a_floor_that_rose_past_a_contract_is_told():
    old = replace(FULL, hourly_cents=1250, grid_class="2ter", started_on=date(2025, 6, 1))
    check_terms(old, FRANCE)
    assert [str(told) for told in warnings(old, FRANCE, DAY)] == [
        "Class 2ter earns at least Money(cents=1290, currency='EUR') an hour (AG 2026)."
    ]
    gone = replace(FULL, grid_class="9")
    assert "no class 9" in str(warnings(gone, FRANCE, DAY)[0])


@pytest.mark.parametrize("day", [date(1, 1, 1), date(1949, 12, 31), date(2029, 1, 1), date(9999, 12, 31)])
def test_days_absurdly_far_away_are_refused(day):
    with pytest.raises(Invalid):
        sensible(day, today=DAY, field="started_on")


def test_contracts_overlap_on_a_single_common_day():
    spring = (date(2026, 1, 1), date(2026, 6, 30))
    assert overlapping((date(2026, 6, 30), None), [spring])
    assert not overlapping((date(2026, 7, 1), None), [spring])
    assert overlapping((date(2025, 1, 1), None), [spring])
    assert overlapping((date(2027, 1, 1), date(2027, 2, 1)), [(date(2026, 1, 1), None)])


def test_an_iban_is_taken_with_spaces_and_small_letters():
    assert iban_in("fr76 3000 4000 0312 3456 7890 143") == "FR7630004000031234567890143"
    assert shown_iban("FR7630004000031234567890143") == "FR76 3000 4000 0312 3456 7890 143"
    assert iban_in("  ") == ""


@pytest.mark.parametrize(
    ("text", "words"),
    [
        (
            "FR76 3000 4000 0312 3456 7890 1",
            "25 characters out of 27. Paste the whole IBAN, spaces allowed.",
        ),
        ("FR7630004000031234567890144", "The check digits do not fit"),
        ("XX76 3000", "This is no IBAN"),
        ("hello", "This is no IBAN"),
    ],
)
def test_an_iban_that_fails_its_check_is_refused_with_what_is_wrong(text, words):
    with pytest.raises(Invalid, match=words):
        iban_in(text)
