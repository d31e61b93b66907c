"""Many couriers at work at once, written in bulk: for measurements that begin where the morning's clock-ins end."""

from collections.abc import Sequence
from datetime import UTC, date, datetime, time, timedelta
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


def crew_of_a_year(user_ids: Sequence[int], *, last: date, days: int, hours: int) -> list[UUID]:
    """Workers of the co-op in scope with a closed record of so many hours on each of the days up to `last`."""
    first = last - timedelta(days=days - 1)
    members = [
        MemberWorker(user_id=user_id, name=f"Courier {code}", code=code, joined_on=first)
        for user_id, code in zip(user_ids, CODES, strict=False)
    ]
    shifts, records = [], []
    for member, day in product(members, (first + timedelta(days=turn) for turn in range(days))):
        begins = datetime.combine(day, time(17), tzinfo=UTC)
        ends = begins + timedelta(hours=hours)
        shift = Shift(
            member=member, starts_at=begins, ends_at=ends, clocked_in_at=begins, clocked_out_at=ends
        )
        shifts.append(shift)
        records.append(
            WorkRecord(
                shift=shift,
                member=member,
                worked_on=day,
                started_at=begins,
                ended_at=ends,
                paid_seconds=hours * 3600,
            )
        )
    MemberWorker.objects.bulk_create(members)
    Shift.objects.bulk_create(shifts, batch_size=2000)
    WorkRecord.objects.bulk_create(records, batch_size=2000)
    return [member.pk for member in members]
