"""What everybody may read of the register."""

from datetime import date

from cooperatives.queries.directory import the_federation
from coopplatform.tenancy.scope import scope
from federation.domain.review.membership import is_published
from federation.models import Transition
from federation.queries.membership import histories


def published_transitions(today: date) -> list[Transition]:
    """Admissions, observations, suspensions, exits that hold by now, the newest first.

    Nothing of an application or a refusal, and nothing of an exit before it holds.
    """
    federation = the_federation()
    if federation is None:
        return []
    with scope(federation.pk):
        found = [
            row
            for rows in histories().values()
            for number, row in enumerate(rows)
            if is_published([one.step for one in rows], number, today)
        ]
    return sorted(found, key=lambda row: (row.in_force_from, row.decided_at), reverse=True)
