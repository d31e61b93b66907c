"""Histories that the simulator draws from: members' own quarters, without names, order or size.

A quarter is its result as a share of its turnover, in steps of half a percent. The order of co-ops and of each one's
quarters is shuffled by a public seed. Sizes are told by class of three co-ops at least, as the class's mean.
"""

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Self

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from federation.domain.means.fund import PER

LEAST_COOPERATIVES = 5
LEAST_IN_CLASS = 3
STEP = 50
"""Margins are rounded to this many parts of ten thousand."""
CLASSES = {1: ("all",), 2: ("small", "large"), 3: ("small", "medium", "large")}
CLASS_NAMES: Mapping[str, str] = {
    "all": _("All sizes"),
    "small": _("The smaller ones"),
    "medium": _("Those in the middle"),
    "large": _("The larger ones"),
}


@dataclass(frozen=True, slots=True)
class QuarterSum:
    """A co-op's quarter in minor units of its own currency: only its shares go further."""

    sales_cents: int
    result_cents: int


@dataclass(frozen=True, slots=True)
class History:
    """`weight` is the turnover of its size class, in hundredths of all co-ops' mean; `margins` per ten thousand."""

    size: str
    weight: int
    margins: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Histories:
    """`seed` is what the order was shuffled by; none for histories made up."""

    histories: tuple[History, ...]
    seed: str = ""

    def as_json(self) -> dict[str, Any]:
        return {
            "seed": self.seed,
            "histories": [
                {"size": one.size, "weight": one.weight, "margins": list(one.margins)}
                for one in self.histories
            ],
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        return cls(
            tuple(History(one["size"], one["weight"], tuple(one["margins"])) for one in stored["histories"]),
            stored["seed"],
        )


MADE_UP = Histories(
    tuple(
        History(size, weight, (200,))
        for size, weight in (("small", 50), ("medium", 100), ("large", 150))
        for _number in range(4)
    )
)
"""Twelve co-ops with a mean margin of 2 %: what is simulated until five members have shared quarters."""


def anonymous(shared: Mapping[str, Sequence[QuarterSum]], *, seed: str) -> Histories:
    """By slug the quarters each co-op shared; those without sales are left out.

    Raises NotAllowedNow with fewer than five co-ops: among four, each would be read too easily.
    """
    kept = {slug: [one for one in quarters if one.sales_cents > 0] for slug, quarters in shared.items()}
    kept = {slug: quarters for slug, quarters in kept.items() if quarters}
    if len(kept) < LEAST_COOPERATIVES:
        raise NotAllowedNow(
            "too_few_histories",
            _("Histories are shown once %(least)s co-ops have shared a whole quarter; %(n)s have."),
            least=LEAST_COOPERATIVES,
            n=len(kept),
        )
    sizes = {slug: sum(one.sales_cents for one in own) // len(own) for slug, own in kept.items()}
    mean = sum(sizes.values()) / len(sizes)
    chance = random.Random(f"fund {seed}")  # noqa: S311 -- public, so that anyone can check it
    found = []
    for name, slugs in _classes(sizes).items():
        weight = max(1, round(100 * sum(sizes[slug] for slug in slugs) / len(slugs) / mean))
        for slug in slugs:
            margins = [_margin(one) for one in kept[slug]]
            chance.shuffle(margins)
            found.append(History(name, weight, tuple(margins)))
    chance.shuffle(found)
    return Histories(tuple(found), seed)


def _classes(sizes: Mapping[str, int]) -> dict[str, list[str]]:
    """Thirds by size, halves where thirds would hold fewer than three, else one class."""
    names = CLASSES[max(1, min(3, len(sizes) // LEAST_IN_CLASS))]
    ordered = sorted(sizes, key=lambda slug: (sizes[slug], slug))
    bounds = [len(ordered) * part // len(names) for part in range(len(names) + 1)]
    return {name: ordered[bounds[part] : bounds[part + 1]] for part, name in enumerate(names)}


def _margin(one: QuarterSum) -> int:
    return round(one.result_cents * PER / one.sales_cents / STEP) * STEP
