"""All co-ops of the demo, played in turn by one process."""

import logging
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from zoneinfo import ZoneInfo

from django.db import DatabaseError, connection
from django.utils import timezone
from redis.exceptions import RedisError

from cooperatives.queries.access import account
from cooperatives.queries.directory import member_cooperatives
from coopplatform.tenancy.scope import scope
from deliveries.simulation.couriers import Couriers
from deliveries.simulation.dispatcher import dispatch
from deliveries.simulation.hands import couriers_in_hand
from deliveries.simulation.restaurants import Restaurants
from deliveries.simulation.roster import keep_roster
from deliveries.simulation.script import script_here
from deliveries.simulation.switch import is_paused
from members.queries.roster import everyone, on_shift

log = logging.getLogger(__name__)

STEP_SECONDS = 2.0
DISPATCH_EVERY = 3


@dataclass
class Play:
    """One co-op being played. All but the rides under way is read from the database at each step."""

    cooperative_id: int
    zone: ZoneInfo
    restaurants: Restaurants
    couriers: Couriers
    left: frozenset[int]
    steps: int = field(default=0)

    @classmethod
    def of(cls, cooperative_id: int, zone: ZoneInfo, speed: float, left: frozenset[int]) -> "Play | None":
        """None while the co-op has no town or no store."""
        with scope(cooperative_id):
            script = script_here()
        if not script:
            return None
        homes = [order.store.point for order in script]
        return cls(cooperative_id, zone, Restaurants(script, speed), Couriers(homes, speed), left)

    def step(self, at: datetime) -> None:
        with scope(self.cooperative_id), timezone.override(self.zone):
            in_hand = couriers_in_hand(everyone(), self.left, at)
            riders = on_shift()
            self.restaurants.play(at)
            self.couriers.play([rider for rider in riders if rider.courier_id not in in_hand], at)
            if self.steps % DISPATCH_EVERY == 0:
                keep_roster(riders, in_hand, at)
                dispatch(at, in_hand)
            self.steps += 1


def simulate(*, speed: float, left: list[str], should_stop: Callable[[], bool]) -> None:
    """Play until `should_stop`. While a server is away, or somebody paused the play, nothing moves.

    `left` names the accounts (e-mail) whose couriers are always a person's.
    """
    users = frozenset(user.pk for user in map(account, left) if user is not None)
    plays: list[Play] = []
    while not should_stop():
        began = time.monotonic()
        try:
            plays = plays or _plays(speed, users)
            if not is_paused():
                for play in plays:
                    play.step(timezone.now())
        except (DatabaseError, RedisError, OSError) as problem:
            log.warning("A server is away, trying again: %s", problem)
            connection.close()
        while not should_stop() and time.monotonic() - began < STEP_SECONDS:
            time.sleep(0.1)


def _plays(speed: float, left: frozenset[int]) -> list[Play]:
    found = [Play.of(cooperative.pk, cooperative.zone, speed, left) for cooperative in member_cooperatives()]
    return [play for play in found if play is not None]
