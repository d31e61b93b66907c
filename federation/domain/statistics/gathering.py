"""From months to a quarter: each co-op's sums, in euros, over the months it belonged and contributed."""

from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from federation.domain.statistics.fields import BY_CODE, FIELDS, Kind
from federation.domain.statistics.figures import MonthFigures
from federation.domain.statistics.indicators import Form

EURO = "EUR"


@dataclass(frozen=True, slots=True)
class Shared:
    """A contribution as the federation reads it: whose month, how it came, and whether it is public anyway.

    `is_declared`: entered by hand. `is_own_public`: the co-op publishes its own figures, so an attacker knows them.
    """

    month: date
    figures: MonthFigures
    is_declared: bool = False
    is_own_public: bool = False


@dataclass(frozen=True, slots=True)
class Counted:
    """A co-op's quarter: its sums by field (money in euro cents), None where a month of it left the field empty."""

    cooperative: str
    country: str
    months: tuple[date, ...]
    values: Mapping[str, Fraction | None]
    pay_groups: tuple[tuple[int, Fraction], ...] = ()
    is_declared: bool = False
    is_own_public: bool = False

    def has(self, fields: Iterable[str]) -> bool:
        return all(self.values.get(code) is not None for code in fields)

    def amount(self, form: Form) -> Fraction:
        """The sum of a form's fields, which must all be there."""
        return sum((times * (self.values[code] or Fraction(0)) for code, times in form.items()), Fraction(0))


def gather(shared: Iterable[Shared], euros_per_unit: Mapping[str, Fraction]) -> tuple[Counted, ...]:
    """One row a co-op, by slug. Raises KeyError for a currency without a rate, ValueError for a month twice."""
    rates = {EURO: Fraction(1), **euros_per_unit}
    months: dict[str, dict[date, Shared]] = defaultdict(dict)
    for one in shared:
        known = months[one.figures.cooperative]
        if one.month in known:
            raise ValueError("A co-op contributes once to a month")
        known[one.month] = one
    return tuple(_counted(slug, months[slug], rates) for slug in sorted(months))


def _counted(slug: str, by_month: Mapping[date, Shared], rates: Mapping[str, Fraction]) -> Counted:
    months = tuple(sorted(by_month))
    rows = [by_month[month] for month in months]
    values = {one.code: _sum(one.code, rows, rates) for one in FIELDS}
    groups = tuple(
        (people, cents * rates[row.figures.currency])
        for row in rows
        for people, cents in row.figures.pay_groups
    )
    return Counted(
        slug,
        rows[-1].figures.country,
        months,
        values,
        groups,
        is_declared=any(row.is_declared for row in rows),
        is_own_public=all(row.is_own_public for row in rows),
    )


def _sum(code: str, rows: Collection[Shared], rates: Mapping[str, Fraction]) -> Fraction | None:
    total = Fraction(0)
    is_money = BY_CODE[code].kind is Kind.CENTS
    for row in rows:
        value = row.figures.values.get(code)
        if value is None:
            return None
        total += value * rates[row.figures.currency] if is_money else Fraction(value)
    return total


def percentile(groups: Iterable[tuple[int, Fraction]], percent: int) -> Fraction | None:
    """The pay below which so many per cent of the people are, from the means of their groups; None without any."""
    by_pay: Counter[Fraction] = Counter()
    for count, cents in groups:
        by_pay[cents] += count
    people, seen = by_pay.total(), 0
    for cents in sorted(by_pay):
        seen += by_pay[cents]
        if 100 * seen >= percent * people:
            return cents
    return None
