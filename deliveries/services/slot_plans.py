"""A store's time slots are settled; days are closed and opened again."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db.models import Q

from coopplatform.contracts.pricing import ClosedDayChanged, SlotPlanChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.slots import SlotTerms
from deliveries.models import ClosedDay, SlotPlan, Store

MOST_PLACES = 10_000
UNNAMED_SIGNS = "\"'\\\r\n"


@dataclass(frozen=True, slots=True)
class SlotPlanSaid:
    """A name, the slots, and for how many orders each is; None is no limit."""

    name: str
    terms: SlotTerms
    capacity: int | None = None


@unit_of_work
def save_slot_plan(
    *, store_id: UUID, said: SlotPlanSaid, by: Actor, at: datetime, plan_id: UUID | None = None
) -> SlotPlan:
    """A plan more, or another content for one: orders keep the slots they have. Raises NotFound, Invalid."""
    if not Store.objects.filter(pk=store_id).exists():
        raise NotFound("no_store", _("There is no such store."))
    if not said.name.strip() or len(said.name) > 60 or any(sign in said.name for sign in UNNAMED_SIGNS):
        raise Invalid(
            "slot_name", _("Slots need a name of at most 60 characters, without quotes."), field="name"
        )
    if said.capacity is not None and not 1 <= said.capacity <= MOST_PLACES:
        raise Invalid(
            "slot_capacity",
            _("A slot is for 1 to %(most)s orders, or without a limit."),
            field="capacity",
            most=MOST_PLACES,
        )
    plan = _locked(store_id, plan_id) if plan_id else SlotPlan(store_id=store_id)
    terms = said.terms
    plan.name, plan.capacity = said.name.strip(), said.capacity
    plan.opening, plan.days = list(terms.opening), terms.days
    plan.notice_minutes, plan.cutoff_minute = terms.notice, terms.cutoff
    plan.is_working_days_only = terms.working_days
    plan.save()
    kind = "changed" if plan_id else "made"
    record(SlotPlanChanged(slot_plan_id=plan.pk, store_id=store_id, kind=kind, occurred_at=at), by=by)
    return plan


@unit_of_work
def delete_slot_plan(*, store_id: UUID, plan_id: UUID, by: Actor, at: datetime) -> None:
    """Nobody chooses its slots any more; orders keep theirs. Raises NotFound."""
    plan = _locked(store_id, plan_id)
    plan.deleted_at = at
    plan.save(update_fields=["deleted_at"])
    record(SlotPlanChanged(slot_plan_id=plan.pk, store_id=store_id, kind="deleted", occurred_at=at), by=by)


@unit_of_work
def close_day(*, day: date, name: str, store_id: UUID | None, by: Actor, at: datetime) -> ClosedDay:
    """For one store, or for the whole co-op where none is named. Raises NotFound; Invalid for a day closed already."""
    if store_id is not None and not Store.objects.filter(pk=store_id).exists():
        raise NotFound("no_store", _("There is no such store."))
    whose = Q(store=store_id) if store_id else Q(store__isnull=True)
    if ClosedDay.objects.filter(whose, day=day).exists():
        raise Invalid("closed_already", _("This day is closed already."), field="day")
    closed = ClosedDay.objects.create(store_id=store_id, day=day, name=name.strip()[:80])
    event = ClosedDayChanged(closed_day_id=closed.pk, store_id=store_id, kind="closed", occurred_at=at)
    record(event, by=by)
    return closed


@unit_of_work
def open_day(*, closed_day_id: UUID, by: Actor, at: datetime) -> None:
    """Orders are taken for it again. Raises NotFound."""
    closed = ClosedDay.objects.filter(pk=closed_day_id).first()
    if closed is None:
        raise NotFound("no_closed_day", _("This day is not closed."))
    event = ClosedDayChanged(closed_day_id=closed.pk, store_id=closed.store_id, kind="opened", occurred_at=at)
    record(event, by=by)
    closed.delete()


def _locked(store_id: UUID, plan_id: UUID) -> SlotPlan:
    plan = (
        SlotPlan.objects.select_for_update(of=("self",), no_key=True)
        .filter(pk=plan_id, store_id=store_id, deleted_at__isnull=True)
        .first()
    )
    if plan is None:
        raise NotFound("no_slot_plan", _("This store has no such time slots."))
    return plan
