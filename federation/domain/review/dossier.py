"""A dossier: what each criterion came to, with the evidence behind it. What it is made of is hashed, line by line."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime
from decimal import Decimal
from typing import Any

from federation.domain.review.chain import sha256_of
from federation.domain.review.criteria import Colour, Criterion, Kind


@dataclass(frozen=True, slots=True)
class Measured:
    """What a criterion came to: `value` None where it cannot be known, and `note` (a sentence as JSON) why.

    `query_version` names how it was counted: a changed way of counting has another one.
    """

    criterion: str
    first: date
    last: date
    value: Decimal | None
    numerator: Decimal | None = None
    denominator: Decimal | None = None
    note: Mapping[str, Any] | None = None
    query_version: str = "1"


@dataclass(frozen=True, slots=True)
class Snapshot:
    """A measure as it is kept: by whom, when, and for the co-op named; `words` are of the person who declared it."""

    cooperative: str
    kind: str
    measured: Measured
    words: str
    collected_by: str
    collected_at: datetime

    def body(self) -> dict[str, Any]:
        """What its hash is of. Numbers as text with two decimals, moments in UTC."""
        found = self.measured
        return {
            "cooperative": self.cooperative,
            "criterion": found.criterion,
            "kind": self.kind,
            "first": found.first.isoformat(),
            "last": found.last.isoformat(),
            "value": _number(found.value),
            "numerator": _number(found.numerator),
            "denominator": _number(found.denominator),
            "note": dict(found.note) if found.note else None,
            "words": self.words,
            "query_version": found.query_version,
            "collected_by": self.collected_by,
            "collected_at": self.collected_at.astimezone(UTC).isoformat(),
        }

    @property
    def sha256(self) -> str:
        return sha256_of(self.body())


def line_of(
    criterion: Criterion,
    country: str,
    snapshot: Mapping[str, Any] | None,
    *,
    comment: str = "",
    paper: str = "",
    not_computed: Mapping[str, Any] | None = None,
) -> dict[str, Any]:
    """A line of a dossier, ready to be kept: the criterion, its limits there, what was found and the colour of it.

    `snapshot` is a snapshot's body with its `sha256`, None where there is none yet; `paper` the name of its PDF.
    `not_computed` is why the platform could not count it: it stays beside what a person says instead.
    """
    threshold = criterion.threshold(country)
    value = Decimal(snapshot["value"]) if snapshot and snapshot["value"] is not None else None
    is_said = snapshot is not None and snapshot["kind"] != Kind.COMPUTED
    told = (
        {"not_computed": dict(not_computed)}
        if is_said and not_computed and criterion.kind is Kind.COMPUTED
        else {}
    )
    return told | {
        "code": criterion.code,
        "title": criterion.title,
        "formula": criterion.formula,
        "from": criterion.source,
        "asked": criterion.kind.value,
        "said_as": criterion.said_as.value,
        "scale": criterion.scale.value,
        "unit": criterion.unit.value,
        "threshold": threshold.as_json() if threshold else None,
        "colour": criterion.colour(country, value).value,
        "evidence": dict(snapshot) if snapshot else None,
        "comment": comment,
        "paper": paper,
    }


def dossier_hash(set_version: int, lines: Iterable[Mapping[str, Any]]) -> str:
    """The hash of a whole dossier."""
    return sha256_of({"set_version": set_version, "lines": [dict(line) for line in lines]})


def reds(lines: Iterable[Mapping[str, Any]]) -> list[str]:
    """The criteria that are red, in their order."""
    return [line["code"] for line in lines if line["colour"] == Colour.RED]


def counts(lines: Iterable[Mapping[str, Any]]) -> dict[str, int]:
    """How many lines have each colour."""
    found = dict.fromkeys((colour.value for colour in Colour), 0)
    for line in lines:
        found[line["colour"]] += 1
    return found


def attached_on(lines: Iterable[Mapping[str, Any]]) -> date | None:
    """The last assembly that had accounts and report before it, as line D3 says; None where it says nothing."""
    for line in lines:
        evidence = line["evidence"]
        if line["code"] == "D3" and evidence and evidence["value"] is not None:
            return date.fromisoformat(evidence["last"])
    return None


def percent_of(part: Decimal | int, whole: Decimal | int) -> Decimal | None:
    """Hundredths, rounded to two decimals; None of nothing."""
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01")) if whole else None


def _number(value: Decimal | None) -> str | None:
    return None if value is None else str(value.quantize(Decimal("0.01")))
