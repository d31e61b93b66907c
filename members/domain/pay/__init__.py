"""What a courier earns: `compute(contract, hours, parameters)` gives a payslip's lines, each with its sum and source.

Gross pay of hours worked. Left out, and said so on the payslip: contributions, income tax and net pay, paid
leave, sickness, and the smoothing of a monthly salary (mensualisation).
"""

from members.domain.pay.gross import PayLine, PayslipDraft, compute
from members.domain.pay.hours import Contract, Hours, weeks_ending_in
from members.domain.pay.parameters import PayGrid, PayParameters, parameters_for

__all__ = [
    "Contract",
    "Hours",
    "PayGrid",
    "PayLine",
    "PayParameters",
    "PayslipDraft",
    "compute",
    "parameters_for",
    "weeks_ending_in",
]
