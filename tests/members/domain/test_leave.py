"""Paid leave: what a stretch costs, what work gives, what is left."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from hypothesis import given
from hypothesis import strategies as st

from members.domain.absence import Absence, AbsenceKind
from members.domain.holidays import public_holidays
from members.domain.leave import RULES, acquired_days, leave_rule, months_in, period_of, working_days
from members.domain.leave_account import Credit, Employment, leave_account, uncovered_days

FRANCE = RULES["FR"][0]
PERIOD = (date(2025, 6, 1), date(2026, 5, 31))
LATER = date(2026, 6, 1)
EVER = date(9998, 12, 31)
HOLIDAYS = frozenset().union(*(public_holidays("FR", year) for year in (2025, 2026, 2027)))
PAID, SICK, ACCIDENT, UNPAID = (
    AbsenceKind.PAID_LEAVE,
    AbsenceKind.SICKNESS,
    AbsenceKind.WORK_ACCIDENT,
    AbsenceKind.UNPAID,
)
days_of_period = st.integers(0, 364).map(lambda n: PERIOD[0] + timedelta(days=n))


def acquired(*absences, since=date(2024, 1, 1), end=EVER, until=LATER, rule=FRANCE, period=PERIOD):
    return acquired_days([(since, end)], absences, period, rule, until=until)


@pytest.mark.parametrize(
    ("first", "last", "days"),
    [
        (date(2026, 11, 30), date(2026, 12, 5), 6),  # Monday to Saturday
        (date(2026, 11, 30), date(2026, 12, 6), 6),  # the Sunday costs nothing
        (date(2026, 11, 9), date(2026, 11, 14), 5),  # 11 November is a Wednesday
        (date(2026, 11, 11), date(2026, 11, 11), 0),
    ],
)
def test_leave_costs_monday_to_saturday_less_public_holidays(first, last, days):
    assert working_days(first, last, HOLIDAYS) == days


@pytest.mark.parametrize(
    ("absences", "days"),
    [
        ((), 30),
        # loi 2024-364: four months of illness give 2 each, eight of work 2.5: 8 + 20
        ((Absence(SICK, date(2025, 9, 1), date(2025, 12, 31)),), 28),
        # a whole year of illness: 24 at most
        ((Absence(SICK, *PERIOD),), 24),
        # a work accident counts as work
        ((Absence(ACCIDENT, *PERIOD),), 30),
        # 48 weeks worked are twelve months (L3141-4)
        ((Absence(UNPAID, date(2025, 9, 1), date(2025, 9, 28)),), 30),
        # six months unpaid: 15; 182 days are six whole stretches of four weeks
        ((Absence(UNPAID, date(2025, 6, 1), date(2025, 11, 30)),), 15),
        # leave taken counts as work
        ((Absence(PAID, date(2025, 8, 1), date(2025, 8, 31)),), 30),
        # sick during unpaid leave gives nothing more: nothing was earned
        ((Absence(UNPAID, *PERIOD), Absence(SICK, date(2025, 9, 1), date(2025, 9, 30))), 0),
    ],
)
def test_a_year_of_work_illness_and_unpaid_leave(absences, days):
    assert acquired(*absences) == days


def test_the_running_period_is_exact_and_the_end_is_rounded_up():
    assert acquired(until=date(2025, 8, 31)) == Decimal("7.5")
    # hired on 16 January: 16/31 of a month and four more, 11.29, rounded up (L3141-7)
    assert acquired(since=date(2026, 1, 16)) == 12
    # left on 15 July 2025: 1.484 months, 3.71
    assert acquired(end=date(2025, 7, 15), until=date(2025, 12, 1)) == 4
    assert acquired(since=date(2026, 7, 1)) == 0


def test_other_countries_have_their_own_year_and_rate():
    monaco, finland, liechtenstein = (RULES[country][0] for country in ("MC", "FI", "LI"))
    assert period_of(date(2026, 11, 25), monaco) == (date(2026, 5, 1), date(2027, 4, 30))
    year = (date(2025, 4, 1), date(2026, 3, 31))
    assert acquired(rule=finland, period=year) == 30
    assert acquired(rule=finland, period=year, since=date(2025, 9, 1)) == 14  # 7 months × 2
    assert acquired(rule=liechtenstein, period=(date(2025, 1, 1), date(2025, 12, 31))) == 24
    # Monaco gives nothing for illness: eight months of work
    ill = Absence(SICK, date(2025, 9, 1), date(2025, 12, 31))
    assert acquired(ill, rule=monaco, period=(date(2025, 5, 1), date(2026, 4, 30))) == 20
    assert leave_rule("BE", LATER) is None


def test_months_are_whole_by_the_calendar_and_parts_by_days():
    assert months_in(*PERIOD) == 12
    assert months_in(date(2026, 2, 1), date(2026, 2, 14)) == Decimal("0.5")


@given(days_of_period, days_of_period, st.sampled_from([SICK, ACCIDENT, UNPAID]))
def test_no_period_gives_more_than_thirty_days_or_less_than_none(one, two, kind):
    away = Absence(kind, min(one, two), max(one, two))
    assert 0 <= acquired(away) <= 30
    assert acquired(away) <= acquired()


@given(days_of_period, days_of_period)
def test_illness_gives_no_less_than_unpaid_leave_and_an_accident_no_less_than_illness(one, two):
    first, last = min(one, two), max(one, two)
    unpaid, sick, accident = (acquired(Absence(kind, first, last)) for kind in (UNPAID, SICK, ACCIDENT))
    assert unpaid <= sick <= accident


@given(days_of_period, st.integers(0, 60))
def test_rights_only_grow_with_time(day, more):
    assert acquired(until=day) <= acquired(until=day + timedelta(days=more))


def job(since=date(2024, 6, 1)):
    return Employment([(since, EVER)], FRANCE, HOLIDAYS)


AUGUST = Absence(PAID, date(2026, 8, 3), date(2026, 8, 16))  # 12 working days less 15 August


def test_leave_is_drawn_from_the_oldest_period_that_may_still_be_taken():
    account = leave_account(job(), [AUGUST], date(2026, 11, 25))
    taken = {period.last: period.taken for period in account.periods}
    assert taken == {date(2025, 5, 31): 0, date(2026, 5, 31): 11, date(2027, 5, 31): 0}
    rights = account.rights()
    assert (rights.acquired_days, rights.taken_days, rights.left_days) == (30, 11, 19)
    assert (rights.reference_first, rights.reference_last) == PERIOD
    assert account.lapsed == 30
    assert account.left == 19 + Decimal("14.59")  # June to October and 25/30 of November


def test_somebody_new_draws_from_the_running_period_and_in_advance_shows_as_less_than_nothing():
    new = job(date(2026, 10, 1))
    week = Absence(PAID, date(2026, 11, 2), date(2026, 11, 7))
    account = leave_account(new, [week], date(2026, 11, 7))
    assert account.rights().left_days == Decimal("-2.91")  # 3.09 acquired
    assert uncovered_days(new, week, []) > 0
    # by the end of January the advance is earned back
    assert leave_account(new, [week], date(2027, 1, 31)).left == 4


def test_what_lapses_first_is_taken_first_and_a_credit_lapses_too():
    carried = Credit(Decimal(4), date(2026, 6, 1), date(2026, 9, 30), "arrêt de mai")
    later = Credit(Decimal(2), date(2026, 9, 1), date(2027, 12, 31), "fractionnement, L3141-23")
    work = Employment(job().spans, FRANCE, HOLIDAYS, [later, carried])
    account = leave_account(work, [AUGUST], date(2026, 8, 31))
    assert [part.taken for part in account.credits] == [0, 4]
    assert account.rights().taken_days == 7  # eleven, four of them carried over
    assert account.open_credits == (account.credits[1],)
    autumn = leave_account(work, [AUGUST], date(2026, 11, 25))
    assert autumn.left == 23 + Decimal("14.59") + 2
    unused = leave_account(work, [], date(2026, 11, 25))
    assert unused.left == 30 + Decimal("14.59") + 2
    long = Absence(PAID, date(2026, 8, 3), date(2026, 9, 12))  # 35 working days
    assert uncovered_days(Employment(job().spans, FRANCE, HOLIDAYS), long, []) == 0
    new = Employment([(date(2026, 8, 1), EVER)], FRANCE, HOLIDAYS, [carried])
    assert uncovered_days(new, AUGUST, []) < uncovered_days(job(date(2026, 8, 1)), AUGUST, [])


def test_leave_before_leave_already_granted_leaves_that_one_what_it_needs():
    new = job(date(2026, 6, 1))
    week = Absence(PAID, date(2026, 12, 7), date(2026, 12, 12))  # 15 acquired by then
    assert uncovered_days(new, week, []) == 0
    # 22.5 acquired by the end of February, 23 of them to be taken in March
    march = Absence(PAID, date(2027, 3, 1), date(2027, 3, 26))
    assert uncovered_days(new, march, []) == 0
    assert uncovered_days(new, week, [march]) == Decimal(
        "4.72"
    )  # 29 wanted, 24.28 acquired when it falls short


@given(st.lists(st.tuples(st.integers(0, 700), st.integers(0, 20)), max_size=4))
def test_what_was_acquired_less_what_was_taken_is_what_is_left(stretches):
    away = [
        Absence(PAID, date(2024, 9, 1) + timedelta(days=n), date(2024, 9, 1) + timedelta(days=n + long))
        for n, long in stretches
    ]
    on = date(2026, 11, 25)
    account = leave_account(job(), away, on)
    everything = sum(period.acquired for period in account.periods)
    days = {a.first + timedelta(days=n) for a in away for n in range((a.last - a.first).days + 1)}
    taken = sum(day.weekday() != 6 and day not in ALL for day in days if day <= on)
    assert account.left + account.lapsed == everything - taken


ALL = frozenset().union(*(public_holidays("FR", year) for year in (2024, 2025, 2026)))
HOLIDAYS = HOLIDAYS | ALL
