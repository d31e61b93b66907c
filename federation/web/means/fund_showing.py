"""The fund on its pages: rules in sentences, lights with their fractions, claims and what follows them."""

from collections.abc import Iterable, Mapping
from datetime import date
from fractions import Fraction
from typing import Any
from uuid import UUID

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from coopplatform.web import formats
from federation.domain.means.fund import PURPOSES, Purpose, in_words
from federation.domain.means.fund_aftermath import CONDITIONS, Held
from federation.domain.means.fund_figures import LABELS
from federation.domain.means.histories import CLASS_NAMES
from federation.models import FundClaim, FundVersion
from federation.queries.means.fund import (
    balances,
    by_year,
    is_adopted,
    ledger,
    version_called,
    version_in_force,
    versions,
)
from federation.queries.means.fund_staff import aftermath
from federation.web.means.fund_picture import draw_curve

HELD: Mapping[Held, tuple[str, Any]] = {
    Held.PAID: ("done", gettext_lazy("paid")),
    Held.OPEN: ("part", gettext_lazy("to be paid")),
    Held.NOT_YET: ("waiting", gettext_lazy("later")),
    Held.CONDITION: ("late", gettext_lazy("stopped: a condition was missed")),
}


def of_everybody(currency: str) -> dict[str, Any]:
    """Rules, balance and ledger: the same on both sides."""
    found = version_in_force()
    held = balances()
    return {
        "version": found,
        "rules": in_words(found.rules, currency) if found else [],
        "waiting": [(one, stage_of(one)) for one in versions() if not is_adopted(one)][:3],
        "held": [(_(PURPOSES[purpose]), held[purpose]) for purpose in Purpose],
        "whole": sum(held.values()),
        "years": by_year(),
        "ledger": ledger(limit=60),
        "currency": currency,
    }


def stage_of(version: FundVersion) -> str:
    """Where a version stands that is not in force."""
    decided = getattr(version.consultation, "decided", None)
    if decided is None:
        return _("being voted")
    if decided.is_adopted:
        return _("amended by the vote: to be proposed anew as amended")
    return _("not adopted")


def light_shown(told: Mapping[str, Any]) -> dict[str, Any]:
    """From a light's JSON: its words, fraction and limit, and the shape of its state."""
    counted, of, limit = told["counted"], told["of"], Fraction(told["limit"])
    if told["unit"] == "share":
        value = formats.percent(counted / of, 1) if of else "–"
        shown = formats.percent(float(limit), 1)
    elif told["unit"] == "months":
        value, shown = formats.number(counted / of, 1) if of else "–", formats.number(float(limit), 1)
    else:
        value, shown = formats.number(counted), formats.number(float(limit))
    shape, words = (
        ("late", _("met")) if told["met"] else ("part", _("near")) if told["near"] else ("done", _("far"))
    )
    return {
        "what": told["what"],
        "value": value,
        "limit": shown,
        "counted": counted,
        "of": of,
        "is_fraction": told["unit"] != "years",
        "shape": shape,
        "state": words,
        "is_met": told["met"],
    }


def lights_shown(found: Iterable[Any]) -> list[dict[str, Any]]:
    return [light_shown(one.as_json() if hasattr(one, "as_json") else one) for one in found]


def claim_shown(claim: FundClaim, today: date) -> dict[str, Any]:
    """A claim with its figures, computed beside declared, and what was decided."""
    decision = getattr(claim, "decision", None)
    purpose = Purpose(claim.purpose)
    told: dict[str, Any] = {
        "claim": claim,
        "figures": [
            (
                _(label),
                claim.figures[name],
                claim.computed.get(name),
                name in claim.declared,
                name.endswith("_cents"),
            )
            for name, label in LABELS.items()
            if claim.figures[name] or name in claim.computed
        ],
        "decision": decision,
    }
    if decision is not None:
        after = aftermath(decision, purpose, today)
        told |= {
            "proposal": decision.proposal,
            "steps": decision.proposal.covered["steps"],
            "conditions": [
                (_(CONDITIONS[one.code]), one, is_met, is_missed)
                for one, is_met, is_missed in after.conditions
            ],
            "instalments": [(one, *HELD[state], state) for one, state in after.instalments],
            "is_stopped": after.is_stopped,
        }
    return told


def version_shown(fund_version_id: UUID) -> dict[str, Any] | None:
    """What was put to the vote, with its frozen curve; None where there is no such version."""
    found = version_called(fund_version_id)
    return shown(found.body) | {"found": found, "stage": stage_of(found)} if found else None


def shown(body: dict[str, Any]) -> dict[str, Any]:
    """A frozen or a fresh simulation, ready for the page: shares as parts of one."""
    curve = body["curve"]
    rows = [
        {
            "rate": point["rate"] / 10_000,
            "uncovered": point["uncovered"] / 10_000,
            "covered": point["covered"] / 10_000,
            "balance": [one / 10_000 for one in point["balance"]],
            "by_size": [
                (CLASS_NAMES[name], paid / 10_000, received / 10_000)
                for name, (paid, received) in point["by_size"].items()
            ],
        }
        for point in curve["points"]
    ]
    return {
        "curve": curve,
        "without": curve["without"] / 10_000,
        "parameters": body["parameters"],
        "rows": rows,
        "last_row": rows[-1],
        "pictures": [draw_curve(curve, is_narrow=False), draw_curve(curve, is_narrow=True)],
    }
