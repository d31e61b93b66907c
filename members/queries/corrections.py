"""Corrections of issued payslips: what a month pays of them, and what each payslip had."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from members.domain.pay.work_month import Extra, Variable
from members.models import PayCorrection


def corrections_paid_in(month: date) -> dict[UUID, list[Variable]]:
    """By member, each correction as two amounts: the pay as it was taken back, and as it should have been."""
    found: dict[UUID, list[Variable]] = defaultdict(list)
    rows = PayCorrection.objects.filter(month=month).select_related("payslip", "payslip__run")
    for row in rows.defer("payslip__statement", "payslip__facts", "payslip__run__checks").order_by(
        "entered_at"
    ):
        paid = f"{row.payslip.run.month:%m/%Y}"
        hours = f"{row.seconds / 3600:+.2f} h"
        found[row.payslip.member_id] += [
            Variable(Extra.CORRECTION, -row.before_cents, note=paid),
            Variable(
                Extra.CORRECTION,
                row.after_cents,
                note=f"{paid}, {hours} ({row.worked_on:%d/%m}): {row.reason}",
            ),
        ]
    return found


def corrections_of(payslip_id: UUID) -> list[PayCorrection]:
    """What was put right of a payslip, the oldest first."""
    return list(PayCorrection.objects.filter(payslip=payslip_id).order_by("entered_at"))
