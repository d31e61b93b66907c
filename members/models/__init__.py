from members.models.pay import PaymentFile, PayRun, PayRunValidation, Payslip, PayslipDocument
from members.models.payroll_settings import PayrollSettings
from members.models.absences import AbsenceRequest, LeaveCredit
from members.models.pay import PayRun, Payslip
from members.models.profiles import PayrollProfile, WithholdingRate
from members.models.shares import ShareMovement, SurplusYear
from members.models.variables import PayVariable
from members.models.work import Contract, CreditedDelivery, MemberWorker, Shift, WorkRecord

__all__ = [
    "AbsenceRequest",
    "Contract",
    "CreditedDelivery",
    "LeaveCredit",
    "MemberWorker",
    "PayRun",
    "PayRunValidation",
    "PayVariable",
    "PaymentFile",
    "PayrollSettings",
    "PayrollProfile",
    "Payslip",
    "PayslipDocument",
    "ShareMovement",
    "Shift",
    "SurplusYear",
    "WithholdingRate",
    "WorkRecord",
]
