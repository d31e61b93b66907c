"""What a month of work came to for everybody together: hours by kind, leave, people, members, contracts."""

from dataclasses import dataclass
from datetime import date, timedelta

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.time import last_of_month
from members.domain.absence import AbsenceKind
from members.domain.pay.hours import premium_pieces, weeks_ending_in
from members.domain.pay.parameters import PayGrid
from members.domain.pay.payers import is_monthly
from members.models import Contract
from members.queries.absences import absences_between
from members.queries.evidence import accidents_at_work
from members.queries.hours import worked
from members.queries.shares import shares_held
from members.queries.workers import own_workers

NIGHTS_BEFORE_SUNDAYS = PayGrid(sunday_percent=1, night_percent=2)
"""Not what is paid: only so that an hour of a Sunday night is counted once, as night."""
WORKING_WEEKDAYS, EVERY_WEEKDAY = range(6), range(7)


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """Hours of the days that the month's pay covers; people, contracts and shares at the end of the month.

    Days after an accident count every day of the week, as its severity rate does; `left` had their last day in it.
    """

    logged_seconds: int
    night_seconds: int
    sunday_seconds: int
    leave_days: int
    workers: int
    permanent: int
    members: int
    left: int
    accidents: int
    accident_days: int


def month_of_work(month: date) -> MonthOfWork:
    """Of the co-op in scope. Leave counts days from Monday to Saturday."""
    here, last = cooperative_here(), last_of_month(month)
    first_paid, last_paid = (month, last) if is_monthly(here.country) else weeks_ending_in(month)
    spans = [span for person in worked(first_paid, last_paid, here.zone) for span in person.spans]
    kinds = {"": 0, "night": 0, "sunday": 0}
    for _day, seconds, kind in premium_pieces(spans, here.timezone, NIGHTS_BEFORE_SUNDAYS, frozenset()):
        kinds[kind] += seconds
    workers = set(
        own_workers().filter(joined_on__lte=last).exclude(left_on__lte=last).values_list("id", flat=True)
    )
    in_force = Contract.objects.filter(started_on__lte=last).exclude(ended_on__lte=last)
    permanent = set(in_force.filter(kind=Contract.Kind.PERMANENT).values_list("member_id", flat=True))
    holders = {member for member, (units, _cents) in shares_held(last=last).items() if units > 0}
    return MonthOfWork(
        logged_seconds=sum(kinds.values()),
        night_seconds=kinds["night"],
        sunday_seconds=kinds["sunday"],
        leave_days=_days_off(month, last, AbsenceKind.PAID_LEAVE, WORKING_WEEKDAYS),
        workers=len(workers),
        permanent=len(workers & permanent),
        members=len(workers & holders),
        left=own_workers().filter(left_on__range=(month, last)).count(),
        accidents=accidents_at_work(month, last),
        accident_days=_days_off(month, last, AbsenceKind.WORK_ACCIDENT, EVERY_WEEKDAY),
    )


def _days_off(first: date, last: date, kind: AbsenceKind, weekdays: range) -> int:
    days = 0
    for absences in absences_between(first, last).values():
        for absence in absences:
            if absence.kind is kind:
                begins, ends = max(absence.first, first), min(absence.last, last)
                length = (ends - begins).days + 1
                days += sum((begins + timedelta(n)).weekday() in weekdays for n in range(length))
    return days
