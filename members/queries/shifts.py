"""A worker's shift of the moment: the open one, or the next one planned today; and what it has come to so far."""

from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db.models import Q

from members.domain.records import Pause, paid_seconds
from members.models import Contract, Shift, WorkBreak

EARLY = timedelta(hours=1)
"""How long before its planned start a shift may be begun from the phone."""


@dataclass(frozen=True, slots=True)
class ShiftNow:
    """`paid_minutes` × `hourly_cents` is what the shift came to so far, gross, before any premium.

    Unpaid breaks are not paid time. `break_since` is set while one of them, or a paid one, runs.
    """

    shift_id: UUID
    starts_at: datetime
    ends_at: datetime
    clocked_in_at: datetime | None
    paid_minutes: int
    hourly_cents: int
    can_begin: bool
    break_since: datetime | None = None

    @property
    def is_open(self) -> bool:
        return self.clocked_in_at is not None

    @property
    def paid_seconds(self) -> int:
        return self.paid_minutes * 60

    @property
    def gross_cents(self) -> int:
        """Half up to the cent."""
        return (self.paid_minutes * self.hourly_cents + 30) // 60


def shift_now(courier_id: UUID, at: datetime) -> ShiftNow | None:
    """The open shift, else the next planned one that ends within a day. None when neither is there."""
    shift = (
        Shift.objects.filter(member_id=courier_id, clocked_out_at__isnull=True, state=Shift.State.PUBLISHED)
        .filter(Q(clocked_in_at__isnull=False) | Q(ends_at__gt=at, starts_at__lt=at + timedelta(days=1)))
        .order_by("-clocked_in_at", "starts_at")
        .first()
    )
    if shift is None:
        return None
    contract = (
        Contract.objects.filter(member_id=courier_id, started_on__lte=at.date())
        .order_by("-started_on")
        .first()
    )
    since = shift.clocked_in_at
    breaks = list(WorkBreak.objects.filter(record__shift=shift)) if since else []
    pauses = [Pause(one.started_at, one.ended_at or at, one.is_paid) for one in breaks]
    return ShiftNow(
        shift_id=shift.id,
        starts_at=shift.starts_at,
        ends_at=shift.ends_at,
        clocked_in_at=since,
        paid_minutes=paid_seconds(since, at, pauses) // 60 if since and since < at else 0,
        hourly_cents=contract.hourly_cents if contract else 0,
        can_begin=since is None and at >= shift.starts_at - EARLY,
        break_since=next((one.started_at for one in breaks if one.ended_at is None), None),
    )


def may_begin(shift_id: UUID, courier_id: UUID, at: datetime) -> bool:
    """Whether it is that courier's shift and `at` is not earlier than it may be begun."""
    own = Shift.objects.filter(pk=shift_id, member_id=courier_id)
    return own.filter(starts_at__lte=at + EARLY).exists()


def is_own(shift_id: UUID, courier_id: UUID) -> bool:
    return Shift.objects.filter(pk=shift_id, member_id=courier_id).exists()
