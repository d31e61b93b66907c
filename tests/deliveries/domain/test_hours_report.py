"""What an hour of work carries and earns, without showing anybody's own figures."""

from datetime import date

from deliveries.domain.hours_report import Carried, Week, together

MONDAY = date(2026, 11, 23)


def test_a_week_is_withheld_with_fewer_than_three_people_at_work():
    assert [Week(MONDAY, people=n).is_withheld for n in (0, 1, 2, 3)] == [True, True, True, False]


def test_an_hour_carries_its_share_of_deliveries_and_turnover():
    carried = Carried(deliveries=9, net_cents=6300)
    assert carried.deliveries_an_hour(2 * 3600) == 4.5
    assert carried.cents_an_hour(2 * 3600) == 3150


def test_without_hours_there_is_no_figure_for_one():
    assert Carried(9, 6300).deliveries_an_hour(0) is None
    assert Carried(9, 6300).cents_an_hour(0) is None


def test_activities_of_weeks_add_up():
    weeks = [
        Week(MONDAY, {"meals": Carried(2, 1400), "parcels": Carried(1, 900)}, 3600, 3),
        Week(MONDAY, {"meals": Carried(3, 2100)}, 7200, 4),
    ]
    assert together(weeks) == ({"meals": Carried(5, 3500), "parcels": Carried(1, 900)}, 10_800)
    assert weeks[0].whole == Carried(3, 2300)
