"""Read what people type as an address, and choose among the town's own addresses.

The house number is parsed out first: numbers are weak trigrams, so "Aeulestr 5" must match the street by
likeness and then the number exactly. The database fetches similar streets; this module decides.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Literal

from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence, _

ABBREVIATIONS = {
    "all": "allee",
    "av": "avenue",
    "ave": "avenue",
    "bd": "boulevard",
    "bld": "boulevard",
    "blvd": "boulevard",
    "boul": "boulevard",
    "bvd": "boulevard",
    "ch": "chemin",
    "esc": "escalier",
    "imp": "impasse",
    "k": "katu",
    "pl": "place",
    "q": "quai",
    "r": "rue",
    "rte": "route",
    "sq": "square",
    "st": "saint",
    "ste": "sainte",
    "str": "strasse",
}
STREET_ENDINGS = (("str", "strasse"),)
SUFFIX = r"bis|ter|quater"
# French order. A lone letter after the number belongs to it, but "r" is the street: "12 r Grimaldi".
NUMBER_FIRST = re.compile(
    rf"^(?P<n>\d{{1,4}})\s*(?:[-/]\s*\d{{1,4}})?\s*(?P<s>{SUFFIX}|[a-h](?=[\s,]))?\s*,?\s+(?P<street>\D.*)$",
    re.IGNORECASE,
)
# German and Finnish order; "10 A 5" is stairway A, flat 5. Four digits at the end are a year, as in "8 mai 1945".
NUMBER_LAST = re.compile(
    rf"^(?P<street>.*?[^\d\s])\s+(?P<n>\d{{1,3}})\s*(?:[-/]\s*\d{{1,3}})?\s*(?P<s>{SUFFIX}|[a-z])?(?:\s+\d{{1,4}})?$",
    re.IGNORECASE,
)
# The town behind without a comma: "Herrengasse 12 Vaduz", but not "rue du 4 septembre".
NUMBER_BETWEEN = re.compile(
    rf"^(?P<street>.*?[^\d\s])(?<!\bdu)(?<!\ble)(?<!\bles)\s+(?P<n>\d{{1,3}})\s*(?P<s>{SUFFIX}|[a-z])?"
    r"\s+(?:\d{4,5}\s+)?(?P<town>[^\d]{2,})$",
    re.IGNORECASE,
)
NUMBER_ALONE = re.compile(rf"^(?P<n>\d{{1,4}})\s*(?P<s>{SUFFIX}|[a-z])?$", re.IGNORECASE)
SIMILAR_ENOUGH = 0.3


@dataclass(frozen=True, slots=True, order=True)
class HouseNumber:
    """12 bis is number 12, suffix "bis"."""

    number: int
    suffix: str = ""

    @classmethod
    def parse(cls, text: str) -> "HouseNumber | None":
        """The number in an address table's `addr:housenumber`: "12", "12a", "12 bis", "12-14"; None without one."""
        found = re.match(rf"^\s*(\d{{1,5}})\s*({SUFFIX}|[a-z])?\b", text, re.IGNORECASE)
        return cls(int(found[1]), (found[2] or "").casefold()) if found else None

    def __str__(self) -> str:
        return f"{self.number} {self.suffix}" if len(self.suffix) > 1 else f"{self.number}{self.suffix}"


@dataclass(frozen=True, slots=True)
class AddressQuery:
    """What was typed, taken apart: `street` and `locality` are normalised."""

    street: str
    number: HouseNumber | None
    locality: str


@dataclass(frozen=True, slots=True)
class KnownAddress:
    """A row of the town's table. `interpolated`: the number was placed between neighbours, not surveyed."""

    id: int
    street: str
    number: str
    locality: str
    point: Point
    interpolated: bool = False


@dataclass(frozen=True, slots=True)
class Match:
    """A known address offered for a query; `warning` when it is not exactly what was asked."""

    address: KnownAddress
    kind: Literal["exact", "nearest", "street"]
    similarity: float
    warning: Sentence | None = None


def normalise(text: str) -> str:
    """Casefold, strip accents and punctuation, write abbreviations out: "Bd. d'Italie" → "boulevard d italie"."""
    plain = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", text).casefold())
    plain = "".join(c for c in plain if not unicodedata.combining(c))
    words = re.sub(r"[^\w]+", " ", plain).split()
    return " ".join(_expanded(word) for word in words)


