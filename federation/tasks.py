"""Each co-op's own jobs: its monthly contribution, policies tried on its past, decisions taking effect."""

import logging
from datetime import date, timedelta
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.tenancy.tasks import TenantTask
from federation.services.commons.adopting import take_due_effects
from federation.services.commons.replaying import REPLAY_POLICY, carry_out_replay
from federation.services.contributing import share_contribution

log = logging.getLogger(__name__)


@shared_task(name="federation.share_for_each_cooperative")
def share_for_each_cooperative() -> None:
    """For the scheduler: the month before, co-op by co-op; those not ready are asked again the next day."""
    last_month = (timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)
    for cooperative in member_cooperatives():
        share_month.delay(cooperative_id=cooperative.pk, month=last_month.isoformat())


@shared_task(name="federation.share_month", base=TenantTask)
def share_month(*, cooperative_id: int, month: str) -> None:
    """Share one co-op's month, if it is ready. `month` is its first day, as in 2026-10-01."""
    try:
        share_contribution(
            month=date.fromisoformat(month), by=Actor.platform("statistics"), at=timezone.now()
        )
    except NotAllowedNow as reason:
        log.info("Co-op %s does not share %s yet: %s", cooperative_id, month, reason)


@shared_task(name=REPLAY_POLICY, base=TenantTask)
def replay_policy(*, cooperative_id: int, replay_id: str) -> bool:
    """Try a policy on the co-op's own past. A second delivery finds it done."""
    return carry_out_replay(replay_id=UUID(replay_id))


@shared_task(name="federation.policies_for_each_cooperative")
def policies_for_each_cooperative() -> None:
    for cooperative in member_cooperatives():
        take_policies_into_effect.delay(cooperative_id=cooperative.pk)


@shared_task(name="federation.take_policies_into_effect", base=TenantTask)
def take_policies_into_effect(*, cooperative_id: int) -> int:
    """Write what was decided for today; what cannot be is tried again the next hour and said in the log."""
    done, kept = take_due_effects(by=Actor.platform("commons"), at=timezone.now())
    for reason in kept:
        log.error("A decision of co-op %s cannot take effect: %s", cooperative_id, reason)
    return done
