"""Who belongs."""

from datetime import date, datetime

from cooperatives.queries.directory import cooperatives_called
from coopplatform.contracts.federating import CooperativeAdmitted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.models import Admission
from federation.services.here import require_federation


@unit_of_work
def admit_cooperative(*, slug: str, on: date, by: Actor, at: datetime) -> Admission:
    """A co-op belongs from a day on. In the federation's scope. Admitting twice changes nothing.

    Raises NotFound when no co-op is called so.
    """
    require_federation()
    if slug not in cooperatives_called([slug]):
        raise NotFound("no_cooperative", _("No cooperative is called %(slug)s."), slug=slug)
    admission, is_new = Admission.objects.get_or_create(member_slug=slug, defaults={"admitted_on": on})
    if is_new:
        admitted = CooperativeAdmitted(admission_id=admission.id, member_slug=slug, occurred_at=at)
        record(admitted, by=by)
    return admission
