"""A price list as it stood: its rules, and the zones they meant then."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any
from uuid import UUID

from deliveries.domain.pricing import Rules
from deliveries.domain.zones import Ring
from deliveries.models import RuleSetVersion
from deliveries.queries.zones import rings


class KnownBy(StrEnum):
    """Where a zone's corners come from: kept with the version; with a later one, the first that has them; drawn today;
    nowhere, for nobody draws it any more."""

    THEN = "then"
    LATER = "later"
    TODAY = "today"
    NOWHERE = "nowhere"


@dataclass(frozen=True, slots=True)
class MeantZone:
    """`ring` is empty where nothing is known; `version` is the later one that kept it. `is_as_today`: same corners."""

    name: str
    ring: Ring
    known_by: KnownBy
    is_as_today: bool
    version: int | None = None


def zones_meant(made: RuleSetVersion, rules: Rules) -> list[MeantZone]:
    """The zones a version's rules ask about, by name. At most two queries.

    Versions keep them since a day. One from before is read by the first later version that kept them, for a zone that
    is drawn anew makes a new version; where there is none, by what is drawn today.
    """
    if not rules.zones:
        return []
    kept, today = made.zones, rings(rules.zones)
    later = _later(made) if kept is None else []
    return [_meant(name, kept, later, today) for name in sorted(rules.zones)]


def version_of(rule_set_id: UUID, number: int) -> RuleSetVersion | None:
    return RuleSetVersion.objects.filter(rule_set=rule_set_id, version=number).first()


def read_version(made: RuleSetVersion) -> Rules:
    """Raises Invalid for what no rule is by now."""
    return Rules.from_json(made.strategy, made.rules)


def _later(made: RuleSetVersion) -> list[tuple[int, Mapping[str, Any]]]:
    found = RuleSetVersion.objects.filter(
        rule_set=made.rule_set_id, version__gt=made.version, zones__isnull=False
    )
    return [
        (number, zones or {}) for number, zones in found.order_by("version").values_list("version", "zones")
    ]


def _meant(
    name: str,
    kept: Mapping[str, Any] | None,
    later: list[tuple[int, Mapping[str, Any]]],
    today: Mapping[str, Ring],
) -> MeantZone:
    drawn = today.get(name, ())
    if kept is not None:
        ring = _ring(kept.get(name, ()))
        return MeantZone(name, ring, KnownBy.THEN if ring else KnownBy.NOWHERE, ring == drawn)
    for version, zones in later:
        if name in zones:
            ring = _ring(zones[name])
            return MeantZone(name, ring, KnownBy.LATER, ring == drawn, version)
    return MeantZone(name, drawn, KnownBy.TODAY if drawn else KnownBy.NOWHERE, True)


def _ring(corners: Any) -> Ring:
    return tuple((lon, lat) for lon, lat in corners)
