"""What is kept no longer than needed."""

from datetime import datetime, timedelta

from coopplatform.tenancy.work import unit_of_work
from deliveries.models import CourierPlace, Position

RAW_POSITION_DAYS = 30  # CNIL, délib. 2015-165: two months at most; we keep half of that


@unit_of_work
def purge_positions(*, at: datetime) -> int:
    """Forget raw positions older than 30 days in the co-op in scope. Returns how many."""
    limit = at - timedelta(days=RAW_POSITION_DAYS)
    CourierPlace.objects.filter(at__lt=limit).delete()
    deleted, _by_model = Position.objects.filter(at__lt=limit).delete()
    return deleted
