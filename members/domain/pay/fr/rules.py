"""The table as it stands in one month, each value looked up once."""

from calendar import monthrange
from datetime import date
from decimal import Decimal
from functools import lru_cache

from members.domain.pay.dated import Table
from members.domain.pay.fr.table import FRANCE


class Rules(dict[str, Decimal]):
    """Values by name for the month that begins on `first`; a change in mid-month counts by its days.

    Asking for a name without a row raises MissingParameter.
    """

    def __init__(self, first: date, table: Table) -> None:
        super().__init__()
        self.first = first
        self.last = first.replace(day=monthrange(first.year, first.month)[1])
        self.table = table

    def __missing__(self, name: str) -> Decimal:
        value = self[name] = self.table.mean(name, self.first, self.last)
        return value

    def source(self, name: str) -> str:
        """The text behind the value, as it stands on the first. Raises MissingParameter."""
        return self.table.row(name, self.first).source


@lru_cache(maxsize=240)
def rules_for(month: date, table: Table = FRANCE) -> Rules:
    return Rules(month.replace(day=1), table)
