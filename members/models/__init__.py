from members.models.pay import PayRun, Payslip
from members.models.shares import ShareMovement, SurplusYear
from members.models.work import Contract, CreditedDelivery, MemberWorker, Shift, WorkRecord

__all__ = [
    "Contract",
    "CreditedDelivery",
    "MemberWorker",
    "PayRun",
    "Payslip",
    "ShareMovement",
    "Shift",
    "SurplusYear",
    "WorkRecord",
]
