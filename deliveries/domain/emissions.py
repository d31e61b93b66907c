"""CO2 avoided: what the vehicle that would have come emits over the way, less what the bike emits.

Factors are dated: a delivery counts with the one in force on its day, so that a new edition changes no past figure.
Grams of CO2 equivalent, building and using the vehicle both counted.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from cooperatives.domain.sections import GROCERIES, MEALS, PARCELS
from coopplatform.kernel.text import _

EMPTY_RUN = 2
"""A bike rides as far again without load, so its kilometres count double; the vehicle's way there is left out."""

IMPACT = "ADEME, Impact CO2, 2026-07-01"
ENERGIES = "Energies 2022, 15(20), 7817: 250 g/km (diesel), 77 g/km (electric) + 14.83 g/km (ADEME)"


@dataclass(frozen=True, slots=True)
class Factor:
    """What a vehicle emits a kilometre, in milligrams, from a day on."""

    milligrams: int
    since: date
    source: str


FACTORS: dict[str, tuple[Factor, ...]] = {
    "bike": (Factor(10_950, date(2025, 1, 1), IMPACT),),
    "cargo": (Factor(14_830, date(2025, 1, 1), IMPACT),),
    "moped": (Factor(59_300, date(2025, 1, 1), IMPACT),),
    "scooter": (Factor(76_300, date(2025, 1, 1), IMPACT),),
    "car": (Factor(142_300, date(2025, 1, 1), IMPACT),),
    "electric_van": (Factor(91_830, date(2022, 10, 21), ENERGIES),),
    "van": (Factor(264_830, date(2022, 10, 21), ENERGIES),),
}
VEHICLES = {
    "bike": _("Electric bike"),
    "cargo": _("Electric cargo bike"),
    "moped": _("Electric moped"),
    "scooter": _("Scooter, petrol"),
    "car": _("Car, petrol or diesel"),
    "electric_van": _("Van, electric"),
    "van": _("Van, diesel"),
}


@dataclass(frozen=True, slots=True)
class Ridden:
    """Which vehicle an activity's bikes stand in for: at the least, usually, at the most."""

    bike: str
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
    """Milligrams: what the bikes emitted, and what was avoided beyond that, from the lowest to the highest."""

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


def ridden(activity: str) -> Ridden:
    """An activity of a co-op's own counts like meals, the most careful of them."""
    return RIDDEN.get(activity, USUAL)


def factor_on(vehicle: str, day: date) -> Factor:
    """The factor in force that day; the first one there is for days before it."""
    editions = FACTORS[vehicle]
    return next((one for one in reversed(editions) if one.since <= day), editions[0])


def balance(activity: str, metres: int, day: date) -> Balance:
    """Of deliveries of that activity on that day, by the metres between their stops."""
    chosen = ridden(activity)

    def milligrams(vehicle: str, runs: int = 1) -> int:
        return factor_on(vehicle, day).milligrams * metres * runs // 1000

    emitted = milligrams(chosen.bike, EMPTY_RUN)
    low, central, high = (milligrams(one) - emitted for one in (chosen.low, chosen.central, chosen.high))
    return Balance(emitted, low, central, high)


def whole(balances: Iterable[Balance]) -> Balance:
    return sum(balances, Balance())
