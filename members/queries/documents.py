"""Documents of issued payslips, and how far they are."""

from dataclasses import dataclass
from uuid import UUID

from django.db.models import Exists, OuterRef

from members.models import PayRunValidation, Payslip, PayslipDocument


@dataclass(frozen=True, slots=True)
class Progress:
    made: int
    of: int

    @property
    def is_done(self) -> bool:
        return self.made >= self.of


def validation_of(run_id: UUID) -> PayRunValidation | None:
    """Who stands for the run, if anybody does."""
    return PayRunValidation.objects.filter(run=run_id).first()


def document_progress(run_id: UUID, *, is_validated: bool) -> Progress:
    """How many of a run's payslips have their PDF of that state."""
    made = PayslipDocument.objects.filter(payslip__run=run_id, is_validated=is_validated)
    return Progress(made.count(), Payslip.objects.filter(run=run_id, issued_at__isnull=False).count())


def payslips_without_document(run_id: UUID, *, is_validated: bool, limit: int) -> list[Payslip]:
    """Issued payslips of a run that have no PDF of that state yet."""
    own = PayslipDocument.objects.filter(payslip=OuterRef("pk"), is_validated=is_validated)
    missing = Payslip.objects.filter(~Exists(own), run=run_id, issued_at__isnull=False)
    return list(missing.select_related("run", "member").defer("run__checks").order_by("id")[:limit])


def document_of(payslip_id: UUID) -> bytes | None:
    """The kept PDF, the validated one if there is one; None while none is made."""
    kept = PayslipDocument.objects.filter(payslip=payslip_id).order_by("-is_validated")
    pdf = kept.values_list("pdf", flat=True).first()
    return None if pdf is None else bytes(pdf)
