"""An order takes a place in a time slot, and gives it back when it is cancelled."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import F
from django.utils import timezone

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import require_unit_of_work
from deliveries.models import Store, TimeSlot
from deliveries.queries.slots import SlotChoice, closed_day_among, slot_chosen, sold_out


def in_slot(store: Store, slot_id: str, at: datetime) -> SlotChoice:
    """Raises Invalid when this slot can no longer be chosen, NotAllowedNow when it is full."""
    return slot_chosen(store, slot_id, at)


def check_open(store: Store, moments: Iterable[datetime], zone: ZoneInfo) -> None:
    """Raises Invalid when the store or the co-op is closed on the day of one of these moments."""
    closed = closed_day_among(store, (timezone.localdate(moment, zone) for moment in moments))
    if closed is not None:
        day, name = closed
        raise Invalid(
            "closed_day",
            _("Nobody rides on %(day)s (%(name)s): choose another day."),
            field="ready_at",
            day=day,
            name=name or "–",
        )


def take_place(slot: SlotChoice | None) -> UUID | None:
    """A building block: one order more in this slot, counted under its row's lock; None where none was chosen.

    Raises NotAllowedNow when it is full.
    """
    require_unit_of_work()
    if slot is None:
        return None
    if slot.capacity == 0:
        raise sold_out()
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into deliveries_timeslot as slot (id, cooperative_id, plan_id, starts_at, ends_at, taken)"
            " values (%s, %s, %s, %s, %s, 1) on conflict (cooperative_id, plan_id, starts_at, ends_at)"
            " do update set taken = slot.taken + 1 where slot.taken < %s or %s returning id",
            [
                uuid7(),
                required(),
                slot.plan_id,
                slot.window.after,
                slot.window.before,
                slot.capacity or 0,
                slot.capacity is None,
            ],
        )
        row = cursor.fetchone()
    if row is None:
        raise sold_out()
    taken: UUID = row[0]
    return taken


def give_back(slot_id: UUID | None) -> None:
    """A building block: the place of a cancelled order is free again."""
    require_unit_of_work()
    if slot_id is not None:
        TimeSlot.objects.filter(pk=slot_id, taken__gt=0).update(taken=F("taken") - 1)
