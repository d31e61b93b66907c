"""Whether the engine acts by itself, and who stopped it."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone

from cooperatives.queries.charters import terms_on
from cooperatives.queries.people import actor_names
from deliveries.domain.dispatch.policy import is_automatic
from deliveries.models import DispatchSwitch


@dataclass(frozen=True, slots=True)
class Automatic:
    """`is_allowed` by the charter; `stopped` is the row of whoever stopped it, None while it may run."""

    is_allowed: bool
    stopped: DispatchSwitch | None
    stopped_by: str = ""

    @property
    def is_running(self) -> bool:
        return self.is_allowed and self.stopped is None


def automatic(at: datetime) -> Automatic:
    terms = terms_on(timezone.localdate(at), "dispatch")
    if not is_automatic(terms):
        return Automatic(is_allowed=False, stopped=None)
    stopped = DispatchSwitch.objects.filter(is_stopped=True).first()
    name = actor_names([stopped.changed_by]).get(stopped.changed_by, "") if stopped else ""
    return Automatic(is_allowed=True, stopped=stopped, stopped_by=name)
