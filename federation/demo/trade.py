"""What the demo's French co-op sells and buys beside the platform's deliveries, month by month, with VAT."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, timedelta
from fractions import Fraction

from cooperatives.domain.ledger import DraftLine
from cooperatives.domain.roles import Role
from cooperatives.domain.vat import period
from cooperatives.services.accounts import name_third_party
from cooperatives.services.banking import add_bank_account
from cooperatives.services.entering import enter_entry
from cooperatives.services.vat import declare_vat
from coopplatform.kernel.money import half_up
from coopplatform.kernel.time import last_of_month
from deliveries.domain.pricing.vat import vat_rate
from federation.demo.founded import Founded
from federation.demo.scop import Customer, Employer, Supplier

BANK, CUSTOMERS, SUPPLIERS, SALES = "512", "411", "401", "706"
VAT_COLLECTED, VAT_DEDUCTIBLE, VAT_ON_BIKES, VAT_DUE = "44571", "44566", "44562", "44551"
BIKES, BIKES_WORN, WEAR, LOAN, INTEREST = "2182", "28182", "6811", "164", "661"
WAGES, CONTRIBUTIONS = "6411", "6451"
LENDER, LENDER_NAME = "F-PRET", "Banque de l’Exemple, prêt vélos"
BIKES_CENTS, YEARS_OF_WEAR = 3_120_000, 4
LOAN_CENTS, MONTHS_OF_LOAN, YEARLY_INTEREST = 3_600_000, 60, Fraction(32, 1000)
LOAN_DAY = 10
DECLARED_AFTER = timedelta(days=18)
FORMER_SALES, FORMER_WAGES, FORMER_CONTRIBUTIONS = 1.04, 1_640_000, 340_000
"""Of the year kept elsewhere: sales as a share of a usual month, and what work cost a month in cents."""
LEAVE_DAYS, DAYS_A_MONTH, CHARGE_ON_LEAVE = 30, 26, Fraction(21, 100)
"""Working days of leave each was owed at its end, those of a month, and what the co-op pays on top."""


def open_the_books(founded: Founded, employer: Employer) -> None:
    """The bank account, and the names of those who buy and sell."""
    by, at = founded.by(Role.TREASURER), founded.moment(founded.founded_on)
    add_bank_account(iban=employer.iban, name=employer.bank, account_code=BANK, by=by, at=at)
    parties = {customer.code: customer.name for customer in employer.customers}
    for code, name in (parties | {LENDER: LENDER_NAME}).items():
        name_third_party(code=code, name=name, by=by, at=at)
    for one in employer.suppliers:
        country = founded.plan.country
        name_third_party(code=one.code, name=one.name, country=country, postcode=one.postcode, by=by, at=at)


def former_books(
    founded: Founded, employer: Employer, year: int, at: datetime, *, paid_by_run_from: date
) -> None:
    """A year kept elsewhere, as its monthly sums: bikes on credit, sales, purchases, work; its VAT declared."""
    first = date(year, 1, 1)
    _enter(founded, at, first, "BQ", "Prêt vélos", "PRET-1", [_on(BANK, LOAN_CENTS), _on(LOAN, -LOAN_CENTS)])
    tax = _vat(founded, BIKES_CENTS, first)
    bought = [_on(BIKES, BIKES_CENTS), _on(VAT_ON_BIKES, tax), _on(BANK, -BIKES_CENTS - tax)]
    _enter(founded, at, date(year, 1, 15), "BQ", "Sept vélos-cargos", "FV-2201", bought)
    for month in _months(year):
        last = last_of_month(month)
        for customer in employer.customers:
            net = half_up(
                Fraction(customer.cents) * Fraction(FORMER_SALES * employer.season[month.month - 1])
            )
            tax = _vat(founded, net, last)
            lines = [_on(BANK, net + tax), _on(SALES, -net, "", customer.activity), _on(VAT_COLLECTED, -tax)]
            _enter(
                founded, at, last, "BQ", f"Tournées {customer.name}", f"{customer.code}-{month:%Y-%m}", lines
            )
        if month < paid_by_run_from:
            lines = [_on(WAGES, FORMER_WAGES), _on(CONTRIBUTIONS, FORMER_CONTRIBUTIONS)]
            lines.append(_on(BANK, -FORMER_WAGES - FORMER_CONTRIBUTIONS))
            label = f"Salaires et cotisations {month:%m/%Y}"
            _enter(founded, at, last, "BQ", label, f"PAIE-{month:%Y-%m}", lines)
        purchases(founded, employer, month, last, at, paid=True)
        wear_and_loan(founded, month, last, at, paid=True)
        declared = declare_vat(
            period=period(f"{month:%Y-%m}"),
            by=founded.by(Role.TREASURER),
            at=min(at, founded.moment(last + DECLARED_AFTER)),
        )
        due = -sum(line.amount_cents for line in declared.lines.filter(account__code=VAT_DUE))
        if due and month.month < 12:
            lines = [_on(VAT_DUE, due), _on(BANK, -due)]
            paid_on = last + timedelta(days=24)
            _enter(founded, at, paid_on, "BQ", f"TVA {month:%m/%Y}", f"TVA-{month:%Y-%m}", lines)
    _leave_owed(founded, employer, year, at)


def _leave_owed(founded: Founded, employer: Employer, year: int, at: datetime) -> None:
    """At the year's end: a whole year's leave of everyone, with what the co-op pays on it."""
    hired = [employer.hired(login) for login in founded.members]
    monthly = Fraction(sum(person.hourly_cents * person.weekly_hours for person in hired) * 52, 12)
    leave = half_up(monthly * LEAVE_DAYS / DAYS_A_MONTH)
    charge = half_up(leave * CHARGE_ON_LEAVE)
    lines = [
        _on("6412", leave),
        _on("4282", -leave),
        _on("6458", charge),
        _on("4382", -charge),
    ]
    last = date(year, 12, 31)
    _enter(founded, at, last, "OD", f"Congés à payer au {last:%d/%m/%Y}", f"CP-{year}", lines)


def sales(founded: Founded, employer: Employer, month: date, at: datetime) -> None:
    """The month's invoices of rounds sold by the month."""
    last = last_of_month(month)
    for customer in employer.customers:
        net = _net(customer, employer, month)
        tax = _vat(founded, net, last)
        number = f"{month:%Y-%m}-{customer.code}"
        lines = [
            _on(CUSTOMERS, net + tax, customer.code),
            _on(SALES, -net, "", customer.activity),
            _on(VAT_COLLECTED, -tax),
        ]
        _enter(founded, at, last, "VE", f"Tournées de {month:%m/%Y}, {customer.name}", number, lines)


