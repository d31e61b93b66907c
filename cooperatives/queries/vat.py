"""VAT of a month or a quarter, read from the books."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from django.db.models import Exists, OuterRef, Q, QuerySet, Sum

from cooperatives.domain.charts import Chart, Kind, Role, chart_for
from cooperatives.domain.ledger import INVOICE, REVERSAL, VAT_RECEIVED, YEAR_CLOSED
from cooperatives.domain.taxed import TaxedPart, Taxing, summed
from cooperatives.domain.vat import Period, RateRow, Taxed, by_rate, waits_for_invoice
from cooperatives.models import Account, Entry, EntryVat, Line
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.statements import moved, opening
from coopplatform.kernel.money import half_up

DECLARATION = "vat:"
OF_PAYMENTS = Q(entry__source_key__startswith=VAT_RECEIVED) | Q(
    entry__source_key__startswith=f"{REVERSAL}{VAT_RECEIVED}"
)


@dataclass(frozen=True, slots=True)
class DeductibleRow:
    """An account of deductible VAT and what came onto it, in cents."""

    code: str
    name: str
    cents: int


@dataclass(frozen=True, slots=True)
class VatSummary:
    """Amounts in cents. `due_cents` is negative for a credit; `to_post` is what the accounts still hold by code.

    `unpaid_cents` waits for the payment of invoices, at the end of the period. `elsewhere` is what was sold without VAT
    because the buyer owes it or law taxes it nowhere here, `reversed` what was bought and we owe the VAT of.
    """

    period: Period
    collected: tuple[RateRow, ...]
    deductible: tuple[DeductibleRow, ...]
    credit_cents: int
    posted: tuple[Entry, ...]
    to_post: dict[str, int]
    unpaid_cents: int = 0
    elsewhere: tuple[TaxedPart, ...] = ()
    reversed: tuple[TaxedPart, ...] = ()

    @property
    def collected_cents(self) -> int:
        return sum(row.vat_cents for row in self.collected)

    @property
    def reversed_cents(self) -> int:
        return sum(one.vat_cents for one in self.reversed)

    @property
    def deductible_cents(self) -> int:
        return sum(row.cents for row in self.deductible)

    @property
    def due_cents(self) -> int:
        return self.collected_cents + self.reversed_cents - self.deductible_cents - self.credit_cents

    @property
    def to_post_cents(self) -> int:
        """What a declaration would add to VAT due: negative for a credit."""
        return -sum(self.to_post.values())


def vat_of(period: Period) -> VatSummary:
    """The summary of a period; declarations dated in it are told apart."""
    chart = chart_for(cooperative_here().country)
    collected, deductible, _credit = vat_codes()
    facts = Line.objects.filter(entry__posted_on__range=(period.first, period.last)).exclude(
        Q(entry__source_key__startswith=DECLARATION) | Q(entry__source_key__startswith=YEAR_CLOSED)
    )
    sums = facts.filter(_begin(deductible)).values_list("account__code", "account__name")
    told = _told(facts)
    known = [
        RateRow(one.per_mille, one.net_cents, one.vat_cents) for one in told if one.taxing == Taxing.SOLD
    ]
    return VatSummary(
        period,
        by_rate(_taxed(facts, collected, chart), cooperative_here().country, known),
        tuple(
            DeductibleRow(*row) for row in sums.annotate(cents=Sum("amount_cents")).order_by("account__code")
        ),
        credit_at(period.first),
        declarations(period),
        held_by_vat_accounts(period),
        _unpaid(period.last),
        tuple(one for one in told if one.taxing in (Taxing.BUYER_OWES, Taxing.OUTSIDE)),
        tuple(one for one in told if one.taxing == Taxing.WE_OWE),
    )


def _told(facts: QuerySet[Line]) -> tuple[TaxedPart, ...]:
    """What the papers of a period's entries say of VAT."""
    rows = EntryVat.objects.filter(entry__in=facts.values("entry")).values_list("taxing", "per_mille")
    sums = rows.annotate(net=Sum("net_cents"), vat=Sum("vat_cents")).order_by()
    return summed(TaxedPart(Taxing(taxing), *numbers) for taxing, *numbers in sums)


def _unpaid(day: date) -> int:
    lines = Line.objects.filter(account__role=Role.VAT_UNPAID, entry__posted_on__lte=day)
    return -int(lines.aggregate(cents=Sum("amount_cents", default=0))["cents"])


