"""Price one delivery. Each line says its sum in words; VAT is one line on their total."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money, half_up
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.pricing.tariff import Tariff
from deliveries.domain.pricing.vat import vat_rate

MAX_BAGS = 20
MAX_METRES = 30_000
MAX_GOODS_CENTS = 200_000
STEP_METRES = 100


@dataclass(frozen=True, slots=True)
class PriceRequest:
    """The ride to price: metres along the streets, bags, what the goods are worth, the country and the day."""

    metres: int
    bags: int
    country: str
    on: date
    goods_cents: int = 0


@dataclass(frozen=True, slots=True)
class PricedLine:
    """One amount with its name and the sum that gave it."""

    code: str
    label: Sentence
    formula: Sentence
    cents: int

    def as_json(self) -> dict[str, Any]:
        return {
            "code": self.code,
            "label": self.label.as_json(),
            "formula": self.formula.as_json(),
            "cents": self.cents,
        }


@dataclass(frozen=True, slots=True)
class PricedQuote:
    """Lines in reading order, the VAT last; net + VAT = total, to the cent."""

    currency: str
    lines: tuple[PricedLine, ...]
    net_cents: int
    vat_cents: int

    @property
    def total_cents(self) -> int:
        return self.net_cents + self.vat_cents


def price(request: PriceRequest, tariff: Tariff) -> PricedQuote:
    """The price of one delivery. Raises Invalid for bags, metres or goods out of range."""
    check_in_range(request)
    lines = [_base(tariff)]
    if request.metres > tariff.included_metres:
        lines.append(_distance(request.metres, tariff))
    if request.bags > tariff.included_bags:
        lines.append(_bags(request.bags, tariff))
    net = sum(line.cents for line in lines)
    vat = _vat(net, request, tariff.currency)
    return PricedQuote(tariff.currency, (*lines, vat), net, vat.cents)


def check_in_range(request: PriceRequest) -> None:
    """Raises Invalid, at the field that is out of range."""
    if not 1 <= request.bags <= MAX_BAGS:
        raise Invalid(
            "bags_out_of_range", _("Between 1 and %(most)s bags, please."), field="bags", most=MAX_BAGS
        )
    if not 0 <= request.metres <= MAX_METRES:
        raise Invalid(
            "too_far",
            _("This is %(km)s km away; couriers ride at most %(most)s km."),
            field="address",
            km=round(request.metres / 1000, 1),
            most=MAX_METRES // 1000,
        )
    if not 0 <= request.goods_cents <= MAX_GOODS_CENTS:
        raise Invalid(
            "goods_out_of_range",
            _("The goods may be worth from 0 to %(most)s."),
            field="goods_value",
            most=MAX_GOODS_CENTS // 100,
        )


def _base(tariff: Tariff) -> PricedLine:
    return PricedLine(
        "base",
        Sentence(_("Delivery")),
        Sentence(
            _("fixed price, %(km)s km and %(bags)s bags included"),
            {"km": tariff.included_metres / 1000, "bags": tariff.included_bags},
        ),
        tariff.base_cents,
    )


def _distance(metres: int, tariff: Tariff) -> PricedLine:
    steps = -(-(metres - tariff.included_metres) // STEP_METRES)
    cents = (steps * tariff.per_km_cents * STEP_METRES + 500) // 1000
    return PricedLine(
        "distance",
        Sentence(_("Distance")),
        Sentence(
            _("%(km)s km beyond the first %(included)s km × %(rate)s a km, by started 100 m"),
            {
                "km": steps * STEP_METRES / 1000,
                "included": tariff.included_metres / 1000,
                "rate": Money(tariff.per_km_cents, tariff.currency),
            },
        ),
        cents,
    )


def _bags(bags: int, tariff: Tariff) -> PricedLine:
    extra = bags - tariff.included_bags
    rate = Money(tariff.per_extra_bag_cents, tariff.currency)
    return PricedLine(
        "bags",
        Sentence(_("Extra bags")),
        Sentence(_("%(bags)s extra bags × %(rate)s"), {"bags": extra, "rate": rate}),
        extra * tariff.per_extra_bag_cents,
    )


def _vat(net_cents: int, request: PriceRequest, currency: str) -> PricedLine:
    rate = vat_rate(request.country, request.on)
    return PricedLine(
        "vat",
        Sentence(_("VAT")),
        Sentence(
            _("%(percent)s %% of %(net)s"), {"percent": rate.percent, "net": Money(net_cents, currency)}
        ),
        half_up(net_cents * rate.fraction),
    )
