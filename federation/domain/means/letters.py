"""What a co-op tells another when it hands a delivery over: from where to where, when, how much. No price."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _


@dataclass(frozen=True, slots=True)
class Letter:
    """Times are ISO texts with their zone; `grams` and `litres` where they are known."""

    number: int
    pickup_name: str
    pickup_address: str
    pickup_phone: str
    pickup_lat: float
    pickup_lon: float
    to_name: str
    to_address: str
    to_phone: str
    to_instructions: str
    to_lat: float
    to_lon: float
    ready_at: str
    opens_at: str
    promised_at: str
    bags: int
    grams: int | None
    litres: int | None
    needs: tuple[str, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self) | {"needs": list(self.needs)}

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises Invalid for what is no letter, or was emptied."""
        try:
            return cls(**dict(stored) | {"needs": tuple(stored["needs"])})
        except (TypeError, KeyError) as error:
            raise Invalid("no_letter", _("Where it goes is not known here any more.")) from error
