from members.models.absences import AbsenceRequest, LeaveCredit
from members.models.assemblies import Assembly, Attendance, Motion, RollVote
from members.models.assembly_papers import AssemblyPaper
from members.models.corrections import PayCorrection
from members.models.pay import PaymentFile, PayRun, PayRunValidation, Payslip, PayslipDocument
from members.models.payroll_settings import PayrollSettings
from members.models.profiles import PayrollProfile, WithholdingRate
from members.models.roster import (
    Availability,
    Correction,
    ShiftChange,
    SwapOffer,
    TemplatePlace,
    Waiting,
    WeekTemplate,
)
from members.models.shares import ShareMovement, SharePayment, ShareRefund, ShareRegister
from members.models.surplus import SurplusFacts, SurplusScenario, SurplusYear
from members.models.variables import PayVariable
from members.models.work import Contract, CreditedDelivery, MemberWorker, Shift, WorkBreak, WorkRecord

__all__ = [
    "AbsenceRequest",
    "Assembly",
    "AssemblyPaper",
    "Attendance",
    "Availability",
    "Contract",
    "Correction",
    "CreditedDelivery",
    "LeaveCredit",
    "MemberWorker",
    "Motion",
    "PayCorrection",
    "PayRun",
    "PayRunValidation",
    "PayVariable",
    "PaymentFile",
    "PayrollProfile",
    "PayrollSettings",
    "Payslip",
    "PayslipDocument",
    "RollVote",
    "ShareMovement",
    "SharePayment",
    "ShareRefund",
    "ShareRegister",
    "Shift",
    "ShiftChange",
    "SurplusFacts",
    "SurplusScenario",
    "SurplusYear",
    "SwapOffer",
    "TemplatePlace",
    "Waiting",
    "WeekTemplate",
    "WithholdingRate",
    "WorkBreak",
    "WorkRecord",
]
