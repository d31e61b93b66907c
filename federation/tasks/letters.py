"""Printed letters are forgotten when their time is over; by each co-op's own job."""

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.everyone import cooperative_ids
from coopplatform.tenancy.tasks import TenantTask
from federation.services.letters import purge_letters


@shared_task(name="federation.purge_letters_for_each_cooperative")
def purge_letters_for_each_cooperative() -> None:
    for cooperative_id in cooperative_ids():
        forget_letters.delay(cooperative_id=cooperative_id)


@shared_task(name="federation.forget_letters", base=TenantTask)
def forget_letters(*, cooperative_id: int) -> int:
    """Letters older than they are kept, and trials of letters older than 60 days."""
    return purge_letters(at=timezone.now())
