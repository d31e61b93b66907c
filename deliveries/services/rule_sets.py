"""Rule sets are written: each change makes a new version, kept for good.

Whoever changes one says which version they saw. Where somebody else changed the same thing since, nothing is written
(NotAllowedNow), and they may look at both and say again what they want.
"""

from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.pricing import RuleSetChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.ids import secret_token
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from deliveries.domain.pricing import Rule, Rules, Strategy
from deliveries.domain.pricing.changes import Edition, is_other_head
from deliveries.domain.pricing.examples import answers
from deliveries.domain.pricing.rules import MOST_RULES
from deliveries.models import PackageType, RuleSet, RuleSetVersion, Zone
from deliveries.queries.price_books import edition_of
from deliveries.queries.price_versions import read_version
from deliveries.queries.zones import rings


@unit_of_work
def create_rule_set(
    *,
    name: str,
    strategy: Strategy,
    by: Actor,
    at: datetime,
    like: UUID | None = None,
    rules: Sequence[Rule] = (),
) -> RuleSet:
    """A new price list: empty, with the rules of another one, or with `rules` in their order.

    Raises NotFound; Invalid for a name taken and, as `save_rule` does, for rules that cannot be.
    """
    listed = _locked(like).rules if like else [_checked(rule).as_json() for rule in rules]
    if rules:
        _check_count(rules)
        check_examples(Rules(strategy, tuple(rules)), at)
    made = RuleSet(name=_free(name), strategy=strategy, rules=listed, version=1, changed_at=at)
    made.save(force_insert=True)
    _keep(made, by, at)
    record(RuleSetChanged(rule_set_id=made.pk, kind="made", occurred_at=at), by=by)
    return made


@unit_of_work
def change_rule_set(
    *,
    rule_set_id: UUID,
    name: str,
    strategy: Strategy,
    seen_version: int | None = None,
    by: Actor,
    at: datetime,
) -> RuleSet:
    """Another name, or another way in which the rules come together.

    Raises NotFound; Invalid for a name taken; NotAllowedNow (`rule_set_changed`) where either was changed since.
    """
    found = _locked(rule_set_id)
    was = _seen(found, seen_version)
    if was is not None and is_other_head(was, _edition(found)):
        raise NotAllowedNow(
            "rule_set_changed", _("Somebody else changed this meanwhile: look at what it says now.")
        )
    if name.strip() != found.name:
        found.name = _free(name)
    found.strategy = strategy
    return _changed(found, found.read(), by, at)


@unit_of_work
def save_rule(
    *, rule_set_id: UUID, rule: Rule, seen_version: int | None = None, by: Actor, at: datetime
) -> RuleSet:
    """The rule takes the place of the one with its id; without an id it comes last.

    Raises NotFound; NotAllowedNow (`rule_changed`) where somebody changed or removed it since; Invalid for a formula
    the gate does not let in, a zone or package type nobody knows, and for what cannot be worked out on an example
    (`rule_refused`).
    """
    found = _locked(rule_set_id)
    if _edition(found).rule(rule.id) != rule.as_json():  # else somebody said the very same
        _check_same(found, rule.id, seen_version)
    return _changed(found, with_rule(found.read(), rule), by, at)


def with_rule(rules: Rules, rule: Rule) -> Rules:
    """The rules as they would be with this one; nothing is written. Raises as `save_rule`."""
    if not rule.id:
        rule = replace(rule, id=secret_token(9))
        changed = Rules(rules.strategy, (*rules.rules, rule))
    else:
        if all(one.id != rule.id for one in rules.rules):
            raise _no_rule()
        changed = Rules(rules.strategy, tuple(rule if one.id == rule.id else one for one in rules.rules))
    check_rule(rule)
    return changed


