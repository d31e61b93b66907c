"""Dated parameters: a value, since when, until when, which text says so and when it was read there."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _


@dataclass(frozen=True, slots=True)
class Row:
    """One value of `name`, in force from `since` to `until` (both included; None: no end is known).

    `doubt` says in a few words why a payroll professional should look at it again; empty when the text is clear.
    """

    name: str
    value: Decimal
    since: date
    until: date | None
    source: str
    read_on: date
    doubt: str = ""

    def covers(self, day: date) -> bool:
        return self.since <= day and (self.until is None or day <= self.until)


class MissingParameter(Invalid):
    """No row of the table gives `name` on `day`: nothing is computed rather than something guessed."""

    def __init__(self, name: str, day: date) -> None:
        super().__init__(
            "missing_parameter",
            _("The pay table has no row for %(name)s on %(day)s."),
            name=name,
            day=day.isoformat(),
        )


class Table:
    """The rows of one country by name, the latest first."""

    def __init__(self, rows: Iterable[Row]) -> None:
        self.rows = tuple(rows)
        by_name: dict[str, list[Row]] = {}
        for row in sorted(self.rows, key=lambda row: row.since, reverse=True):
            by_name.setdefault(row.name, []).append(row)
        self._by_name: Mapping[str, list[Row]] = by_name

    def row(self, name: str, day: date) -> Row:
        """Raises MissingParameter."""
        for row in self._by_name.get(name, ()):
            if row.covers(day):
                return row
        raise MissingParameter(name, day)

    def value(self, name: str, day: date) -> Decimal:
        """Raises MissingParameter."""
        return self.row(name, day).value

    def mean(self, name: str, first: date, last: date) -> Decimal:
        """The mean over the days from `first` to `last`: what a change in mid-month comes to."""
        if self.row(name, first) == self.row(name, last):
            return self.value(name, first)
        days = (last - first).days + 1
        return sum((self.value(name, first + timedelta(n)) for n in range(days)), Decimal(0)) / days
