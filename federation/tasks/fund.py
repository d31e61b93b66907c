"""Each co-op books its own side of the fund by its own job."""

import logging

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError
from coopplatform.tenancy.tasks import TenantTask
from federation.services.means.fund_booking import book_own_side

log = logging.getLogger(__name__)


@shared_task(name="federation.book_fund_for_each_cooperative")
def book_fund_for_each_cooperative() -> None:
    """For the scheduler."""
    for cooperative in member_cooperatives():
        book_fund.delay(cooperative_id=cooperative.pk)


@shared_task(name="federation.book_fund", base=TenantTask)
def book_fund(*, cooperative_id: int) -> None:
    """What was called from the co-op, and what came from the fund."""
    try:
        book_own_side(by=Actor.platform("fund"), at=timezone.now())
    except DomainError as reason:
        log.warning("Co-op %s could not book its side of the fund: %s", cooperative_id, reason)
