"""Many couriers at work at once, written in bulk: for measurements that begin where the morning's clock-ins end."""

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import product
from string import ascii_uppercase, digits
from uuid import UUID

from members.models import MemberWorker, Shift, WorkRecord

CODES = ["".join(pair) for pair in product(ascii_uppercase + digits, repeat=2)]


def crew_at_work(user_ids: Sequence[int], *, since: datetime) -> list[tuple[UUID, UUID]]:
    """Workers of the co-op in scope, clocked in since then: courier and shift of each. At most 1,296."""
    day = since.date()
    members = [
        MemberWorker(user_id=user_id, name=f"Courier {code}", code=code, joined_on=day)
        for user_id, code in zip(user_ids, CODES, strict=False)
    ]
    shifts = [
        Shift(member=one, starts_at=since, ends_at=since + timedelta(hours=8), clocked_in_at=since)
        for one in members
    ]
    records = [
        WorkRecord(shift=shift, member=shift.member, worked_on=day, started_at=since) for shift in shifts
    ]
    MemberWorker.objects.bulk_create(members)
    Shift.objects.bulk_create(shifts)
    WorkRecord.objects.bulk_create(records)
    return [(one.pk, shift.pk) for one, shift in zip(members, shifts, strict=True)]
