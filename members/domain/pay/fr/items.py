"""What makes up the gross of a French payslip, and what is paid or kept back after tax: each line with its article."""

from collections.abc import Iterator
from decimal import Decimal

from coopplatform.kernel.money import Money, allocate
from coopplatform.kernel.text import Sentence, _
from members.domain.absence import AbsenceKind
from members.domain.pay.fr.absence import WORKING_DAYS_A_MONTH, leave_pay
from members.domain.pay.fr.month import PayMonth
from members.domain.pay.fr.payslip import Payslip
from members.domain.pay.fr.rules import Rules
from members.domain.pay.fr.worked import Premium, Shares, cents, hours, leave_days
from members.domain.pay.statement import Item
from members.domain.pay.work_month import Extra, Variable, WorkMonth

CENTS = Decimal(100)
AWAY = {
    AbsenceKind.UNPAID: (_("Unpaid absence"), "Cass. soc. 11/02/1982, n° 80-40.359 (heures réelles du mois)"),
    AbsenceKind.SICKNESS: (_("Sickness"), "Code du travail L1226-1"),
    AbsenceKind.WORK_ACCIDENT: (_("Work accident"), "Code du travail L1226-7"),
}
PREMIUMS = {
    "sunday": (_("Sunday premium"), _("Pay grid of the charter")),
    "night": (_("Night premium"), _("Pay grid of the charter")),
    "holiday": (_("Public holiday premium"), _("Pay grid of the charter")),
    "labour_day": (_("1 May, paid twice"), "Code du travail L3133-6"),
}
GROSS_EXTRAS = {
    Extra.BONUS: (_("Bonus"), _("Decision of the co-op")),
    Extra.WORK_SHARE: (_("Work share of the surplus"), "Loi 78-763 art. 33, 3°; BOI-IS-BASE-30-40-20"),
    Extra.CORRECTION: (_("Pay of an earlier month, put right"), "Code du travail L3242-1"),
    Extra.SUPPLEMENT: (_("Supplement of the charter"), _("Pay grid of the charter")),
}
TAKEN_BACK = _("Pay of an earlier month, taken back")
NET_EXTRAS = {
    Extra.EXPENSES: (_("Expenses refunded"), 1, "CSS L242-1; arrêté du 20/12/2002"),
    Extra.BIKE_KILOMETRES: (_("Own bike, kilometres"), 1, "IDCC 16, avenant 112 du 19/04/2019"),
    Extra.ADVANCE: (_("Advance already paid"), -1, "Code du travail L3242-1, L3251-3"),
    Extra.SHARE_INSTALMENT: (_("Instalment on shares"), -1, "Loi 78-763 art. 40"),
}


def salary(month: PayMonth, slip: Payslip, shares: Shares) -> Iterator[Item]:
    """The monthly salary in full, then what is taken off it, reason by reason; together `base_salary`."""
    hourly, full = slip.pay.hourly, cents(slip.pay.hourly * month.contract_hours)
    yield Item(
        "base",
        Sentence(_("Monthly salary")),
        full,
        Sentence(
            _("%(hours)s h a week × 52 ÷ 12 × %(rate)s"),
            {"hours": _plain(month.weekly_hours), "rate": _money(hourly)},
        ),
        (_minimum_source(month, slip), "Code du travail L3242-1"),
        hours=f"{month.contract_hours:.2f}",
        rate_cents=cents(hourly),
        percent=100,
    )
    off = full - cents(slip.pay.base_salary)
    reasons = [("not_employed", _("Days outside of the contract"), "Cass. soc. 11/02/1982, n° 80-40.359")]
    weights = [shares.not_employed]
    for kind, share in shares.away.items():
        reasons.append((kind.value, *AWAY[kind]))
        weights.append(share)
    if not sum(weights):
        return
    parts = allocate(off, [int(weight * shares.weekdays) for weight in weights])
    for (code, label, source), share, part in zip(reasons, weights, parts, strict=True):
        if part:
            days = round(share * shares.weekdays)
            yield Item(
                code,
                Sentence(label),
                -part,
                Sentence(
                    _("%(days)s of the month's %(weekdays)s weekdays"),
                    {"days": days, "weekdays": shares.weekdays},
                ),
                (source,),
            )


def extra_hours(month: PayMonth, slip: Payslip, rules: Rules) -> Iterator[Item]:
    """Overtime and complementary hours; the second tier takes the rest of what was rounded as one."""
    tiers = (
        ("overtime_25", _("Overtime"), month.overtime_25_hours, "overtime_first_premium"),
        ("overtime_50", _("Overtime"), month.overtime_50_hours, "overtime_next_premium"),
        (
            "complementary_10",
            _("Complementary hours"),
            month.complementary_10_hours,
            "complementary_first_premium",
        ),
        (
            "complementary_25",
            _("Complementary hours"),
            month.complementary_25_hours,
            "complementary_next_premium",
        ),
    )
    hourly = slip.pay.hourly
    rest = {"overtime": cents(slip.pay.overtime), "complementary": cents(slip.pay.complementary)}
    for code, label, worked, row in tiers:
        family = code.partition("_")[0]
        if not worked:
            continue
        is_last = not code.endswith(("25", "10")) or not _next_tier(code, month)
        amount = rest[family] if is_last else cents(hourly * worked * (1 + rules[row]))
        rest[family] -= amount
        yield _hours_item(code, label, worked, hourly, 100 + int(rules[row] * 100), amount, rules.source(row))