def declarations(period: Period) -> tuple[Entry, ...]:
    """The entries that declared this very period, the first first."""
    own = Q(source_key=f"{DECLARATION}{period.name}") | Q(
        source_key__startswith=f"{DECLARATION}{period.name}:"
    )
    return tuple(Entry.objects.filter(own).order_by("recorded_at"))


def held_by_vat_accounts(period: Period) -> dict[str, int]:
    """What waits to be declared at the period's end, by code, debit positive.

    That is what is still on the accounts of the period, and what is left of the credit it began with; a credit that a
    declaration of the period made is the next one's.
    """
    collected, deductible, credit = vat_codes()
    held = {
        code: cents
        for code, cents in moved(period.first, period.last).items()
        if code.startswith((*collected, *deductible)) and cents
    }
    if begun := credit_at(period.first):
        used = Line.objects.filter(
            account__code=credit, amount_cents__lt=0, entry__posted_on__range=(period.first, period.last)
        )
        left = begun + used.aggregate(cents=Sum("amount_cents", default=0))["cents"]
        held |= {credit: left} if left else {}
    return held


def credit_at(first: date) -> int:
    """The credit of VAT a period begins with, in cents."""
    credit = vat_codes()[2]
    return sum(held.cents for held in opening(first) if held.code == credit)


def vat_codes() -> tuple[tuple[str, ...], tuple[str, ...], str]:
    """The beginnings of the codes of VAT collected (and owed of purchases) and deductible, and the code of a credit
    carried over."""
    wanted = [Role.VAT, Role.VAT_REVERSED, Role.VAT_DEDUCTIBLE, Role.VAT_CREDIT]
    codes = dict(Account.objects.filter(role__in=wanted).values_list("role", "code"))
    deductible = codes[Role.VAT_DEDUCTIBLE]
    # In the PCG 44562, on fixed assets, stands beside 44566.
    more = ("44562",) if deductible == "44566" else ()
    owed = [codes[role] for role in (Role.VAT, Role.VAT_REVERSED) if role in codes]
    return tuple(owed), (deductible, *more), codes[Role.VAT_CREDIT]


def _taxed(facts: QuerySet[Line], collected: tuple[str, ...], chart: Chart) -> list[Taxed]:
    """Each entry with a sale whose VAT is due, or VAT collected: amounts on the credit side are positive.

    Where VAT waits for the invoice, what an entry puts on the accounts of what is not invoiced yet (VAT included, less
    the VAT on it) is sold but not taxed, and taxed by the entry that takes it off there. Where it waits for the
    payment, neither the invoice nor its credit note is taxed: what they move is, by the entry of the payment. Entries
    whose paper says what they bear are told apart.
    """
    sold = _begin(tuple(prefix for prefix, kind in chart.kinds if kind == Kind.INCOME))
    if waits_for_invoice(cooperative_here().country):
        sold |= Q(account__role__in=[Role.UNBILLED, Role.VAT_UNBILLED])
    unpaid = Line.objects.filter(entry=OuterRef("entry"), account__role=Role.VAT_UNPAID)
    rows = (
        facts.filter(_begin(collected) | sold)
        .exclude(Exists(unpaid) & (Q(entry__source_key__startswith=INVOICE) | OF_PAYMENTS))
        .exclude(Exists(EntryVat.objects.filter(entry=OuterRef("entry"))))
        .values("entry_id")
        .annotate(
            vat=Sum("amount_cents", filter=_begin(collected), default=0),
            net=Sum("amount_cents", filter=sold, default=0),
        )
    )
    taxed = [Taxed(-row["net"], -row["vat"]) for row in rows if row["net"] or row["vat"]]
    return taxed + _taxed_by_payment(facts)


def _taxed_by_payment(facts: QuerySet[Line]) -> list[Taxed]:
    """What payments made due, rate by rate: the net is what bears that VAT."""
    rows = facts.filter(OF_PAYMENTS, account__role=Role.VAT)
    sums: dict[int, int] = defaultdict(int)
    for key, cents in rows.values_list("entry__source_key", "amount_cents"):
        sums[int(key.removeprefix(REVERSAL).split(":")[2])] -= cents
    return [Taxed(half_up(Fraction(1000 * vat, rate)), vat) for rate, vat in sums.items() if vat]


def _begin(codes: tuple[str, ...]) -> Q:
    wanted = Q()
    for code in codes:
        wanted |= Q(account__code__startswith=code)
    return wanted
