"""Public holidays by country, from the `holidays` package; where a country's law says otherwise, the law."""

from datetime import date
from functools import lru_cache

import holidays

NOT_OF_THE_LAW: dict[str, dict[str, str]] = {
    "LI": dict.fromkeys(
        ("Candlemas", "Saint Joseph's Day", "Easter Sunday", "Pentecost"),
        "Arbeitsgesetz (LI) Art. 18: does not rank with Sundays, or is one",
    ),
    "FI": dict.fromkeys(
        ("Midsummer Eve", "Christmas Eve"), "Usually free by collective agreement, no holiday by law"
    ),
}
"""Days the package calls public holidays and the law of labour does not, each with why."""


@lru_cache(maxsize=256)
def public_holidays(country: str, year: int) -> frozenset[date]:
    """The days of `year` for a whole country (ISO 3166; Alsace-Moselle's are not France's); none if unknown.

    A holiday that Monaco's loi n° 798 moves from Sunday to Monday gives both days.
    """
    if country not in holidays.list_supported_countries():
        return frozenset()
    left_out = NOT_OF_THE_LAW.get(country, {})
    known = holidays.country_holidays(country, years=year, language="en_US" if left_out else None)
    return frozenset(day for day in known if not set(known.get_list(day)) <= set(left_out))
