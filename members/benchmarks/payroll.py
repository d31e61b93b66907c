"""How many payslips a second the French engine computes on one core: contracts, hours and months all differ."""

from datetime import date
from decimal import Decimal
from time import perf_counter
from typing import Any

from members.domain.pay.fr import Employer, PayMonth, compute

FIRST_MONTH = date(2026, 1, 1)


def payroll(members: int) -> dict[str, Any]:
    """One payslip for each of `members` people, no two neighbours alike; nothing is read or stored."""
    months = [_month(number) for number in range(members)]
    begun = perf_counter()
    gross = sum((compute(month).gross for month in months), Decimal(0))
    seconds = perf_counter() - begun
    return {
        "bench": "payroll",
        "part": "engine only",
        "members": members,
        "seconds": round(seconds, 3),
        "payslips_per_second": round(members / seconds),
        "gross_euros": float(gross),
    }


def _month(number: int) -> PayMonth:
    is_part_time = number % 3 == 0
    extra = Decimal(number % 13)
    return PayMonth(
        month=FIRST_MONTH.replace(month=1 + number % 12),
        hourly_gross=Decimal("12.02") + Decimal(number % 900) / 100,
        employer=Employer(headcount=8 + number % 60, atmp_rate=Decimal("0.0208")),
        weekly_hours=Decimal(24 if is_part_time else 35),
        overtime_25_hours=Decimal(0) if is_part_time else extra,
        complementary_10_hours=min(extra, Decimal(10)) if is_part_time else Decimal(0),
        bonus=Decimal(number % 7 * 25),
        health_employee=Decimal(20),
        health_employer=Decimal(20),
    )
