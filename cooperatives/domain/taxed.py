"""What an entry says of VAT where its paper knows it: net and VAT, rate by rate, and who owes the tax."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from enum import StrEnum


class Taxing(StrEnum):
    """Who owes the VAT of what an entry is about: we of what we sold, the buyer of it, we of what we bought; nobody."""

    SOLD = "sold"
    BUYER_OWES = "buyer_owes"
    WE_OWE = "we_owe"
    OUTSIDE = "outside"


@dataclass(frozen=True, slots=True)
class TaxedPart:
    """Net and VAT in cents at a rate in thousandths, positive for a sale or purchase, negative for one taken back."""

    taxing: Taxing
    per_mille: int
    net_cents: int
    vat_cents: int

    @property
    def percent(self) -> float:
        return self.per_mille / 10


def taken_back(parts: Iterable[TaxedPart]) -> tuple[TaxedPart, ...]:
    return tuple(replace(one, net_cents=-one.net_cents, vat_cents=-one.vat_cents) for one in parts)


def summed(parts: Iterable[TaxedPart]) -> tuple[TaxedPart, ...]:
    """One for each rate of each kind, the highest rate first."""
    sums: dict[tuple[Taxing, int], tuple[int, int]] = {}
    for one in parts:
        net, vat = sums.get((one.taxing, one.per_mille), (0, 0))
        sums[one.taxing, one.per_mille] = (net + one.net_cents, vat + one.vat_cents)
    order = sorted(sums, key=lambda key: (list(Taxing).index(key[0]), -key[1]))
    return tuple(TaxedPart(*key, *sums[key]) for key in order)
