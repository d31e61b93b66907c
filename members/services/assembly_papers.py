"""A paper of an assembly is published to the members; the moment is what a review counts from."""

import hashlib
from datetime import datetime
from uuid import UUID

from coopplatform.contracts.assembling import AssemblyPaperPublished
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.papers import checked_pdf
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.models import Assembly, AssemblyPaper
from members.queries.assemblies import assembly_here


@unit_of_work
def publish_paper(
    *, assembly_id: UUID, kind: str, paper: tuple[str, bytes] | None, by: Actor, at: datetime
) -> AssemblyPaper:
    """Every member reads a PDF of this assembly from now on: the moment is kept, nothing is taken back.

    Raises NotFound; Invalid without a kind or a PDF; NotAllowedNow for one called off, or minutes before it was held.
    """
    row = assembly_here(assembly_id)
    if row is None:
        raise NotFound("no_assembly", _("There is no such assembly."))
    if kind not in AssemblyPaper.Kind.values:
        raise Invalid("no_kind", _("Choose what paper it is."), field="kind")
    if paper is None:
        raise Invalid("no_paper", _("Choose a PDF."), field="paper")
    if row.state == Assembly.State.CANCELLED:
        raise NotAllowedNow("called_off", _("This assembly was called off: it needs no papers."))
    if kind == AssemblyPaper.Kind.MINUTES and row.state != Assembly.State.HELD:
        raise NotAllowedNow(
            "not_held", _("Minutes are published once it was held and its votes are written down.")
        )
    name, content = checked_pdf(*paper, field="paper")
    made = AssemblyPaper.objects.create(
        assembly=row,
        kind=kind,
        name=name,
        content=content,
        sha256=hashlib.sha256(content).hexdigest(),
        published_by=str(by),
        published_at=at,
    )
    record(AssemblyPaperPublished(paper_id=made.pk, assembly_id=row.pk, occurred_at=at), by=by)
    return made
