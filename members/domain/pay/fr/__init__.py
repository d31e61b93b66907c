"""France: from hours to net pay and employer cost, by a dated table (`table`) and one file of formulas (`formulas`)."""

from members.domain.pay.fr.formulas import compute
from members.domain.pay.fr.month import Employer, PayMonth, YearSoFar
from members.domain.pay.fr.payslip import Line, Pay, Payslip
from members.domain.pay.fr.rules import Rules, rules_for

__all__ = ["Employer", "Line", "Pay", "PayMonth", "Payslip", "Rules", "YearSoFar", "compute", "rules_for"]
