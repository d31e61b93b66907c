"""A month whose pay is approved keeps its hours. A building block of what changes records."""

from datetime import datetime

from django.utils import timezone

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from members.domain.records import month_paying
from members.models import PayRun


def check_month_is_open(*moments: datetime | None) -> None:
    """A month whose pay is approved keeps its hours; its run is locked so that nobody approves it meanwhile."""
    months = {month_paying(timezone.localdate(moment)) for moment in moments if moment is not None}
    runs = PayRun.objects.select_for_update(of=("self",), no_key=True).filter(month__in=months)
    if any(run.is_approved for run in runs.order_by("month")):
        raise NotAllowedNow(
            "month_closed",
            _(
                "The pay of this month is approved: what was forgotten is paid as a correction of the next one."
            ),
        )
