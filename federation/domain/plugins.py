"""What a Python extension may be: one that makes a report of a co-op's month, from figures and nothing else.

A package names it in its metadata:

    [project.entry-points."coopplatform.plugin"]
    hours-per-delivery = "my_package:report"

`report` is called with a `MonthFacts` and answers a `Report`. It is given no connection and no request; the federation
reads its code before it may run, and a co-op switches it on for itself.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date
from typing import TypeAlias

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

GROUP = "coopplatform.plugin"
MOST_COLUMNS = 30
MOST_ROWS = 5_000
Cell: TypeAlias = "str | int | float | None"


@dataclass(frozen=True, slots=True)
class MonthFacts:
    """A co-op's month in sums, as it would share them with the federation."""

    cooperative: str
    currency: str
    month: date
    deliveries: int
    ridden_metres: int
    on_time: int
    paid_seconds: int
    gross_pay_cents: int
    value_cents: int


@dataclass(frozen=True, slots=True)
class Report:
    """A table with a title."""

    title: str
    columns: tuple[str, ...]
    rows: tuple[tuple[Cell, ...], ...]


Plugin = Callable[[MonthFacts], Report]


def checked_report(found: object) -> Report:
    """What an extension answered, if it is a report. Raises Invalid."""
    if not isinstance(found, Report) or not isinstance(found.title, str):
        raise Invalid("no_report", _("The extension answered something that is no report."))
    if not 0 < len(found.columns) <= MOST_COLUMNS or len(found.rows) > MOST_ROWS:
        raise Invalid("report_too_large", _("The extension’s report has too many rows or columns."))
    if any(len(row) != len(found.columns) for row in found.rows):
        raise Invalid("no_report", _("A row of the extension’s report has other columns than its head."))
    return found
