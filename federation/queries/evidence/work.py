"""W1 to W4: how people work."""

from datetime import date, timedelta
from decimal import Decimal

from federation.domain.review.deadlines import add_months
from federation.domain.review.dossier import Measured
from federation.queries.evidence.measuring import (
    CENTS,
    NO_HOURS,
    NO_MINIMUM,
    NO_PAY,
    share,
    unknown,
    year_before,
)
from members.queries.evidence import accidents_at_work, hours_worked, pay_of_period, rest_broken

REST_MONTHS = 3


def hours_are_employed(today: date) -> Measured:
    first, last = year_before(today)
    hours = hours_worked(first, last)
    return share("W1", first, last, _hours(hours.employed_seconds), _hours(hours.seconds), none=NO_HOURS)


def nobody_under_the_minimum(today: date) -> Measured:
    first, last = year_before(today)
    pay = pay_of_period(first, last)
    if not pay.payslips:
        return unknown("W2", first, last, NO_PAY)
    if pay.under_minimum is None:
        return unknown("W2", first, last, NO_MINIMUM)
    under = Decimal(pay.under_minimum)
    return Measured("W2", first, last, under, under, Decimal(pay.payslips))


def rest_and_hours(today: date) -> Measured:
    first, last = add_months(today, -REST_MONTHS), today - timedelta(days=1)
    broken, shifts = rest_broken(first, last)
    if not shifts:
        return unknown("W3", first, last, NO_HOURS)
    per_thousand = (Decimal(broken) * 1000 / shifts).quantize(CENTS)
    return Measured("W3", first, last, per_thousand, Decimal(broken), Decimal(shifts))


def safety(today: date) -> Measured:
    first, last = year_before(today)
    accidents, hours = accidents_at_work(first, last), _hours(hours_worked(first, last).seconds)
    if not hours:
        return unknown("W4", first, last, NO_HOURS)
    return Measured(
        "W4", first, last, (Decimal(accidents) * 1_000_000 / hours).quantize(CENTS), Decimal(accidents), hours
    )


def _hours(seconds: int) -> Decimal:
    return (Decimal(seconds) / 3600).quantize(CENTS)


SOURCES = (hours_are_employed, nobody_under_the_minimum, rest_and_hours, safety)
