"""What a review asks of people, contracts, hours and pay: sums only, nobody's own."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Exists, F, Max, Min, OuterRef, Q, QuerySet, Sum

from cooperatives.queries.here import cooperative_here
from members.domain.absence import AbsenceKind
from members.domain.labour import Code
from members.domain.pay.parameters import MINIMUM_WAGES, MinimumWage
from members.models import AbsenceRequest, Contract, Payslip, Shift, WorkRecord
from members.queries.days import day_window
from members.queries.labour import findings
from members.queries.workers import own_workers, own_workers_between


@dataclass(frozen=True, slots=True)
class HoursWorked:
    """Paid seconds of a period, and those of them on days with a contract in force."""

    seconds: int
    employed_seconds: int


@dataclass(frozen=True, slots=True)
class PayOfPeriod:
    """Payslips issued for months of a period, how many are under the minimum of their month, and their cost in cents.

    `under_minimum` is None where the country's minimum is not in the platform's table.
    """

    payslips: int
    under_minimum: int | None
    cost_cents: int


def senior_workers(joined_until: date, on: date) -> set[UUID]:
    """Who works here on a day and has since another."""
    there = own_workers().filter(joined_on__lte=joined_until).exclude(left_on__lt=on)
    return set(there.values_list("id", flat=True))


def employed_on(day: date) -> set[UUID]:
    """Who has a contract in force on a day."""
    return set(_in_force(day).values_list("member_id", flat=True))


def wages_of_contracts(day: date) -> tuple[int, int] | None:
    """The lowest and the highest hourly wage of the contracts in force, in cents; None without any."""
    found = _in_force(day).aggregate(least=Min("hourly_cents"), most=Max("hourly_cents"))
    return None if found["least"] is None else (found["least"], found["most"])


def hours_worked(first: date, last: date) -> HoursWorked:
    """Of the records of a period that are over, but those of guests. One query."""
    covering = Contract.objects.filter(
        Q(ended_on__isnull=True) | Q(ended_on__gte=OuterRef("worked_on")),
        member=OuterRef("member"),
        started_on__lte=OuterRef("worked_on"),
    )
    own = WorkRecord.objects.filter(member__lent_by="")
    records = own.filter(worked_on__range=(first, last), ended_at__isnull=False)
    sums = records.annotate(is_employed=Exists(covering)).aggregate(
        seconds=Sum("paid_seconds", default=0),
        employed=Sum("paid_seconds", filter=Q(is_employed=True), default=0),
    )
    return HoursWorked(sums["seconds"], sums["employed"])


def pay_of_period(first: date, last: date) -> PayOfPeriod:
    """Of the issued payslips of months from `first` to `last`."""
    slips = Payslip.objects.filter(run__month__range=(first.replace(day=1), last), issued_at__isnull=False)
    sums = slips.aggregate(count=Count("id"), cost=Sum(F("gross_cents") + F("employer_cents"), default=0))
    wages = MINIMUM_WAGES.get(cooperative_here().country)
    under = None
    if wages is not None:
        rows = slips.filter(paid_seconds__gt=0).values_list("run__month", "gross_cents", "paid_seconds")
        under = sum(_is_under(month, gross, seconds, wages) for month, gross, seconds in rows)
    return PayOfPeriod(sums["count"], under, sums["cost"])


def rest_broken(first: date, last: date) -> tuple[int, int]:
    """How often daily rest was too short or a week too long, and how many shifts were worked."""
    broken = [one for one in findings(first, last) if one.code in (Code.DAILY_REST, Code.WEEK_MAX)]
    window = day_window(first, last, cooperative_here().zone)
    worked = Shift.objects.filter(clocked_in_at__gte=window.after, clocked_in_at__lt=window.before)
    return len(broken), worked.count()


def accidents_at_work(first: date, last: date) -> int:
    """Approved absences for an accident at work that began in a period."""
    return AbsenceRequest.objects.filter(
        kind=AbsenceKind.WORK_ACCIDENT, state=AbsenceRequest.State.APPROVED, first__range=(first, last)
    ).count()


def leavers(first: date, last: date) -> tuple[int, int, int]:
    """How many left in a period, and how many were there on its first and on its last day."""
    left = own_workers().filter(left_on__range=(first, last)).count()
    return left, _headcount(first), _headcount(last)


def _headcount(day: date) -> int:
    return own_workers_between(day, day).count()


def _in_force(day: date) -> QuerySet[Contract]:
    return Contract.objects.filter(Q(ended_on__isnull=True) | Q(ended_on__gte=day), started_on__lte=day)


def _is_under(month: date, gross_cents: int, paid_seconds: int, wages: tuple[MinimumWage, ...]) -> bool:
    """Whether a month's gross per paid hour is under its minimum, to the cent."""
    in_force = [wage for wage in wages if wage.since <= month]
    return bool(in_force) and -(-gross_cents * 3600 // paid_seconds) < in_force[-1].hourly_cents
