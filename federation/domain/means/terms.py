"""What one co-op offers another: to what end, until when, how much, at which price. Canonical, so that it has a hash.

Three kinds. `relay`: the giver hands deliveries over, the taker carries them. `client`: the giver has a client, the
taker delivers for it in its own town. `lend`: the giver's courier works an hour or more for the taker.
"""

from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date, timedelta
from enum import StrEnum
from typing import Any, Self

from federation.domain.commons.document import digest

LONGEST = timedelta(days=366)
LEAST_PURPOSE, MOST_PURPOSE = 10, 300
MOST = 1_000_000_00
STEP_METRES = 100
MOST_KEPT_PERCENT = 15
"""What the co-op that has the client may keep for finding it and for the invoice."""
LENDING_LAW = "Code du travail, art. L8241-2"
LENDING_LAW_SINCE = date(2011, 7, 30)
"""Lending staff is for no profit: wages, contributions and expenses, no more. The worker agrees, and an amendment to
the contract says where, when and how long (loi n° 2011-893 of 28/07/2011, art. 40)."""


class Kind(StrEnum):
    RELAY = "relay"
    CLIENT = "client"
    LEND = "lend"


class Side(StrEnum):
    """Who offered the grant, and to whom."""

    GIVER = "giver"
    TAKER = "taker"

    @property
    def other(self) -> "Side":
        return Side.TAKER if self is Side.GIVER else Side.GIVER


class Basis(StrEnum):
    """Where a delivery's price comes from: as the terms say, or the carrying co-op's own price list."""

    FIXED = "fixed"
    OWN = "own"


USED_BY = {Kind.RELAY: Side.GIVER, Kind.CLIENT: Side.TAKER, Kind.LEND: Side.GIVER}
"""Who begins a use. The other side takes it on, and says when it is done: nobody finishes alone what they began."""


@dataclass(frozen=True, slots=True)
class Amount:
    """How much of it: deliveries, minutes of work, cents without VAT."""

    deliveries: int = 0
    minutes: int = 0
    cents: int = 0

    def __add__(self, other: "Amount") -> "Amount":
        return Amount(
            self.deliveries + other.deliveries, self.minutes + other.minutes, self.cents + other.cents
        )

    def as_json(self) -> dict[str, int]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Limits:
    """At most so much in all, and in a day of the giver's zone. None: no limit of that sort."""

    deliveries: int | None = None
    minutes: int | None = None
    cents: int | None = None
    daily_deliveries: int | None = None
    daily_minutes: int | None = None
    daily_cents: int | None = None

    def as_json(self) -> dict[str, int]:
        return {
            one.name: getattr(self, one.name) for one in fields(self) if getattr(self, one.name) is not None
        }


@dataclass(frozen=True, slots=True)
class Tariff:
    """A relay's: `cents_per_delivery` and `cents_per_km`, or the taker's own price list up to so much. A client's: the
    same, of which the giver keeps `kept_percent`. A loan's: `cents_per_hour`, never above `cost_cents_per_hour`. All
    without VAT."""

    basis: Basis = Basis.FIXED
    cents_per_delivery: int = 0
    cents_per_km: int = 0
    kept_percent: int = 0
    cents_per_hour: int = 0
    cost_cents_per_hour: int = 0

    def of_delivery(self, metres: int) -> int:
        """What the carrying co-op gets, in cents: half cents up, less what the giver keeps."""
        return self.gross_of(metres) - self.kept_of(metres)

    def gross_of(self, metres: int) -> int:
        """What the client's delivery costs before the giver keeps its part; kilometres by started 100 m."""
        started = -(-metres // STEP_METRES) * STEP_METRES
        return self.cents_per_delivery + (self.cents_per_km * started + 500) // 1000

    def kept_of(self, metres: int) -> int:
        return self.gross_of(metres) * self.kept_percent // 100

    def of_minutes(self, minutes: int) -> int:
        return (self.cents_per_hour * minutes + 30) // 60

    def as_json(self) -> dict[str, Any]:
        return {one.name: getattr(self, one.name) for one in fields(self)}


@dataclass(frozen=True, slots=True)
class Terms:
    """Everything both sides agree to. `valid_until` is the last day; `purpose` says what for, in words."""

    kind: Kind
    giver: str
    taker: str
    valid_from: date
    valid_until: date
    purpose: str
    currency: str
    limits: Limits = field(default_factory=Limits)
    tariff: Tariff = field(default_factory=Tariff)

    def as_json(self) -> dict[str, Any]:
        return {
            "kind": self.kind.value,
            "giver": self.giver,
            "taker": self.taker,
            "valid_from": self.valid_from.isoformat(),
            "valid_until": self.valid_until.isoformat(),
            "purpose": self.purpose,
            "currency": self.currency,
            "limits": self.limits.as_json(),
            "tariff": self.tariff.as_json(),
        }

    @property
    def sha256(self) -> str:
        """Both sides agree to this."""
        return digest(self.as_json())

    @property
    def used_by(self) -> Side:
        return USED_BY[self.kind]

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        tariff = dict(stored["tariff"])
        return cls(
            kind=Kind(stored["kind"]),
            giver=stored["giver"],
            taker=stored["taker"],
            valid_from=date.fromisoformat(stored["valid_from"]),
            valid_until=date.fromisoformat(stored["valid_until"]),
            purpose=stored["purpose"],
            currency=stored["currency"],
            limits=Limits(**stored["limits"]),
            tariff=Tariff(**tariff | {"basis": Basis(tariff["basis"])}),
        )
