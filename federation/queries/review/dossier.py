"""A co-op's dossier: as it stands now, for itself; and as it was released, for both."""

from typing import Any
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from coopplatform.tenancy.scope import required
from federation.domain.review.criteria import Criterion, Kind
from federation.domain.review.dossier import Measured, Snapshot, line_of
from federation.models import Dossier, DossierFile, EvidencePaper, EvidenceSnapshot, LineComment
from federation.queries.review.criteria import criteria_here


def own_lines() -> tuple[int, list[dict[str, Any]]]:
    """The version of the criteria and each line as it stands in the co-op in scope. Six queries, whatever the size."""
    version, criteria = criteria_here()
    here, counting = cooperative_here(), _counting(criteria)
    comments, missing = newest_comments(), _not_computed()
    papers = dict(
        EvidencePaper.objects.filter(snapshot__in=[row.pk for row in counting.values()]).values_list(
            "snapshot_id", "name"
        )
    )
    lines = []
    for criterion in criteria:
        row = counting.get(criterion.code)
        kept = body_of(row, here.slug) | {"sha256": row.sha256} if row else None
        paper = papers.get(row.pk, "") if row else ""
        lines.append(
            line_of(
                criterion,
                here.country,
                kept,
                comment=comments.get(criterion.code, ""),
                paper=paper,
                not_computed=missing.get(criterion.code),
            )
        )
    return version, lines


def counting_snapshots() -> dict[str, EvidenceSnapshot]:
    """By criterion, the snapshot that counts in the co-op in scope."""
    return _counting(criteria_here()[1])


def computed_value_known(code: str) -> bool:
    """Whether the platform itself knows this criterion's value here: then nobody declares another one.

    Never of a criterion that the set in force here does not compute.
    """
    if all(one.code != code or one.kind is not Kind.COMPUTED for one in criteria_here()[1]):
        return False
    newest = (
        EvidenceSnapshot.objects.filter(criterion=code, kind=Kind.COMPUTED).order_by("-collected_at").first()
    )
    return newest is not None and newest.value is not None


def body_of(row: EvidenceSnapshot, slug: str) -> dict[str, Any]:
    """What a kept snapshot's hash is of: computed from the row again."""
    measured = Measured(
        row.criterion,
        row.first,
        row.last,
        row.value,
        row.numerator,
        row.denominator,
        row.note,
        row.query_version,
    )
    return Snapshot(slug, row.kind, measured, row.words, row.collected_by, row.collected_at).body()


def newest_comments() -> dict[str, str]:
    """By criterion, what the co-op in scope says to the line."""
    rows = LineComment.objects.order_by("criterion", "-written_at", "-id").distinct("criterion")
    return {row.criterion: row.text for row in rows}


def own_paper(code: str) -> EvidencePaper | None:
    """The PDF behind the snapshot that counts."""
    row = counting_snapshots().get(code)
    return EvidencePaper.objects.filter(snapshot=row).first() if row else None


def own_dossiers() -> list[Dossier]:
    """What the co-op in scope has released, the newest first."""
    return list(Dossier.objects.filter(cooperative_id=required()).order_by("-released_at"))


def newest_dossier(member_id: int) -> Dossier | None:
    """The last dossier a co-op released. In its own scope or the federation's."""
    return Dossier.objects.filter(cooperative_id=member_id).order_by("-released_at").first()


def newest_dossiers() -> dict[int, Dossier]:
    """By co-op. In the federation's scope."""
    rows = Dossier.objects.order_by("cooperative_id", "-released_at").distinct("cooperative_id")
    return {row.cooperative_id or 0: row for row in rows}


def dossier_paper(dossier_id: UUID, code: str) -> DossierFile | None:
    return DossierFile.objects.filter(dossier=dossier_id, criterion=code).first()


def _counting(criteria: tuple[Criterion, ...]) -> dict[str, EvidenceSnapshot]:
    """A computed value counts where the set asks for one; else what was declared last; else why there is none."""
    newest: dict[tuple[str, bool], EvidenceSnapshot] = {}
    rows = EvidenceSnapshot.objects.order_by("criterion", "kind", "-collected_at", "-id")
    for row in rows.distinct("criterion", "kind"):
        key = (row.criterion, row.kind == Kind.COMPUTED)
        if key not in newest or row.collected_at > newest[key].collected_at:
            newest[key] = row
    counting = {}
    for criterion in criteria:
        said = newest.get((criterion.code, False))
        computed = newest.get((criterion.code, True)) if criterion.kind is Kind.COMPUTED else None
        if computed is not None and (computed.value is not None or said is None):
            counting[criterion.code] = computed
        elif said is not None:
            counting[criterion.code] = said
    return counting


def _not_computed() -> dict[str, dict[str, Any]]:
    """By criterion, why the platform could not count it when it looked last."""
    rows = EvidenceSnapshot.objects.filter(kind=Kind.COMPUTED).order_by("criterion", "-collected_at", "-id")
    return {row.criterion: row.note for row in rows.distinct("criterion") if row.value is None and row.note}
