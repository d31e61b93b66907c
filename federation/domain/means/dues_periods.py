"""The stretch of time dues are reckoned for: a quarter, written 2026-Q3, or a year, written 2026."""

import re
from dataclasses import dataclass
from datetime import date, timedelta
from enum import StrEnum
from typing import Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month


class Every(StrEnum):
    """How often dues are called."""

    QUARTER = "quarter"
    YEAR = "year"


@dataclass(frozen=True, slots=True, order=True)
class Period:
    """`number` is 1 to 4 for a quarter, 0 for a whole year."""

    year: int
    number: int = 0

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}" if self.number else str(self.year)

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid for anything else than a year, or a year and a quarter."""
        found = re.fullmatch(r"(20\d\d)(?:-Q([1-4]))?", text)
        if found is None:
            raise Invalid(
                "no_period",
                _("Not a period: %(text)s. Write it as 2026-Q3 or 2026."),
                field="period",
                text=text,
            )
        return cls(int(found[1]), int(found[2] or 0))

    @classmethod
    def of(cls, day: date, every: Every) -> Self:
        """The one a day is in."""
        return cls(day.year, (day.month - 1) // 3 + 1 if every is Every.QUARTER else 0)

    @property
    def every(self) -> Every:
        return Every.QUARTER if self.number else Every.YEAR

    @property
    def first(self) -> date:
        return date(self.year, 3 * self.number - 2 if self.number else 1, 1)

    @property
    def last(self) -> date:
        return last_of_month(date(self.year, 3 * self.number or 12, 1))

    @property
    def months(self) -> tuple[date, ...]:
        """The first day of each."""
        begin, end = self.first.month, self.last.month
        return tuple(date(self.year, month, 1) for month in range(begin, end + 1))

    @property
    def days(self) -> int:
        return (self.last - self.first).days + 1

    @property
    def after(self) -> "Period":
        """The next one of the same length."""
        return Period.of(self.last + timedelta(days=1), self.every)

    def is_over(self, today: date) -> bool:
        return today > self.last