def _expanded(word: str) -> str:
    if word in ABBREVIATIONS:
        return ABBREVIATIONS[word]
    for ending, full in STREET_ENDINGS:
        if len(word) > len(ending) + 1 and word.endswith(ending):
            return word[: -len(ending)] + full
    return word


def parse_address(text: str) -> AddressQuery:
    """Street, house number and locality of what was typed, in French, German or Finnish order."""
    text = " ".join(text.replace(";", ",").split())
    text = re.sub(rf"^(\d{{1,4}}\s*(?:{SUFFIX}|[a-h])?)\s*,\s*", r"\1 ", text, flags=re.IGNORECASE)
    head, _comma, tail = text.partition(",")
    found = NUMBER_FIRST.match(head) or NUMBER_LAST.match(head)
    if found:
        return AddressQuery(normalise(found["street"]), _number(found), normalise(tail))
    if between := NUMBER_BETWEEN.match(head):
        return AddressQuery(
            normalise(between["street"]), _number(between), normalise(f"{between['town']} {tail}")
        )
    after, _comma, rest = tail.strip().partition(",")
    if alone := NUMBER_ALONE.match(after.strip()):
        return AddressQuery(normalise(head), _number(alone), normalise(rest))
    return AddressQuery(normalise(head), None, normalise(tail))


def _number(found: re.Match[str]) -> HouseNumber:
    return HouseNumber(int(found["n"]), (found["s"] or "").casefold())


def similarity(a: str, b: str) -> float:
    """Share of trigrams two normalised texts have in common, 0 to 1, as PostgreSQL's pg_trgm counts them."""
    left, right = _trigrams(a), _trigrams(b)
    return len(left & right) / len(left | right) if left or right else 0.0


def _trigrams(text: str) -> set[str]:
    return {f"  {word} "[i : i + 3] for word in text.split() for i in range(len(word) + 1)}


def rank(query: AddressQuery, candidates: Iterable[KnownAddress], *, most: int = 8) -> list[Match]:
    """The best matches, one a street and locality, best first; empty when no street is similar enough.

    The wanted number exactly, else the nearest one (same side of the street first on a tie) with a warning.
    """
    spelled: dict[tuple[str, str], list[KnownAddress]] = {}
    for candidate in candidates:
        spelled.setdefault((candidate.street, candidate.locality), []).append(candidate)
    streets: dict[tuple[str, str], list[KnownAddress]] = {}
    for (street, locality), addresses in spelled.items():
        streets.setdefault((normalise(street), normalise(locality)), []).extend(addresses)
    matches = []
    for (street, locality), addresses in streets.items():
        likeness = _likeness(query, street, locality)
        if likeness >= SIMILAR_ENOUGH:
            matches.append(_best_number(query, addresses, likeness))
    kinds = ("exact", "nearest", "street")
    matches.sort(key=lambda m: (-round(m.similarity, 3), kinds.index(m.kind), m.address.street, m.address.id))
    return matches[:most]


def _likeness(query: AddressQuery, street: str, locality: str) -> float:
    """Street likeness; the town, typed behind the street, decides between equals."""
    likeness = max(similarity(query.street, street), similarity(query.street, f"{street} {locality}"))
    return likeness + (0.05 * similarity(query.locality, locality) if query.locality else 0.0)


def _best_number(query: AddressQuery, addresses: list[KnownAddress], likeness: float) -> Match:
    numbered = [(n, a) for a in addresses if (n := HouseNumber.parse(a.number))]
    if query.number is None or not numbered:
        first = min(addresses, key=lambda a: (HouseNumber.parse(a.number) or HouseNumber(0), a.id))
        return Match(first, "street", likeness, Sentence(_("Add the house number, or drop a pin.")))
    wanted = query.number
    number, address = min(numbered, key=lambda pair: (*_apart(wanted, pair[0]), pair[1].id))
    if number == wanted:
        about = Sentence(_("The position of this number is estimated.")) if address.interpolated else None
        return Match(address, "exact", likeness, about)
    warning = Sentence(
        _("No number %(wanted)s is known in this street; the nearest is %(nearest)s."),
        {"wanted": str(wanted), "nearest": str(number)},
    )
    return Match(address, "nearest", likeness, warning)


def _apart(wanted: HouseNumber, number: HouseNumber) -> tuple[int, bool, bool, int]:
    gap = abs(wanted.number - number.number)
    return gap, wanted.suffix != number.suffix, bool(gap % 2), number.number
