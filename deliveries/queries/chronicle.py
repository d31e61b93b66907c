"""The newest entries of the journal, in words."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cooperatives.queries.people import actor_names
from coopplatform.contracts.carrying import (
    DeliveryCompleted,
    DeliveryFailed,
    IncidentReported,
    ProofIncomplete,
    SuggestionDecided,
)
from coopplatform.contracts.dispatching import OrderGrouped, OrderUngrouped, TasksAssigned, TasksUnassigned
from coopplatform.contracts.event import Event
from coopplatform.contracts.federating import ContributionShared
from coopplatform.contracts.ordering import OrderCancelled, OrderPlaced, OrderReady, OrderRepriced
from coopplatform.contracts.paying import PayRunComputed, PayslipIssued
from coopplatform.contracts.sharing import SurplusAllocated
from coopplatform.contracts.working import ShiftEnded, ShiftStarted
from coopplatform.journal.reading import history
from coopplatform.kernel.text import Sentence, _
from deliveries.models import Order
from members.queries.roster import workers

WORDS: dict[type[Event], str] = {
    OrderPlaced: _("No. %(number)s was ordered"),
    OrderReady: _("No. %(number)s is ready at the restaurant"),
    OrderCancelled: _("No. %(number)s was cancelled"),
    TasksAssigned: _("No. %(number)s was given to %(courier)s"),
    TasksUnassigned: _("No. %(number)s was taken from %(courier)s"),
    OrderGrouped: _("No. %(number)s goes out with a group"),
    OrderUngrouped: _("No. %(number)s left its group"),
    DeliveryCompleted: _("No. %(number)s was delivered by %(courier)s"),
    DeliveryFailed: _("No. %(number)s could not be delivered"),
    IncidentReported: _("No. %(number)s has an incident"),
    SuggestionDecided: _("No. %(number)s: a suggestion was answered"),
    OrderRepriced: _("No. %(number)s has another price"),
    ProofIncomplete: _("No. %(number)s lacks its proof of delivery"),
    ShiftStarted: _("%(courier)s clocked in"),
    ShiftEnded: _("%(courier)s clocked out"),
    PayRunComputed: _("The pay of a month was computed"),
    PayslipIssued: _("A payslip was issued to %(courier)s"),
    SurplusAllocated: _("The surplus of a year was shared"),
    ContributionShared: _("A month was shared with the federation"),
}
LOOKED_THROUGH = 60


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened; `by` is empty when the platform did it itself."""

    at: datetime
    what: Sentence
    by: str


def happened_lately(*, limit: int = 12) -> list[Happened]:
    """The newest events people care for, the newest first. Four queries, whatever the number."""
    told = [entry for entry in history(limit=LOOKED_THROUGH) if type(entry.event) in WORDS][:limit]
    events = [entry.event for entry in told if entry.event]
    numbers = _numbers(events)
    names: dict[UUID | None, str] = {
        key: found.name for key, found in workers(_ids(events, "courier_id")).items()
    }
    actors = actor_names(entry.actor for entry in told)
    return [
        Happened(
            event.occurred_at,
            Sentence(
                WORDS[type(event)],
                {
                    "number": numbers.get(_subject(event), "?"),
                    "courier": names.get(getattr(event, "courier_id", None), "?"),
                },
            ),
            actors.get(entry.actor, ""),
        )
        for entry, event in zip(told, events, strict=True)
    ]


def _subject(event: Event) -> UUID | None:
    return getattr(event, "order_id", None) or getattr(event, "delivery_id", None)


def _ids(events: list[Event], field: str) -> set[UUID]:
    return {value for event in events if (value := getattr(event, field, None))}


def _numbers(events: list[Event]) -> dict[UUID | None, int]:
    """Order numbers by the order's and by its delivery's id."""
    orders = Order.objects.filter(
        Q(pk__in=_ids(events, "order_id")) | Q(delivery__in=_ids(events, "delivery_id"))
    ).values_list("id", "delivery__id", "number")
    return {key: number for order_id, delivery_id, number in orders for key in (order_id, delivery_id)}
