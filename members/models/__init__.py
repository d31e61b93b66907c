from members.models.pay import PayRun, Payslip
from members.models.roster import (
    Availability,
    Correction,
    ShiftChange,
    SwapOffer,
    TemplatePlace,
    Waiting,
    WeekTemplate,
)
from members.models.shares import ShareMovement, SurplusYear
from members.models.variables import PayVariable
from members.models.work import Contract, CreditedDelivery, MemberWorker, Shift, WorkBreak, WorkRecord

__all__ = [
    "Availability",
    "Contract",
    "Correction",
    "CreditedDelivery",
    "MemberWorker",
    "PayRun",
    "PayVariable",
    "Payslip",
    "ShareMovement",
    "Shift",
    "ShiftChange",
    "SurplusYear",
    "SwapOffer",
    "TemplatePlace",
    "Waiting",
    "WeekTemplate",
    "WorkBreak",
    "WorkRecord",
]
