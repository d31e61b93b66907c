"""A co-op's price list, as its members voted it into the charter: three rules that all apply."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from datetime import date
from functools import lru_cache
from typing import Any, ClassVar, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.pricing.conditions import Between
from deliveries.domain.pricing.consignment import price_consignment
from deliveries.domain.pricing.facts import Ride, Whole
from deliveries.domain.pricing.language import Scope
from deliveries.domain.pricing.prices import Fixed, PerBag, PerKilometre
from deliveries.domain.pricing.quote import PricedQuote
from deliveries.domain.pricing.rules import Rule, Rules, Strategy

MAX_RATE_CENTS = 100_000


@dataclass(frozen=True, slots=True)
class Tariff:
    """Amounts before VAT in minor units of `currency`. Raises Invalid for an amount nobody would vote."""

    currency: str
    base_cents: int
    included_metres: int
    per_km_cents: int
    included_bags: int
    per_extra_bag_cents: int

    def __post_init__(self) -> None:
        for name in ("base_cents", "included_metres", "per_km_cents", "included_bags", "per_extra_bag_cents"):
            value = getattr(self, name)
            if isinstance(value, bool) or not isinstance(value, int) or not 0 <= value <= MAX_RATE_CENTS:
                raise Invalid(
                    "tariff_out_of_range",
                    _("%(name)s must be a whole number from 0 to %(most)s."),
                    field=name,
                    name=name,
                    most=MAX_RATE_CENTS,
                )

    @classmethod
    def from_terms(cls, terms: Mapping[str, Any], *, currency: str) -> Self:
        """Read the charter's `pricing` section. Raises Invalid when an amount is missing."""
        names = [f.name for f in fields(cls) if f.name != "currency"]
        missing = [name for name in names if name not in terms]
        if missing:
            raise Invalid(
                "tariff_incomplete", _("The charter's price list lacks %(names)s."), names=", ".join(missing)
            )
        return cls(currency=currency, **{name: terms[name] for name in names})

    def as_terms(self) -> dict[str, int]:
        return {name: value for name, value in asdict(self).items() if name != "currency"}

    def rules(self) -> Rules:
        """Base, distance beyond what is included, bags beyond what is included."""
        return _rules(self)


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """The ride to price: metres along the streets, bags, what the goods are worth, the country and the day."""

    metres: int
    bags: int
    country: str
    on: date
    goods_cents: int = 0


def price(request: PriceRequest, tariff: Tariff) -> PricedQuote:
    """The price of one delivery. Raises Invalid for bags, metres or goods out of range."""
    ride = Ride(metres=request.metres, bags=request.bags, goods_cents=request.goods_cents)
    whole = Whole(request.metres, request.country, request.on, tariff.currency)
    return price_consignment(whole, (ride,), tariff.rules())[0]


@dataclass(frozen=True, slots=True)
class Base(Fixed):
    """A fixed price that says what is in it."""

    metres: int = 0
    bags: int = 0

    kind: ClassVar[str] = "base"

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        return Sentence(
            _("fixed price, %(km)s km and %(bags)s bags included"),
            {"km": self.metres / 1000, "bags": self.bags},
        )


@lru_cache(maxsize=512)
def _rules(tariff: Tariff) -> Rules:
    metres, bags = tariff.included_metres, tariff.included_bags
    rules = (
        Rule("base", Base(tariff.base_cents, metres, bags), code="base"),
        Rule(
            "distance",
            PerKilometre(tariff.per_km_cents, metres),
            conditions=(Between("distance", over=metres),),
            code="distance",
        ),
        Rule(
            "bags",
            PerBag(tariff.per_extra_bag_cents, bags),
            conditions=(Between("bags", over=bags),),
            code="bags",
        ),
    )
    return Rules(Strategy.SUM, rules)
