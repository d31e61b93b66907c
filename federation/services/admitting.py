"""Who belonged before the federation kept its register here."""

from datetime import date, datetime

from cooperatives.queries.directory import cooperatives_called
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review.membership import Action
from federation.models import Transition
from federation.queries.membership import last_transition
from federation.services.here import require_federation
from federation.services.review.register import Said, enter

FOUNDER = "Founding member: it belonged before this register was kept."


@unit_of_work
def admit_cooperative(*, slug: str, on: date, by: Actor, at: datetime, reason: str = FOUNDER) -> Transition:
    """Enter a founding member, from a day on. In the federation's scope. Entering it twice changes nothing.

    Raises NotFound when no co-op is called so; NotAllowedNow once the federation has admitted anybody by a review:
    from then on everybody passes one.
    """
    require_federation()
    if (found := cooperatives_called([slug]).get(slug)) is None:
        raise NotFound("no_cooperative", _("No cooperative is called %(slug)s."), slug=slug)
    if (known := last_transition(found.pk)) is not None and known.action == Action.FOUND:
        return known
    if Transition.objects.filter(action=Action.ADMIT).exists():
        raise NotAllowedNow(
            "founding_is_over", _("The federation admits by review now: founding members are entered before.")
        )
    said = Said(Action.FOUND, reason=reason, summary="", in_force_from=on)
    return enter(found, said, by=by, at=at)
