"""A co-op's own side of the commons: drafts, trials, decisions, and what it uses now."""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from federation.models import PolicyDecision, PolicyDraft, PolicyReplay
from federation.queries.commons.registry import Entry, Known, entries_of
from federation.queries.commons.ruling import of_slot


@dataclass(frozen=True, slots=True)
class InUse:
    """A decision that holds, with its policy; `newer` is a published version above ours, where there is one."""

    decision: PolicyDecision
    entry: Entry
    known: Known
    newer: Known | None

    @property
    def has_begun(self) -> bool:
        return hasattr(self.decision, "applied")


def drafts() -> list[PolicyDraft]:
    """Those still on the desk, the last touched first."""
    rows = PolicyDraft.objects.filter(discarded_at__isnull=True, submitted_version_id__isnull=True)
    return list(rows.order_by("-changed_at"))


def draft_here(draft_id: UUID) -> PolicyDraft | None:
    return PolicyDraft.objects.filter(pk=draft_id, discarded_at__isnull=True).first()


def replay_here(replay_id: UUID) -> PolicyReplay | None:
    return PolicyReplay.objects.filter(pk=replay_id).first()


def replays_of(version_id: UUID, *, limit: int = 10) -> list[PolicyReplay]:
    """The trials of a version, the newest first."""
    return list(PolicyReplay.objects.filter(version_id=version_id).order_by("-asked_at")[:limit])


def decisions(*, limit: int = 50) -> list[PolicyDecision]:
    """The newest first, each with when it took effect."""
    rows = PolicyDecision.objects.select_related("applied", "undoes").prefetch_related("undone_by")
    return list(rows.order_by("-decided_at", "-id")[:limit])


def decision_here(decision_id: UUID) -> PolicyDecision | None:
    rows = PolicyDecision.objects.filter(pk=decision_id)
    return rows.select_related("applied", "undoes").prefetch_related("undone_by").first()


def standing_decision(kind: str, slot: str = "") -> PolicyDecision | None:
    """The decision of a kind that holds: the last one that was not taken back and takes nothing back."""
    rows = PolicyDecision.objects.filter(kind=kind, undoes__isnull=True, undone_by__isnull=True)
    return of_slot(rows, slot).order_by("-decided_at", "-id").first()


def due_decisions(on: date) -> list[PolicyDecision]:
    """Decisions whose day has come and that have not taken effect, the oldest first."""
    rows = PolicyDecision.objects.filter(valid_from__lte=on, applied__isnull=True, undone_by__isnull=True)
    return list(rows.order_by("decided_at", "id"))


def in_use() -> list[InUse]:
    """What this co-op has decided to use, by kind, letter and language; of each policy the last decision."""
    rows = PolicyDecision.objects.filter(undoes__isnull=True, undone_by__isnull=True)
    rows = rows.select_related("applied").order_by("decided_at", "id")
    entries = entries_of(row.version_id for row in rows)
    newest: dict[tuple[str, UUID | str], InUse] = {}
    for row in rows:
        entry, known = entries[row.version_id]
        key = (row.kind, entry.policy.pk if row.kind == "pricing" else row.target.get("slot", ""))
        newest.pop(key, None)
        newest[key] = InUse(row, entry, known, _newer(entry, known))
    return sorted(newest.values(), key=lambda one: (one.decision.kind, one.entry.name))


def _newer(entry: Entry, known: Known) -> Known | None:
    """The newest version that may be adopted, where it is above ours."""
    published = entry.published
    if published is None or published.state.value != "published":
        return None
    return published if published.document.number > known.document.number else None
