"""What everybody may read of the register."""

from cooperatives.queries.directory import the_federation
from coopplatform.tenancy.scope import scope
from federation.domain.review.membership import IS_PUBLIC_FROM, PUBLIC
from federation.models import Transition


def published_transitions(*, limit: int = 200) -> list[Transition]:
    """Admissions, observations, suspensions, exits, the newest first; of an application and a refusal nothing."""
    federation = the_federation()
    if federation is None:
        return []
    with scope(federation.pk):
        rows = Transition.objects.filter(
            action__in=[one.value for one in PUBLIC], state__in=[one.value for one in IS_PUBLIC_FROM]
        )
        return list(rows.select_related("member").order_by("-decided_at", "-sequence")[:limit])
