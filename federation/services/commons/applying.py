"""What a decision writes when its day has come: a version of the charter, a price list of stores, words spoken."""

from collections.abc import Mapping
from dataclasses import replace
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cooperatives.queries.charters import charter_on, charter_versions
from cooperatives.queries.here import cooperative_here
from cooperatives.services.founding import adopt_charter, speak_words
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part
from deliveries.queries.stores import rule_sets_of
from deliveries.services.rule_sets import create_rule_set
from deliveries.services.store_prices import give_rule_set
from federation.domain.commons.kinds import (
    assembly_rules,
    availability_rule,
    dispatch_weights,
    pricing,
    wage_scheme,
)
from federation.queries.commons.registry import entry_of
from members.domain.labour import rules_for

CHARTER_PARTS = {
    "wage_scheme": ("pay",),
    "dispatch_weights": ("dispatch",),
    "availability_rule": ("labour", "roster"),
    "assembly_rules": ("assembly",),
}


def standing(kind: str, target: Mapping[str, Any], on: date) -> dict[str, Any]:
    """What stands before a decision, as `restore` takes it."""
    if kind == "pricing":
        return {"stores": {str(pk): str(set_) if set_ else None for pk, set_ in _sets(target).items()}}
    if kind == "translation_overlay":
        return {"version": cooperative_here().words.get(target["slot"])}
    terms = charter_on(on).terms if kind in CHARTER_PARTS else {}
    return {part: terms.get(part) for part in CHARTER_PARTS.get(kind, ())}


def changed_terms(kind: str, body: Mapping[str, Any], present: Mapping[str, Any]) -> dict[str, Any]:
    """The charter's parts as they are with a policy over what stands. Raises Invalid for what the country forbids."""
    if kind == "wage_scheme":
        return {"pay": {**(present.get("pay") or {}), **wage_scheme.KIND.terms(body)}}
    if kind == "dispatch_weights":
        return {"dispatch": {**(present.get("dispatch") or {}), **dispatch_weights.KIND.terms(body)}}
    if kind == "assembly_rules":
        return {"assembly": assembly_rules.KIND.terms(body).as_json()}
    own = availability_rule.KIND.terms(body)
    parts = {part: {**(present.get(part) or {}), **own[part]} for part in CHARTER_PARTS[kind]}
    rules_for(cooperative_here().country, parts["labour"])
    return parts


def check_day(kind: str, valid_from: date) -> None:
    """Raises NotAllowedNow where a charter that begins later is adopted already: it would undo this one."""
    if kind not in CHARTER_PARTS:
        return
    later = [charter.valid_from for charter in charter_versions() if charter.valid_from > valid_from]
    if later:
        raise NotAllowedNow(
            "later_charter",
            _("A charter that begins on %(day)s is adopted already: choose that day or a later one."),
            field="valid_from",
            day=max(later),
        )


def apply(
    *,
    kind: str,
    body: Mapping[str, Any],
    version_id: UUID,
    target: Mapping[str, Any],
    valid_from: date,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """Write what a policy says; what was written, by name. Inside an open unit of work.

    A letter's template needs nothing written: a letter is printed by the decision in force.
    """
    if kind == "translation_overlay":
        return _speak(target["slot"], str(version_id), by)
    if kind == "pricing":
        rules = pricing.KIND.rules(body)
        made = as_part(create_rule_set)(
            name=target["name"],
            strategy=rules.strategy,
            rules=[_without_id(rule) for rule in rules.rules],
            by=by,
            at=at,
        )
        stores = [UUID(store_id) for store_id in target["store_ids"]]
        as_part(give_rule_set)(rule_sets=dict.fromkeys(stores, made.pk), by=by, at=at)
        return {"rule_set_id": str(made.pk), "stores": len(stores)}
    if kind in CHARTER_PARTS:
        parts = changed_terms(kind, body, charter_on(valid_from).terms)
        if kind == "assembly_rules":
            parts["assembly"]["origin"] = _origin(version_id)
        return _adopt(parts, valid_from, by, at)
    return {}


def restore(
    *,
    kind: str,
    before: Mapping[str, Any],
    target: Mapping[str, Any],
    valid_from: date,
    by: Actor,
    at: datetime,
) -> dict[str, Any]:
    """What stood before a decision stands again. Inside an open unit of work."""
    if kind == "translation_overlay":
        return _speak(target["slot"], before["version"], by)
    if kind == "pricing":
        sets = {UUID(store): UUID(set_) if set_ else None for store, set_ in before["stores"].items()}
        as_part(give_rule_set)(rule_sets=sets, by=by, at=at)
        return {"stores": len(sets)}
    if kind in CHARTER_PARTS:
        return _adopt(before, valid_from, by, at)
    return {}


def _origin(version_id: UUID) -> dict[str, str]:
    """Where rules are from, for pages that know nothing of the commons."""
    found = entry_of(version_id)
    if found is None:
        raise NotFound("no_policy", _("There is no such policy."))
    entry, known = found
    return {
        "name": f"{entry.name} {known.version.number}",
        "sha256": known.version.sha256,
        "version_id": str(version_id),
    }


def _speak(language: str, version_id: str | None, by: Actor) -> dict[str, Any]:
    as_part(speak_words)(language=language, version_id=version_id, by=by)
    return {"language": language, "version": version_id}


def _adopt(parts: Mapping[str, Any], valid_from: date, by: Actor, at: datetime) -> dict[str, Any]:
    terms = {
        **charter_on(valid_from).terms,
        **{name: part for name, part in parts.items() if part is not None},
    }
    for name, part in parts.items():
        if part is None:
            terms.pop(name, None)
    charter = as_part(adopt_charter)(terms=terms, valid_from=valid_from, by=by, at=at)
    return {"charter_version": charter.version}


def _without_id(rule: Any) -> Any:
    return replace(rule, id="")


def _sets(target: Mapping[str, Any]) -> dict[UUID, UUID | None]:
    return rule_sets_of([UUID(store_id) for store_id in target.get("store_ids", ())])
