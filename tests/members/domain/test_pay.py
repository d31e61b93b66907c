from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.time import TimeWindow
from members.domain.pay import Contract, Hours, PayGrid, compute, parameters_for, weeks_ending_in

MONTH = date(2026, 10, 1)  # its civil weeks: Monday 28 September to Sunday 25 October
MONDAY = datetime(2026, 9, 28, 8, tzinfo=UTC)  # 10:00 in Paris
FULL_TIME = Contract(35 * 60, 1300, "EUR")
PLAIN = PayGrid()


def days(count: int, hours: float, first: datetime = MONDAY) -> tuple[TimeWindow, ...]:
    begins = [first + timedelta(days=n) for n in range(count)]
    return tuple(TimeWindow(b, b + timedelta(hours=hours)) for b in begins)


def lines(
    contract: Contract, spans: tuple[TimeWindow, ...], grid: PayGrid = PLAIN, country: str = "FR"
) -> dict[str, int]:
    draft = compute(contract, Hours(spans, "Europe/Paris", MONTH), parameters_for(country, MONTH, grid))
    assert sum(line.cents for line in draft.lines) == draft.gross_cents
    return {line.code: line.cents for line in draft.lines}


@pytest.mark.parametrize(
    ("contract", "spans", "expected"),
    [
        # 5 days of 7 h at 13 €
        (FULL_TIME, days(5, 7), {"normal": 45_500}),
        # 45 h: 35 normal, 8 at 125 % = 16.25, 2 at 150 % = 19.50
        (FULL_TIME, days(5, 9), {"normal": 45_500, "overtime_25": 13_000, "overtime_50": 3_900}),
        # 24 h contract, 30 h worked: 2.4 h at 110 %, 3.6 h at 125 %
        (
            Contract(24 * 60, 1300, "EUR"),
            days(5, 6),
            {"normal": 31_200, "complementary_tenth": 3_432, "complementary_beyond": 5_850},
        ),
        # a contract below the SMIC of June 2026 is paid at the SMIC, 12.31
        (Contract(35 * 60, 1200, "EUR"), days(1, 7), {"normal": 8_617}),
        (FULL_TIME, (), {}),
    ],
)
def test_pay_by_hand(contract: Contract, spans: tuple[TimeWindow, ...], expected: dict[str, int]) -> None:
    assert lines(contract, spans) == expected


def test_overtime_counts_by_civil_week_not_by_month() -> None:
    two_weeks = days(5, 8) + days(5, 6, MONDAY + timedelta(days=7))  # 40 h then 30 h: 5 h are overtime
    assert lines(FULL_TIME, two_weeks) == {"normal": 84_500, "overtime_25": 8_125}


def test_the_night_starts_at_nine_in_local_time() -> None:
    evening = (
        TimeWindow(datetime(2026, 10, 1, 18, tzinfo=UTC), datetime(2026, 10, 1, 21, tzinfo=UTC)),
    )  # 20 to 23
    assert lines(FULL_TIME, evening, PayGrid(night_percent=20)) == {"normal": 3_900, "night": 520}


def test_a_sunday_night_earns_the_higher_premium_only() -> None:
    night = (TimeWindow(datetime(2026, 10, 4, 19, tzinfo=UTC), datetime(2026, 10, 4, 21, tzinfo=UTC)),)
    grid = PayGrid(night_percent=20, sunday_percent=50)
    assert lines(FULL_TIME, night, grid) == {"normal": 2_600, "sunday": 1_300}


def test_a_holiday_is_paid_double_when_the_charter_says_so() -> None:
    spans = days(1, 7, datetime(2026, 5, 1, 8, tzinfo=UTC))
    hours = Hours(spans, "Europe/Paris", date(2026, 5, 1))
    draft = compute(FULL_TIME, hours, parameters_for("FR", hours.month, PayGrid(holiday_percent=100)))
    assert draft.gross_cents == 2 * 7 * 1300


def test_the_night_when_clocks_go_back_is_an_hour_longer() -> None:
    night = (
        TimeWindow(datetime(2026, 10, 24, 22, tzinfo=UTC), datetime(2026, 10, 25, 5, tzinfo=UTC)),
    )  # 0:00 to 6:00
    draft = compute(FULL_TIME, Hours(night, "Europe/Paris", MONTH), parameters_for("FR", MONTH, PLAIN))
    assert draft.seconds == 7 * 3600


def test_the_weeks_of_a_month_are_those_that_end_in_it() -> None:
    assert weeks_ending_in(MONTH) == (date(2026, 9, 28), date(2026, 10, 25))
    assert weeks_ending_in(date(2026, 11, 30)) == (date(2026, 10, 26), date(2026, 11, 29))


@given(st.integers(2000, 2100), st.integers(1, 12))
def test_months_share_out_the_weeks_without_gap(year: int, month: int) -> None:
    first = date(year, month, 1)
    following = (first + timedelta(days=31)).replace(day=1)
    assert weeks_ending_in(first)[1] + timedelta(days=1) == weeks_ending_in(following)[0]


def test_overlapping_work_is_refused() -> None:
    with pytest.raises(Invalid):
        Hours((*days(1, 5), *days(1, 2)), "Europe/Paris", MONTH)


spans_of_a_month = st.lists(
    st.tuples(st.integers(0, 27), st.integers(1, 540)),
    max_size=28,
    unique_by=lambda day_minutes: day_minutes[0],
)


@given(worked=spans_of_a_month, longer=st.integers(0, 27), weekly=st.integers(0, 35 * 60))
def test_pay_grows_with_hours(worked: list[tuple[int, int]], longer: int, weekly: int) -> None:
    def spans(of: dict[int, int]) -> tuple[TimeWindow, ...]:
        return tuple(d for day, m in of.items() for d in days(1, m / 60, MONDAY + timedelta(days=day)))

    grid = PayGrid(sunday_percent=30, night_percent=20)
    contract = Contract(weekly, 1317, "EUR")
    before = dict(worked)
    after = {**before, longer: before.get(longer, 0) + 30}
    assert sum(lines(contract, spans(before), grid).values()) < sum(
        lines(contract, spans(after), grid).values()
    )


def test_each_line_says_its_sum_and_its_source() -> None:
    draft = compute(FULL_TIME, Hours(days(5, 9), "Europe/Paris", MONTH), parameters_for("FR", MONTH, PLAIN))
    assert [line.source for line in draft.lines][1] == "Code du travail L3121-36, L3123-29"
    assert str(draft.lines[1].formula).endswith("× 125 %")
    assert "Contributions" in str(draft.left_out)
