"""What is built next: budgets out of a pot, and the method of equal shares, in exact fractions.

Each co-op has a budget. A feature is bought by those who support it, each paying as equal a part as its budget allows.
Again and again the feature is bought that its supporters pay least for, a cent of cost for a cent; so a minority buys
what its own budgets reach, and a majority buys no more than its own either.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any, Literal

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import allocate
from coopplatform.kernel.text import _

Ties = Literal["newest", "oldest"]


@dataclass(frozen=True, slots=True)
class Feature:
    """Something that could be built, for `cost_cents`, and who would pay for it."""

    id: str
    cost_cents: int
    supporters: frozenset[str]


@dataclass(frozen=True, slots=True)
class Bought:
    """A feature that was bought: `rate` is the largest share of its cost that one supporter pays, `paid_cents` what
    each pays, adding up to the cost."""

    feature: Feature
    rate: Fraction
    paid_cents: Mapping[str, int]


@dataclass(frozen=True, slots=True)
class Outcome:
    """What is bought, in the order it was, and what is left of each budget, in whole cents."""

    bought: tuple[Bought, ...]
    left_cents: Mapping[str, int]

    def as_json(self) -> dict[str, Any]:
        return {
            "bought": [
                {
                    "feature_id": one.feature.id,
                    "cost_cents": one.feature.cost_cents,
                    "rate": [one.rate.numerator, one.rate.denominator],
                    "paid_cents": dict(sorted(one.paid_cents.items())),
                }
                for one in self.bought
            ],
            "left_cents": dict(sorted(self.left_cents.items())),
        }


def budgets(pot_cents: int, dues_cents: Mapping[str, int], *, equal_percent: int) -> dict[str, int]:
    """The pot in two parts: one in equal parts, one in proportion to dues; to the cent, by name.

    Without any dues all of it goes in equal parts. Raises Invalid for a pot or a share that makes no sense.
    """
    if pot_cents <= 0 or not dues_cents:
        raise Invalid("no_pot", _("A round needs a pot and co-ops to share it."), field="pot")
    if not 0 <= equal_percent <= 100 or any(dues < 0 for dues in dues_cents.values()):
        raise Invalid("bad_share", _("The equal part is from 0 to 100 percent."), field="equal_percent")
    names, total = sorted(dues_cents), sum(dues_cents.values())
    equal = Fraction(equal_percent, 100) if total else Fraction(1)
    weights = [equal / len(names) + (1 - equal) * Fraction(dues_cents[name], total or 1) for name in names]
    return dict(zip(names, allocate(pot_cents, weights), strict=True))


def equal_shares(
    budgets_cents: Mapping[str, int], features: Sequence[Feature], *, ties: Ties = "newest"
) -> Outcome:
    """The method of equal shares, a supporter's use of a feature being its cost.

    `features` stand in the order they were proposed; equal claims go to the `newest` of them, or the `oldest`.
    """
    purses = _Purses({name: Fraction(cents) for name, cents in budgets_cents.items()})
    waiting, bought = list(features), list[Bought]()
    while claims := [
        (rate, at, feature)
        for at, feature in enumerate(waiting)
        if (rate := purses.rate(feature)) is not None
    ]:
        best = min(rate for rate, _at, _feature in claims)
        equals = [(at, feature) for rate, at, feature in claims if rate == best]
        at, feature = equals[-1] if ties == "newest" else equals[0]
        bought.append(purses.buy(feature, best))
        del waiting[at]
    return Outcome(tuple(bought), purses.left_cents)


@dataclass(slots=True)
class _Purses:
    """Budgets in exact fractions of a cent, and in whole cents as they are charged."""

    exact: dict[str, Fraction]
    charged: dict[str, int] = field(default_factory=dict)
    begun: dict[str, int] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.begun = {name: int(cents) for name, cents in self.exact.items()}
        self.charged = dict.fromkeys(self.exact, 0)

    def rate(self, feature: Feature) -> Fraction | None:
        """The least r so that supporters paying up to r × cost each pay for it; None where they cannot."""
        purses = sorted(self.exact[name] for name in feature.supporters if name in self.exact)
        missing, cost = Fraction(feature.cost_cents), Fraction(feature.cost_cents)
        if feature.cost_cents <= 0 or sum(purses) < cost:
            return None
        for at, purse in enumerate(purses):
            share = missing / (len(purses) - at)
            if purse >= share:
                return share / cost
            missing -= purse
        return None

    def buy(self, feature: Feature, rate: Fraction) -> Bought:
        """Each supporter pays the same, or all it has; in whole cents the parts add up to the cost."""
        share = rate * feature.cost_cents
        paid = {name: min(self.exact[name], share) for name in sorted(feature.supporters & self.exact.keys())}
        for name, part in paid.items():
            self.exact[name] -= part
        cents = dict(zip(paid, allocate(feature.cost_cents, list(paid.values())), strict=True))
        for name, charge in cents.items():
            self.charged[name] += charge
        return Bought(feature, rate, cents)

    @property
    def left_cents(self) -> dict[str, int]:
        return {name: max(0, self.begun[name] - self.charged[name]) for name in self.begun}
