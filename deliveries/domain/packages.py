"""How many packages of which type an order has, and what they weigh and take up."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

MOST_OF_A_TYPE = 200


@dataclass(frozen=True, slots=True)
class PackageFacts:
    """What one package of a type counts for on average."""

    units: int
    grams: int


@dataclass(frozen=True, slots=True)
class Packed:
    """An order's packages: how many by code, with their volume units and their weight."""

    counts: Mapping[str, int]
    units: int = 0
    grams: int | None = None


def packed(
    asked: Sequence[tuple[str, int]],
    types: Mapping[str, PackageFacts],
    *,
    grams: int | None,
    are_required: bool = False,
    is_weight_required: bool = False,
) -> Packed:
    """`grams` as told for everything, else the average of the packages, else None.

    Raises Invalid for a type the store does not send, a quantity nobody carries, or what the store must say.
    """
    counts: dict[str, int] = {}
    for code, quantity in asked:
        if code not in types:
            raise Invalid(
                "unknown_package",
                _("This store does not send packages of the type %(kind)s: choose another."),
                field="packages",
                kind=str(code)[:20],
            )
        if not 1 <= quantity <= MOST_OF_A_TYPE:
            raise Invalid(
                "package_quantity",
                _("Between 1 and %(most)s packages of a type."),
                field="packages",
                most=MOST_OF_A_TYPE,
            )
        counts[code] = counts.get(code, 0) + quantity
    if are_required and not counts:
        raise Invalid("packages_required", _("Say how many packages of which type."), field="packages")
    if is_weight_required and grams is None:
        raise Invalid("weight_required", _("Say what the delivery weighs."), field="grams")
    units = sum(types[code].units * quantity for code, quantity in counts.items())
    if grams is None and counts:
        grams = sum(types[code].grams * quantity for code, quantity in counts.items()) or None
    return Packed(counts, units, grams)