def purchases(
    founded: Founded, employer: Employer, month: date, last: date, at: datetime, *, paid: bool = False
) -> None:
    """The month's invoices up to a day; `paid` by bank at once where no statement tells of it."""
    chance = random.Random(f"{founded.plan.slug} {month} purchases")
    for supplier in employer.suppliers:
        net = _swung(supplier, chance)
        day = month.replace(day=supplier.day)
        if day > last:
            continue
        tax = _vat(founded, net, day) if supplier.is_taxed else 0
        owed = _on(BANK, -net - tax) if paid else _on(SUPPLIERS, -net - tax, supplier.code)
        lines = [_on(supplier.account, net, "", supplier.section), owed]
        lines += [_on(VAT_DEDUCTIBLE, tax)] if tax else []
        number = f"{supplier.code.removeprefix('F-')}-{month:%y%m}"
        journal = "BQ" if paid else "AC"
        _enter(founded, at, day, journal, f"{supplier.what}, {supplier.name}", number, lines)


def wear_and_loan(founded: Founded, month: date, last: date, at: datetime, *, paid: bool = False) -> None:
    """An instalment of the loan, and at the month's end what bikes lose in it."""
    day, principal = month.replace(day=LOAN_DAY), LOAN_CENTS // MONTHS_OF_LOAN
    if day > last:
        return
    passed = (month.year - founded.founded_on.year) * 12 + month.month - 1
    interest = half_up((LOAN_CENTS - passed * principal) * YEARLY_INTEREST / 12)
    owed = _on(BANK, -principal - interest) if paid else _on(SUPPLIERS, -principal - interest, LENDER)
    lines = [_on(LOAN, principal), _on(INTEREST, interest), owed]
    journal = "BQ" if paid else "AC"
    _enter(founded, at, day, journal, "Échéance du prêt vélos", f"PRET-{month:%Y-%m}", lines)
    if last == last_of_month(month):
        worn = BIKES_CENTS // YEARS_OF_WEAR // 12
        lines = [_on(WEAR, worn), _on(BIKES_WORN, -worn)]
        _enter(founded, at, last, "OD", "Amortissement des vélos", f"AMORT-{month:%Y-%m}", lines)


def declare(founded: Founded, month: date, at: datetime) -> None:
    """The month's VAT, once its day has come."""
    declared_at = founded.moment(last_of_month(month) + DECLARED_AFTER)
    if declared_at <= at:
        declare_vat(period=period(f"{month:%Y-%m}"), by=founded.by(Role.TREASURER), at=declared_at)


def _months(year: int) -> Iterator[date]:
    return (date(year, month, 1) for month in range(1, 13))


def _net(customer: Customer, employer: Employer, month: date) -> int:
    chance = random.Random(f"{customer.code} {month}")
    factor = employer.season[month.month - 1] * chance.uniform(0.97, 1.03)
    return round(customer.cents * factor / 100) * 100


def _swung(supplier: Supplier, chance: random.Random) -> int:
    return round(supplier.cents * (1 + chance.uniform(-supplier.swing, supplier.swing) / 100))


def _vat(founded: Founded, net_cents: int, day: date) -> int:
    return half_up(net_cents * vat_rate(founded.plan.country, day).fraction)


def _enter(
    founded: Founded,
    at: datetime,
    day: date,
    journal: str,
    label: str,
    piece: str,
    lines: Sequence[DraftLine],
) -> None:
    enter_entry(
        key=f"{journal} {piece}",
        journal=journal,
        label=label,
        lines=lines,
        posted_on=day,
        piece_ref=piece,
        piece_on=day,
        by=founded.by(Role.TREASURER),
        at=min(at, founded.moment(day, 18)),
    )


def _on(code: str, cents: int, auxiliary: str = "", section: str = "") -> DraftLine:
    """A line by its account, debit positive."""
    return DraftLine(None, cents, auxiliary, section, code=code)
