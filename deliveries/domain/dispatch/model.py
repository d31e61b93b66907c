"""What dispatch sees and what it answers. Moments are whole Unix seconds, so that a decision can be replayed."""

from dataclasses import asdict, dataclass
from typing import Any

from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence
from deliveries.domain.travel import TravelTimes


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order without a courier. `place` names its restaurant: orders of one place may ride together."""

    id: str
    place: str
    pickup: Point
    dropoff: Point
    placed_at: int
    ready_at: int
    promised_at: int
    bags: int = 1
    declined_by: frozenset[str] = frozenset()
    pinned_to: str | None = None


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier on today's roster: where and when their present work ends, and until when they ride."""

    id: str
    position: Point
    free_at: int
    shift_starts_at: int
    shift_ends_at: int
    capacity_bags: int = 6


@dataclass(frozen=True, slots=True)
class State:
    orders: tuple[WaitingOrder, ...]
    couriers: tuple[Courier, ...]
    travel: TravelTimes


@dataclass(frozen=True, slots=True)
class Params:
    """Seconds, counts and weights. The weights turn minutes of one kind into minutes at the door."""

    order_horizon_seconds: int = 25 * 60
    courier_horizon_seconds: int = 15 * 60
    ready_slack_seconds: int = 4 * 60  # 0 where the kitchen says when food is ready
    pickup_seconds: int = 2 * 60
    dropoff_seconds: int = 2 * 60
    tick_seconds: int = 60
    max_stack: int = 3
    stack_gap_seconds: int = 15 * 60
    wait_seconds: int = 45 * 60
    late_weight: float = 0.3
    courier_weight: float = 0.05
    alternatives: int = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A named part of the cost, in minutes at the door; the terms of a suggestion add up to its cost."""

    code: str
    label: Sentence
    minutes: float


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another courier: what the whole board would lose, in minutes, if this one were made to go."""

    courier_id: str
    extra_minutes: float
    terms: tuple[Term, ...]


@dataclass(frozen=True, slots=True)
class WhyNot:
    courier_id: str
    code: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class WhyNotYet:
    """An order left waiting, and why."""

    order_id: str
    code: str
    reason: Sentence


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Give these orders, in drop-off order, to this courier. `now` is False while the plan is still tentative."""

    courier_id: str
    order_ids: tuple[str, ...]
    now: bool
    leave_at: int
    pickup_at: int
    dropoffs_at: tuple[int, ...]
    terms: tuple[Term, ...]
    reason: Sentence
    alternatives: tuple[Alternative, ...]
    why_not: tuple[WhyNot, ...]

    @property
    def cost_minutes(self) -> float:
        return sum(term.minutes for term in self.terms)


@dataclass(frozen=True, slots=True)
class Decision:
    """`cost_minutes` is what the match minimised: the suggestions' costs plus `waiting_minutes`."""

    decided_at: int
    suggestions: tuple[Suggestion, ...]
    waiting: tuple[WhyNotYet, ...]
    cost_minutes: float
    waiting_minutes: float

    def as_json(self) -> dict[str, Any]:
        return asdict(self)
