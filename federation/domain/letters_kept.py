"""How long a printed letter is kept: until what could be claimed by it is time-barred; dated, by country."""

from dataclasses import dataclass
from datetime import date, timedelta

from federation.domain.review.deadlines import add_months

LOOKED_UP = date(2026, 11, 28)
DAY = timedelta(days=1)


@dataclass(frozen=True, slots=True)
class Term:
    """A figure in force `since` a day. `read_on` is None where nobody has looked the source up yet.

    Where a law counts from the end of the year, `from_year_end`.
    """

    years: int
    since: date
    source: str
    read_on: date | None = None
    from_year_end: bool = False

    def first_kept(self, today: date) -> date:
        """Letters printed before this day are forgotten today."""
        if self.from_year_end:
            return date(today.year - self.years, 1, 1)
        return add_months(today, -12 * self.years)

    def kept_until(self, printed_on: date) -> date:
        """The last day it is there."""
        if self.from_year_end:
            return date(printed_on.year + self.years, 12, 31)
        last = add_months(printed_on, 12 * self.years)
        while self.first_kept(last + DAY) <= printed_on:  # 28 February, before a leap day
            last += DAY
        return last


FRANCE = Term(5, date(2008, 6, 19), "Code civil (FR), art. 2224, loi 2008-561", LOOKED_UP)
TERMS: dict[str, tuple[Term, ...]] = {
    "BE": (
        Term(
            10, date(1998, 7, 27), "ancien Code civil (BE), art. 2262bis, § 1, loi du 10/06/1998", LOOKED_UP
        ),
    ),
    "CH": (Term(10, date(1912, 1, 1), "OR (CH) art. 127"),),
    "DE": (Term(3, date(2002, 1, 1), "BGB § 195, § 199", from_year_end=True),),
    "FI": (Term(3, date(2004, 1, 1), "Laki velan vanhentumisesta 728/2003 4 §"),),
    "FR": (FRANCE,),
    "MC": (Term(5, date(2013, 12, 13), "Code civil (MC), art. 2044"),),
}
ELSEWHERE = (Term(10, date(1900, 1, 1), ""),)
"""Where no law was looked up: the longest of those that are known, so that nothing goes too early."""


def term_for(country: str, today: date) -> Term:
    """The one in force in a country (ISO 3166) on a day; the first one there is for days before it."""
    terms = TERMS.get(country, ELSEWHERE)
    return next((one for one in reversed(terms) if one.since <= today), terms[0])
