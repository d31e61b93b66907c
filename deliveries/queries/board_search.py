"""Finding an order of the day by whatever is known of it, closed ones too."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db.models import Q

from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order, Task
from members.queries.roster import Worker, everyone, workers

LEAST_LETTERS = 2
MOST_FOUND = 20
A_DAY = timedelta(hours=27)
STATES = [state.value for state in OrderState]


def found_on_board(text: str, *, at: datetime) -> list[list[Any]]:
    """[id, delivery, number, state, store, recipient, address, courier's name] of orders placed or due within a day.

    Every word must be found somewhere: number, store, recipient, address, or courier. Open ones first.
    """
    words = text.split()[:6]
    if len("".join(words)) < LEAST_LETTERS and not text.strip().isdigit():
        return []
    orders = Order.objects.filter(
        Q(placed_at__gte=at - A_DAY) | Q(closed_at__isnull=True), ready_at__lt=at + A_DAY
    )
    for word in words:
        orders = orders.filter(_means(word))
    rows = list(
        orders.order_by("-closed_at", "promised_at").values_list(
            "id", "delivery__id", "number", "state", "store__name"
        )[:MOST_FOUND]
    )
    doors = Task.objects.filter(delivery__in=[row[1] for row in rows], kind=Task.Kind.DROPOFF)
    found: dict[UUID, tuple[str, str, UUID | None]] = {
        row[0]: row[1:] for row in doors.values_list("delivery_id", "name", "address", "assignee_id")
    }
    known = workers({courier_id for *_where, courier_id in found.values() if courier_id})
    return [
        [
            *(str(order_id), str(delivery), number, STATES.index(state), store),
            *found[delivery][:2],
            _name(known, found[delivery][2]),
        ]
        for order_id, delivery, number, state, store in rows
    ]


def _name(known: dict[UUID, Worker], courier_id: UUID | None) -> str:
    return known[courier_id].name if courier_id in known else ""


def _means(word: str) -> Q:
    tasks = Task.objects.filter(Q(name__icontains=word) | Q(address__icontains=word))
    couriers = [
        w.courier_id
        for w in everyone()
        if word.lower() in (w.name.lower(), w.code.lower(), *w.name.lower().split())
    ]
    held = Task.objects.filter(assignee__in=couriers) if couriers else Task.objects.none()
    means = Q(delivery__in=tasks.values("delivery")) | Q(store__name__icontains=word)
    if couriers:
        means |= Q(delivery__in=held.values("delivery"))
    return means | Q(number=int(word)) if word.isdecimal() and len(word) < 9 else means
