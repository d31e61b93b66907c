"""What a criterion is, and which colour a value has by it. The criteria themselves are data: `catalogue`."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from datetime import date
from decimal import Decimal
from enum import StrEnum
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

EVERYWHERE = "*"
LARGEST = Decimal(100_000)


class Kind(StrEnum):
    """Who says it: the platform from its own data, a paper, or a person of the co-op."""

    COMPUTED = "computed"
    DOCUMENT = "document"
    DECLARED = "declared"


class Scale(StrEnum):
    """How a value is held against its thresholds. `SIZE` looks at it without its sign; `SHOWN` has no colour."""

    AT_LEAST = "at_least"
    AT_MOST = "at_most"
    SIZE = "size"
    SHOWN = "shown"


class Unit(StrEnum):
    PERCENT = "percent"
    MONTHS = "months"
    DAYS = "days"
    RATIO = "ratio"
    COUNT = "count"
    PER_1000 = "per_1000"
    PER_MILLION = "per_million"
    CONDITIONS = "conditions"


class Colour(StrEnum):
    GREEN = "green"
    AMBER = "amber"
    RED = "red"
    SHOWN = "shown"
    UNKNOWN = "unknown"


COLOURS = {
    Colour.GREEN: _("met"),
    Colour.AMBER: _("nearly met"),
    Colour.RED: _("not met"),
    Colour.SHOWN: _("shown, not judged"),
    Colour.UNKNOWN: _("not known"),
}
KINDS = {
    Kind.COMPUTED: _("computed by the platform"),
    Kind.DOCUMENT: _("by a document"),
    Kind.DECLARED: _("declared by the cooperative"),
}


@dataclass(frozen=True, slots=True)
class Threshold:
    """From where it is green and amber, in the criterion's unit; amber None: there is nothing in between.

    `source` is the law or rule it is from, `checked_on` when somebody last looked it up, None where nobody did yet.
    """

    green: Decimal
    amber: Decimal | None
    source: str
    checked_on: date | None = None

    def as_json(self) -> dict[str, Any]:
        return {
            "green": str(self.green),
            "amber": None if self.amber is None else str(self.amber),
            "source": self.source,
            "checked_on": self.checked_on.isoformat() if self.checked_on else None,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            Decimal(stored["green"]),
            None if stored["amber"] is None else Decimal(stored["amber"]),
            stored["source"],
            date.fromisoformat(stored["checked_on"]) if stored["checked_on"] else None,
        )


@dataclass(frozen=True, slots=True)
class Criterion:
    """One line of a dossier. `thresholds` are by country, `*` for all that are not named.

    `otherwise` is what a computed one is asked as where the co-op's data cannot give it.
    """

    code: str
    title: str
    formula: str
    source: str
    kind: Kind
    scale: Scale
    unit: Unit
    thresholds: Mapping[str, Threshold]
    otherwise: Kind = Kind.DECLARED

    @property
    def said_as(self) -> Kind:
        """What a person says of it is: a document or a declaration."""
        return self.otherwise if self.kind is Kind.COMPUTED else self.kind

    def threshold(self, country: str) -> Threshold | None:
        return self.thresholds.get(country) or self.thresholds.get(EVERYWHERE)

    def colour(self, country: str, value: Decimal | None) -> Colour:
        """Which colour a value has; what is not known is neither good nor bad."""
        if value is None:
            return Colour.UNKNOWN
        threshold = self.threshold(country)
        if self.scale is Scale.SHOWN or threshold is None:
            return Colour.SHOWN
        if self._reaches(value, threshold.green):
            return Colour.GREEN
        if threshold.amber is not None and self._reaches(value, threshold.amber):
            return Colour.AMBER
        return Colour.RED

    def _reaches(self, value: Decimal, limit: Decimal) -> bool:
        if self.scale is Scale.AT_LEAST:
            return value >= limit
        return (abs(value) if self.scale is Scale.SIZE else value) <= limit

    def with_threshold(
        self, country: str, *, green: Decimal, amber: Decimal | None, source: str, on: date
    ) -> Self:
        """The same with other limits in a country. Raises Invalid when amber is stricter than green."""
        for limit in (green, amber):
            if limit is not None and not (limit.is_finite() and abs(limit) <= LARGEST):
                raise Invalid(
                    "bad_threshold", _("A threshold is a number up to %(most)s."), most=int(LARGEST)
                )
        is_stricter = amber is not None and (amber > green if self.scale is Scale.AT_LEAST else amber < green)
        if is_stricter:
            raise Invalid(
                "amber_stricter",
                _("%(criterion)s: amber is easier to reach than green, not harder."),
                criterion=self.code,
            )
        return replace(self, thresholds={**self.thresholds, country: Threshold(green, amber, source, on)})

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"thresholds": {c: t.as_json() for c, t in self.thresholds.items()}}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        kinds: dict[str, StrEnum] = {
            "kind": Kind(stored["kind"]),
            "scale": Scale(stored["scale"]),
            "unit": Unit(stored["unit"]),
        }
        kinds["otherwise"] = Kind(stored.get("otherwise", Kind.DECLARED))
        limits = {c: Threshold.from_json(t) for c, t in stored["thresholds"].items()}
        facts: dict[str, Any] = {**stored, **kinds, "thresholds": limits}
        return cls(**facts)
