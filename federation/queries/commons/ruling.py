"""Which version of a policy rules here: what took effect last and was not taken back."""

from dataclasses import dataclass

from django.db.models import QuerySet

from federation.domain.commons.lifecycle import standing
from federation.models import PolicyDecision
from federation.queries.commons.registry import Entry, Known, entry_of


@dataclass(frozen=True, slots=True)
class Ruling:
    """A version in force here, with the decision behind it."""

    decision: PolicyDecision
    entry: Entry
    known: Known


def of_slot(rows: QuerySet[PolicyDecision], slot: str) -> QuerySet[PolicyDecision]:
    """The decisions about one letter or one language; all, where a kind has one place."""
    return rows.filter(target__slot=slot) if slot else rows


def ruling_decision(kind: str, slot: str = "") -> PolicyDecision | None:
    """The decision in force for a kind in the co-op in scope; None where the house's own is. One query."""
    rows = of_slot(PolicyDecision.objects.filter(kind=kind, applied__isnull=False), slot)
    known = {row.pk: row for row in rows.order_by("applied__applied_at", "decided_at", "id")}
    held = standing((row.pk, row.undoes_id) for row in known.values())
    return known[held] if held is not None else None


def ruling(kind: str, slot: str = "") -> Ruling | None:
    """The version in force for a kind, with its policy; None where the house's own is."""
    decision = ruling_decision(kind, slot)
    found = entry_of(decision.version_id) if decision else None
    return Ruling(decision, *found) if decision and found else None
