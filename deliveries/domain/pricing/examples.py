"""A few orders that show what a rule set asks, while somebody writes it."""

from dataclasses import dataclass
from datetime import date
from itertools import cycle, islice

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.pricing.consignment import price_consignment
from deliveries.domain.pricing.facts import Ride, StopFacts, Whole
from deliveries.domain.pricing.quote import PricedQuote
from deliveries.domain.pricing.rules import Rules

NOON, EVENING, MORNING = 12 * 60, 19 * 60 + 30, 9 * 60
TUESDAY, FRIDAY, SATURDAY = 2, 5, 6


@dataclass(frozen=True, slots=True)
class Example:
    """An order said in words, the same order (or several placed at once) as facts."""

    words: Sentence
    rides: tuple[Ride, ...]


@dataclass(frozen=True, slots=True)
class Answer:
    """What an example costs, or why it has no price."""

    example: Example
    quotes: tuple[PricedQuote, ...]
    refused: Invalid | None = None

    @property
    def total_cents(self) -> int:
        return sum(quote.total_cents for quote in self.quotes)


def examples(rules: Rules) -> list[Example]:
    """Near and far, light and heavy, noon and evening; in the zones and with the packages the rules speak of."""
    zones = list(islice(cycle([*sorted(rules.zones), ""]), 4))
    packages = dict.fromkeys(sorted(rules.packages)[:3], 2)
    far = _ride(4600, EVENING, FRIDAY, zone=zones[1], bags=3, notice=4 * 60)
    heavy = _ride(
        2500,
        MORNING,
        SATURDAY,
        zone=zones[2],
        bags=2,
        notice=26 * 60,
        days=1,
        grams=22_000,
        packages=packages,
    )
    round_ = tuple(
        _ride(metres, NOON, TUESDAY, zone=zone, bags=1, notice=2 * 60, grams=1500)
        for metres, zone in zip((900, 2100, 3400), zones, strict=False)
    )
    return [
        Example(
            Sentence(_("%(km)s km, 1 bag, Tuesday noon%(in_zone)s"), _params(1.2, zones[0])),
            (_ride(1200, NOON, TUESDAY, zone=zones[0], bags=1, notice=30),),
        ),
        Example(
            Sentence(
                _("%(km)s km, 3 bags, Friday evening, ordered 4 hours before%(in_zone)s"),
                _params(4.6, zones[1]),
            ),
            (far,),
        ),
        Example(
            Sentence(
                _("%(km)s km, 22 kg%(packages)s, Saturday 9:00, ordered the day before%(in_zone)s"),
                _params(2.5, zones[2]) | {"packages": "".join(f", 2 {code}" for code in packages)},
            ),
            (heavy,),
        ),
        Example(Sentence(_("Three drop-offs at once, 6.4 km together, from one pickup")), round_),
    ]


def answers(rules: Rules, *, country: str, on: date, currency: str) -> list[Answer]:
    """Each example with its price, or with the sentence that says why it has none."""
    found = []
    for example in examples(rules):
        whole = Whole(sum(ride.metres for ride in example.rides), country, on, currency)
        try:
            found.append(Answer(example, price_consignment(whole, example.rides, rules)))
        except Invalid as refused:
            found.append(Answer(example, (), refused))
    return found


def _params(km: float, zone: str) -> dict[str, str | float | Sentence]:
    in_zone = Sentence(_(", drop-off in %(zone)s"), {"zone": zone}) if zone else Sentence("")
    return {"km": km, "in_zone": in_zone}


def _ride(
    metres: int,
    minute: int,
    weekday: int,
    *,
    zone: str,
    bags: int,
    notice: int,
    days: int = 0,
    grams: int = 0,
    packages: dict[str, int] | None = None,
) -> Ride:
    zones = frozenset({zone}) if zone else frozenset[str]()
    return Ride(
        metres,
        pickup=StopFacts("shop", frozenset(), minute, weekday, notice, days),
        dropoff=StopFacts(None, zones, minute, weekday, notice + 60, days),
        bags=bags,
        grams=grams,
        units=2 * len(packages or {}),
        packages=packages or {},
        window=60,
    )
