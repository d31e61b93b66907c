"""From a month's delivered orders to the lines and totals of an invoice, and of its credit note.

VAT is rounded once for each rate, on the sum of its lines (EN 16931, BR-CO-17); the total is what the lines and the VAT
add up to (BR-CO-10 to 16).
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from enum import StrEnum
from fractions import Fraction
from itertools import groupby
from uuid import UUID

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.invoicing.taxes import Treatment


class Grouping(StrEnum):
    """How many deliveries share a line."""

    ORDER = "order"
    DAY = "day"
    MONTH = "month"


@dataclass(frozen=True, slots=True)
class Delivered:
    """A delivered order with its frozen price; `per_mille` is the VAT rate it was quoted with.

    `taxed_net_cents` of it bore VAT before the invoice, `taxed_vat_cents`: a part was paid, or it was due when carried.
    """

    order_id: UUID
    number: int
    on: date
    net_cents: int
    vat_cents: int
    per_mille: int
    taxed_net_cents: int = 0
    taxed_vat_cents: int = 0


@dataclass(frozen=True, slots=True)
class DraftLine:
    """What a line says and costs before VAT; `per_mille` is 0 where no VAT is charged."""

    label: Sentence
    first_on: date
    last_on: date
    net_cents: int
    per_mille: int
    order_ids: tuple[UUID, ...] = ()


@dataclass(frozen=True, slots=True)
class VatRow:
    """The VAT of one rate: on `base_cents`, rounded once."""

    per_mille: int
    base_cents: int
    vat_cents: int

    @property
    def percent(self) -> float:
        return self.per_mille / 10


@dataclass(frozen=True, slots=True)
class Draft:
    """Lines by day, VAT by rate (the highest first). `told_vat_cents` is what the orders' quotes came to, `before`
    what of them bore VAT before the invoice, by the rate it bore."""

    lines: tuple[DraftLine, ...]
    vat: tuple[VatRow, ...]
    told_vat_cents: int
    before: tuple[VatRow, ...] = ()

    @property
    def net_cents(self) -> int:
        return sum(line.net_cents for line in self.lines)

    @property
    def vat_cents(self) -> int:
        return sum(row.vat_cents for row in self.vat)

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents

    @property
    def first_on(self) -> date:
        return min(line.first_on for line in self.lines)

    @property
    def last_on(self) -> date:
        return max(line.last_on for line in self.lines)


def draft(orders: Iterable[Delivered], *, grouping: Grouping, treatment: Treatment) -> Draft:
    """The invoice of these orders. Raises Invalid when there are none, or their sum is nothing."""
    ordered = sorted(orders, key=lambda order: (order.on, order.number))
    if not sum(order.net_cents for order in ordered):
        raise Invalid("nothing_to_invoice", _("Nothing was delivered that is not invoiced yet."))
    taxed = [(order, order.per_mille if treatment.is_taxed else 0) for order in ordered]
    keyed = sorted(taxed, key=lambda pair: _key(pair, grouping))
    lines = tuple(_line(list(pairs), grouping) for _k, pairs in groupby(keyed, lambda p: _key(p, grouping)))
    return Draft(lines, vat_rows(lines), sum(order.vat_cents for order in ordered), _before(ordered))


def _before(orders: Iterable[Delivered]) -> tuple[VatRow, ...]:
    sums: dict[int, tuple[int, int]] = {}
    for order in orders:
        if order.taxed_net_cents or order.taxed_vat_cents:
            net, vat = sums.get(order.per_mille, (0, 0))
            sums[order.per_mille] = (net + order.taxed_net_cents, vat + order.taxed_vat_cents)
    return tuple(VatRow(rate, *sums[rate]) for rate in sorted(sums, reverse=True))


def vat_rows(lines: Iterable[DraftLine]) -> tuple[VatRow, ...]:
    """The VAT of each rate on the sum of its lines, the highest rate first."""
    bases: dict[int, int] = {}
    for line in lines:
        bases[line.per_mille] = bases.get(line.per_mille, 0) + line.net_cents
    return tuple(VatRow(rate, base, vat_on(base, rate)) for rate, base in sorted(bases.items(), reverse=True))


def vat_on(base_cents: int, per_mille: int) -> int:
    """The VAT of a sum, halves up."""
    return half_up(base_cents * Fraction(per_mille, 1000))


def credited_rows(lines: Iterable[DraftLine], before: Mapping[int, int]) -> tuple[VatRow, ...]:
    """The VAT of a credit note for `lines`, when bases of `before` (by rate) were credited already.

    All credit notes of an invoice together give back its VAT to the cent.
    """
    return tuple(
        VatRow(
            row.per_mille,
            row.base_cents,
            vat_on(before.get(row.per_mille, 0) + row.base_cents, row.per_mille)
            - vat_on(before.get(row.per_mille, 0), row.per_mille),
        )
        for row in vat_rows(lines)
    )


def rate_of(net_cents: int, vat_cents: int, rates: Sequence[int]) -> int:
    """Which of the country's rates in force an order's amounts bear. Raises Invalid when none gives that VAT."""
    if net_cents == 0 and vat_cents == 0 and rates:
        return rates[0]
    for rate in (*rates, 0):
        if vat_on(net_cents, rate) == vat_cents:
            return rate
    raise Invalid("rate_unknown", _("The VAT of an order fits no rate that is known here."))


def _key(pair: tuple[Delivered, int], grouping: Grouping) -> tuple[date, int, int]:
    order, rate = pair
    if grouping == Grouping.ORDER:
        return order.on, -rate, order.number
    if grouping == Grouping.DAY:
        return order.on, -rate, 0
    return order.on.replace(day=1), -rate, 0


def _line(pairs: Sequence[tuple[Delivered, int]], grouping: Grouping) -> DraftLine:
    orders = [order for order, _rate in pairs]
    net = sum(order.net_cents for order in orders)
    first, last = orders[0].on, max(order.on for order in orders)
    ids = tuple(order.order_id for order in orders)
    return DraftLine(_label(orders, grouping), first, last, net, pairs[0][1], ids)


def _label(orders: Sequence[Delivered], grouping: Grouping) -> Sentence:
    first = orders[0]
    if grouping == Grouping.ORDER:
        return Sentence(
            _("Delivery no. %(number)s, %(day)s"), {"number": str(first.number), "day": first.on.isoformat()}
        )
    if grouping == Grouping.DAY:
        return Sentence(
            _("Deliveries of %(day)s: %(count)s"), {"day": first.on.isoformat(), "count": len(orders)}
        )
    return Sentence(
        _("Deliveries of %(month)s: %(count)s"), {"month": f"{first.on:%m/%Y}", "count": len(orders)}
    )
