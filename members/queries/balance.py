"""How evenly work falls on people: deliveries of an open shift, hours and metres of a month."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.db.models import Count, Sum

from members.models import CreditedDelivery, WorkRecord


@dataclass(frozen=True, slots=True)
class MonthOfWork:
    """A member's closed minutes and the metres of the deliveries they carried."""

    minutes: int = 0
    metres: int = 0


def carried_in(shift_ids: Collection[UUID]) -> dict[UUID, int]:
    """Deliveries credited so far, by shift."""
    counted = CreditedDelivery.objects.filter(record__shift__in=shift_ids).values_list("record__shift")
    return dict(counted.annotate(count=Count("id")).order_by())


def month_of_work(first: date, last: date) -> dict[UUID, MonthOfWork]:
    """By member, what they worked and carried on those days. Two queries."""
    records = WorkRecord.objects.filter(worked_on__range=(first, last))
    minutes = dict(records.values_list("member").annotate(sum=Sum("minutes")).order_by())
    carried = CreditedDelivery.objects.filter(record__worked_on__range=(first, last))
    metres = dict(carried.values_list("record__member").annotate(sum=Sum("distance_metres")).order_by())
    return {
        member: MonthOfWork(minutes.get(member, 0), metres.get(member, 0)) for member in {*minutes, *metres}
    }
