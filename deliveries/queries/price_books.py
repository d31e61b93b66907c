"""What a store's orders are priced by: its rule set, or the charter's tariff; with the zones the rules ask about."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any
from uuid import UUID

from deliveries.domain.pricing import Rules, Strategy, Tariff
from deliveries.domain.pricing.changes import Edition
from deliveries.domain.zones import Ring
from deliveries.models import Priced, RuleSet, RuleSetVersion, Store
from deliveries.queries.price_versions import version_of, zones_meant
from deliveries.queries.zones import rings


@dataclass(frozen=True, slots=True)
class PriceBook:
    """Rules and their zones. `rule_set_id` and `version` are None for the tariff."""

    rules: Rules
    zones: Mapping[str, Ring]
    rule_set_id: UUID | None = None
    version: int | None = None


def price_book(store: Store, terms: Mapping[str, Any], currency: str) -> PriceBook:
    """One query more where the rules know zones: as they were drawn in this version of the list.

    `terms` are the charter's `pricing`.
    """
    chosen = store.rule_set
    if chosen is None:
        return PriceBook(Tariff.from_terms(terms, currency=currency).rules(), {})
    rules = read_rules(chosen)
    zones = _zones(rules, chosen.pk, chosen.version) if rules.zones else {}
    return PriceBook(rules, zones, chosen.pk, chosen.version)


def book_behind(price: Priced, terms: Mapping[str, Any], currency: str) -> PriceBook:
    """What an order was priced by, in the version that did it, with its zones. `terms`: its charter's `pricing`."""
    if price.rule_set_id is None or price.rule_set_version is None:
        return PriceBook(Tariff.from_terms(terms, currency=currency).rules(), {})
    made = RuleSetVersion.objects.get(rule_set=price.rule_set_id, version=price.rule_set_version)
    rules = _read(made.strategy, json.dumps(made.rules, separators=(",", ":")))
    return PriceBook(rules, _drawn(made, rules), price.rule_set_id, made.version)


def _zones(rules: Rules, rule_set_id: UUID, version: int) -> Mapping[str, Ring]:
    made = version_of(rule_set_id, version)
    return rings(rules.zones) if made is None else _drawn(made, rules)


def _drawn(made: RuleSetVersion, rules: Rules) -> Mapping[str, Ring]:
    return {one.name: one.ring for one in zones_meant(made, rules) if one.ring}


def book_of(rules: Rules) -> PriceBook:
    """Of rules that are tried and belong to nobody yet."""
    return PriceBook(rules, rings(rules.zones) if rules.zones else {})


def read_rules(rule_set: RuleSet) -> Rules:
    """Read and compiled once for a content, in each process."""
    return _read(rule_set.strategy, json.dumps(rule_set.rules, separators=(",", ":")))


@lru_cache(maxsize=512)
def _read(strategy: str, rules: str) -> Rules:
    return Rules.from_json(strategy, json.loads(rules))


def rule_sets() -> list[RuleSet]:
    """In use or not, by name."""
    return list(RuleSet.objects.filter(deleted_at__isnull=True).order_by("name").prefetch_related("stores"))


def rule_set_called(rule_set_id: UUID) -> RuleSet | None:
    return RuleSet.objects.filter(pk=rule_set_id, deleted_at__isnull=True).first()


def versions_of(rule_set: RuleSet) -> list[RuleSetVersion]:
    """The newest first."""
    return list(rule_set.versions.order_by("-version")[:50])


def editions_since(rule_set: RuleSet, version: int) -> list[Edition]:
    """From the version somebody saw to the present one."""
    return [edition_of(made) for made in rule_set.versions.filter(version__gte=version).order_by("version")]


def edition_of(made: RuleSetVersion) -> Edition:
    return Edition(made.name, Strategy(made.strategy), made.rules, made.made_at, made.made_by)


def stores_priced_by(rule_set: RuleSet) -> list[Store]:
    return list(rule_set.stores.order_by("name"))


def sets_that_speak_of(*, zone: str = "", package: str = "") -> list[RuleSet]:
    """The rule sets with a rule about this zone or package type."""
    return [
        found
        for found in rule_sets()
        if zone in read_rules(found).zones or package in read_rules(found).packages
    ]


def supplements_of(store: Store) -> list[tuple[str, Any]]:
    """What a dispatcher may add to an order of this store by hand: id and name of each supplement."""
    if store.rule_set is None:
        return []
    return [(rule.id, rule.label) for rule in read_rules(store.rule_set).supplements.values()]
