"""Silence is no decision: what is late is told to the board, once."""

from datetime import datetime

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import DeadlinePassed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.work import unit_of_work
from federation.models import Escalation
from federation.queries.review.overview import everybody
from federation.services.here import require_federation


@unit_of_work
def escalate(*, by: Actor, at: datetime) -> list[Escalation]:
    """Keep and tell every deadline that went by and was not told yet. In the federation's scope."""
    require_federation()
    zone = cooperative_here().zone
    today, told = timezone.localdate(at, zone), []
    for known in everybody(today, zone):
        for due in known.overdue(today):
            row, is_new = Escalation.objects.get_or_create(
                member=known.cooperative,
                kind=due.kind,
                about=due.about[:300],
                until=due.until,
                defaults={"told_at": at},
            )
            if is_new:
                told.append(row)
                passed = DeadlinePassed(
                    escalation_id=row.pk, member_slug=known.cooperative.slug, kind=due.kind, occurred_at=at
                )
                record(passed, by=by)
    return told
