"""How a rule finds its amount: each way says its formula in the price language and in words."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Protocol

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Param, Sentence, _
from deliveries.domain.pricing.language import MOST_CENTS, Scope

STEP_METRES = 100
MOST_STEP = 1_000_000


@dataclass(frozen=True, slots=True)
class Unit:
    """What is counted, in `per` of its smallest unit, and how people write that."""

    name: str
    per: int
    sign: str


UNITS: Mapping[str, Unit] = {
    "distance": Unit(_("distance"), 1000, "km"),
    "weight": Unit(_("weight"), 1000, "kg"),
    "volume": Unit(_("volume"), 1, _("units")),
    "bags": Unit(_("bags"), 1, _("bags")),
    "stop": Unit(_("number of the stop"), 1, ""),
    "dropoffs": Unit(_("drop-offs"), 1, ""),
    "window": Unit(_("length of the window"), 60, "h"),
    "pickup_notice": Unit(_("notice for the pickup"), 60, "h"),
    "dropoff_notice": Unit(_("notice for the drop-off"), 60, "h"),
    "pickup_days": Unit(_("days until the pickup"), 1, ""),
    "dropoff_days": Unit(_("days until the drop-off"), 1, ""),
}


def counted(of: str, value: int) -> Param:
    """A number in the unit people write: 2500 of distance is 2.5."""
    per = UNITS[of].per
    return value if per == 1 else value / per


class Price(Protocol):
    """A way to find an amount. `named` is the line's name where the rule has none; `told` is for who edits it."""

    kind: ClassVar[str]
    named: ClassVar[str]

    def cel(self) -> str: ...
    def words(self, scope: Scope, cents: int, currency: str) -> Sentence: ...
    def told(self, currency: str) -> Sentence: ...
    def as_json(self) -> dict[str, Any]: ...


class _Stored:
    """To JSON and back: the fields as they are."""

    __slots__ = ()
    kind: ClassVar[str]

    def as_json(self) -> dict[str, Any]:
        return {"kind": self.kind, **asdict(self)}  # type: ignore[call-overload]


@dataclass(frozen=True, slots=True)
class Fixed(_Stored):
    """The same amount each time."""

    cents: int

    kind: ClassVar[str] = "fixed"
    named: ClassVar[str] = _("Delivery")

    def __post_init__(self) -> None:
        check(cents=self.cents)

    def cel(self) -> str:
        return f"{self.cents} * quantity"

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        quantity = int(scope.values["quantity"])
        if quantity == 1:
            return Sentence(_("fixed price"))
        return Sentence(
            _("%(quantity)s × %(rate)s"), {"quantity": quantity, "rate": Money(self.cents, currency)}
        )

    def told(self, currency: str) -> Sentence:
        return Sentence(_("%(rate)s, fixed"), {"rate": Money(self.cents, currency)})


