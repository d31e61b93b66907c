"""A rule set: rules in order, each with a condition, a price, and what it is for."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from enum import StrEnum
from functools import cached_property
from typing import Any, Self

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from deliveries.domain.pricing.conditions import Condition, condition_from_json
from deliveries.domain.pricing.language import Formula, Scope, formula
from deliveries.domain.pricing.prices import Price, price_from_json

MOST_RULES = 60
BY_HAND = ("fixed", "percentage", "own")
NAMED = re.compile(r"""\b(in_zone|out_zone|pickup_in|dropoff_in|packages)\(\s*["']([^"']*)["']\s*\)""")


class Strategy(StrEnum):
    """`first`: the first rule that holds, of those for stops at each stop and of those for the whole; `sum`: all."""

    FIRST = "first"
    SUM = "sum"


class Target(StrEnum):
    """The whole delivery, or each stop of a kind."""

    DELIVERY = "delivery"
    STOP = "stop"
    PICKUP = "pickup"
    DROPOFF = "dropoff"

    def is_for(self, kind: str) -> bool:
        return self in (Target.STOP, kind) if kind != "delivery" else self is Target.DELIVERY


@dataclass(frozen=True)
class Rule:
    """Its name stands on the quote. A supplement applies only when somebody asks for it, with a quantity."""

    id: str
    price: Price
    name: str = ""
    target: Target = Target.DELIVERY
    conditions: tuple[Condition, ...] = ()
    is_supplement: bool = False
    code: str = "rule"

    def __post_init__(self) -> None:
        if self.is_supplement and self.price.kind not in BY_HAND:
            raise Invalid(
                "supplement_price",
                _("A supplement has a fixed price, a percentage or a formula of its own."),
                field="price",
            )

    @cached_property
    def _when(self) -> tuple[Formula, ...]:
        return tuple(formula(condition.cel(), "condition") for condition in self.conditions)

    @cached_property
    def _what(self) -> Formula:
        return formula(self.price.cel(), "amount")

    def compiled(self) -> Self:
        """Itself. Raises Invalid (`rule_refused`) for a formula that the gate does not let in."""
        _ = (self._when, self._what)
        return self

    def holds(self, scope: Scope) -> bool:
        try:
            return all(scope.holds(condition) for condition in self._when)
        except Invalid as refused:
            raise self._refused(refused) from None

    def cents(self, scope: Scope) -> int:
        try:
            return scope.amount(self._what)
        except Invalid as refused:
            raise self._refused(refused) from None

    @property
    def label(self) -> Sentence:
        return Sentence("%(name)s", {"name": self.name}) if self.name else Sentence(self.price.named)

    @property
    def text(self) -> str:
        """In the price language, for who wants to read it so."""
        when = " && ".join(
            f"({condition.cel()})" if len(self.conditions) > 1 else condition.cel()
            for condition in self.conditions
        )
        return f"{when or 'true'} → {self.price.cel()}"

    def _refused(self, refused: Invalid) -> Invalid:
        reason = Sentence(refused.message, refused.params)
        return Invalid(
            "rule_refused",
            _("The price rule “%(rule)s” cannot be worked out. %(reason)s Please call the co-op."),
            rule=self.label,
            reason=reason,
        )

    def names(self) -> tuple[set[str], set[str]]:
        """The zones and the package types it speaks of."""
        spoken = [condition.cel() for condition in self.conditions] + [self.price.cel()]
        found = [match for text in spoken for match in NAMED.findall(text)]
        zones = {name for function, name in found if function != "packages"}
        return zones, {name for function, name in found if function == "packages"}

    def as_json(self) -> dict[str, Any]:
        return {
            "id": self.id,
            "name": self.name,
            "target": self.target.value,
            "price": self.price.as_json(),
            "conditions": [condition.as_json() for condition in self.conditions],
            "is_supplement": self.is_supplement,
        }

    @classmethod
    def from_json(cls, stored: Mapping[str, Any]) -> Self:
        """Raises Invalid for what no rule is."""
        return cls(
            id=str(stored["id"]),
            name=str(stored.get("name", "")),
            target=Target(stored["target"]),
            price=price_from_json(stored["price"]),
            conditions=tuple(condition_from_json(part) for part in stored.get("conditions", ())),
            is_supplement=bool(stored.get("is_supplement", False)),
        )


@dataclass(frozen=True)
class Rules:
    """Rules in their order, and how they come together."""

    strategy: Strategy
    rules: tuple[Rule, ...]

    @classmethod
    def from_json(cls, strategy: str, stored: Iterable[Mapping[str, Any]]) -> Self:
        return cls(Strategy(strategy), tuple(Rule.from_json(rule) for rule in stored))

    @cached_property
    def applied(self) -> tuple[Rule, ...]:
        """Those that apply by themselves."""
        return tuple(rule for rule in self.rules if not rule.is_supplement)

    @cached_property
    def supplements(self) -> Mapping[str, Rule]:
        return {rule.id: rule for rule in self.rules if rule.is_supplement}

    @cached_property
    def zones(self) -> frozenset[str]:
        """Names of the zones the rules ask about."""
        return frozenset(name for rule in self.rules for name in rule.names()[0])

    @cached_property
    def packages(self) -> frozenset[str]:
        return frozenset(name for rule in self.rules for name in rule.names()[1])
