"""What was bought nearby: from suppliers of the co-op's own département, province or region, told by their postcodes.

How postcodes are cut into areas, edition 2026-11: in France by département (INSEE, Code officiel géographique: the
first two digits, three overseas, Corsica in two), in Belgium by province (bpost's ranges), elsewhere by the first
digits, where a country's post cuts it into regions so. The smallest countries are one area each. A few villages have
the postcode of a neighbouring département: unverified, and small.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from fractions import Fraction

LEAST_PLACED = Fraction(80, 100)
"""Of what was bought, the share whose place must be known before a share of it is told."""

WHOLE = frozenset({"AD", "LI", "LU", "MC", "MT", "SM", "VA"})
DIGITS: Mapping[str, int] = {"AT": 2, "CH": 2, "DE": 2, "DK": 2, "ES": 2, "FI": 2, "IT": 2, "NL": 2, "PT": 2}
PROVINCES: tuple[tuple[int, int, str], ...] = (
    (1000, 1299, "Bruxelles"),
    (1300, 1499, "Brabant wallon"),
    (1500, 1999, "Vlaams-Brabant"),
    (2000, 2999, "Antwerpen"),
    (3000, 3499, "Vlaams-Brabant"),
    (3500, 3999, "Limburg"),
    (4000, 4999, "Liège"),
    (5000, 5999, "Namur"),
    (6000, 6599, "Hainaut"),
    (6600, 6999, "Luxembourg"),
    (7000, 7999, "Hainaut"),
    (8000, 8999, "West-Vlaanderen"),
    (9000, 9999, "Oost-Vlaanderen"),
)


@dataclass(frozen=True, slots=True)
class Nearby:
    """Cents bought in all, where the place is known, and of those nearby."""

    all_cents: int
    placed_cents: int
    near_cents: int

    @property
    def placed_share(self) -> Fraction:
        """Of what was bought, the part whose place is known; all of nothing."""
        return Fraction(self.placed_cents, self.all_cents) if self.all_cents > 0 else Fraction(1)

    @property
    def is_told(self) -> bool:
        return self.placed_share >= LEAST_PLACED


def area(country: str, postcode: str) -> str | None:
    """The area of a postcode, `FR-75`; None for a place that cannot be told."""
    if country in WHOLE:
        return country
    signs = "".join(postcode.split()).upper().removeprefix(f"{country}-")
    if country == "FR":
        return _departement(signs)
    if country == "BE":
        return _province(signs)
    length = DIGITS.get(country, 2)
    return f"{country}-{signs[:length]}" if country and len(signs) >= length else None


def nearby(home: str | None, bought: Iterable[tuple[str, str, int]]) -> Nearby:
    """What of (country, postcode, cents) was bought in the area called `home`. What nobody can place is not nearby.

    Another country is place enough to be far. A co-op that does not say where it is itself can place nothing.
    """
    all_cents, placed, near = 0, 0, 0
    for country, postcode, cents in bought:
        where = area(country, postcode)
        all_cents += cents
        placed += cents if home and (where or country not in ("", home[:2])) else 0
        near += cents if home and where == home else 0
    return Nearby(all_cents, placed, near)


def _departement(signs: str) -> str | None:
    if len(signs) != 5 or not signs.isdigit():
        return None
    if signs.startswith("20"):
        return "FR-2A" if signs[2] in "01" else "FR-2B"
    return f"FR-{signs[:3] if signs[:2] in ('97', '98') else signs[:2]}"


def _province(signs: str) -> str | None:
    if len(signs) != 4 or not signs.isdigit():
        return None
    return next((f"BE-{name}" for first, last, name in PROVINCES if first <= int(signs) <= last), None)
