"""The PDFs of issued payslips: made once, a few at a time, and kept as they were delivered."""

from collections.abc import Callable
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.tenancy.work import unit_of_work
from members.adapters.payslip_pdf import rendered
from members.models import Payslip, PayslipDocument
from members.queries.documents import document_progress, payslips_without_document, validation_of

MAKE_DOCUMENTS = "members.make_payslip_documents"
AT_ONCE = 50


def make_documents(*, run_id: UUID, tell: Callable[[int, int], object] | None = None) -> int:
    """Every PDF that an approved run lacks, so many in a transaction; `tell` hears how many are made of how many.

    Two who do it at once keep each PDF once. Returns how many were drawn.
    """
    locale, validation = cooperative_here().locale, validation_of(run_id)
    professional = validation.professional if validation else ""
    drawn = 0
    while missing := payslips_without_document(run_id, is_validated=bool(validation), limit=AT_ONCE):
        pages = [(slip, rendered(slip, locale=locale, professional=professional)) for slip in missing]
        drawn += _keep(pages, is_validated=bool(validation), at=timezone.now())
        if tell:
            progress = document_progress(run_id, is_validated=bool(validation))
            tell(progress.made, progress.of)
    return drawn


@unit_of_work
def _keep(pages: list[tuple[Payslip, bytes]], *, is_validated: bool, at: datetime) -> int:
    rows = [
        PayslipDocument(payslip=slip, is_validated=is_validated, pdf=pdf, made_at=at) for slip, pdf in pages
    ]
    PayslipDocument.objects.bulk_create(rows, ignore_conflicts=True)
    return len(rows)
