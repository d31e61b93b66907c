"""The newest entries of the journal, of the co-op or of an order, in words."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import Q

from cooperatives.queries.people import actor_names
from coopplatform.contracts.dispatching import GroupRenamed, OrderGrouped, OrderUngrouped
from coopplatform.contracts.event import Event
from coopplatform.journal.reading import Recorded, history, span_of, told_of
from coopplatform.kernel.text import Sentence
from deliveries.models import Order, OrderGroup
from deliveries.queries.chronicle_words import WORDS
from members.queries.roster import workers

LOOKED_THROUGH = 60


@dataclass(frozen=True, slots=True)
class Happened:
    """One thing that happened; `by` is empty when the platform did it itself."""

    at: datetime
    what: Sentence
    by: str


def happened_lately(*, limit: int = 12) -> list[Happened]:
    """The newest events people care for, the newest first. Five queries at most, whatever the number."""
    return _in_words(_told(history(limit=LOOKED_THROUGH))[:limit])


def happened_to(order: Order, *, limit: int = 40) -> list[Happened]:
    """What the journal tells of an order, the newest first, with the names its group was given while it was in it."""
    span = span_of([f"order:{order.pk}", f"delivery:{order.delivery.pk}"])
    if span is None:
        return []
    first, last = span[0], span[1] if order.closed_at else None
    ids = {"order_id": order.pk, "delivery_id": order.delivery.pk}
    own = told_of(ids, first=first, last=last, limit=LOOKED_THROUGH)
    renamed = _renamed(own)
    return _in_words(sorted(_told([*own, *renamed]), key=lambda one: -one.place.position)[:limit])


def _renamed(own: Sequence[Recorded]) -> list[Recorded]:
    """The renames of the groups it was in, from when it came into one until it left it."""
    left: dict[UUID, int] = {}
    found: list[Recorded] = []
    for entry in own:
        if isinstance(entry.event, OrderUngrouped):
            left[entry.event.group_id] = entry.place.position
        elif isinstance(entry.event, OrderGrouped):
            group_id = entry.event.group_id
            told = told_of({"group_id": group_id}, first=entry.place.position, last=left.pop(group_id, None))
            found += [one for one in told if isinstance(one.event, GroupRenamed)]
    return found


def _told(entries: Sequence[Recorded]) -> list[Recorded]:
    return [entry for entry in entries if type(entry.event) in WORDS]


def _in_words(told: Sequence[Recorded]) -> list[Happened]:
    events = [entry.event for entry in told if entry.event]
    numbers = _numbers(events)
    names: dict[UUID | None, str] = {
        key: found.name for key, found in workers(_ids(events, "courier_id")).items()
    }
    renamed = {event.group_id for event in events if isinstance(event, GroupRenamed)}
    groups: dict[UUID | None, str] = (
        dict(OrderGroup.objects.filter(pk__in=renamed).values_list("pk", "name")) if renamed else {}
    )
    actors = actor_names(entry.actor for entry in told)
    return [
        Happened(
            event.occurred_at,
            Sentence(
                WORDS[type(event)],
                {
                    "number": numbers.get(_subject(event), "?"),
                    "courier": names.get(getattr(event, "courier_id", None), "?"),
                    "group": groups.get(getattr(event, "group_id", None), "?"),
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
