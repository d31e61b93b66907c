"""What a bicycle may do on a way, and how fast, by its tags."""

from collections.abc import Mapping
from dataclasses import dataclass

KMH = {
    "primary": 18,
    "primary_link": 18,
    "secondary": 18,
    "secondary_link": 18,
    "tertiary": 18,
    "tertiary_link": 18,
    "unclassified": 18,
    "cycleway": 18,
    "residential": 16,
    "road": 16,
    "living_street": 13,
    "service": 15,
    "track": 13,
    "pedestrian": 11,
    "path": 11,
}
PUSHED_KMH = 5
STAIRS_KMH = 2
CYCLED_FOOTWAY_KMH = 11
ON_FOOT = {"footway": PUSHED_KMH, "steps": STAIRS_KMH, "bridleway": PUSHED_KMH}
CLOSED = {"private", "no", "customers"}
RIDDEN = {"yes", "designated", "permissive", "official", "destination"}
OPPOSITE = {"opposite", "opposite_lane", "opposite_track", "opposite_share_busway"}


@dataclass(frozen=True, slots=True)
class Speeds:
    """Kilometres an hour along the way's nodes and against them; None where one may not go."""

    along: int | None
    against: int | None


def speeds(tags: Mapping[str, str]) -> Speeds | None:
    """How fast a bicycle goes on this way, None when it may not be used at all."""
    kmh = _kmh(tags)
    if kmh is None:
        return None
    if kmh <= PUSHED_KMH or tags.get("oneway:bicycle") == "no" or _has_contraflow(tags):
        return Speeds(kmh, kmh)
    match tags.get("oneway:bicycle", tags.get("oneway")):
        case "yes" | "1" | "true":
            return Speeds(kmh, None)
        case "-1" | "reverse":
            return Speeds(None, kmh)
    return Speeds(kmh, None if tags.get("junction") in {"roundabout", "circular"} else kmh)


def _kmh(tags: Mapping[str, str]) -> int | None:
    highway, bicycle = tags.get("highway", ""), tags.get("bicycle", "")
    if tags.get("area") == "yes" or (highway not in KMH and highway not in ON_FOOT):
        return None
    if tags.get("access") in CLOSED and bicycle not in RIDDEN:
        return None
    if bicycle in {"no", "use_sidepath"}:
        walkable = highway in ON_FOOT or highway in {"pedestrian", "path"} or tags.get("foot") in RIDDEN
        return ON_FOOT.get(highway, PUSHED_KMH) if walkable else None
    if bicycle == "dismount":
        return PUSHED_KMH
    if highway == "footway" and bicycle in RIDDEN:
        return CYCLED_FOOTWAY_KMH
    return KMH.get(highway, ON_FOOT.get(highway))


def _has_contraflow(tags: Mapping[str, str]) -> bool:
    keys = ("cycleway", "cycleway:left", "cycleway:right", "cycleway:both")
    against = ("cycleway:left:oneway", "cycleway:right:oneway")
    return any(tags.get(key) in OPPOSITE for key in keys) or any(
        tags.get(key) in {"-1", "no"} for key in against
    )
