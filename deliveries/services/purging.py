"""What is kept no longer than needed."""

from datetime import datetime, timedelta

from coopplatform.tenancy.work import unit_of_work
from deliveries.models import CourierPlace, Position, Proof, ProofFile

RAW_POSITION_DAYS = 30  # CNIL, délib. 2015-165: two months at most; we keep half of that
PROOF_DAYS = 365
"""A claim for loss or delay of goods is time-barred after a year (Code de commerce, art. L133-6); then they go."""


@unit_of_work
def purge_positions(*, at: datetime) -> int:
    """Forget raw positions older than 30 days in the co-op in scope. Returns how many."""
    limit = at - timedelta(days=RAW_POSITION_DAYS)
    CourierPlace.objects.filter(at__lt=limit).delete()
    deleted, _by_model = Position.objects.filter(at__lt=limit).delete()
    return deleted


@unit_of_work
def purge_proofs(*, at: datetime) -> int:
    """Forget the pictures of deliveries older than a year, and who took them. Returns how many pictures.

    That it was delivered, how and when, stays: the invoice stands on it.
    """
    limit = at - timedelta(days=PROOF_DAYS)
    Proof.objects.filter(received_at__lt=limit).exclude(name="").update(name="")
    deleted, _by_model = ProofFile.objects.filter(noted_at__lt=limit).delete()
    return deleted
