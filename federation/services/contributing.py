"""A co-op lets the federation count its month."""

from dataclasses import asdict
from datetime import date, datetime

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.federating import ContributionShared
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.work import unit_of_work
from federation.domain.release import digest
from federation.models import Contribution
from federation.queries.contributions import month_figures, own_contribution


@unit_of_work
def share_contribution(*, month: date, by: Actor, at: datetime) -> Contribution:
    """Freeze the month's figures of the co-op in scope for the federation. Sharing twice changes nothing.

    Raises NotAllowedNow before the month is over, or while its pay is not approved.
    """
    month = month.replace(day=1)
    if (known := own_contribution(month)) is not None:
        return known
    if timezone.localdate(at, cooperative_here().zone) <= last_of_month(month):
        raise NotAllowedNow("month_not_over", _("This month is not over yet."))
    figures = asdict(month_figures(month))
    contribution = Contribution.objects.create(
        month=month, figures=figures, sha256=digest(figures), shared_at=at
    )
    shared = ContributionShared(contribution_id=contribution.id, month=month, occurred_at=at)
    record(shared, by=by)
    return contribution
