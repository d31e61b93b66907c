"""A policy tried on the co-op's own last weeks: euros won and lost by person and by store, minutes, what is flagged.

Nothing is written. The result is plain JSON, so that it can be kept with the decision as it was seen.
"""

from collections import Counter
from collections.abc import Callable, Mapping
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here, inside
from coopplatform.kernel.errors import sentence_of
from coopplatform.kernel.text import Param, Sentence, _
from coopplatform.kernel.time import last_of_month
from deliveries.queries.dispatch_replay import count_decisions, replay_decisions
from deliveries.queries.replay import count_delivered, replay_stores
from federation.domain.commons.document import Document
from federation.domain.commons.kinds import availability_rule, dispatch_weights, pricing, wage_scheme
from federation.domain.commons.runtime import filled_body
from federation.domain.commons.spread import spread
from federation.queries.commons.trial_texts import assemblies_tried, criteria_tried, letter_tried, words_tried
from members.domain.labour import MEANINGS, Code, rules_for
from members.queries.days import day_window
from members.queries.labour import findings
from members.queries.repricing import added_up, last_pay_months, repriced_pay
from members.queries.terms import labour_rules

DAYS = 90
PAY_MONTHS = 3
AT_ONCE = 1500
"""What is tried while the page waits; more of it is a task."""

Tell = Callable[[int, int], None]


def window_of(kind: str, on: date) -> tuple[date, date]:
    """First and last day of what a kind is tried on: whole months of pay, else the last 90 days."""
    if kind == "wage_scheme":
        months = last_pay_months(on, PAY_MONTHS)
        return months[0], last_of_month(months[-1])
    return on - timedelta(days=DAYS), on - timedelta(days=1)


def size_of(kind: str, target: Mapping[str, Any], first: date, last: date) -> int:
    """How much there is to try: deliveries, decisions; nothing where it is always quick."""
    window = day_window(first, last, cooperative_here().zone)
    if kind == "pricing":
        return count_delivered(window.after, window.before, _stores(target))
    if kind == "dispatch_weights":
        return count_decisions(window.after, window.before)
    return 0


def trial(
    document: Document,
    values: Mapping[str, int],
    target: Mapping[str, Any],
    first: date,
    last: date,
    *,
    tell: Tell = lambda _done, _all: None,
) -> dict[str, Any]:
    """What the policy would have done. Raises Invalid for values and bodies that make no sense here."""
    with inside(cooperative_here()):
        return _tried(document, filled_body(document, values), target, first, last, tell)


def _tried(
    document: Document,
    body: Mapping[str, Any],
    target: Mapping[str, Any],
    first: date,
    last: date,
    tell: Tell,
) -> dict[str, Any]:
    told: dict[str, Any] = {
        "kind": document.kind,
        "currency": cooperative_here().currency,
        "first": first.isoformat(),
        "last": last.isoformat(),
        "people": [],
        "stores": [],
        "notes": [],
    }
    match document.kind:
        case "document_template":
            return told | letter_tried(body, document.sha256, target, last)
        case "translation_overlay":
            return told | words_tried(document)
        case "criteria_set":
            return told | criteria_tried(body, last)
        case "assembly_rules":
            return told | assemblies_tried(body, last)
    tried = {
        "pricing": _prices,
        "wage_scheme": _wages,
        "dispatch_weights": _dispatch,
        "availability_rule": _working_time,
    }[document.kind]
    return told | tried(body, target, first, last, tell)


def _prices(
    body: Mapping[str, Any], target: Mapping[str, Any], first: date, last: date, tell: Tell
) -> dict[str, Any]:
    window = day_window(first, last, cooperative_here().zone)
    rules, stores = pricing.KIND.rules(body), _stores(target)
    total = count_delivered(window.after, window.before, stores)
    found = replay_stores(rules, stores, window.after, window.before, tell=lambda done: tell(done, total))
    rows = [
        {
            "id": str(one.store_id),
            "name": one.name,
            "was_cents": one.was_cents,
            "now_cents": one.now_cents,
            "change": one.change_cents,
            "orders": one.orders,
            "dearer": one.dearer,
            "cheaper": one.cheaper,
            "refused": one.refused,
            "reason": sentence_of(one.reason).as_json() if one.reason else None,
        }
        for one in found
    ]
    notes = [_note(_("Wages are by the hour: nobody’s pay changes with prices."))]
    if by_hand := sum(one.by_hand for one in found):
        notes.append(_note(_("%(n)s deliveries priced by hand keep their price."), n=by_hand))
    if refused := sum(one.refused for one in found):
        notes.append(_note(_("%(n)s deliveries would have no price: the rules do not fit them."), n=refused))
    return {
        "stores": rows,
        "unit": "cents",
        "orders": sum(one.orders for one in found),
        "was_cents": sum(one.was_cents for one in found),
        "now_cents": sum(one.now_cents for one in found),
        "spread": spread([one.change_cents for one in found]).as_json(),
        "notes": notes,
    }


