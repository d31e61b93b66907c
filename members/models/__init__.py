from members.models.pay import PaymentFile, PayRun, PayRunValidation, Payslip, PayslipDocument
from members.models.payroll_settings import PayrollSettings
from members.models.shares import ShareMovement, SurplusYear
from members.models.variables import PayVariable
from members.models.work import Contract, CreditedDelivery, MemberWorker, Shift, WorkRecord

__all__ = [
    "Contract",
    "CreditedDelivery",
    "MemberWorker",
    "PayRun",
    "PayRunValidation",
    "PayVariable",
    "PaymentFile",
    "PayrollSettings",
    "Payslip",
    "PayslipDocument",
    "ShareMovement",
    "Shift",
    "SurplusYear",
    "WorkRecord",
]
