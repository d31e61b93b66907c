"""The restaurants' part: orders at the script's minutes, ready when they are, given up after an hour's delay."""

import contextlib
from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime, timedelta

from coopplatform.kernel.errors import DomainError
from coopplatform.web.idempotency import RequestKey
from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order
from deliveries.services.ordering import cancel_order, confirm_ready, place_order
from deliveries.simulation.player import PLAYER
from deliveries.simulation.script import MINUTES, ScriptedOrder

FEWEST_OPEN = 6
MOST_OPEN = 12
EARLY_MINUTES = 6
GIVE_UP_AFTER = timedelta(hours=1)


class Restaurants:
    """Their place in the script follows from the clock alone, so that a restart goes on where it was."""

    def __init__(self, script: Sequence[ScriptedOrder], speed: float) -> None:
        self._script = script
        self._speed = speed
        self._reached: float | None = None
        self._pulled: set[tuple[int, str]] = set()

    def play(self, at: datetime) -> None:
        mine = list(Order.objects.filter(closed_at__isnull=True, placed_by=str(PLAYER)))
        for order in mine:
            self._look_after(order, at)
        for loop, scripted in self._due(at, len(mine)):
            self._place(scripted, loop, at)

    def _due(self, at: datetime, are_open: int) -> list[tuple[int, ScriptedOrder]]:
        """Orders whose minute has come since the last look; the next one early when hardly anything is open."""
        minute = at.timestamp() / 60 * self._speed
        reached, self._reached = self._reached if self._reached is not None else minute, minute
        loop = int(minute // MINUTES)
        due = [
            (turn, order)
            for turn in {int(reached // MINUTES), loop}
            for order in self._script
            if reached < turn * MINUTES + order.placed_minute <= minute
        ]
        if not due and are_open < FEWEST_OPEN:
            due = [(loop, self._early(loop, minute % MINUTES))]
        return due[: max(0, MOST_OPEN - are_open)]

    def _early(self, loop: int, minute: float) -> ScriptedOrder:
        """The next order nobody has heard of, nearly ready."""
        waiting = [order for order in self._script if (loop, order.id) not in self._pulled] or self._script
        order = next((order for order in waiting if order.placed_minute > minute), waiting[0])
        self._pulled.add((loop, order.id))
        return replace(order, preparation_minutes=EARLY_MINUTES)

    def _place(self, order: ScriptedOrder, loop: int, at: datetime) -> None:
        """A store that is closed, or an order placed in this loop already, changes nothing."""
        key = RequestKey.of(f"simulation-{loop}-{order.id}", PLAYER, order.id)
        with contextlib.suppress(DomainError):
            place_order(
                new=order.placed(order.ready_after(at, self._speed)), by=PLAYER, at=at, request_key=key
            )

    @staticmethod
    def _look_after(order: Order, at: datetime) -> None:
        if order.state not in (OrderState.PLACED, OrderState.DISPATCHED):
            return
        with contextlib.suppress(DomainError):
            if order.state == OrderState.PLACED and at - order.promised_at > GIVE_UP_AFTER:
                cancel_order(order_id=order.pk, by=PLAYER, at=at)
            elif order.ready_at <= at and not order.is_ready_confirmed:
                confirm_ready(order_id=order.pk, by=PLAYER, at=at)
