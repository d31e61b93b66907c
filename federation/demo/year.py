"""The running year of a demo co-op until today, month by month in the order things happened: work, sales, pay, bank."""

from collections.abc import Callable, Iterator
from datetime import date, datetime, timedelta

from cooperatives.domain.roles import Role
from cooperatives.services.closing import close_year
from coopplatform.kernel.time import TimeWindow, last_of_month
from federation.demo import bank, invoicing, trade
from federation.demo.founded import Founded
from federation.demo.hours import weeks_of
from federation.demo.payroll import besides_of, days_away, pay_month
from federation.demo.scop import Employer
from members.queries.absences import absences_between
from members.queries.hours import records_of
from members.services.surplus import adopt_allocation
from members.services.timesheets import enter_timesheet

CLOSED_ON, SHARED_ON = (3, 12), (5, 22)
"""Month and day: when the books of the year before are closed, and when the assembly shares its surplus."""

PlayMonth = Callable[[date], None]


def months(first: date, last: date) -> Iterator[date]:
    """The first days of the months of a span."""
    month = first.replace(day=1)
    while month <= last:
        yield month
        month = last_of_month(month) + timedelta(days=1)


def close_and_share(founded: Founded, year: int, at: datetime) -> None:
    """The books are closed in the next year's March and the surplus shared in its May, or today if that is sooner."""
    close_former(founded, year, at)
    share_former(founded, year, at)


def close_former(founded: Founded, year: int, at: datetime) -> None:
    closed_at = min(at, founded.moment(date(year + 1, *CLOSED_ON)))
    close_year(year=year, by=founded.by(Role.TREASURER), at=closed_at)


def share_former(founded: Founded, year: int, at: datetime) -> None:
    """As the assembly decided."""
    shared_at = min(at, founded.moment(date(year + 1, *SHARED_ON)))
    adopt_allocation(year=year, by=founded.by(Role.COOP_ADMIN), at=shared_at)


def work_until(founded: Founded, employer: Employer, first: date, last: date, at: datetime) -> None:
    """Everyone's timesheets of these days, without those they were away and beside what the platform recorded."""
    away = absences_between(first, last)
    for login, member_id in founded.members.items():
        played = [
            TimeWindow(record.started_at, record.ended_at)
            for record in records_of(member_id, first, last, founded.zone)
            if record.ended_at is not None
        ]
        worked = weeks_of(
            employer.hired(login),
            first,
            last,
            zone=founded.zone,
            away=away.get(member_id, ()),
            played=played,
        )
        enter_timesheet(member_id=member_id, worked=worked, by=founded.by(Role.DISPATCHER), at=at)


def live_month(founded: Founded, employer: Employer, month: date, at: datetime) -> None:
    """All that the month brings beside deliveries: invoices, VAT, the bank's statement, and its pay once it is over."""
    today = at.astimezone(founded.zone).date()
    last = min(last_of_month(month), today)
    trade.purchases(founded, employer, month, last, at)
    trade.wear_and_loan(founded, month, last, at)
    bank.statement_of(founded, employer, month, at)
    if last_of_month(month) >= today:
        return
    trade.sales(founded, employer, month, at)
    invoicing.issue_month(founded, month, at)
    trade.declare(founded, month, at)
    besides_of(founded, employer, month, at)
    pay_month(founded, month, at)


def live_until(
    founded: Founded, employer: Employer, at: datetime, *, played_from: date, play: PlayMonth
) -> None:
    """The year of a co-op with an employer, today included; from `played_from` on its months are played.

    The year before is closed when January begins, and shared out in its month or, early in a year, at the end.
    """
    today = at.astimezone(founded.zone).date()
    year, shared = today.year, False
    invoicing.set_up_invoicing(founded, at)
    days_away(founded, employer, year, at)
    begins = min(date(year, 1, 1), played_from)
    before = played_from - timedelta(days=1)
    if before >= begins:
        work_until(founded, employer, begins, before, at)
    for month in months(begins, today):
        if month == date(year, 1, 1):
            close_former(founded, year - 1, at)
        if month.month == SHARED_ON[0] and month.year == year:
            share_former(founded, year - 1, at)
            shared = True
        if month >= played_from:
            play(month)
            yesterday = min(last_of_month(month), today - timedelta(days=1))
            work_until(founded, employer, month, yesterday, at)
        if month.year == year:
            live_month(founded, employer, month, at)
        else:
            pay_month(founded, month, at)
    if not shared:
        share_former(founded, year - 1, at)
    invoicing.collect(founded, at)