def premium_items(found: list[Premium], hourly: Decimal) -> Iterator[Item]:
    for premium in found:
        label, source = PREMIUMS[premium.code]
        worked = hours(premium.seconds)
        amount = cents(hourly * worked * premium.percent / 100)
        if amount:
            yield _hours_item(premium.code, label, worked, hourly, premium.percent, amount, source)


def paid_leave(month: WorkMonth, full_salary: Decimal) -> Iterator[Item]:
    """The days away taken off and the leave paid: the better of a tenth and of the salary kept up (L3141-24)."""
    taken = leave_days(month)
    if not taken:
        return
    kept_up = cents(full_salary * taken / WORKING_DAYS_A_MONTH)
    paid, formula = kept_up, Sentence(_("salary kept up: no tenth is known yet"))
    if month.leave and month.leave.acquired_days:
        reference = Decimal(month.leave.gross_cents) / 100
        paid = cents(
            leave_pay(
                reference_gross=reference,
                monthly_gross=full_salary,
                taken=Decimal(taken),
                acquired=month.leave.acquired_days,
            )
        )
        formula = Sentence(
            _(
                "the better of %(gross)s ÷ 10 × %(taken)s ÷ %(acquired)s and of the salary kept up, %(kept_up)s"
            ),
            {
                "gross": _money(reference),
                "taken": taken,
                "acquired": _plain(month.leave.acquired_days),
                "kept_up": Money(kept_up, "EUR"),
            },
        )
    yield Item(
        "leave_away",
        Sentence(_("Paid leave, days away")),
        -kept_up,
        Sentence(
            _("%(salary)s × %(taken)s ÷ 26 working days"), {"salary": _money(full_salary), "taken": taken}
        ),
        ("Code du travail L3141-24",),
    )
    yield Item("leave", Sentence(_("Paid leave")), paid, formula, ("Code du travail L3141-24",))


def gross_extras(month: WorkMonth, *, tips_are_pay: bool) -> Iterator[Item]:
    for variable in month.variables:
        if variable.kind in GROSS_EXTRAS and variable.cents:
            label, source = GROSS_EXTRAS[variable.kind]
            yield _extra(variable, TAKEN_BACK if variable.cents < 0 else label, 1, source)
        elif variable.kind is Extra.TIPS and tips_are_pay and variable.cents:
            yield _extra(variable, _("Tips"), 1, "Code du travail L3244-1")


def net_extras(month: WorkMonth, *, tips_are_pay: bool) -> Iterator[Item]:
    for variable in month.variables:
        if variable.kind in NET_EXTRAS and variable.cents:
            label, sign, source = NET_EXTRAS[variable.kind]
            yield _extra(variable, label, sign, source)
        elif variable.kind is Extra.TIPS and not tips_are_pay and variable.cents:
            yield _extra(variable, _("Tips"), 1, "Loi 2021-1900, art. 5")


def _next_tier(code: str, month: PayMonth) -> Decimal:
    return {"overtime_25": month.overtime_50_hours, "complementary_10": month.complementary_25_hours}.get(
        code, Decimal(0)
    )


def _hours_item(
    code: str, label: str, worked: Decimal, hourly: Decimal, percent: int, amount: int, source: str
) -> Item:
    return Item(
        code,
        Sentence(label),
        amount,
        Sentence(
            _("%(hours)s h × %(rate)s × %(percent)s %%"),
            {"hours": _plain(worked), "rate": _money(hourly), "percent": percent},
        ),
        (source,),
        hours=f"{worked:.2f}",
        rate_cents=cents(hourly),
        percent=percent,
    )


def _extra(variable: Variable, label: str, sign: int, source: str) -> Item:
    formula = Sentence(variable.note.replace("%", "%%")) if variable.note else Sentence(_("as entered"))
    if variable.kind is Extra.BIKE_KILOMETRES:
        formula = Sentence(_("%(kilometres)s km at the co-op's rate"), {"kilometres": variable.quantity})
    return Item(variable.kind.value, Sentence(label), sign * variable.cents, formula, (source,))


def _minimum_source(month: PayMonth, slip: Payslip) -> str:
    """What set the hourly rate: the contract, or the minimum above it."""
    if slip.pay.hourly == month.hourly_gross:
        return _("Contract")
    if slip.pay.hourly == month.employer.conventional_hourly:
        return _("Pay grid of the charter")
    return "Code du travail L3231-2 (SMIC)"


def _plain(number: Decimal) -> str:
    return f"{round(number, 2).normalize():f}"


def _money(euros: Decimal) -> Money:
    return Money(cents(euros), "EUR")
