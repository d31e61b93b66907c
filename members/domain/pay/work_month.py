"""What an engine of pay is told about one person's month, the same for every country."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from enum import StrEnum

from coopplatform.kernel.time import TimeWindow, last_of_month
from members.domain.absence import Absence
from members.domain.pay.parameters import PayGrid


@dataclass(frozen=True, slots=True)
class Terms:
    """A contract while it lasts; `last` None: no end is known. `minimum_cents` an hour is that of the grid's class."""

    first: date
    last: date | None
    kind: str
    weekly_minutes: int
    hourly_cents: int
    minimum_cents: int = 0

    def covers(self, day: date) -> bool:
        return self.first <= day and (self.last is None or day <= self.last)


class Extra(StrEnum):
    """What a month holds beyond hours."""

    BONUS = "bonus"
    TIPS = "tips"
    EXPENSES = "expenses"
    BIKE_KILOMETRES = "bike_km"
    ADVANCE = "advance"
    SHARE_INSTALMENT = "share_instalment"
    WORK_SHARE = "work_share"
    CORRECTION = "correction"
    SUPPLEMENT = "supplement"
    """By a formula of the charter; nobody enters it."""


@dataclass(frozen=True, slots=True)
class Variable:
    """One extra: `cents` positive (a correction may be negative), `quantity` kilometres, `note` a person's words."""

    kind: Extra
    cents: int
    quantity: int = 0
    note: str = ""


@dataclass(frozen=True, slots=True)
class LeaveYear:
    """The reference period paid leave is taken from: its gross pay, and the working days acquired in it."""

    gross_cents: int
    acquired_days: Decimal


@dataclass(frozen=True, slots=True)
class WorkMonth:
    """One person's month: contracts, work in the civil weeks that end in it, absences, extras, the year so far.

    `terms` stand in their order. `earlier` holds the `carry` of the year's earlier payslips by their month; None: none
    is known, nothing is regularised. `absences` reach back a year; `months_before_cents` is the gross of the three
    months before, the latest first, as far as known. `withholding_rate` is per unit; None: the tax office sent none.
    `corrected` are seconds by day that were found after the month was paid.
    """

    month: date
    country: str
    currency: str
    timezone: str
    terms: tuple[Terms, ...]
    spans: tuple[TimeWindow, ...]
    grid: PayGrid
    holidays: frozenset[date]
    absences: tuple[Absence, ...] = ()
    leave: LeaveYear | None = None
    hired_on: date | None = None
    months_before_cents: tuple[int, ...] = ()
    variables: tuple[Variable, ...] = ()
    withholding_rate: Decimal | None = None
    earlier: Mapping[date, Mapping[str, str]] | None = None
    corrected: tuple[tuple[date, int], ...] = ()

    @property
    def last(self) -> date:
        return last_of_month(self.month)

    def terms_on(self, day: date) -> Terms | None:
        """The contract in force that day, else the nearest one before it, else the first."""
        begun = [terms for terms in self.terms if terms.first <= day]
        return begun[-1] if begun else next(iter(self.terms), None)

    @property
    def has_weekday(self) -> bool:
        """Whether some day from Monday to Friday of the month is under contract: a monthly salary is told by them."""
        days = (self.month + timedelta(days=n) for n in range(self.last.day))
        return any(day.weekday() < 5 and any(terms.covers(day) for terms in self.terms) for day in days)
