"""Standing orders with what comes next of them."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from itertools import islice
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from deliveries.domain.recurrence import Rule
from deliveries.models import Order, Recurrence, RecurrenceDay

NEXT_DAYS = 5
YEAR = timedelta(days=366)


@dataclass(frozen=True, slots=True)
class Day:
    """A day to come: what is settled of it, if anything, and when it is ready."""

    day: date
    ready_at: datetime
    settled: RecurrenceDay | None


@dataclass(frozen=True, slots=True)
class Standing:
    """A recurrence, the days that come next, and what was refused lately."""

    recurrence: Recurrence
    rule: Rule
    days: list[Day]
    refused: list[RecurrenceDay]

    @property
    def to(self) -> dict[str, Any]:
        """Whom it goes to."""
        asked: dict[str, Any] = self.recurrence.asked
        return dict(asked["to"])


def rule_of(recurrence: Recurrence) -> Rule:
    return Rule(recurrence.rule, recurrence.starts_on, recurrence.ready_time)


def recurrences_of(store_id: UUID, at: datetime) -> list[Standing]:
    """Those that go on, by name. Two queries, whatever their number."""
    found = list(Recurrence.objects.filter(store=store_id, ended_at__isnull=True).order_by("name"))
    today = timezone.localdate(at)
    settled: dict[UUID, dict[date, RecurrenceDay]] = {one.pk: {} for one in found}
    lately = RecurrenceDay.objects.filter(recurrence__in=found, day__gte=today - timedelta(days=14))
    for done in lately.select_related("order"):
        settled[done.recurrence_id][done.day] = done
    return [_standing(one, settled[one.pk], today, at) for one in found]


def recurrence_of(store_id: UUID, recurrence_id: UUID) -> Recurrence | None:
    return Recurrence.objects.filter(store=store_id, pk=recurrence_id).first()


def recurrence_behind(order: Order) -> Recurrence | None:
    """The standing order that made it."""
    return Recurrence.objects.filter(settled__order=order).first()


def _standing(
    recurrence: Recurrence, settled: dict[date, RecurrenceDay], today: date, at: datetime
) -> Standing:
    rule, zone = rule_of(recurrence), cooperative_here().zone
    coming = (day for day in rule.days(today, today + YEAR) if rule.ready_at(day, zone) >= at)
    return Standing(
        recurrence,
        rule,
        [Day(day, rule.ready_at(day, zone), settled.get(day)) for day in islice(coming, NEXT_DAYS)],
        sorted((done for done in settled.values() if done.trouble), key=lambda done: done.day),
    )
