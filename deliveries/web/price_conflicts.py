"""What somebody else changed while a price was being edited: who, when, the old line and the new one."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.utils.translation import gettext as _

from cooperatives.queries.people import actor_names
from coopplatform.kernel.text import Sentence
from coopplatform.web.wording import write
from deliveries.domain.pricing import Rule, Target
from deliveries.domain.pricing.changes import head_changes, rule_changes
from deliveries.domain.zones import Ring, as_lines
from deliveries.models import RuleSet, Zone
from deliveries.queries.price_books import editions_since
from deliveries.web.rule_form import TARGETS
from deliveries.web.strategies import STRATEGIES


@dataclass(frozen=True, slots=True)
class Meanwhile:
    """One change of somebody else; `now` is empty where they removed it."""

    who: str
    at: datetime | None
    was: str
    now: str


@dataclass(frozen=True, slots=True)
class ShownRule:
    """A rule as a person reads it."""

    rule: Rule
    target: str
    price: Sentence
    conditions: list[Sentence]

    @property
    def line(self) -> str:
        told = [write(self.rule.label), write(self.price), self.target, *map(write, self.conditions)]
        return " · ".join(map(str, told))


def shown(rule: Rule, currency: str) -> ShownRule:
    target = dict(TARGETS)["supplement" if rule.is_supplement else Target(rule.target).value]
    words = [condition.words(currency) for condition in rule.conditions]
    return ShownRule(rule, str(target), rule.price.told(currency), words)


def rule_meanwhile(found: RuleSet, rule_id: str, seen: int, currency: str) -> list[Meanwhile]:
    """What became of a rule since version `seen`."""
    changes = list(rule_changes(editions_since(found, seen), rule_id))
    names = _names(change.by for change in changes)
    return [
        Meanwhile(
            names(change.by),
            change.at,
            shown(change.before, currency).line,
            shown(change.after, currency).line if change.after else "",
        )
        for change in changes
    ]


def head_meanwhile(found: RuleSet, seen: int) -> list[Meanwhile]:
    """What became of the name and the way of a price list since version `seen`."""
    changes = list(head_changes(editions_since(found, seen)))
    names = _names(change.by for change in changes)

    def line(head: Any) -> str:
        name, strategy = head
        return f"{name or '…'} · {STRATEGIES[strategy]}"

    return [Meanwhile(names(c.by), c.at, line(c.before), line(c.after)) for c in changes]


def zone_meanwhile(zone: Zone, seen: Ring) -> list[Meanwhile]:
    """The corners as they were seen, and as somebody else drew them."""
    names = _names([zone.changed_by])
    return [Meanwhile(names(zone.changed_by), zone.changed_at, as_lines(seen), as_lines(zone.ring))]


def _names(actors: Iterable[str]) -> Any:
    known = actor_names(actors)
    return lambda actor: known.get(actor, _("Somebody"))
