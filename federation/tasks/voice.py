"""Rolls entered and tallies told by each co-op; votes counted by the federation; who signed is written to."""

import logging
from uuid import UUID

from celery import shared_task
from django.utils import timezone

from cooperatives.queries.directory import member_cooperatives, the_federation
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.tenancy.tasks import TenantTask
from federation.domain.voice.phases import Phase
from federation.queries.voice.consultations import consultations, undecided
from federation.services.voice.consulting import decide_consultation
from federation.services.voice.taking_part import enter_roll, tell_workers
from federation.services.voice.telling import tell_of_revision as write_of_revision

log = logging.getLogger(__name__)


@shared_task(name="federation.consult_for_each_cooperative")
def consult_for_each_cooperative() -> None:
    """For the scheduler: each co-op enters open rolls and tells what its workers said; then what is over is counted."""
    for cooperative in member_cooperatives():
        take_part_in_consultations.delay(cooperative_id=cooperative.pk)
    house = the_federation()
    if house is not None:
        count_votes.delay(cooperative_id=house.pk)


@shared_task(name="federation.take_part_in_consultations", base=TenantTask)
def take_part_in_consultations(*, cooperative_id: int) -> None:
    """On the rolls that are open, where the platform counts the co-op's workers; and the tallies of what is over."""
    by, at = Actor.platform("voice"), timezone.now()
    for one in consultations():
        phase = one.calendar.phase(at)
        try:
            if phase in (Phase.AMENDING, Phase.BETWEEN):
                enter_roll(consultation_id=one.pk, by=by, at=at)
            elif phase is Phase.OVER and one.asks_workers:
                tell_workers(consultation_id=one.pk, by=by, at=at)
        except NotAllowedNow as reason:
            log.info("Co-op %s takes no part in %s: %s", cooperative_id, one.pk, reason)


@shared_task(name="federation.count_votes", base=TenantTask)
def count_votes(*, cooperative_id: int) -> None:
    """Of every consultation that is over."""
    at = timezone.now()
    for one in undecided(at):
        decide_consultation(consultation_id=one.pk, by=Actor.platform("voice"), at=at)


@shared_task(name="federation.tell_of_revision", base=TenantTask)
def tell_of_revision(*, cooperative_id: int, revision_id: str) -> None:
    """Write to the delegates of a co-op that signed."""
    write_of_revision(revision_id=UUID(revision_id), at=timezone.now())
