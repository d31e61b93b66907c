"""CO2 avoided: what the vehicle that would have come emits over the way, less what the one that came emits.

Factors are dated: a delivery counts with the one in force on its day, so that a new edition changes no past figure.
Grams of CO2 equivalent, building and using the vehicle both counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date

from cooperatives.domain.sections import GROCERIES, MEALS, PARCELS
from coopplatform.kernel.text import _
from deliveries.domain.vehicles import Counted, counts_as, factor_of

EMPTY_RUN = 2
"""Who comes rides as far again without load, so its kilometres count double; the other vehicle's way there is left
out."""

IMPACT = "ADEME, Impact CO2, 2026-07-01"
ENERGIES = "Energies 2022, 15(20), 7817: 250 g/km (diesel), 77 g/km (electric) + 14.83 g/km (ADEME)"
NO_FASTER = "ADEME, Impact CO2: that of a cargo trike, until one of its own is found"


@dataclass(frozen=True, slots=True)
class Factor:
    """What a vehicle emits a kilometre, in milligrams, from a day on; `is_read`: somebody looked the source up."""

    milligrams: int
    since: date
    source: str
    is_read: bool = True


FACTORS: dict[str, tuple[Factor, ...]] = {
    "cycle": (Factor(170, date(2025, 1, 1), IMPACT),),
    "bike": (Factor(10_950, date(2025, 1, 1), IMPACT),),
    "cargo": (Factor(14_830, date(2025, 1, 1), IMPACT),),
    "speed_pedelec": (Factor(14_830, date(2025, 1, 1), NO_FASTER, is_read=False),),
    "moped": (Factor(59_300, date(2025, 1, 1), IMPACT),),
    "scooter": (Factor(76_300, date(2025, 1, 1), IMPACT),),
    "electric_car": (Factor(103_400, date(2025, 1, 1), "ADEME, Impact CO2", is_read=False),),
    "car": (Factor(142_300, date(2025, 1, 1), IMPACT),),
    "electric_van": (Factor(91_830, date(2022, 10, 21), ENERGIES),),
    "van": (Factor(264_830, date(2022, 10, 21), ENERGIES),),
}
VEHICLES = {
    "cycle": _("Bicycle"),
    "bike": _("Electric bike"),
    "cargo": _("Electric cargo bike"),
    "speed_pedelec": _("Speed pedelec"),
    "moped": _("Electric moped"),
    "scooter": _("Scooter, petrol"),
    "electric_car": _("Car, electric"),
    "car": _("Car, petrol or diesel"),
    "electric_van": _("Van, electric"),
    "van": _("Van, diesel"),
}


@dataclass(frozen=True, slots=True)
class Ridden:
    """Which vehicle came, and those it stands in for: at the least, usually, at the most."""

    came: str
    low: str
    central: str
    high: str


USUAL = Ridden("bike", low="moped", central="scooter", high="car")
RIDDEN = {
    MEALS: USUAL,
    GROCERIES: Ridden("cargo", low="scooter", central="car", high="van"),
    PARCELS: Ridden("cargo", low="electric_van", central="car", high="van"),
}


@dataclass(frozen=True, slots=True)
class Balance:
    """Milligrams: what was emitted on the way, and avoided beyond that, from the lowest to the highest.

    Avoided is below zero where what came emits more than what stayed away.
    """

    emitted: int = 0
    low: int = 0
    central: int = 0
    high: int = 0

    def __add__(self, other: "Balance") -> "Balance":
        return Balance(
            self.emitted + other.emitted,
            self.low + other.low,
            self.central + other.central,
            self.high + other.high,
        )


def ridden(activity: str, vehicle: str = "") -> Ridden:
    """An activity of a co-op's own counts like meals, the most careful of them.

    `vehicle` is the one that came, as a delivery keeps it; where none was told, the bike the activity usually has.
    """
    usual = RIDDEN.get(activity, USUAL)
    return replace(usual, came=factor_of(vehicle)) if vehicle else usual


def counted(activity: str, vehicle: str = "") -> Counted:
    """As what the kilometres of a delivery count; where no vehicle was told, as the activity's usual bike."""
    return counts_as(vehicle) if vehicle else Counted(ridden(activity).came)


def factor_on(vehicle: str, day: date) -> Factor:
    """The factor in force that day; the first one there is for days before it."""
    editions = FACTORS[vehicle]
    return next((one for one in reversed(editions) if one.since <= day), editions[0])


def balance(activity: str, metres: int, day: date, vehicle: str = "") -> Balance:
    """Of deliveries of that activity on that day with that vehicle, by the metres between their stops."""
    chosen = ridden(activity, vehicle)

    def milligrams(vehicle: str, runs: int = 1) -> int:
        return factor_on(vehicle, day).milligrams * metres * runs // 1000

    emitted = milligrams(chosen.came, EMPTY_RUN)
    low, central, high = (milligrams(one) - emitted for one in (chosen.low, chosen.central, chosen.high))
    return Balance(emitted, low, central, high)


def whole(balances: Iterable[Balance]) -> Balance:
    return sum(balances, Balance())
