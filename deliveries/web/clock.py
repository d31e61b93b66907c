"""What today is, where the co-op rides."""

from datetime import datetime

from django.utils import timezone


def day_began(at: datetime) -> datetime:
    """Local midnight before `at`, in the zone the edge has put in force."""
    return timezone.localtime(at).replace(hour=0, minute=0, second=0, microsecond=0)
