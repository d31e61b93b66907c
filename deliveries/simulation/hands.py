"""What a person handles, and the simulator therefore leaves alone."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from uuid import UUID

from cooperatives.queries.access import logged_in_since
from coopplatform.journal.reading import history
from deliveries.models import Order
from deliveries.simulation.player import PLAYER
from members.queries.roster import OnShift, Worker

SESSION = timedelta(hours=3)
PATIENCE = timedelta(minutes=5)
GLANCE = timedelta(seconds=20)
LEFT_TO_THE_PERSON = timedelta(minutes=4)
ONE_IN = 3


def couriers_in_hand(
    couriers: Iterable[OnShift | Worker], left: frozenset[int], at: datetime
) -> frozenset[UUID]:
    """Couriers whose person logged in lately, or whom the demo reserves for one (`left`, by user id)."""
    known = list(couriers)
    here = left | logged_in_since({courier.user_id for courier in known}, at - SESSION)
    return frozenset(courier.courier_id for courier in known if courier.user_id in here)


def may_dispatch(order: Order, at: datetime) -> bool:
    """A person's order, or one a person dispatched or took back, is the person's for five minutes.

    Of the simulated ones, every third waits four minutes for the person at the board.
    """
    if order.placed_by != str(PLAYER):
        return at - order.placed_at >= PATIENCE
    if at - order.placed_at < (LEFT_TO_THE_PERSON if order.number % ONE_IN == 0 else GLANCE):
        return False
    latest = history(subject=f"delivery:{order.delivery.pk}", limit=1)
    return not latest or not latest[0].actor.startswith("person:") or at - latest[0].recorded_at >= PATIENCE
