"""It is paid out as wages."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from coopplatform.contracts.event import Event


@dataclass(frozen=True, kw_only=True)
class PayRunComputed(Event):
    pay_run_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class PayslipIssued(Event):
    payslip_id: UUID
    pay_run_id: UUID
    courier_id: UUID
    gross_cents: int

    def ledger_key(self) -> str:
        return f"pay_run:{self.pay_run_id}"


@dataclass(frozen=True, kw_only=True)
class PayRunApproved(Event):
    """Its payslips are issued; their documents follow."""

    pay_run_id: UUID
    month: date


@dataclass(frozen=True, kw_only=True)
class PayRunValidated(Event):
    """A payroll professional stands for the run: its payslips are no projection any more."""

    pay_run_id: UUID


@dataclass(frozen=True, kw_only=True)
class PayCorrected(Event):
    """Hours of an issued payslip were put right; a later run settles them."""

    correction_id: UUID
    payslip_id: UUID
    courier_id: UUID


@dataclass(frozen=True, kw_only=True)
class PaymentFileMade(Event):
    pay_run_id: UUID
    total_cents: int


@dataclass(frozen=True, kw_only=True)
class PayrollSettingsEntered(Event):
    settings_id: UUID
    month: date
