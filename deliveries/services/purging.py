"""What is kept no longer than needed."""

from datetime import UTC, datetime, timedelta

from coopplatform.tenancy.partitions import days_of, drop_days, open_days
from coopplatform.tenancy.work import unit_of_work
from deliveries.models import CourierPlace, Position, PositionLook, PositionPause, Proof, ProofFile
from deliveries.models.positions import KEPT_DAYS

OPEN_AHEAD_DAYS = 7
PROOF_DAYS = 365
"""A claim for loss or delay of goods is time-barred after a year (Code de commerce, art. L133-6); then they go."""
TABLE = Position._meta.db_table


@unit_of_work
def turn_position_days(*, at: datetime) -> int:
    """Drop the days of raw positions that are over for 30 days, of all co-ops, and make those of the coming week.

    Returns how many were dropped. PostgreSQL refuses to drop a younger one, whatever `at` says.
    """
    today = at.astimezone(UTC).date()
    open_days(TABLE, [today + timedelta(days=ahead) for ahead in range(OPEN_AHEAD_DAYS + 1)])
    last = today - timedelta(days=KEPT_DAYS + 1)
    return drop_days(TABLE, [day for day in days_of(TABLE) if day <= last])


@unit_of_work
def purge_positions(*, at: datetime) -> int:
    """Forget in the co-op in scope what belongs to positions older than 30 days: places, looks, times of being off.

    The raw positions themselves go with their day. Returns how many looks went.
    """
    limit = at - timedelta(days=KEPT_DAYS)
    CourierPlace.objects.filter(at__lt=limit).delete()
    PositionPause.objects.filter(ended_at__lt=limit).delete()
    looks, _by_model = PositionLook.objects.filter(until__lt=limit).delete()
    return looks


@unit_of_work
def purge_proofs(*, at: datetime) -> int:
    """Forget the pictures of deliveries older than a year, and who took them. Returns how many pictures.

    That it was delivered, how and when, stays: the invoice stands on it.
    """
    limit = at - timedelta(days=PROOF_DAYS)
    Proof.objects.filter(received_at__lt=limit).exclude(name="").update(name="")
    deleted, _by_model = ProofFile.objects.filter(noted_at__lt=limit).delete()
    return deleted
