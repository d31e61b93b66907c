"""A quarter: its name, its months, the one before and after."""

import re
from dataclasses import dataclass
from datetime import date
from typing import Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month


@dataclass(frozen=True, slots=True, order=True)
class Quarter:
    """Written as 2026-Q3."""

    year: int
    number: int

    def __str__(self) -> str:
        return f"{self.year}-Q{self.number}"

    @classmethod
    def parse(cls, text: str) -> Self:
        """Raises Invalid for anything else than a year and a quarter."""
        found = re.fullmatch(r"(20\d\d)-Q([1-4])", text)
        if found is None:
            raise Invalid(
                "no_quarter", _("Not a quarter: %(text)s. Write it as 2026-Q3."), field="period", text=text
            )
        return cls(int(found[1]), int(found[2]))

    @classmethod
    def of(cls, day: date) -> Self:
        return cls(day.year, (day.month - 1) // 3 + 1)

    @property
    def months(self) -> tuple[date, date, date]:
        first = 3 * self.number - 2
        return date(self.year, first, 1), date(self.year, first + 1, 1), date(self.year, first + 2, 1)

    @property
    def first(self) -> date:
        return self.months[0]

    @property
    def last(self) -> date:
        return last_of_month(self.months[-1])

    @property
    def before(self) -> "Quarter":
        return Quarter(self.year - 1, 4) if self.number == 1 else Quarter(self.year, self.number - 1)
