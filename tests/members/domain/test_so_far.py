"""The month so far: hours times the rate of their day, the one premium an hour earns, and what was entered."""

from datetime import UTC, date, datetime, timedelta

from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.time import TimeWindow
from members.domain.pay.parameters import PayGrid
from members.domain.pay.so_far import lines_so_far
from members.domain.pay.work_month import Extra, Terms, Variable

GRID = PayGrid(sunday_percent=20, night_percent=10, holiday_percent=100)
MONDAY = datetime(2026, 11, 2, 9, tzinfo=UTC)
ARMISTICE = date(2026, 11, 11)


def terms(cents, first=date(2026, 1, 1), minimum=0):
    return Terms(first, None, "permanent", 35 * 60, cents, minimum)


def work(begins, hours):
    return TimeWindow(begins, begins + timedelta(hours=hours))


def lines(spans, contracts=None, variables=()):
    contracts = [terms(1400)] if contracts is None else contracts
    found = lines_so_far(spans, contracts, "Europe/Paris", GRID, frozenset({ARMISTICE}), variables)
    return [(str(one.label), one.seconds, one.hourly_cents, one.percent, one.cents) for one in found]


def test_hours_times_the_rate():
    assert lines([]) == []
    assert lines([work(MONDAY, 5), work(MONDAY + timedelta(1), 2.5)]) == [
        ("Normal hours", 27_000, 1400, 0, 10_500)
    ]


def test_an_hour_earns_its_one_premium():
    sunday_night = datetime(2026, 11, 8, 19, tzinfo=UTC)  # 20:00 in Paris, night from 21:00
    assert lines([work(sunday_night, 5)]) == [
        ("Normal hours", 18_000, 1400, 0, 7000),
        ("Night premium", 3600, 1400, 10, 140),
        ("Sunday premium", 14_400, 1400, 20, 1120),
    ]
    assert lines([work(datetime(2026, 11, 11, 9, tzinfo=UTC), 2)])[1:] == [
        ("Public holiday premium", 7200, 1400, 100, 2800)
    ]


def test_each_contract_pays_its_own_days_and_a_class_lifts_its_rate():
    contracts = [terms(1300), terms(1400, date(2026, 11, 3)), terms(1400, date(2026, 11, 4), minimum=1500)]
    spans = [work(MONDAY + timedelta(days=n), 1) for n in range(3)]
    assert [line[2:] for line in lines(spans, contracts)] == [
        (1300, 0, 1300),
        (1400, 0, 1400),
        (1500, 0, 1500),
    ]


def test_a_bonus_counts_and_expenses_are_no_pay():
    extras = [Variable(Extra.BONUS, 5000), Variable(Extra.EXPENSES, 900), Variable(Extra.WORK_SHARE, 0)]
    assert lines([], variables=extras) == [("Bonus", 0, 0, 0, 5000)]


def test_without_a_contract_there_is_no_rate_to_reckon_with():
    assert lines([work(MONDAY, 4)], ()) == []


@given(st.lists(st.integers(1, 600), max_size=20), st.integers(0, 20_000))
def test_the_seconds_of_the_hours_are_all_there_and_pay_grows_with_them(minutes, rate):
    begins, spans = MONDAY, []
    for each in minutes:
        spans.append(TimeWindow(begins, begins + timedelta(minutes=each)))
        begins += timedelta(minutes=each + 30)
    total = [sum(line[4] for line in lines(spans[:n], [terms(rate)])) for n in range(len(spans) + 1)]
    assert total == sorted(total)
    hours = [line for line in lines(spans, [terms(rate)]) if line[0] == "Normal hours"]
    assert sum(line[1] for line in hours) == 60 * sum(minutes)
