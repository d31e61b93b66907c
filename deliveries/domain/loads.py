"""How much a delivery weighs and takes up, and what a bike must have with it."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, fields
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

DIMENSIONS = ("bags", "grams", "litres")
MOST_GRAMS = 300_000
MOST_LITRES = 2_000
EQUIPMENT = {"cold": _("Cold box"), "hot": _("Hot box"), "trailer": _("Trailer"), "flat": _("Flat bed")}


@dataclass(frozen=True, slots=True)
class Capacity:
    """What fits on a bike, in whole bags, grams and litres; also what a delivery takes up."""

    bags: int
    grams: int
    litres: int

    def as_load(self) -> tuple[int, ...]:
        return (self.bags, self.grams, self.litres)


@dataclass(frozen=True, slots=True)
class TourTerms:
    """What the charter says of planned tours, under `tours`; seconds, and what an unweighed bag counts for."""

    grams_per_bag: int = 4_000
    litres_per_bag: int = 20
    pickup_seconds: int = 180
    dropoff_seconds: int = 240
    rest_seconds: int = 20 * 60
    rest_after_seconds: int = 6 * 3600
    run_seconds: int = 15

    @classmethod
    def from_terms(cls, terms: Mapping[str, Any]) -> Self:
        """Known terms only: a charter may say more than this version reads."""
        known = {field.name for field in fields(cls)}
        return cls(**{name: int(value) for name, value in terms.get("tours", {}).items() if name in known})

    def load(self, bags: int, grams: int | None, litres: int | None) -> Capacity:
        """What was weighed and measured; the charter's figure a bag where it was not."""
        return Capacity(
            bags,
            bags * self.grams_per_bag if grams is None else grams,
            bags * self.litres_per_bag if litres is None else litres,
        )


def check_load(grams: int | None, litres: int | None, needs: Iterable[str]) -> None:
    """Raises Invalid for a weight, a volume or an equipment no bike knows."""
    if grams is not None and not 0 < grams <= MOST_GRAMS:
        raise Invalid("grams", _("A delivery weighs up to 300 kg: split a heavier one."), field="grams")
    if litres is not None and not 0 < litres <= MOST_LITRES:
        raise Invalid("litres", _("A delivery takes up to 2,000 litres: split a larger one."), field="litres")
    if unknown := sorted(set(needs) - set(EQUIPMENT)):
        raise Invalid(
            "unknown_equipment",
            _("No bike knows this equipment: %(needs)s."),
            field="needs",
            needs=", ".join(unknown),
        )
