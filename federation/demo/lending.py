"""La Roue Libre lends shifts to La Petite Reine for a festival: one is ridden and paid, Alma is asked for another."""

from datetime import datetime, timedelta

from django.utils import timezone

from cooperatives.domain.roles import Role
from cooperatives.models import User
from cooperatives.queries.access import account
from cooperatives.queries.here import inside
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.time import TimeWindow
from federation.demo.cast import MONACO
from federation.demo.founding import PLATFORM
from federation.demo.neighbours import GRENOBLE
from federation.demo.people import home
from federation.domain.means.terms import Kind, Limits, Tariff, Terms
from federation.models import Grant, Loan
from federation.queries.means.loans import own_couriers
from federation.services.means.borrowing import report_guest, take_loan
from federation.services.means.granting import accept_grant, offer_grant
from federation.services.means.lending import answer_loan, ask_to_lend, settle_loan
from members.models import MemberWorker, WorkRecord
from members.queries.pay import hourly_cost_of
from members.services.records import confirm_record
from members.services.roster import clock_in, clock_out

ASKED = MONACO.person(Role.COURIER).email
"""Alma, whom a visitor plays."""
SHIFT = timedelta(hours=4)
USUAL_COST_CENTS = 19_00


def lend_a_hand(*, at: datetime) -> None:
    """A grant of three months; a shift of last week to its end, and a request that waits for Alma's word."""
    long_ago = at - timedelta(days=15)
    with inside(home(MONACO.slug)):
        couriers = own_couriers(at)
    others = [one for one in couriers if one.user.email != ASKED]
    grant = _granted(couriers, long_ago)
    loan = _first_that_fits(grant, others, range(-6, 0), at, asked_at=long_ago)
    if loan is not None:
        _ridden(loan, long_ago)
    _first_that_fits(
        grant, [one for one in couriers if one.user.email == ASKED], range(3, 12), at, asked_at=at
    )


def _granted(couriers: list[MemberWorker], at: datetime) -> Grant:
    """At what the cheapest courier costs: nobody is lent above cost."""
    today = timezone.localdate(at)
    with inside(home(MONACO.slug)):
        cost = min((hourly_cost_of(one.pk) or USUAL_COST_CENTS for one in couriers), default=USUAL_COST_CENTS)
        terms = Terms(
            kind=Kind.LEND,
            giver=MONACO.slug,
            taker=GRENOBLE.slug,
            valid_from=today,
            valid_until=today + timedelta(days=90),
            purpose="Des renforts pour le festival, les soirs où La Petite Reine est trop peu nombreuse.",
            currency=MONACO.currency,
            limits=Limits(minutes=40 * 60, daily_minutes=10 * 60),
            tariff=Tariff(cents_per_hour=cost, cost_cents_per_hour=cost),
        )
        grant = offer_grant(terms=terms, by=_by(MONACO.person(Role.COOP_ADMIN).email), at=at)
    with inside(home(GRENOBLE.slug)):
        accept_grant(grant_id=grant.pk, sha256=grant.sha256, by=_by(GRENOBLE.people[0].email), at=at)
    return grant


def _first_that_fits(
    grant: Grant, couriers: list[MemberWorker], days: range, at: datetime, *, asked_at: datetime
) -> Loan | None:
    """An evening that somebody's roster and rest leave free; None where there is none."""
    by = _by(MONACO.person(Role.DISPATCHER).email)
    evening = timezone.localtime(at).replace(hour=18, minute=0, second=0, microsecond=0)
    with inside(home(MONACO.slug)):
        for day in days:
            window = TimeWindow(evening + timedelta(days=day), evening + timedelta(days=day) + SHIFT)
            for courier in couriers:
                try:
                    return ask_to_lend(
                        grant_id=grant.pk, member_id=courier.pk, window=window, by=by, at=asked_at
                    )
                except DomainError:
                    continue
    return None


def _ridden(loan: Loan, at: datetime) -> None:
    """Agreed, taken on, ridden as planned; told and settled the next morning."""
    user, over = loan.member.user, loan.ends_at + timedelta(hours=10)
    with inside(home(MONACO.slug)):
        agreed = answer_loan(loan_id=loan.pk, agrees=True, user_id=user.pk, by=Actor.person(user.pk), at=at)
    assert agreed.use is not None
    with inside(home(GRENOBLE.slug)):
        planner = _by(GRENOBLE.people[0].email)
        found = take_loan(use_id=agreed.use, by=planner, at=at)
        clock_in(shift_id=found.shift, by=Actor.person(user.pk), at=loan.starts_at)
        clock_out(shift_id=found.shift, by=Actor.person(user.pk), at=loan.ends_at)
        confirm_record(record_id=WorkRecord.objects.get(shift=found.shift).pk, by=planner, at=over)
        report_guest(guest_shift_id=found.pk, by=PLATFORM, at=over)
    with inside(home(MONACO.slug)):
        try:
            settle_loan(loan_id=loan.pk, by=PLATFORM, at=over)
        except DomainError:
            return  # the pay of its month is approved: the page says that its hours wait


def _by(email: str) -> Actor:
    found: User | None = account(email)
    assert found is not None
    return Actor.person(found.pk)
