"""What a courier rides or drives: its kind, what drives it, and what it counts as.

The categories are those of the French code de la route (R311-1): a *cycle* goes by muscle, a *cycle à pédalage assisté*
(VAE) is helped by at most 250 W up to 25 km/h; both are cycles. A speed pedelec is helped up to 45 km/h and is a
*cyclomoteur* (L1e-B), a motor vehicle like those that need no pedals at all.
"""

from collections.abc import Mapping
from enum import StrEnum

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _


class Kind(StrEnum):
    BICYCLE = "bicycle"
    CARGO = "cargo"
    TRAILER = "trailer"
    MOPED = "moped"
    CAR = "car"
    VAN = "van"


class Drive(StrEnum):
    ASSISTED = "assisted"
    MUSCLE = "muscle"
    FAST = "fast"
    ELECTRIC = "electric"
    COMBUSTION = "engine"


class Counted(StrEnum):
    """As what its kilometres count."""

    BIKE = "bike"
    CARGO = "cargo"
    MOTOR = "motor"


KINDS = {
    Kind.BICYCLE: _("Bicycle"),
    Kind.CARGO: _("Cargo bike"),
    Kind.TRAILER: _("Bike with trailer"),
    Kind.MOPED: _("Moped or scooter"),
    Kind.CAR: _("Car"),
    Kind.VAN: _("Van"),
}
DRIVES = {
    Drive.ASSISTED: _("VAE, helped up to 25 km/h"),
    Drive.MUSCLE: _("muscle alone"),
    Drive.FAST: _("speed pedelec, up to 45 km/h"),
    Drive.ELECTRIC: _("electric motor"),
    Drive.COMBUSTION: _("petrol or diesel engine"),
}
PEDALLED = (Drive.ASSISTED, Drive.MUSCLE, Drive.FAST)
MOTORS = (Drive.ELECTRIC, Drive.COMBUSTION)
DRIVES_OF: Mapping[Kind, tuple[Drive, ...]] = {
    Kind.BICYCLE: PEDALLED,
    Kind.CARGO: PEDALLED,
    Kind.TRAILER: PEDALLED,
    Kind.MOPED: MOTORS,
    Kind.CAR: MOTORS,
    Kind.VAN: MOTORS,
}
CYCLES = frozenset({Drive.ASSISTED, Drive.MUSCLE})
USUAL = Drive.ASSISTED


def check(kind: str, drive: str) -> None:
    """Raises Invalid, at the drive, for one that does not go with the kind."""
    if kind not in set(Kind) or drive not in DRIVES_OF[Kind(kind)]:
        raise Invalid(
            "no_such_drive",
            _(
                "This drive does not go with this kind: what has pedals goes by muscle or is helped, the others have "
                "a motor or an engine."
            ),
            field="drive",
        )


def told(kind: str, drive: str) -> str:
    """A vehicle as a delivery keeps it."""
    return f"{kind}:{drive}"


def counts_as(vehicle: str) -> Counted:
    """Of a vehicle as a delivery keeps it. Raises ValueError for one there is none of."""
    kind, drive = _read(vehicle)
    if drive not in CYCLES:
        return Counted.MOTOR
    return Counted.BIKE if kind is Kind.BICYCLE else Counted.CARGO


def factor_of(vehicle: str) -> str:
    """Whose emissions it has, among `emissions.FACTORS`; a cargo bike without motor is taken for one with it."""
    kind, drive = _read(vehicle)
    if drive is Drive.FAST:
        return "speed_pedelec"
    if kind in (Kind.CARGO, Kind.TRAILER):
        return "cargo"
    if kind is Kind.BICYCLE:
        return "cycle" if drive is Drive.MUSCLE else "bike"
    is_electric = drive is Drive.ELECTRIC
    return {
        Kind.MOPED: "moped" if is_electric else "scooter",
        Kind.CAR: "electric_car" if is_electric else "car",
        Kind.VAN: "electric_van" if is_electric else "van",
    }[kind]


def _read(vehicle: str) -> tuple[Kind, Drive]:
    kind, _colon, drive = vehicle.partition(":")
    return Kind(kind), Drive(drive)
