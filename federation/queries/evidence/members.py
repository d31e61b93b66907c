"""M1, M2, W6: who is a member, who controls, who stays."""

from datetime import date
from decimal import Decimal

from federation.domain.review.deadlines import add_months
from federation.domain.review.dossier import Measured
from federation.queries.evidence.measuring import NO_SHARES, NO_WORKERS, share, year_before
from members.queries.evidence import employed_on, leavers, senior_workers
from members.queries.shares import shares_held


def workers_are_members(today: date) -> Measured:
    held = {member for member, (units, _cents) in shares_held(last=today).items() if units > 0}
    senior = senior_workers(add_months(today, -12), today)
    return share("M1", today, today, len(held & senior), len(senior), none=NO_WORKERS)


def workers_control(today: date) -> Measured:
    held = shares_held(last=today)
    employed = employed_on(today)
    own = sum(cents for member, (_units, cents) in held.items() if member in employed)
    return share("M2", today, today, own, sum(cents for _units, cents in held.values()), none=NO_SHARES)


def people_stay(today: date) -> Measured:
    first, last = year_before(today)
    left, at_first, at_last = leavers(first, last)
    return share("W6", first, last, left, Decimal(at_first + at_last) / 2, none=NO_WORKERS)


SOURCES = (workers_are_members, workers_control, people_stay)
