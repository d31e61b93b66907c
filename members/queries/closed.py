"""Months whose pay is approved: nothing that would change it is entered any more."""

from datetime import date

from members.models import PayRun


def closed_months() -> set[date]:
    """The first days of all months whose pay run is approved."""
    approved = PayRun.objects.filter(state=PayRun.State.APPROVED)
    return set(approved.values_list("month", flat=True))
