"""What runs by itself: each co-op's job shares its month and counts its evidence; deadlines are watched."""

import logging
from datetime import date, timedelta

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from cooperatives.queries.everyone import cooperative_ids
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.tenancy.tasks import TenantTask
from federation.queries.membership import broken_chains
from federation.services.contributing import share_contribution
from federation.services.review.board_letters import tell_board
from federation.services.review.escalating import escalate
from federation.services.review.evidence import collect_evidence

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


@shared_task(name="federation.collect_for_each_cooperative")
def collect_for_each_cooperative() -> None:
    """For the scheduler: every co-op counts the evidence of its own dossier."""
    for cooperative in member_cooperatives():
        collect_evidence_of.delay(cooperative_id=cooperative.pk)


@shared_task(name="federation.collect_evidence", base=TenantTask)
def collect_evidence_of(*, cooperative_id: int) -> int:
    """Count one co-op's evidence. It stays there until its people release it. Returns how many snapshots were kept."""
    return collect_evidence(by=Actor.platform("evidence"), at=timezone.now())


@shared_task(name="federation.watch_for_each_cooperative")
def watch_for_each_cooperative() -> None:
    """For the scheduler, of each federation: what went by is told to the board, the register's chains are checked."""
    for cooperative_id in cooperative_ids(kind="federation"):
        watch_deadlines.delay(cooperative_id=cooperative_id)


@shared_task(name="federation.watch_deadlines", base=TenantTask)
def watch_deadlines(*, cooperative_id: int) -> int:
    """In the federation's scope. Returns how many deadlines were told."""
    told = escalate(by=Actor.platform("deadlines"), at=timezone.now())
    tell_board(told)
    for slug, sequence in broken_chains().items():
        log.critical("The register of %s does not hold from transition %s on", slug, sequence)
    return len(told)
