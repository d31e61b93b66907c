"""Hours for the books' margin."""

from datetime import date

from django.db.models import F, Sum

from cooperatives.queries.here import cooperative_here
from members.models import WorkRecord
from members.queries.days import day_window


def seconds_by_section(first: date, last: date) -> dict[str, int]:
    """The closed hours that began in a period. Nobody writes down for which activity they were: section none."""
    window = day_window(first, last, cooperative_here().zone)
    records = WorkRecord.objects.filter(
        started_at__gte=window.after, started_at__lt=window.before, ended_at__isnull=False
    )
    worked = records.aggregate(whole=Sum(F("ended_at") - F("started_at")))["whole"]
    return {"": int(worked.total_seconds())} if worked else {}
