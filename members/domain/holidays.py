"""Public holidays by country: fixed days, and days counted from Easter."""

from datetime import date, timedelta

FIXED: dict[str, tuple[tuple[int, int], ...]] = {
    # Code du travail L3133-1
    "FR": ((1, 1), (5, 1), (5, 8), (7, 14), (8, 15), (11, 1), (11, 11), (12, 25)),
    # Loi (MC) n° 798 of 1966
    "MC": ((1, 1), (1, 27), (5, 1), (8, 15), (11, 1), (11, 19), (12, 8), (12, 25)),
    # Arbeitsgesetz (LI) Art. 18: the holidays that rank with Sundays
    "LI": ((1, 1), (1, 6), (5, 1), (8, 15), (9, 8), (11, 1), (12, 8), (12, 25), (12, 26)),
    "FI": ((1, 1), (1, 6), (5, 1), (12, 6), (12, 25), (12, 26)),
}
GOOD_FRIDAY, EASTER, EASTER_MONDAY, ASCENSION, WHIT_SUNDAY, WHIT_MONDAY, CORPUS_CHRISTI = (
    -2,
    0,
    1,
    39,
    49,
    50,
    60,
)
FROM_EASTER: dict[str, tuple[int, ...]] = {
    "FR": (EASTER_MONDAY, ASCENSION, WHIT_MONDAY),
    "MC": (EASTER_MONDAY, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI),
    "LI": (EASTER_MONDAY, ASCENSION, WHIT_MONDAY, CORPUS_CHRISTI),
    "FI": (GOOD_FRIDAY, EASTER, EASTER_MONDAY, ASCENSION, WHIT_SUNDAY),
}


def public_holidays(country: str, year: int) -> frozenset[date]:
    """The days of `year`; none for a country this table does not know."""
    easter = easter_sunday(year)
    days = {date(year, month, day) for month, day in FIXED.get(country, ())}
    days |= {easter + timedelta(days=offset) for offset in FROM_EASTER.get(country, ())}
    if country == "FI":
        days |= {_saturday_from(date(year, 6, 20)), _saturday_from(date(year, 10, 31))}
    return frozenset(days)


def easter_sunday(year: int) -> date:
    """Gregorian Easter (Meeus, Jones, Butcher)."""
    a, (b, c) = year % 19, divmod(year, 100)
    d, e = divmod(b, 4)
    g = (8 * b + 13) // 25
    h = (19 * a + b - d - g + 15) % 30
    i, k = divmod(c, 4)
    weekday = (32 + 2 * e + 2 * i - h - k) % 7
    m = (a + 11 * h + 19 * weekday) // 433
    month = (h + weekday - 7 * m + 90) // 25
    return date(year, month, (h + weekday - 7 * m + 33 * month + 19) % 32)


def _saturday_from(day: date) -> date:
    return day + timedelta(days=(5 - day.weekday()) % 7)
