"""The time slots a store's orders may choose, and how many places each has left."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from uuid import UUID
from zoneinfo import ZoneInfo

from django.db import connection
from django.db.models import Q
from django.utils import timezone
from django.utils.formats import date_format

from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.kernel.time import TimeWindow
from deliveries.domain.slots import LOOKED_AHEAD, windows
from deliveries.models import ClosedDay, SlotPlan, Store, TimeSlot
from members.queries.leave import holidays_around

STAMP = "%Y%m%dT%H%MZ"


@dataclass(frozen=True, slots=True)
class SlotChoice:
    """`slot_id` names it in an order; `left` places, None for no limit; `label` in the reader's language."""

    slot_id: str
    plan_id: UUID
    name: str
    window: TimeWindow
    label: str
    capacity: int | None
    left: int | None

    @property
    def is_full(self) -> bool:
        return self.left is not None and self.left <= 0


def slot_plans_of(store: Store) -> list[SlotPlan]:
    return list(SlotPlan.objects.filter(store=store, deleted_at__isnull=True).order_by("name"))


def choices_for(store: Store, at: datetime) -> list[SlotChoice]:
    """Every slot of the store that can be chosen now, full ones too, the earliest first."""
    plans = slot_plans_of(store)
    if not plans:
        return []
    taken = {
        (plan_id, starts_at, ends_at): count
        for plan_id, starts_at, ends_at, count in TimeSlot.objects.filter(
            plan__in=plans, ends_at__gte=at
        ).values_list("plan_id", "starts_at", "ends_at", "taken")
    }
    found = [choice for plan in plans for choice in _choices(plan, at, taken)]
    return sorted(found, key=lambda choice: (choice.window.after, choice.window.before, choice.name))


def slot_chosen(store: Store, slot_id: str, at: datetime) -> SlotChoice:
    """The slot of this id, if it can be chosen now. Raises Invalid when it cannot, NotAllowedNow when it is full."""
    plan_id, _dot, _stamps = slot_id.partition(".")
    plans = [plan for plan in slot_plans_of(store) if plan.pk.hex == plan_id]
    if len(plans) != 1:
        raise _gone()
    taken = {
        (plans[0].pk, starts_at, ends_at): count
        for starts_at, ends_at, count in plans[0]
        .slots.filter(ends_at__gte=at)
        .values_list("starts_at", "ends_at", "taken")
    }
    chosen = next((choice for choice in _choices(plans[0], at, taken) if choice.slot_id == slot_id), None)
    if chosen is None:
        raise _gone()
    if chosen.is_full:
        raise sold_out()
    return chosen


def sold_out() -> NotAllowedNow:
    return NotAllowedNow(
        "slot_full", _("This time slot is full by now: choose another one. Nothing was sent."), field="slot"
    )


def closed_days(store: Store | None, since: date) -> list[ClosedDay]:
    """Of the whole co-op, and of the store if one is named, from a day on."""
    return list(
        ClosedDay.objects.filter(Q(store__isnull=True) | Q(store=store) if store else Q(store__isnull=True))
        .filter(day__gte=since)
        .order_by("day")
    )


def closed_days_of_all(since: date) -> list[ClosedDay]:
    """Of the co-op and of each store, from a day on."""
    return list(ClosedDay.objects.filter(day__gte=since).select_related("store").order_by("day", "id"))


def closed_day_among(store: Store, days: Iterable[date]) -> tuple[date, str] | None:
    """The first of these days that is closed for the store, and why. Asked for each order, so in plain SQL."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select day, name from deliveries_closedday where day = any(%s)"
            " and (store_id is null or store_id = %s) order by day limit 1",
            [list({*days}), store.pk],
        )
        found: tuple[date, str] | None = cursor.fetchone()
        return found


def _choices(
    plan: SlotPlan, at: datetime, taken: dict[tuple[UUID, datetime, datetime], int]
) -> list[SlotChoice]:
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    closed = _closed(plan, today)
    holidays = holidays_around(today, here.country) if plan.is_working_days_only else frozenset[date]()
    return [
        SlotChoice(
            slot_id=slot_id(plan, window),
            plan_id=plan.pk,
            name=plan.name,
            window=window,
            label=_label(window, here.zone),
            capacity=plan.capacity,
            left=None
            if plan.capacity is None
            else plan.capacity - taken.get((plan.pk, window.after, window.before), 0),
        )
        for window in windows(plan.terms, at, here.zone, closed, holidays)
    ]


def _closed(plan: SlotPlan, today: date) -> frozenset[date]:
    days = ClosedDay.objects.filter(
        Q(store__isnull=True) | Q(store_id=plan.store_id),
        day__gte=today,
        day__lte=today + timedelta(days=LOOKED_AHEAD),
    )
    return frozenset(days.values_list("day", flat=True))


def slot_id(plan: SlotPlan, window: TimeWindow) -> str:
    return f"{plan.pk.hex}.{window.after:{STAMP}}.{window.before:{STAMP}}"


def _label(window: TimeWindow, zone: ZoneInfo) -> str:
    after, before = timezone.localtime(window.after, zone), timezone.localtime(window.before, zone)
    return f"{date_format(after, 'l j F')}, {after:%H:%M}–{before:%H:%M}"


def _gone() -> Invalid:
    return Invalid("slot_gone", _("This time slot can no longer be chosen: take another one."), field="slot")
