"""Evidence counted in each co-op; deadlines and the register's chains watched by the federation."""

import logging

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives
from cooperatives.queries.everyone import cooperative_ids
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.tasks import TenantTask
from federation.queries.membership import broken_chains
from federation.services.review.board_letters import tell_board
from federation.services.review.escalating import escalate
from federation.services.review.evidence import collect_evidence

log = logging.getLogger(__name__)


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
