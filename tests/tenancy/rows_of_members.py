"""What a co-op has of its members, for every route that names it."""

from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import uuid4

from cooperatives.models import BankLine
from cooperatives.services.banking import add_bank_account, import_statements
from members.domain.absence import AbsenceKind
from members.domain.availability import Kind, Window
from members.models import Contract, WorkRecord
from members.services.absences import Days, ask_absence
from members.services.availability import add_availability
from members.services.leave_credits import credit_leave
from members.services.payroll import compute_payslips
from members.services.roster import clock_out, plan_shift
from members.services.scenarios import draft_scenario
from members.services.shares import refund_shares, subscribe_shares
from members.services.swapping import offer_swap
from members.services.templates import save_template
from members.services.variables import Amount, enter_variable
from tests.conftest import PLATFORM, Cast
from tests.cooperatives.conftest import IBAN, camt, entered, movement
from tests.members.conftest import work


def a_swap(cast: Any, now: datetime) -> Any:
    """Alma offers a shift of next month."""
    begins = now + timedelta(days=30)
    shift = plan_shift(
        member_id=cast.courier_id, starts_at=begins, ends_at=begins + timedelta(hours=2), by=PLATFORM
    )
    return offer_swap(shift_id=shift.pk, member_id=cast.courier_id, by=cast.by("alma"), at=now)


def of_the_books(cast: Cast, now: datetime) -> dict[str, Any]:
    """A month's pay, an entry, and a movement at the bank."""
    assert cast.shift_id is not None
    assert cast.courier_id is not None
    by: dict[str, Any] = {"by": cast.by("theo"), "at": now}
    clock_out(shift_id=cast.shift_id, by=PLATFORM, at=now)
    worked_at = now.replace(day=1, hour=9) - timedelta(days=10)
    work(cast.courier_id, worked_at, hours=2)
    run = compute_payslips(month=worked_at.date().replace(day=1), **by)
    entry = entered(now.date(), ("512", 10_000), ("1013", -10_000), journal="BQ")
    add_bank_account(iban=IBAN, name="Crédit coopératif", account_code="512", **by)
    import_statements(content=camt(movement("10.00"), closing="110.00"), **by)
    return {
        "run_id": run.pk,
        "payslip_id": run.payslips.get().pk,
        "entry_id": entry.pk,
        "bank_line_id": BankLine.objects.get().pk,
    }


def of_the_people(cast: Cast, now: datetime) -> dict[str, Any]:
    """What Alma asked for, was credited, offers and owns; a week's usual shifts and a trial of the surplus."""
    assert cast.courier_id is not None
    next_week = Days(AbsenceKind.UNPAID, now.date() + timedelta(7), now.date() + timedelta(9))
    absence = ask_absence(member_id=cast.courier_id, days=next_week, by=cast.by("alma"), at=now)
    carried: dict[str, Any] = {
        "first": now.date(),
        "last": now.date() + timedelta(400),
        "reason": "Arrêt de mai",
    }
    credit = credit_leave(member_id=cast.courier_id, days=Decimal(5), by=cast.by("nour"), at=now, **carried)
    bonus = Amount(kind="bonus", month=now.date(), note="AG", key=uuid4(), cents=5000)
    variable = enter_variable(member_id=cast.courier_id, amount=bonus, by=cast.by("theo"), at=now)
    swap = a_swap(cast, now)
    template = save_template(
        name="Usual", monday=now.date() - timedelta(days=now.weekday()), by=PLATFORM, at=now
    )
    window = add_availability(
        member_id=cast.courier_id, window=Window(Kind.CAN, 0, 0, 60), by=cast.by("alma")
    )
    subscribe_shares(
        member_id=cast.courier_id, units=4, nominal_cents=2000, on=now.date(), by=PLATFORM, at=now
    )
    refund = refund_shares(member_id=cast.courier_id, units=1, on=now.date(), by=PLATFORM, at=now)
    scenario = draft_scenario(year=2025, name="A", choices={"work_percent": 40}, by=cast.by("theo"), at=now)
    return {
        "refund_id": refund.pk,
        "scenario_id": scenario.pk,
        "record_id": WorkRecord.objects.get(shift=cast.shift_id).pk,
        "swap_id": swap.pk,
        "template_id": template.pk,
        "availability_id": window.pk,
        "contract_id": Contract.objects.get(member=cast.courier_id).pk,
        "absence_id": absence.pk,
        "credit_id": credit.pk,
        "variable_id": variable.pk,
    }
