"""A finished delivery counts in its courier's work record."""

from datetime import datetime
from uuid import UUID

from coopplatform.tenancy.work import unit_of_work
from members.models import CreditedDelivery, WorkRecord


@unit_of_work
def credit_delivery(
    *, delivery_id: UUID, courier_id: UUID, distance_metres: int, is_on_time: bool, at: datetime
) -> bool:
    """Count the delivery in the record of the shift it was completed in. Once; False if it already was,
    or if the courier was in no shift at that moment."""
    record = (
        WorkRecord.objects.filter(member_id=courier_id, started_at__lte=at).order_by("-started_at").first()
    )
    if record is None:
        return False
    _, is_new = CreditedDelivery.objects.get_or_create(
        delivery=delivery_id,
        defaults={
            "record": record,
            "distance_metres": distance_metres,
            "is_on_time": is_on_time,
            "completed_at": at,
        },
    )
    return is_new
