"""What the co-op's charter says about the roster."""

from dataclasses import dataclass
from datetime import date
from typing import Any

from cooperatives.queries.charters import charter_on
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow
from members.domain.labour import Code, Rule, rules_for
from members.domain.roster import GIVE_BACK_HOURS


@dataclass(frozen=True, slots=True)
class RosterTerms:
    """The charter's part `roster`: all of it may be left out."""

    swap_needs_approval: bool = True
    breaks_are_paid: bool = False
    give_back_hours: int = GIVE_BACK_HOURS


def roster_terms(on: date) -> RosterTerms:
    """As the charter in force that day says."""
    terms = _part("roster", on)
    return RosterTerms(
        swap_needs_approval=bool(terms.get("swap_needs_approval", True)),
        breaks_are_paid=bool(terms.get("breaks_are_paid", False)),
        give_back_hours=int(terms.get("give_back_hours", GIVE_BACK_HOURS)),
    )


def labour_rules(on: date) -> dict[Code, Rule]:
    """The rules of working time in force that day. Raises Invalid when the charter's own are malformed."""
    return rules_for(cooperative_here().country, _part("labour", on))


def _part(name: str, on: date) -> dict[str, Any]:
    """Empty where the charter has no such part, or none is in force yet."""
    try:
        return dict(charter_on(on).terms.get(name) or {})
    except NotAllowedNow:
        return {}
