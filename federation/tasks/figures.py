"""The monthly contribution, shared by each co-op's own job."""

import logging
from datetime import date, timedelta

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.tenancy.tasks import TenantTask
from federation.services.contributing import share_contribution

MONTHS_BACK = 3
log = logging.getLogger(__name__)


@shared_task(name="federation.share_for_each_cooperative")
def share_for_each_cooperative() -> None:
    """For the scheduler: the months before, co-op by co-op; those not ready are asked again the next day.

    Three of them, so that one that was held back or paid late still leaves.
    """
    months = [timezone.localdate().replace(day=1)]
    while len(months) <= MONTHS_BACK:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    for cooperative in member_cooperatives():
        for month in months[1:]:
            share_month.delay(cooperative_id=cooperative.pk, month=month.isoformat())


@shared_task(name="federation.share_month", base=TenantTask)
def share_month(*, cooperative_id: int, month: str) -> None:
    """Share one co-op's month, if it is ready. `month` is its first day, as in 2026-10-01."""
    try:
        share_contribution(
            month=date.fromisoformat(month), by=Actor.platform("statistics"), at=timezone.now()
        )
    except (Invalid, NotAllowedNow) as reason:
        log.info("Co-op %s does not share %s yet: %s", cooperative_id, month, reason)