def check_rule(rule: Rule) -> None:
    """Raises Invalid for a formula the gate does not let in, and names that nobody has."""
    rule.compiled()
    zones, packages = rule.names()
    unknown = zones - {*Zone.objects.filter(name__in=zones).values_list("name", flat=True)}
    if unknown:
        raise Invalid(
            "unknown_zone",
            _("There is no zone called %(name)s: draw it first."),
            name=", ".join(sorted(unknown)),
        )
    known = PackageType.objects.filter(code__in=packages, deleted_at__isnull=True)
    unknown = packages - {*known.values_list("code", flat=True)}
    if unknown:
        raise Invalid(
            "unknown_package_type",
            _("There is no package type with the code %(name)s: add it first."),
            name=", ".join(sorted(unknown)),
        )


@unit_of_work
def move_rule(
    *, rule_set_id: UUID, rule_id: str, places: int, seen_version: int | None = None, by: Actor, at: datetime
) -> RuleSet:
    """So many places down, or up where negative; at the end it stays.

    Raises NotFound; NotAllowedNow where the rules stood in another order when the person looked.
    """
    found = _locked(rule_set_id)
    was = _seen(found, seen_version)
    if was is not None and was.order != _edition(found).order:
        raise NotAllowedNow(
            "rules_reordered",
            _("Somebody else moved, added or removed rules meanwhile: look at their order now."),
        )

    def moved(rules: list[Rule], index: int) -> None:
        rule = rules.pop(index)
        rules.insert(max(0, min(len(rules), index + places)), rule)

    return _changed(found, _with(found, rule_id, moved), by, at)


@unit_of_work
def remove_rule(
    *, rule_set_id: UUID, rule_id: str, seen_version: int | None = None, by: Actor, at: datetime
) -> RuleSet:
    """Raises NotFound; NotAllowedNow (`rule_changed`) where somebody changed it since."""
    found = _locked(rule_set_id)
    if any(rule["id"] == rule_id for rule in found.rules):
        _check_same(found, rule_id, seen_version)

    def removed(rules: list[Rule], index: int) -> None:
        del rules[index]

    return _changed(found, _with(found, rule_id, removed), by, at)


@unit_of_work
def delete_rule_set(*, rule_set_id: UUID, by: Actor, at: datetime) -> RuleSet:
    """Quotes keep their version of it. Raises NotFound; NotAllowedNow while a store is priced by it."""
    found = _locked(rule_set_id)
    stores = list(found.stores.order_by("name").values_list("name", flat=True))
    if stores:
        raise NotAllowedNow(
            "rule_set_in_use",
            _("%(stores)s has these prices: give the store others first."),
            stores=", ".join(stores[:5]),
        )
    found.deleted_at = at
    found.save(update_fields=["deleted_at"])
    record(RuleSetChanged(rule_set_id=found.pk, kind="deleted", occurred_at=at), by=by)
    return found


@unit_of_work
def restore_version(
    *, rule_set_id: UUID, version: int, seen_version: int | None = None, by: Actor, at: datetime
) -> RuleSet:
    """The rules of an earlier version, and how they came together, are those of a new one. Its name stays, and zones
    are those of today: they belong to all price lists.

    Raises NotFound; Invalid for a zone or package type that is gone, and as `save_rule`; NotAllowedNow
    (`rule_set_changed`) where anything was changed since, or for the version in force.
    """
    found = _locked(rule_set_id)
    made = found.versions.filter(version=version).first()
    if made is None:
        raise NotFound("no_version", _("There is no such version of this price list."))
    if seen_version is not None and seen_version != found.version:
        raise NotAllowedNow(
            "rule_set_changed", _("Somebody else changed this meanwhile: look at what it says now.")
        )
    if (made.strategy, made.rules) == (found.strategy, found.rules):
        raise NotAllowedNow("as_it_is", _("The price list says the very same already."))
    rules = read_version(made)
    for rule in rules.rules:
        check_rule(rule)
    found.strategy = made.strategy
    return _changed(found, rules, by, at)


def renew_for_zone(zone: Zone, *, by: Actor, at: datetime) -> list[RuleSet]:
    """Building block: a zone that is being drawn anew makes a new version of the rule sets that ask about it.

    Every rule set is locked before it is read, so that none begins to ask about the zone meanwhile.
    """
    require_unit_of_work()
    sets = RuleSet.objects.select_for_update(of=("self",), no_key=True).filter(deleted_at__isnull=True)
    asking = [found for found in sets.order_by("pk") if zone.name in found.read().zones]
    for found in asking:
        _renewed(found, by, at)
    return asking


