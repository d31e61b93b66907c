"""The standard VAT rate on transport by country, with its date and source."""

from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _


@dataclass(frozen=True, slots=True)
class VatRate:
    """`per_mille` keeps 8.1 % and 25.5 % exact."""

    per_mille: int
    since: date
    source: str

    @property
    def fraction(self) -> Fraction:
        return Fraction(self.per_mille, 1000)

    @property
    def percent(self) -> float:
        return self.per_mille / 10


RATES: dict[str, tuple[VatRate, ...]] = {
    "BE": (VatRate(210, date(1996, 1, 1), "Arrêté royal n° 20"),),
    "CH": (
        VatRate(77, date(2018, 1, 1), "MWSTG art. 25"),
        VatRate(81, date(2024, 1, 1), "MWSTG art. 25"),
    ),
    "DE": (VatRate(190, date(2021, 1, 1), "UStG § 12"),),
    "FI": (
        VatRate(240, date(2013, 1, 1), "Arvonlisäverolaki 84 §"),
        VatRate(255, date(2024, 9, 1), "Arvonlisäverolaki 84 §"),
    ),
    "FR": (VatRate(200, date(2014, 1, 1), "CGI art. 278"),),
    "LI": (
        VatRate(77, date(2018, 1, 1), "MWSTG (LI) Art. 25"),
        VatRate(81, date(2024, 1, 1), "MWSTG (LI) Art. 25"),
    ),
    "MC": (VatRate(200, date(2014, 1, 1), "Code des taxes (MC) art. 278"),),
}


def vat_rate(country: str, on: date) -> VatRate:
    """The rate in force in `country` (ISO 3166) on that day. Raises Invalid when no rate is known."""
    in_force = [rate for rate in RATES.get(country, ()) if rate.since <= on]
    if not in_force:
        raise Invalid("vat_unknown", _("No VAT rate is known for %(country)s."), country=country)
    return in_force[-1]
