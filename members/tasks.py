"""What members has done aside: the documents of a pay run."""

from uuid import UUID

from celery import shared_task

from coopplatform.tenancy.tasks import TenantTask
from members.services.payslip_documents import MAKE_DOCUMENTS, make_documents


@shared_task(name=MAKE_DOCUMENTS, base=TenantTask)
def make_payslip_documents(*, cooperative_id: int, run_id: str) -> int:
    """A second delivery finds them made."""
    return make_documents(run_id=UUID(run_id))
