"""Public holidays: the package against what the law was read to say."""

from datetime import date, timedelta

import pytest

from members.domain.holidays import public_holidays

FIXED = {
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),  # L3133-1
    "MC": ((1, 1), (1, 27), (5, 1), (8, 15), (11, 1), (11, 19), (12, 8), (12, 25)),  # loi 798
    "LI": ((1, 1), (1, 6), (5, 1), (8, 15), (9, 8), (11, 1), (12, 8), (12, 25), (12, 26)),  # ArG 18
    "FI": ((1, 1), (1, 6), (5, 1), (12, 6), (12, 25), (12, 26)),
}
FROM_EASTER = {
    "FR": (1, 39, 50),
    "MC": (1, 39, 50, 60),
    "LI": (1, 39, 50, 60),
    "FI": (-2, 0, 1, 39, 49),
}
EASTER = {2024: date(2024, 3, 31), 2025: date(2025, 4, 20), 2026: date(2026, 4, 5), 2027: date(2027, 3, 28)}
MIDSUMMER_AND_ALL_SAINTS = {
    2024: (date(2024, 6, 22), date(2024, 11, 2)),
    2025: (date(2025, 6, 21), date(2025, 11, 1)),
    2026: (date(2026, 6, 20), date(2026, 10, 31)),
    2027: (date(2027, 6, 26), date(2027, 11, 6)),
}
MOVED_TO_MONDAY = {date(2024, 12, 9), date(2026, 11, 2), date(2027, 8, 16)}
"""Monaco: the law gives the Monday after a holiday on a Sunday."""


@pytest.mark.parametrize("year", EASTER)
@pytest.mark.parametrize("country", FIXED)
def test_the_days_are_those_of_the_law(country, year):
    law = {date(year, month, day) for month, day in FIXED[country]}
    law |= {EASTER[year] + timedelta(days=n) for n in FROM_EASTER[country]}
    if country == "FI":
        law |= set(MIDSUMMER_AND_ALL_SAINTS[year])
    if country == "MC":
        law |= {day for day in MOVED_TO_MONDAY if day.year == year}
    assert public_holidays(country, year) == law


def test_alsace_and_moselle_are_not_all_of_france():
    assert not {date(2026, 4, 3), date(2026, 12, 26)} & public_holidays("FR", 2026)


def test_a_country_nobody_knows_has_none():
    assert public_holidays("XX", 2026) == frozenset()
    assert date(2026, 7, 21) in public_holidays("BE", 2026)
