"""Papers of an assembly of the co-op in scope."""

from uuid import UUID

from members.models import AssemblyPaper


def papers_of(assembly_id: UUID) -> list[AssemblyPaper]:
    """Without their content, in the order they were published."""
    return list(
        AssemblyPaper.objects.filter(assembly=assembly_id).defer("content").order_by("published_at", "id")
    )


def paper_here(assembly_id: UUID, paper_id: UUID) -> AssemblyPaper | None:
    return AssemblyPaper.objects.filter(assembly=assembly_id, pk=paper_id).first()
