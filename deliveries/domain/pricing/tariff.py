"""A co-op's price list, as its members voted it into the charter."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

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