@dataclass(frozen=True, slots=True)
class Steps(_Stored):
    """So much for each started `step` beyond `beyond`, of metres, grams, volume units or bags; below it nothing."""

    of: str
    cents: int
    step: int
    beyond: int = 0

    kind: ClassVar[str] = "steps"
    named: ClassVar[str] = _("By steps")

    def __post_init__(self) -> None:
        if self.of not in ("distance", "weight", "volume", "bags"):
            raise Invalid("unknown_unit", _("Steps are of distance, weight, volume or bags."), field="of")
        check(cents=self.cents, beyond=self.beyond)
        if not 0 < self.step <= MOST_STEP:
            raise Invalid("step_out_of_range", _("A step must be larger than nothing."), field="step")

    def cel(self) -> str:
        return (
            f"{self.of} < {self.beyond} ? 0 : ceil_div({self.of} - {self.beyond}, {self.step}) * {self.cents}"
        )

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        value = int(scope.values[self.of])
        steps = max(0, -(-(value - self.beyond) // self.step))
        return Sentence(
            _(
                "%(value)s %(unit)s: %(steps)s × %(rate)s, by started %(step)s %(unit)s beyond %(beyond)s %(unit)s"
            ),
            self._params(currency) | {"value": counted(self.of, value), "steps": steps},
        )

    def told(self, currency: str) -> Sentence:
        return Sentence(
            _("%(rate)s for each started %(step)s %(unit)s beyond %(beyond)s %(unit)s"),
            self._params(currency),
        )

    def _params(self, currency: str) -> dict[str, Param]:
        return {
            "rate": Money(self.cents, currency),
            "step": counted(self.of, self.step),
            "unit": Sentence(UNITS[self.of].sign),
            "beyond": counted(self.of, self.beyond),
        }


@dataclass(frozen=True, slots=True)
class PerKilometre(_Stored):
    """A rate a kilometre beyond the first ones, by started 100 m: 90 cents a km is 9 each."""

    cents: int
    beyond: int = 0

    kind: ClassVar[str] = "per_km"
    named: ClassVar[str] = _("Distance")

    def __post_init__(self) -> None:
        check(cents=self.cents, beyond=self.beyond)

    def cel(self) -> str:
        return (
            f"(max2(0, ceil_div(distance - {self.beyond}, {STEP_METRES}))"
            f" * {self.cents * STEP_METRES} + 500) / 1000"
        )

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        steps = max(0, -(-(int(scope.values["distance"]) - self.beyond) // STEP_METRES))
        return Sentence(
            _("%(km)s km beyond the first %(included)s km × %(rate)s a km, by started 100 m"),
            {
                "km": steps * STEP_METRES / 1000,
                "included": self.beyond / 1000,
                "rate": Money(self.cents, currency),
            },
        )

    def told(self, currency: str) -> Sentence:
        return Sentence(
            _("%(rate)s a km beyond the first %(included)s km, by started 100 m"),
            {"rate": Money(self.cents, currency), "included": self.beyond / 1000},
        )


@dataclass(frozen=True, slots=True)
class PerBag(_Stored):
    """So much for each bag beyond the first ones."""

    cents: int
    beyond: int = 0

    kind: ClassVar[str] = "per_bag"
    named: ClassVar[str] = _("Extra bags")
    # the words of prices frozen until November 2026
    former: ClassVar[str] = _("%(bags)s extra bags × %(rate)s")

    def __post_init__(self) -> None:
        check(cents=self.cents, beyond=self.beyond)

    def cel(self) -> str:
        return f"max2(0, bags - {self.beyond}) * {self.cents}"

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        extra = max(0, int(scope.values["bags"]) - self.beyond)
        return Sentence(_("%(bags)s × %(rate)s"), {"bags": extra, "rate": Money(self.cents, currency)})

    def told(self, currency: str) -> Sentence:
        return Sentence(
            _("%(rate)s for each bag beyond the first %(bags)s"),
            {"rate": Money(self.cents, currency), "bags": self.beyond},
        )


@dataclass(frozen=True, slots=True)
class PerPackage(_Stored):
    """So much for each package of a type; from the `cheaper_from`th on, `cheaper_cents`. 0 gives no discount."""

    package: str
    cents: int
    cheaper_from: int = 0
    cheaper_cents: int = 0

    kind: ClassVar[str] = "per_package"
    named: ClassVar[str] = _("Packages")

    def __post_init__(self) -> None:
        check(cents=self.cents, cheaper_cents=self.cheaper_cents, cheaper_from=self.cheaper_from)
        plain(self.package, "package")

    def cel(self) -> str:
        count = f'packages("{self.package}")'
        if self.cheaper_from == 0:
            return f"{count} * {self.cents}"
        first = self.cheaper_from - 1
        return f"min2({count}, {first}) * {self.cents} + max2({count} - {first}, 0) * {self.cheaper_cents}"

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        count = scope.packages[self.package]
        first = count if self.cheaper_from == 0 else min(count, self.cheaper_from - 1)
        params = self._params(currency) | {"count": first, "rest": count - first}
        if count == first:
            return Sentence(_("%(count)s %(package)s × %(rate)s"), params)
        return Sentence(_("%(count)s %(package)s × %(rate)s, %(rest)s × %(less)s"), params)

    def told(self, currency: str) -> Sentence:
        if self.cheaper_from == 0:
            return Sentence(_("%(rate)s for each %(package)s"), self._params(currency))
        return Sentence(
            _("%(rate)s for each %(package)s, %(less)s from no. %(cheaper_from)s on"), self._params(currency)
        )

    def _params(self, currency: str) -> dict[str, Param]:
        return {
            "package": self.package,
            "rate": Money(self.cents, currency),
            "less": Money(self.cheaper_cents, currency),
            "cheaper_from": self.cheaper_from,
        }


@dataclass(frozen=True, slots=True)
class Percentage(_Stored):
    """Makes the subtotal `ten_thousandths` of itself: 10000 changes nothing, 8500 takes 15 % off."""

    ten_thousandths: int

    kind: ClassVar[str] = "percentage"
    named: ClassVar[str] = _("Percentage")

    def __post_init__(self) -> None:
        if not 0 <= self.ten_thousandths <= 100_000:
            raise Invalid(
                "percentage_out_of_range",
                _("A percentage takes at most 100 %% off and adds at most 900 %%."),
                field="percent",
                most=900,
            )

    def cel(self) -> str:
        return f"percent_of(subtotal, {self.ten_thousandths})"

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        return Sentence(
            _("%(percent)s %% of %(subtotal)s"),
            {
                "percent": (self.ten_thousandths - 10_000) / 100,
                "subtotal": Money(int(scope.values["subtotal"]), currency),
            },
        )

    def told(self, currency: str) -> Sentence:
        return Sentence(
            _("%(percent)s %% of the lines above"), {"percent": (self.ten_thousandths - 10_000) / 100}
        )


@dataclass(frozen=True, slots=True)
class Own(_Stored):
    """A formula somebody wrote."""

    text: str

    kind: ClassVar[str] = "own"
    named: ClassVar[str] = _("Supplement")

    def cel(self) -> str:
        return self.text

    def words(self, scope: Scope, cents: int, currency: str) -> Sentence:
        return self.told(currency)

    def told(self, currency: str) -> Sentence:
        return Sentence(_("own formula: %(text)s"), {"text": self.text})


KINDS: Mapping[str, type[Any]] = {
    kind.kind: kind for kind in (Fixed, Steps, PerKilometre, PerBag, PerPackage, Percentage, Own)
}


def price_from_json(stored: Mapping[str, Any]) -> Price:
    """Raises Invalid for a kind or a value nobody knows."""
    found: Price = read(KINDS, stored, _("There is no such kind of price."))
    return found


def read(kinds: Mapping[str, type[Any]], stored: Mapping[str, Any], unknown: str) -> Any:
    """One of `kinds`, of the fields it has."""
    kind = kinds.get(str(stored.get("kind")))
    if kind is None:
        raise Invalid("unknown_kind", unknown, field="kind")
    known = {field.name for field in fields(kind)}
    return kind(
        **{
            name: tuple(value) if isinstance(value, list) else value
            for name, value in stored.items()
            if name in known
        }
    )


def check(**whole: int) -> None:
    """Raises Invalid, at the field, for what is no whole number from 0 to the largest price (or distance)."""
    for name, value in whole.items():
        if type(value) is not int or not 0 <= value <= MOST_CENTS:
            raise Invalid(
                "out_of_range",
                _("This must be a whole number from 0 to %(most)s."),
                field=name,
                most=MOST_CENTS,
            )


def plain(name: str, field: str) -> None:
    """A name that may stand in quotes. Raises Invalid, at `field`."""
    if not name or len(name) > 80 or any(sign in name for sign in "\"'\\\r\n"):
        raise Invalid(
            "not_plain", _("A name has up to 80 characters, without quotes and backslashes."), field=field
        )
