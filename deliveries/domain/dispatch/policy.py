"""How the charter sets the engine: weights and horizons by name, and whether it may act by itself."""

from collections.abc import Mapping
from dataclasses import fields
from typing import Any

from deliveries.domain.dispatch.model import Params

MODE = "mode"
AUTOMATIC = "automatic"
SUGGESTING = "suggesting"

WEIGHTS: Mapping[str, tuple[int, int]] = {
    "late_weight": (0, 3000),
    "courier_weight": (0, 1000),
    "overtime_weight": (0, 5000),
    "priority_weight": (0, 3000),
    "fairness_weight": (0, 5000),
    "workload_weight": (0, 2000),
    "earnings_weight": (0, 2000),
}
"""What a second of each term may be worth at the door, in per mille, in a rule that co-ops share: least and most."""
_DEFAULTS = Params()
_KINDS = {field.name: type(getattr(_DEFAULTS, field.name)) for field in fields(Params)}


def params_of(terms: Mapping[str, Any]) -> Params:
    """The charter's dispatch terms over the defaults. Dispatch never stops for a term it cannot use: see `unusable`."""
    return Params(**{name: value for name, value in terms.items() if _is_usable(name, value)})


def is_automatic(terms: Mapping[str, Any]) -> bool:
    """Whether the charter lets the engine adopt its own suggestions."""
    return terms.get(MODE) == AUTOMATIC


def unusable(terms: Mapping[str, Any]) -> list[str]:
    """Names of terms the engine passes over: unknown, or of another kind than a whole number, yes or no."""
    return sorted(
        name
        for name, value in terms.items()
        if not (_is_usable(name, value) or (name == MODE and value in (AUTOMATIC, SUGGESTING)))
    )


def _is_usable(name: str, value: Any) -> bool:
    return name in _KINDS and type(value) is _KINDS[name] and value >= 0
