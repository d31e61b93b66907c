"""What follows in the federation from what happened: large trials of policies go to a worker."""

from celery import current_app

from coopplatform.contracts.commons import PolicyReplayAsked
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from federation.services.commons.replaying import REPLAY_POLICY


@reacts_to(PolicyReplayAsked)
def try_a_policy(entry: Recorded) -> None:
    """A worker takes it up; a second delivery finds it done."""
    assert isinstance(entry.event, PolicyReplayAsked)
    arguments = {"cooperative_id": entry.cooperative_id, "replay_id": str(entry.event.replay_id)}
    current_app.send_task(REPLAY_POLICY, kwargs=arguments)
