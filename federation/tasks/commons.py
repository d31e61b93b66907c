"""Large trials of policies, and decisions that take effect on their day; by each co-op's own jobs."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.tasks import TenantTask
from federation.services.commons.adopting import take_due_effects
from federation.services.commons.replaying import REPLAY_POLICY, carry_out_replay

log = logging.getLogger(__name__)


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
