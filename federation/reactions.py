"""What follows in the federation from what happened."""

from celery import current_app
from django.utils import timezone

from coopplatform.contracts.commons import PolicyReplayAsked
from coopplatform.contracts.federating import StatisticsPublished
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from coopplatform.kernel.actor import Actor
from federation.queries.voice.positions import signatories
from federation.services.commons.replaying import REPLAY_POLICY
from federation.services.voice.positions import look_after_citations


@reacts_to(StatisticsPublished)
def look_after_positions(_entry: Recorded) -> None:
    """A figure that a position cites may read otherwise now: its signatories are told."""
    for revision in look_after_citations(by=Actor.platform("voice"), at=timezone.now()):
        for cooperative_id in signatories(revision.position_id):
            current_app.send_task(
                "federation.tell_of_revision",
                kwargs={"cooperative_id": cooperative_id, "revision_id": str(revision.pk)},
            )


@reacts_to(PolicyReplayAsked)
def try_a_policy(entry: Recorded) -> None:
    """A worker takes it up; a second delivery finds it done."""
    assert isinstance(entry.event, PolicyReplayAsked)
    arguments = {"cooperative_id": entry.cooperative_id, "replay_id": str(entry.event.replay_id)}
    current_app.send_task(REPLAY_POLICY, kwargs=arguments)
