"""What a priced delivery is: lines that say their sum in words, and VAT as one line on their total."""

from dataclasses import dataclass
from datetime import date
from typing import Any, Protocol

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money, half_up
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.pricing.vat import vat_rate

MAX_BAGS = 20
MAX_METRES = 30_000
MAX_GOODS_CENTS = 200_000


class InRange(Protocol):
    """What has limits, whatever is priced."""

    @property
    def metres(self) -> int: ...
    @property
    def bags(self) -> int: ...
    @property
    def goods_cents(self) -> int: ...


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


def check_in_range(request: InRange) -> None:
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


def vat_line(net_cents: int, country: str, on: date, currency: str, *, is_taxed: bool = True) -> PricedLine:
    """Half up. Raises Invalid where no rate is known."""
    if not is_taxed:
        return PricedLine("vat", Sentence(_("VAT")), Sentence(_("not charged across the border")), 0)
    rate = vat_rate(country, on)
    return PricedLine(
        "vat",
        Sentence(_("VAT")),
        Sentence(
            _("%(percent)s %% of %(net)s"), {"percent": rate.percent, "net": Money(net_cents, currency)}
        ),
        half_up(net_cents * rate.fraction),
    )
