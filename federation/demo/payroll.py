"""What pay stands on in the demo's French co-op: contracts, settings, rates, days away, what a month holds besides."""

from datetime import date, datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from cooperatives.domain.roles import Role
from coopplatform.kernel.time import last_of_month
from federation.demo.founded import Founded
from federation.demo.scop import PERMANENT, Besides, Employer, Hired, iban, on
from members.domain.absence import AbsenceKind
from members.domain.contracts import Terms
from members.services.absences import Days, approve_absence, ask_absence, enter_absence
from members.services.pay_validation import validate_run
from members.services.payment_files import make_payment_file
from members.services.payroll import approve_run, compute_payslips
from members.services.payroll_settings import enter_payroll_settings
from members.services.profiles import Particulars, enter_withholding_rate, save_profile
from members.services.provisioning import book_leave_provision
from members.services.variables import Amount, approve_variable, ask_variable, enter_variable

TOWN = ("06240", "Beausoleil", "FR")
COMPUTED_ON, APPROVED_ON, PAID_ON, CHECKED_ON = 3, 4, 5, 12
"""Days of the month after the one that is paid."""
WEEK = timedelta(days=7)
KILOMETRES_TO_DECIDE = 64


def terms_of(person: Hired, started_on: date) -> Terms:
    """The contract of somebody of the French co-op."""
    return Terms(
        PERMANENT,
        person.weekly_hours * 60,
        person.hourly_cents,
        started_on,
        job_title=person.job_title,
        grid_class=person.grid_class,
        short_hours_reason=person.short_hours_reason,
    )


def set_up_payroll(founded: Founded, employer: Employer) -> None:
    """The employer's settings, and everyone's address, account and tax rate, from the first day on."""
    admin, at = founded.by(Role.COOP_ADMIN), founded.moment(founded.founded_on)
    enter_payroll_settings(
        valid_from=founded.founded_on,
        facts=employer.facts,
        agreement=employer.agreement,
        fund_address=employer.fund_address,
        iban=employer.iban,
        by=admin,
        at=at,
    )
    for number, (login, member_id) in enumerate(founded.members.items(), start=101):
        person = employer.hired(login)
        particulars = Particulars(person.street, *TOWN, iban(number))
        save_profile(member_id=member_id, particulars=particulars, by=admin, at=at)
        if person.rate_points is not None:
            enter_withholding_rate(
                member_id=member_id,
                since=founded.founded_on,
                basis_points=person.rate_points,
                source="DGFiP, CRM",
                by=admin,
                at=at,
            )


def days_away(founded: Founded, employer: Employer, year: int, at: datetime) -> None:
    """The year's absences that are known by now: granted a few days after they were asked for, or handed in."""
    admin = founded.by(Role.COOP_ADMIN)
    for away in employer.away:
        told = founded.moment(on(year, away.told))
        if away.login not in founded.members or told > at:
            continue
        days = Days(away.kind, on(year, away.first), on(year, away.last), away.note)
        member_id = founded.members[away.login]
        if away.kind == AbsenceKind.SICKNESS:
            enter_absence(member_id=member_id, days=days, by=admin, at=told)
            continue
        asked = ask_absence(member_id=member_id, days=days, by=founded.person(away.login), at=told)
        if told + WEEK <= at:
            approve_absence(absence_id=asked.pk, by=admin, at=told + WEEK)


def to_decide(founded: Founded, at: datetime) -> None:
    """What waits for a decision today: a week of leave in a month, and kilometres; another week is granted."""
    today = at.astimezone(founded.zone).date()
    monday, asked_at = today - timedelta(days=today.weekday()), at - timedelta(days=1)
    *_others, first, second = founded.members
    for login, weeks, is_granted in ((first, 3, True), (second, 4, False)):
        days = Days(AbsenceKind.PAID_LEAVE, monday + weeks * WEEK, monday + weeks * WEEK + timedelta(days=5))
        by, member_id = founded.person(login), founded.members[login]
        asked = ask_absence(member_id=member_id, days=days, by=by, at=asked_at)
        if is_granted:
            approve_absence(absence_id=asked.pk, by=founded.by(Role.COOP_ADMIN), at=at)
    kilometres = Amount(
        "bike_km",
        today.replace(day=1),
        "Vélo personnel, remplacement du vendredi",
        _key(founded, f"to decide {today}"),
        kilometres=KILOMETRES_TO_DECIDE,
    )
    ask_variable(member_id=founded.members[first], amount=kilometres, by=founded.person(first), at=asked_at)


def besides_of(founded: Founded, employer: Employer, month: date, at: datetime) -> None:
    """What the month's pay holds beside hours, entered by the treasurer or asked for by the member."""
    for extra in employer.besides:
        if extra.month == month.month and extra.login in founded.members:
            _enter(founded, extra, month, min(at, founded.moment(last_of_month(month))))


def _enter(founded: Founded, extra: Besides, month: date, at: datetime) -> None:
    member_id, is_distance = founded.members[extra.login], extra.kind == "bike_km"
    amount = Amount(
        extra.kind,
        month,
        extra.note,
        _key(founded, f"{month} {extra.login} {extra.kind}"),
        cents=0 if is_distance else extra.amount,
        kilometres=extra.amount if is_distance else 0,
    )
    if extra.is_asked:
        asked = ask_variable(member_id=member_id, amount=amount, by=founded.person(extra.login), at=at)
        approve_variable(variable_id=asked.pk, by=founded.by(Role.TREASURER), at=at)
    else:
        enter_variable(member_id=member_id, amount=amount, by=founded.by(Role.TREASURER), at=at)


def pay_month(founded: Founded, month: date, at: datetime) -> None:
    """Computed by one, approved by another; in France with leave provided for, a bank file, a professional."""
    after = last_of_month(month)
    treasurer, admin = founded.by(Role.TREASURER), founded.by(Role.COOP_ADMIN)
    computed_at, approved_at, checked_at = (
        founded.moment(after + timedelta(days=day)) for day in (COMPUTED_ON, APPROVED_ON, CHECKED_ON)
    )
    run = compute_payslips(month=month, by=treasurer, at=min(at, computed_at))
    approve_run(run_id=run.pk, by=admin, at=min(at, approved_at))
    employer = founded.plan.employer
    if employer is None:
        return
    book_leave_provision(run_id=run.pk, by=treasurer, at=min(at, approved_at))
    if approved_at <= at:
        paid_on = after + timedelta(days=PAID_ON)
        make_payment_file(run_id=run.pk, execution_on=paid_on, by=treasurer, at=approved_at)
    if checked_at + 4 * WEEK <= at:
        validate_run(run_id=run.pk, professional=employer.professional, by=admin, at=checked_at)


def _key(founded: Founded, words: str) -> UUID:
    return uuid5(NAMESPACE_URL, f"{founded.plan.slug} {words}")
