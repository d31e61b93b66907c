"""CO2 avoided: the other vehicle's way, less the bike's there and back."""

from datetime import date

import pytest

from deliveries.domain.emissions import FACTORS, Balance, Factor, balance, factor_on, whole

DAY = date(2026, 11, 23)


def test_ten_kilometres_of_meals_avoid_what_a_scooter_emits_less_twice_what_the_bike_does():
    assert balance("meals", 10_000, DAY) == Balance(
        emitted=2 * 109_500, low=593_000 - 219_000, central=763_000 - 219_000, high=1_423_000 - 219_000
    )


def test_parcels_stand_in_for_vans_and_cars_and_ride_on_cargo_bikes():
    assert balance("parcels", 1000, DAY) == Balance(
        emitted=29_660, low=91_830 - 29_660, central=142_300 - 29_660, high=264_830 - 29_660
    )


def test_an_activity_of_the_co_ops_own_counts_like_meals():
    assert balance("library", 1000, DAY) == balance("meals", 1000, DAY)


def test_the_range_begins_below_the_usual_figure_and_ends_above_it():
    for activity in ("meals", "groceries", "parcels"):
        one = balance(activity, 5000, DAY)
        assert 0 < one.low < one.central < one.high


def test_sums_of_days_are_the_figures_of_each_added_up():
    days = [balance("meals", metres, DAY) for metres in (1200, 3400)]
    assert whole(days) == Balance(
        emitted=days[0].emitted + days[1].emitted,
        low=days[0].low + days[1].low,
        central=days[0].central + days[1].central,
        high=days[0].high + days[1].high,
    )


def test_a_new_edition_of_a_factor_changes_no_day_before_it(monkeypatch: pytest.MonkeyPatch):
    old = FACTORS["scooter"][0]
    new = Factor(50_000, date(2027, 1, 1), "the next edition")
    monkeypatch.setitem(FACTORS, "scooter", (old, new))
    assert factor_on("scooter", date(2026, 12, 31)) == old
    assert factor_on("scooter", date(2027, 1, 1)) == new
    assert factor_on("scooter", date(2019, 1, 1)) == old
