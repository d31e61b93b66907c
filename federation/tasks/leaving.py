"""The account of an exit: who acts next is written to, each in their own house."""

from uuid import UUID

from celery import shared_task
from django.utils import timezone

from coopplatform.tenancy.tasks import TenantTask
from federation.services.means.leaving.telling import tell_of_settlement as write_to_who_acts


@shared_task(name="federation.tell_of_settlement", base=TenantTask)
def tell_of_settlement(*, cooperative_id: int, settlement_id: str) -> None:
    """Drawn up, signed, contested or agreed."""
    write_to_who_acts(settlement_id=UUID(settlement_id), at=timezone.now())