def _wages(
    body: Mapping[str, Any], target: Mapping[str, Any], first: date, last: date, tell: Tell
) -> dict[str, Any]:
    changed, months, found = wage_scheme.KIND.terms(body), last_pay_months_between(first, last), []
    for at, month in enumerate(months, 1):
        found.append(repriced_pay(month, changed))
        tell(at, len(months))
    people = added_up(found)
    notes = [_note(_("Gross pay by the pay engine of the country, hours as they were worked."))]
    if left_out := sum(one.left_out for one in people):
        notes.append(_note(_("%(n)s months of pay could not be computed and are left out."), n=left_out))
    return {
        "people": [
            {
                "id": str(one.member_id),
                "name": one.name,
                "was_cents": one.was_cents,
                "now_cents": one.now_cents,
                "change": one.change_cents,
                "seconds": one.seconds,
            }
            for one in people
            if one.was_cents or one.now_cents
        ],
        "unit": "cents",
        "was_cents": sum(one.was_cents for one in people),
        "now_cents": sum(one.now_cents for one in people),
        "spread": spread([one.change_cents for one in people if one.was_cents or one.now_cents]).as_json(),
        "notes": [*notes, _note(_("Stores pay the same: nothing is theirs in this."))],
    }


def last_pay_months_between(first: date, last: date) -> list[date]:
    """The first days of the months from `first` to `last`."""
    months = [first.replace(day=1)]
    while (following := last_of_month(months[-1]) + timedelta(days=1)) <= last:
        months.append(following)
    return months


def _dispatch(
    body: Mapping[str, Any], target: Mapping[str, Any], first: date, last: date, tell: Tell
) -> dict[str, Any]:
    window = day_window(first, last, cooperative_here().zone)
    present, total = (
        charter_on(last).terms.get("dispatch") or {},
        count_decisions(window.after, window.before),
    )
    tried = {**present, **dispatch_weights.KIND.terms(body)}
    found = replay_decisions(present, tried, window.after, window.before, tell=lambda done: tell(done, total))
    return {
        "people": [
            {
                "id": str(one.member_id),
                "name": one.name,
                "was": one.was,
                "now": one.now,
                "change": one.change,
                "minutes": round((one.now_seconds - one.was_seconds) / 60),
            }
            for one in found.couriers
        ],
        "unit": "deliveries",
        "decisions": found.decisions,
        "moved": found.moved,
        "minutes": {
            "door": round(found.door_seconds / 60),
            "late": round(found.late_seconds / 60),
            "ridden": round(found.ridden_seconds / 60),
        },
        "spread": spread([one.change for one in found.couriers]).as_json(),
        "notes": [
            _note(
                _(
                    "Each recorded decision is looked at by itself: what the rest of the board would have done is"
                    " not known."
                )
            ),
            _note(_("Wages are by the hour: nobody’s pay changes with who rides.")),
        ],
    }


def _working_time(
    body: Mapping[str, Any], target: Mapping[str, Any], first: date, last: date, tell: Tell
) -> dict[str, Any]:
    own = availability_rule.KIND.terms(body)["labour"]
    present = dict(charter_on(last).terms.get("labour") or {})
    rules = rules_for(cooperative_here().country, {**present, **own})
    was, now = findings(first, last, rules=labour_rules(last)), findings(first, last, rules=rules)
    before, after = Counter(one.member_id for one in was), Counter(one.member_id for one in now)
    names = {one.member_id: one.name for one in (*was, *now)}
    people: list[dict[str, Any]] = [
        {
            "id": who,
            "name": names[who],
            "was": before[who],
            "now": after[who],
            "change": before[who] - after[who],
        }
        for who in names
    ]
    by_rule = Counter(one.code for one in now)
    before_by_rule = Counter(one.code for one in was)
    return {
        "people": sorted(people, key=lambda one: (one["change"], one["name"])),
        "unit": "findings",
        "flags": [
            {
                "title": Sentence(MEANINGS[code].title).as_json(),
                "was": before_by_rule[code],
                "now": by_rule[code],
            }
            for code in Code
            if by_rule[code] or before_by_rule[code]
        ],
        "spread": spread([one["change"] for one in people]).as_json(),
        "notes": [_note(_("Work as it was done: what would have been said of it."))],
    }


def _stores(target: Mapping[str, Any]) -> list[UUID]:
    return [UUID(store_id) for store_id in target.get("store_ids", ())]


def _note(words: str, **params: Param) -> dict[str, Any]:
    return Sentence(words, params).as_json()
