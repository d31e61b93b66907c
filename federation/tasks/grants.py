"""Grants between co-ops: each side follows what the other wrote, in its own scope."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError
from coopplatform.tenancy.tasks import TenantTask
from federation.services.means.following import LOOK_AFTER_GRANTS, look_after

log = logging.getLogger(__name__)


@shared_task(name="federation.grants_for_each_cooperative")
def grants_for_each_cooperative() -> None:
    """For the scheduler: each co-op catches up on its grants, whatever was missed."""
    for cooperative in member_cooperatives():
        look_after_grants.delay(cooperative_id=cooperative.pk)


@shared_task(name=LOOK_AFTER_GRANTS, base=TenantTask)
def look_after_grants(*, cooperative_id: int, use_id: str | None = None) -> None:
    """Of one use, or of all that is open: our orders follow, what is done is booked, what ended is put away."""
    by, at = Actor.platform("grants"), timezone.now()
    for work in look_after(use_id=UUID(use_id) if use_id else None, at=at):
        try:
            work(by, at)
        except DomainError as reason:
            log.info("Co-op %s: %s", cooperative_id, reason)
