"""What a co-op uses now, written as a policy it could share: amounts become parameters, so that none is given away."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Any
from uuid import UUID

from cooperatives.queries.charters import charter_on
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from deliveries.domain.dispatch.policy import WEIGHTS
from deliveries.queries.price_books import read_rules, rule_set_called
from federation.domain.commons.document import LICENCE
from federation.domain.commons.kinds.availability_rule import ROSTER
from federation.domain.commons.kinds.pricing import MONEY
from federation.domain.commons.kinds.wage_scheme import PREMIUMS

PERCENT = {"sunday_percent", "night_percent", "holiday_percent"}


@dataclass(slots=True)
class _Writing:
    """A body being written, with the parameters it takes amounts out into."""

    parameters: dict[str, dict[str, Any]] = field(default_factory=dict)

    def out(self, name: str, says: str, unit: str, value: int, *, default: bool) -> str:
        """A parameter from half of the value to half as much again; `@name` for the body."""
        key = re.sub(r"[^a-z0-9]+", "_", name.lower()).strip("_") or "amount"
        key = key if key[0].isalpha() else f"p_{key}"
        key, plain, at = key[:36], key[:36], 2
        while key in self.parameters:
            key, at = f"{plain}_{at}", at + 1
        bounds = {"min": value // 2, "max": max(value + value // 2, value + 1)}
        self.parameters[key] = {"says": says, "unit": unit, **bounds}
        if default:
            self.parameters[key]["default"] = value
        return f"@{key}"


def ours_as_policy(kind: str, *, on: date, rule_set_id: UUID | None = None) -> dict[str, Any]:
    """A policy of what is in force here, to be edited. Raises NotFound, NotAllowedNow where there is nothing."""
    if kind == "pricing":
        return _pricing(rule_set_id)
    body, writing, terms = {}, _Writing(), charter_on(on).terms
    if kind == "wage_scheme":
        body = _wages(terms.get("pay") or {}, writing)
    elif kind == "dispatch_weights":
        body = _dispatch(terms.get("dispatch") or {}, writing)
    elif kind == "availability_rule":
        body = _working_time(terms)
    if not body:
        raise NotAllowedNow(
            "nothing_of_ours", _("The charter says nothing of this yet: begin with an empty draft.")
        )
    return _policy(kind, kind.replace("_", "-"), "", body, writing.parameters)


def _policy(
    kind: str, slug: str, title: str, body: Mapping[str, Any], parameters: Mapping[str, Any]
) -> dict[str, Any]:
    return {
        "kind": kind,
        "slug": slug,
        "title": title or slug.replace("-", " ").capitalize(),
        "summary": "",
        "licence": LICENCE,
        "version": "1.0.0",
        "changelog": "",
        "parameters": dict(parameters),
        "body": dict(body),
        "golden": [],
    }


def _pricing(rule_set_id: UUID | None) -> dict[str, Any]:
    found = rule_set_called(rule_set_id) if rule_set_id else None
    if found is None:
        raise NotFound("no_rule_set", _("There is no such price list."))
    rules, writing, written = read_rules(found), _Writing(), []
    for at, rule in enumerate(rules.rules, 1):
        stored = rule.as_json()
        stored.pop("id")
        name = stored["name"] or f"{stored['price']['kind']} {at}"
        stored["name"] = name
        for part in MONEY:
            if stored["price"].get(part):
                stored["price"][part] = writing.out(
                    f"{name}_{part}" if part != "cents" else name,
                    name,
                    "cents",
                    stored["price"][part],
                    default=False,
                )
        written.append({key: value for key, value in stored.items() if value not in ([], False)})
    slug = re.sub(r"[^a-z0-9]+", "-", found.name.lower()).strip("-") or "prices"
    body = {"strategy": rules.strategy.value, "rules": written}
    return _policy("pricing", slug[:50], found.name, body, writing.parameters)


def _wages(pay: Mapping[str, Any], writing: _Writing) -> dict[str, Any]:
    premiums: dict[str, Any] = {}
    for name in PREMIUMS.keys() & pay.keys():
        value = pay[name]
        premiums[name] = (
            writing.out(name.removesuffix("_percent"), name.replace("_", " "), "percent", value, default=True)
            if name in PERCENT
            else value
        )
    ordered = {name: premiums[name] for name in PREMIUMS if name in premiums}
    body: dict[str, Any] = {"premiums": ordered} if ordered else {}
    if pay.get("supplements"):
        body["supplements"] = pay["supplements"]
    return body


def _dispatch(terms: Mapping[str, Any], writing: _Writing) -> dict[str, Any]:
    weights = {
        name: writing.out(name, name.replace("_", " "), "permille", terms[name], default=True)
        for name in WEIGHTS
        if type(terms.get(name)) is int and terms[name] > 0
    }
    for name, stored in writing.parameters.items():
        stored["max"] = min(stored["max"], WEIGHTS[name][1])
    return {"weights": weights} if weights else {}


def _working_time(terms: Mapping[str, Any]) -> dict[str, Any]:
    labour = {name: dict(one) for name, one in (terms.get("labour") or {}).items() if "limit" in one}
    roster = {name: value for name, value in (terms.get("roster") or {}).items() if name in ROSTER}
    return {name: part for name, part in (("labour", labour), ("roster", roster)) if part}
