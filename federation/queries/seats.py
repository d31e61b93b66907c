"""Where the member co-ops have their seats, for anybody."""

from dataclasses import dataclass

from cooperatives.queries.directory import cooperatives_called
from federation.queries.members import public_members


@dataclass(frozen=True, slots=True)
class Seat:
    name: str
    town: str
    lat: float
    lon: float


def public_seats() -> list[Seat]:
    """Of the members whose seat is known, by name."""
    found = cooperatives_called([member.slug for member in public_members()])
    return [
        Seat(one.name, one.town or one.address, one.lat, one.lon)
        for one in sorted(found.values(), key=lambda one: one.name)
        if one.lat is not None and one.lon is not None
    ]
