from members.models.pay import PayRun, Payslip
from members.models.shares import ShareMovement, SurplusYear
from members.models.variables import PayVariable
from members.models.work import Contract, CreditedDelivery, MemberWorker, Shift, WorkRecord

__all__ = [
    "Contract",
    "CreditedDelivery",
    "MemberWorker",
    "PayRun",
    "PayVariable",
    "Payslip",
    "ShareMovement",
    "Shift",
    "SurplusYear",
    "WorkRecord",
]
