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
    "PayVariable",
    "PayrollProfile",
    "Payslip",
    "ShareMovement",
    "Shift",
    "SurplusYear",
    "WithholdingRate",
    "WorkRecord",
]
