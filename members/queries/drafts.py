"""A month's payslips as they would be now, with the reasons why somebody has none."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

from cooperatives.models import Cooperative
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.time import last_of_month
from members.domain.pay import weeks_ending_in
from members.domain.pay.checks import (
    Check,
    check_statement,
    check_work,
    earlier_month_open,
    no_hours,
    no_settings,
    of_labour_law,
    refused,
)
from members.domain.pay.payers import is_monthly, payer_for, settings_for
from members.domain.pay.statement import Statement
from members.models import PayrollSettings, PayRun, Payslip
from members.queries.labour import findings
from members.queries.payroll_settings import payroll_settings
from members.queries.work_months import PersonMonth, work_months


@dataclass(slots=True)
class Drafts:
    payslips: list[Payslip] = field(default_factory=list)
    checks: list[Check] = field(default_factory=list)


def drafts(run: PayRun) -> Drafts:
    """Unsaved payslips of the run, and its checks. Raises NotAllowedNow before the first charter."""
    here = cooperative_here()
    settings = payroll_settings(run.month)
    found = Drafts()
    if settings is None and settings_for(here.country):
        found.checks.append(no_settings())
        return found
    found.checks.extend(_earlier_months(run.month, here))
    for person in work_months(run.month, here):
        for check in _draft(run, person, settings, here, found.payslips):
            found.checks.append(check)
    found.checks.extend(of_labour_law(finding) for finding in findings(*weeks_ending_in(run.month)))
    return found


def _draft(
    run: PayRun,
    person: PersonMonth,
    settings: PayrollSettings | None,
    here: Cooperative,
    payslips: list[Payslip],
) -> Iterator[Check]:
    """Adds the person's payslip to `payslips`, if there is one."""
    who: dict[str, Any] = {"member_id": str(person.member.id), "name": person.member.name}
    obstacles = list(
        check_work(
            **who,
            seconds=person.seconds,
            open_records=person.open_records,
            unconfirmed=person.unconfirmed,
            has_contract=person.month is not None,
        )
    )
    yield from obstacles
    if obstacles or person.month is None or person.contract is None:
        return
    is_due = is_monthly(here.country) and person.month.has_weekday
    if not (person.seconds or person.month.variables or is_due):
        yield no_hours(**who)
        return
    try:
        statement = payer_for(here.country)(person.month, settings.facts if settings else {})
    except DomainError as problem:
        yield refused(**who, problem=problem)
        return
    payslips.append(_payslip(run, person, statement, settings, here))
    yield from check_statement(
        **who,
        statement=statement,
        contract_seconds=_contract_seconds(person) if is_monthly(here.country) else 0,
        has_iban=bool(person.profile and person.profile.iban),
    )


def _contract_seconds(person: PersonMonth) -> int:
    """The hours the contract asks of the weeks paid, public holidays off; nothing where somebody was away."""
    assert person.contract is not None
    assert person.month is not None
    first, last = weeks_ending_in(person.month.month)
    if any(absence.first <= last and absence.last >= first for absence in person.month.absences):
        return 0
    begins = max(first, person.contract.started_on)
    days = (begins + timedelta(days=n) for n in range((last - begins).days + 1))
    asked = sum(day.weekday() < 5 and day not in person.month.holidays for day in days)
    return person.contract.weekly_seconds * asked // 5


def _payslip(
    run: PayRun,
    person: PersonMonth,
    statement: Statement,
    settings: PayrollSettings | None,
    here: Cooperative,
) -> Payslip:
    assert person.contract is not None
    withholding = statement.withholding
    return Payslip(
        run=run,
        member=person.member,
        weekly_minutes=person.contract.weekly_minutes,
        hourly_cents=person.contract.hourly_cents,
        seconds=statement.seconds,
        paid_seconds=statement.paid_seconds,
        currency=statement.currency,
        gross_cents=statement.gross_cents,
        employee_cents=statement.employee_cents,
        employer_cents=statement.employer_cents,
        net_before_tax_cents=statement.net_before_tax_cents,
        taxable_cents=statement.taxable_cents,
        net_social_cents=statement.net_social_cents,
        withheld_cents=withholding.cents if withholding else 0,
        net_paid_cents=statement.net_paid_cents,
        statement=statement.as_json(),
        facts=_facts(run.month, person, settings, here),
    )


def _facts(
    month: date, person: PersonMonth, settings: PayrollSettings | None, here: Cooperative
) -> dict[str, Any]:
    """Who employs whom, and how: what the law wants on a payslip beside the figures (R3243-1)."""
    contract, leave = person.contract, person.leave
    assert contract is not None
    return {
        "employer": {
            "name": here.name,
            "address": here.address,
            "registration_number": here.registration_number,
            "activity_code": here.activity_code,
            "agreement": settings.agreement if settings else "",
            "fund_address": settings.fund_address if settings else "",
        },
        "employee": {
            "name": person.member.name,
            "code": person.member.code,
            "address": person.profile.address_lines if person.profile else [],
            "job_title": contract.job_title,
            "grid_class": contract.grid_class,
            "contract_kind": contract.kind,
            "joined_on": person.member.joined_on.isoformat(),
        },
        "leave": None
        if leave is None
        else {
            "acquired": str(leave.acquired_days),
            "taken": str(leave.taken_days),
            "left": str(leave.left_days),
            "reference_first": leave.reference_first.isoformat(),
            "reference_last": leave.reference_last.isoformat(),
        },
        "first": month.isoformat(),
        "last": last_of_month(month).isoformat(),
        "paid_on": last_of_month(month).isoformat(),
    }


def _earlier_months(month: date, here: Cooperative) -> Iterator[Check]:
    """Computed and not approved months of the year before this one, where the year is regularised."""
    if not is_monthly(here.country):
        return
    waiting = PayRun.objects.filter(month__gte=month.replace(month=1), month__lt=month)
    for earlier in waiting.exclude(state=PayRun.State.APPROVED).order_by("month"):
        yield earlier_month_open(earlier.month)