def _seen(found: RuleSet, version: int | None) -> Edition | None:
    """The list as the person saw it; None for who did not say, or saw the present one. Raises NotAllowedNow."""
    if version is None or version == found.version:
        return None
    was = found.versions.filter(version=version).first()
    if was is None:
        raise NotAllowedNow(
            "rule_set_changed", _("Somebody else changed this meanwhile: look at what it says now.")
        )
    return edition_of(was)


def _edition(found: RuleSet) -> Edition:
    return Edition(found.name, Strategy(found.strategy), found.rules, found.changed_at, "")


def _check_same(found: RuleSet, rule_id: str, seen_version: int | None) -> None:
    was = _seen(found, seen_version)
    if was is not None and rule_id and was.rule(rule_id) != _edition(found).rule(rule_id):
        raise NotAllowedNow(
            "rule_changed", _("Somebody else changed this rule meanwhile: look at what it says now.")
        )


def _with(found: RuleSet, rule_id: str, change: Callable[[list[Rule], int], None]) -> Rules:
    rules = list(found.read().rules)
    index = next((place for place, rule in enumerate(rules) if rule.id == rule_id), None)
    if index is None:
        raise _no_rule()
    change(rules, index)
    return Rules(Strategy(found.strategy), tuple(rules))


def _changed(found: RuleSet, rules: Rules, by: Actor, at: datetime) -> RuleSet:
    _check_count(rules.rules)
    check_examples(Rules(Strategy(found.strategy), rules.rules), at)
    found.rules = [rule.as_json() for rule in rules.rules]
    return _renewed(found, by, at)


def _renewed(found: RuleSet, by: Actor, at: datetime) -> RuleSet:
    found.version += 1
    found.changed_at = at
    found.save(update_fields=["name", "strategy", "rules", "version", "changed_at"])
    _keep(found, by, at)
    record(RuleSetChanged(rule_set_id=found.pk, kind="changed", occurred_at=at), by=by)
    return found


def _check_count(rules: Sequence[Rule]) -> None:
    if len(rules) > MOST_RULES:
        raise Invalid("many_rules", _("A price list has at most %(most)s rules."), most=MOST_RULES)


def _checked(rule: Rule) -> Rule:
    """With an id of its own where it has none. Raises Invalid as `check_rule`."""
    check_rule(rule)
    return rule if rule.id else replace(rule, id=secret_token(9))


def check_examples(rules: Rules, at: datetime) -> None:
    """Raises Invalid (`rule_refused`) for a rule that fails on an example; that none applies is no failure."""
    here = cooperative_here()
    for answer in answers(
        rules, country=here.country, on=timezone.localdate(at, here.zone), currency=here.currency
    ):
        if answer.refused is not None and answer.refused.code == "rule_refused":
            raise answer.refused


def _keep(found: RuleSet, by: Actor, at: datetime) -> None:
    asked = found.read().zones
    RuleSetVersion.objects.create(
        rule_set=found,
        version=found.version,
        name=found.name,
        zones=rings(asked) if asked else {},
        strategy=found.strategy,
        rules=found.rules,
        made_at=at,
        made_by=str(by),
    )


def _locked(rule_set_id: UUID) -> RuleSet:
    found = (
        RuleSet.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=rule_set_id, deleted_at__isnull=True)
        .first()
    )
    if found is None:
        raise NotFound("no_rule_set", _("There is no such price list."))
    return found


def _free(name: str) -> str:
    name = name.strip()
    if not name or len(name) > 80:
        raise Invalid("rule_set_name", _("A price list needs a name of at most 80 characters."), field="name")
    if RuleSet.objects.filter(name=name, deleted_at__isnull=True).exists():
        raise Invalid("rule_set_name", _("There is a price list of this name already."), field="name")
    return name


def _no_rule() -> NotFound:
    return NotFound("no_rule", _("There is no such rule in this price list any more."))
