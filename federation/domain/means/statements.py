"""A client served together, month by month: what the client owes, what the lead keeps, what the town's co-op gets."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from federation.domain.means.terms import Tariff


@dataclass(frozen=True, slots=True)
class Served:
    """A delivery as it was reported: without VAT, what its co-op gets, and the VAT on that."""

    on: date
    metres: int
    net_cents: int
    vat_cents: int


@dataclass(frozen=True, slots=True)
class Month:
    """`gross_cents` is the client's price, `kept_cents` the lead's part, `net_cents` what it owes; all without VAT."""

    first: date
    deliveries: int
    gross_cents: int
    net_cents: int
    vat_cents: int

    @property
    def kept_cents(self) -> int:
        return self.gross_cents - self.net_cents


def months(served: Iterable[Served], tariff: Tariff) -> list[Month]:
    """The newest month first. A net above the client's price by rounding counts as that price."""
    found: dict[date, list[Served]] = {}
    for one in served:
        found.setdefault(one.on.replace(day=1), []).append(one)
    return [
        Month(
            first=first,
            deliveries=len(some),
            gross_cents=sum(max(tariff.gross_of(one.metres), one.net_cents) for one in some),
            net_cents=sum(one.net_cents for one in some),
            vat_cents=sum(one.vat_cents for one in some),
        )
        for first, some in sorted(found.items(), reverse=True)
    ]
