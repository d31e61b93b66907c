"""VAT of a period: collected by rate, deductible, due; and the entry that carries it to the State's account."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cooperatives.domain.ledger import DraftEntry, DraftLine
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import last_of_month

# Rates in force or lately so, in thousandths; which one an entry bears is read off its amounts.
RATES = {
    "BE": (210, 120, 60),  # arrêté royal n° 20
    "CH": (81, 38, 26),  # MWSTG art. 25
    "DE": (190, 70),  # UStG § 12
    "FI": (255, 140, 135, 100),  # Arvonlisäverolaki 84-85a §
    "FR": (200, 100, 55, 21),  # CGI art. 278 to 281 nonies
    "LI": (81, 38, 26),
    "MC": (200, 100, 55, 21),
}


# Where the VAT of a service becomes due with its invoice, by the seller's country, or earlier with its payment.
DUE_WITH_INVOICE = {
    "BE": "Code de la TVA, art. 17 et 22 bis",
    "CH": "MWSTG art. 40 (vereinbarte Entgelte)",
    "FR": "CGI art. 269, 2, c, avec l'option pour les débits",
    "LI": "MWSTG art. 40 (vereinbarte Entgelte)",
    "MC": "CGI art. 269, 2, c, avec l'option pour les débits (convention du 18 mai 1963)",
}


# Where the VAT of a service is due with its payment, unless the seller opted for its invoice.
DUE_WITH_PAYMENT = {
    "FR": "CGI art. 269, 2, c",
    "MC": "CGI art. 269, 2, c (convention du 18 mai 1963)",
}


def may_wait_for_payment(country: str) -> bool:
    """Whether the VAT of an invoice waits for its payment where the co-op did not opt for the invoice."""
    return country in DUE_WITH_PAYMENT


def waits_for_invoice(country: str) -> bool:
    """Whether the VAT of a delivery waits for its invoice; elsewhere it is due by delivery, invoiced or not."""
    return country in DUE_WITH_INVOICE


def due_before_invoice(*, claimed_cents: int, vat_cents: int, open_cents: int) -> int:
    """Of the VAT of deliveries that are not invoiced yet, what is due once `open_cents` of them are left to pay.

    It is that of the part received, half cents up (CGI art. 269, 2, c ; Code de la TVA belge, art. 22 bis, § 1, al. 2);
    all of it, and nothing, at most.
    """
    if not claimed_cents:
        return vat_cents
    part = min(Fraction(1), max(Fraction(0), Fraction(claimed_cents - open_cents, claimed_cents)))
    return half_up(vat_cents * part)


MOST_ROUNDED_CENTS = 200
"""Half a cent for each delivery of a month's invoice, with room to spare."""


@dataclass(frozen=True, slots=True)
class Taxed:
    """What an entry sold, or invoiced of what was sold before, and the VAT that is due with it, in cents, positive."""

    net_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class RateRow:
    """What was sold and collected at a rate in thousandths; None for VAT that fits no rate."""

    per_mille: int | None
    net_cents: int
    vat_cents: int

    @property
    def percent(self) -> float | None:
        return None if self.per_mille is None else self.per_mille / 10


def by_rate(entries: Iterable[Taxed], country: str, known: Iterable[RateRow] = ()) -> tuple[RateRow, ...]:
    """Sales and VAT by the rate each entry bears, the highest first, what fits none last; `known` are those whose paper
    says it.

    An entry fits a rate when its VAT is that share of its net to the cent, or to a cent a line of a month's sum.
    Cents of VAT without a sale are what an invoice rounds otherwise than its deliveries did: they join the rate most
    was collected at.
    """
    sums: dict[int | None, list[int]] = {}
    for row in known:
        sums.setdefault(row.per_mille, [0, 0])
        sums[row.per_mille][0] += row.net_cents
        sums[row.per_mille][1] += row.vat_cents
    rounding_cents = 0
    for entry in entries:
        if entry.net_cents == 0 and abs(entry.vat_cents) <= MOST_ROUNDED_CENTS:
            rounding_cents += entry.vat_cents
            continue
        told = sums.setdefault(_rate_of(entry, RATES.get(country, ())), [0, 0])
        told[0] += entry.net_cents
        told[1] += entry.vat_cents
    if rounding_cents:
        most = max(sums, key=lambda rate: sums[rate][1], default=None)
        sums.setdefault(most, [0, 0])[1] += rounding_cents
    order = sorted(sums, key=lambda rate: (rate is None, -(rate or 0)))
    return tuple(RateRow(rate, *sums[rate]) for rate in order)


def _rate_of(entry: Taxed, rates: Iterable[int]) -> int | None:
    if entry.vat_cents == 0:
        return 0
    slack = max(Fraction(1), abs(entry.net_cents) * Fraction(1, 2000))
    near = [
        (abs(entry.net_cents * Fraction(rate, 1000) - entry.vat_cents), rate)
        for rate in rates
        if abs(entry.net_cents * Fraction(rate, 1000) - entry.vat_cents) <= slack
    ]
    return min(near)[1] if near else None


@dataclass(frozen=True, slots=True)
class Period:
    """A month or a quarter, by its first day; `name` is `2026-10` or `2026-Q4`."""

    first: date
    months: int

    @property
    def last(self) -> date:
        month = self.first.month + self.months - 1
        return last_of_month(self.first.replace(month=month))

    @property
    def name(self) -> str:
        if self.months == 1:
            return f"{self.first:%Y-%m}"
        return f"{self.first.year}-Q{(self.first.month + 2) // 3}"


def period(name: str) -> Period:
    """The period of that name. Raises Invalid for one that is none."""
    year, _dash, part = name.partition("-")
    try:
        if not 1901 <= int(year) <= 2999:
            raise ValueError(name)
        if part.startswith("Q"):
            quarter = int(part[1:])
            if not 1 <= quarter <= 4:
                raise ValueError(name)
            return Period(date(int(year), 3 * quarter - 2, 1), 3)
        return Period(date(int(year), int(part), 1), 1)
    except ValueError:
        raise Invalid(
            "no_period", _("Write a month as 2026-10 or a quarter as 2026-Q4."), field="period"
        ) from None


def vat_declared(
    *, period: Period, balances: Mapping[str, int], due_code: str, credit_code: str, time: int
) -> DraftEntry:
    """Empty the VAT accounts (`balances` by code, debit positive) into VAT to pay, or into a credit carried over.

    `time` counts the declarations of the period: a late invoice may ask for another. Raises Invalid when nothing is
    to be declared.
    """
    held = {code: cents for code, cents in balances.items() if cents}
    if not held:
        raise Invalid("no_vat", _("There is no VAT to declare in this period."))
    total = sum(held.values())
    lines = [DraftLine(None, -cents, code=code) for code, cents in sorted(held.items())]
    if total:
        lines.append(DraftLine(None, total, code=credit_code if total > 0 else due_code))
    return DraftEntry(
        f"vat:{period.name}" + (f":{time}" if time > 1 else ""),
        Sentence(_("VAT of %(period)s"), {"period": period.name}),
        tuple(lines),
        piece_ref=f"VAT {period.name}",
    )
