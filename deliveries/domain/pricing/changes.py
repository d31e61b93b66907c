"""What became of a price list since somebody looked at it, change by change, for whoever is about to save their own."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import pairwise
from typing import Any

from deliveries.domain.pricing.rules import Rule, Strategy


@dataclass(frozen=True, slots=True)
class Edition:
    """A price list as it stood since a change; `by` is who made it. `name` is empty where it was not kept."""

    name: str
    strategy: Strategy
    rules: Sequence[Mapping[str, Any]]
    at: datetime
    by: str

    def rule(self, rule_id: str) -> Mapping[str, Any] | None:
        return next((rule for rule in self.rules if rule["id"] == rule_id), None)

    @property
    def order(self) -> list[str]:
        return [str(rule["id"]) for rule in self.rules]


@dataclass(frozen=True, slots=True)
class RuleChange:
    """A rule before and after somebody's change; `after` is None where they removed it."""

    before: Rule
    after: Rule | None
    at: datetime
    by: str


@dataclass(frozen=True, slots=True)
class HeadChange:
    """Name and strategy before and after somebody's change."""

    before: tuple[str, Strategy]
    after: tuple[str, Strategy]
    at: datetime
    by: str


def rule_changes(editions: Sequence[Edition], rule_id: str) -> Iterator[RuleChange]:
    """Of one rule, from the first edition on."""
    for old, new in pairwise(editions):
        before, after = old.rule(rule_id), new.rule(rule_id)
        if before is not None and before != after:
            yield RuleChange(Rule.from_json(before), Rule.from_json(after) if after else None, new.at, new.by)


def head_changes(editions: Sequence[Edition]) -> Iterator[HeadChange]:
    """Of name and strategy, from the first edition on."""
    for old, new in pairwise(editions):
        if is_other_head(old, new):
            yield HeadChange((old.name, old.strategy), (new.name, new.strategy), new.at, new.by)


def is_other_head(old: Edition, new: Edition) -> bool:
    is_renamed = bool(old.name and new.name) and old.name != new.name
    return is_renamed or old.strategy != new.strategy
