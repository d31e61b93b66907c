"""The co-op's zones, and which of them share ground."""

from collections.abc import Collection
from itertools import combinations

from deliveries.domain.zones import Ring, overlap
from deliveries.models import Zone


def zones() -> list[Zone]:
    return list(Zone.objects.order_by("name"))


def rings(names: Collection[str] | None = None) -> dict[str, Ring]:
    """Their polygons by name, all or those named."""
    rows = Zone.objects.all() if names is None else Zone.objects.filter(name__in=names)
    return {name: tuple(map(tuple, corners)) for name, corners in rows.values_list("name", "corners")}


def overlaps(drawn: list[Zone]) -> dict[str, list[str]]:
    """By the name of each zone, the names of those it overlaps."""
    found: dict[str, list[str]] = {zone.name: [] for zone in drawn}
    for one, other in combinations(drawn, 2):
        if overlap(one.ring, other.ring):
            found[one.name].append(other.name)
            found[other.name].append(one.name)
    return found
