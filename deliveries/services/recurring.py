"""Standing orders: set up, paused, skipped, given up, and each day ordered exactly once."""

from collections.abc import Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.ordering import RecurrenceChanged, RecurringOrderRefused
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound, sentence_of
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.domain.recurrence import Rule, due
from deliveries.models import Order, Recurrence, RecurrenceDay
from deliveries.services.asking_again import asked_again, kept
from deliveries.services.ordering import place_order
from deliveries.services.quoting import NewOrder, store_called

AHEAD = timedelta(hours=26)
"""Ordered a day before, so that dispatchers plan with it and the store can still skip it."""


@unit_of_work
def set_up_recurrence(
    *, name: str, rule: str, starts_on: date, ready_time: time, new: NewOrder, by: Actor, at: datetime
) -> Recurrence:
    """From `starts_on` on, `new` is ordered on each day of the rule. Raises Invalid for a rule without days.

    What the order itself lacks is said by the price (`quote_order`) that the page asks first.
    """
    if not name.strip():
        raise Invalid("no_name", _("Give it a name, so that you find it again."), field="name")
    Rule(rule, starts_on, ready_time)
    store = store_called(new.store_id)
    recurrence = Recurrence.objects.create(
        store=store,
        name=name.strip()[:120],
        rule=rule,
        starts_on=starts_on,
        ready_time=ready_time,
        asked=kept(new),
        created_at=at,
        created_by=str(by),
    )
    _changed(recurrence, by, at)
    return recurrence


@unit_of_work
def pause_recurrence(*, recurrence_id: UUID, by: Actor, at: datetime) -> Recurrence:
    """Nothing is ordered until it is resumed; what was ordered already stays. Raises NotFound, NotAllowedNow."""
    recurrence = _locked(recurrence_id)
    recurrence.paused_at = recurrence.paused_at or at
    recurrence.save(update_fields=["paused_at"])
    _changed(recurrence, by, at)
    return recurrence


@unit_of_work
def resume_recurrence(*, recurrence_id: UUID, by: Actor, at: datetime) -> Recurrence:
    """Days that passed meanwhile are not ordered any more. Raises NotFound, NotAllowedNow."""
    recurrence = _locked(recurrence_id)
    recurrence.paused_at = None
    recurrence.save(update_fields=["paused_at"])
    _changed(recurrence, by, at)
    return recurrence


@unit_of_work
def end_recurrence(*, recurrence_id: UUID, by: Actor, at: datetime) -> Recurrence:
    """Given up for good; what was ordered already stays. Raises NotFound, NotAllowedNow."""
    recurrence = _locked(recurrence_id)
    recurrence.ended_at = at
    recurrence.save(update_fields=["ended_at"])
    _changed(recurrence, by, at)
    return recurrence


@unit_of_work
def skip_day(*, recurrence_id: UUID, day: date, by: Actor, at: datetime) -> RecurrenceDay:
    """Not on this day. Raises NotFound; NotAllowedNow once it is ordered: then the order is cancelled instead."""
    recurrence = _locked(recurrence_id)
    if day not in _rule(recurrence).days(day, day):
        raise Invalid("not_a_day", _("Nothing is ordered on %(day)s by this rule."), field="day", day=day)
    settled, is_new = RecurrenceDay.objects.get_or_create(
        recurrence=recurrence, day=day, defaults={"is_skipped": True, "settled_at": at}
    )
    if settled.order_id:
        raise NotAllowedNow("already_ordered", _("It is ordered already for that day: cancel the order."))
    if is_new:
        _changed(recurrence, by, at)
    return settled


@unit_of_work
def unskip_day(*, recurrence_id: UUID, day: date, by: Actor, at: datetime) -> None:
    """On this day after all. Raises NotFound, NotAllowedNow."""
    recurrence = _locked(recurrence_id)
    RecurrenceDay.objects.filter(recurrence=recurrence, day=day, is_skipped=True).delete()
    _changed(recurrence, by, at)


def order_what_recurs(*, at: datetime, by: Actor) -> list[RecurrenceDay]:
    """Order every day that is due, each in a transaction of its own: one that is refused stops no other."""
    zone = cooperative_here().zone
    settled = []
    for recurrence in _running():
        known = RecurrenceDay.objects.filter(recurrence=recurrence).values_list("day", flat=True)
        days = due(_rule(recurrence), at=at, ahead=AHEAD, zone=zone, known=set(known))
        settled += [
            done
            for day in days
            if (done := order_day(recurrence_id=recurrence.pk, day=day, by=by, at=at)) is not None
        ]
    return settled


@unit_of_work
def order_day(*, recurrence_id: UUID, day: date, by: Actor, at: datetime) -> RecurrenceDay | None:
    """Order one day, once: None when it was settled, paused or given up meanwhile.

    What the co-op cannot take (a store closed that day) is kept with its reason, for a person to see.
    """
    recurrence = _locked(recurrence_id)
    if recurrence.paused_at or RecurrenceDay.objects.filter(recurrence=recurrence, day=day).exists():
        return None
    ready_at = _rule(recurrence).ready_at(day, cooperative_here().zone)
    new = asked_again(recurrence.asked, store_id=recurrence.store_id, ready_at=ready_at)
    order: Order | None = None
    trouble = {}
    try:
        order = as_part(place_order)(new=new, by=by, at=at)
    except DomainError as refused:
        trouble = sentence_of(refused).as_json()
    settled = RecurrenceDay.objects.create(
        recurrence=recurrence, day=day, order=order, trouble=trouble, settled_at=at
    )
    if trouble:
        event = RecurringOrderRefused(
            recurrence_id=recurrence.pk, store_id=recurrence.store_id, occurred_at=at
        )
        record(event, by=by)
    return settled


def _running() -> Sequence[Recurrence]:
    return Recurrence.objects.filter(
        ended_at__isnull=True, paused_at__isnull=True, store__is_active=True
    ).order_by("pk")


def _locked(recurrence_id: UUID) -> Recurrence:
    """Raises NotFound; NotAllowedNow for one that was given up."""
    found = (
        Recurrence.objects.select_for_update(of=("self",), no_key=True)
        .select_related("store")
        .filter(pk=recurrence_id)
        .first()
    )
    if found is None:
        raise NotFound("no_recurrence", _("There is no such standing order."))
    if found.ended_at:
        raise NotAllowedNow("recurrence_ended", _("This standing order was given up: set up another."))
    return found


def _rule(recurrence: Recurrence) -> Rule:
    return Rule(recurrence.rule, recurrence.starts_on, recurrence.ready_time)


def _changed(recurrence: Recurrence, by: Actor, at: datetime) -> None:
    event = RecurrenceChanged(recurrence_id=recurrence.pk, store_id=recurrence.store_id, occurred_at=at)
    record(event, by=by)
