"""What dispatch sees and what it answers.

Moments are whole Unix seconds, so that a decision can be replayed. Costs are whole milliseconds of door time: a term
is seconds × a weight in per mille, so terms add up to a cost, and costs to the objective, exactly.
"""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import TYPE_CHECKING, Any

from coopplatform.kernel.geo import Point
from coopplatform.kernel.text import Sentence
from deliveries.domain.travel import TravelTimes

if TYPE_CHECKING:
    from deliveries.domain.dispatch.record import Problem
    from deliveries.domain.dispatch.solved import Solved

UNLIMITED = 1_000_000_000


@dataclass(frozen=True, slots=True)
class Load:
    """What an order takes up, or what a bike can take, in each dimension."""

    bags: int = 0
    grams: int = 0
    litres: int = 0

    @property
    def vector(self) -> tuple[int, int, int]:
        return self.bags, self.grams, self.litres


ONE_BAG = Load(bags=1)
SIX_BAGS = Load(bags=6, grams=UNLIMITED, litres=UNLIMITED)


@dataclass(frozen=True, slots=True)
class WaitingOrder:
    """An order without a courier. `place` names its restaurant: orders of one place may ride together.

    `needs` are the skills and the equipment it asks of a courier, as codes. The drop-off window is hard where it is
    given. Each step of `priority` counts its door time `priority_weight` once more.
    """

    id: str
    place: str
    pickup: Point
    dropoff: Point
    placed_at: int
    ready_at: int
    promised_at: int
    load: Load = ONE_BAG
    needs: frozenset[str] = frozenset()
    declined_by: frozenset[str] = frozenset()
    pinned_to: str | None = None
    is_ready_confirmed: bool = False  # the kitchen's word, no estimate: nobody needs to arrive early
    earliest_dropoff_at: int | None = None
    latest_dropoff_at: int | None = None
    priority: int = 0


@dataclass(frozen=True, slots=True)
class Waiting:
    """A courier on the way to, or waiting at, a restaurant whose food they do not have yet: more may be added.

    `orders` in drop-off order; `pickup_at` is when they will have them all.
    """

    place: str
    orders: tuple[WaitingOrder, ...]
    pickup_at: int


@dataclass(frozen=True, slots=True)
class Courier:
    """A courier on today's roster: where and when their present work ends, and what they may still be asked.

    `orders_this_shift` and the two balances of the month feed fairness: `month_seconds` of work and `month_cents`
    earned above (or below) what colleagues on the same hours had. `breaks` are spans of legal rest; nobody is
    instructed before `rest_until`.
    """

    id: str
    position: Point
    free_at: int
    shift_starts_at: int
    shift_ends_at: int
    capacity: Load = SIX_BAGS
    skills: frozenset[str] = frozenset()
    rest_until: int | None = None
    breaks: tuple[tuple[int, int], ...] = ()
    orders_this_shift: int = 0
    month_seconds: int = 0
    month_cents: int = 0
    waiting_at: Waiting | None = None


@dataclass(frozen=True, slots=True)
class State:
    orders: tuple[WaitingOrder, ...]
    couriers: tuple[Courier, ...]
    travel: TravelTimes


@dataclass(frozen=True, slots=True)
class Params:
    """Seconds, counts, metres, and weights in per mille: what a second of each term is worth at the door."""

    order_horizon_seconds: int = 25 * 60
    courier_horizon_seconds: int = 15 * 60
    ready_slack_seconds: int = 4 * 60  # not where the kitchen has said that food is ready
    pickup_seconds: int = 4 * 60  # half before the food is in hand, half after
    dropoff_seconds: int = 4 * 60
    tick_seconds: int = 60
    max_stack: int = 3
    stack_gap_seconds: int = 15 * 60
    stack_radius_metres: int = 300
    wait_seconds: int = 45 * 60
    must_finish_in_shift: bool = False  # otherwise the last pickup must be before its end
    late_weight: int = 300
    courier_weight: int = 50
    overtime_weight: int = 1000
    priority_weight: int = 500
    fairness_weight: int = 1500
    workload_weight: int = 100
    earnings_weight: int = 0
    fairness_after_seconds: int = (
        30 * 60
    )  # a shift counts as at least this long, so that its first order is no race
    looks_ahead: int = 1  # times that waiting is priced by the couriers' next rides
    merge_rounds: int = 4
    max_orders: int = 1000  # of one decision, the first to be ready; the others wait their turn
    max_ride_seconds: int = 2 * 60 * 60  # farther is out of reach
    alternatives: int = 3


@dataclass(frozen=True, slots=True)
class Term:
    """A named part of a cost: seconds of its kind and what a second counts, in per mille."""

    code: str
    label: Sentence
    seconds: int
    weight: int

    @property
    def cost(self) -> int:
        return self.seconds * self.weight

    @property
    def minutes(self) -> float:
        """In minutes at the door."""
        return self.cost / 60_000


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another courier: what the whole board would lose, in cost, if this one were made to go."""

    courier_id: str
    extra: int
    terms: tuple[Term, ...]

    @property
    def extra_minutes(self) -> float:
        return self.extra / 60_000


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
class LeftOut:
    """An order, or a courier, that cannot be reckoned with as it stands, and why."""

    id: str
    code: str
    reason: Sentence
    is_courier: bool = False


@dataclass(frozen=True, slots=True)
class Suggestion:
    """Give these orders, in drop-off order, to this courier. `now` is False while the plan is still tentative.

    `places` are the restaurants in pickup order; `pickup_at` is when the courier has everything. `is_added`: the
    courier still waits at this restaurant, and `order_ids` join what they wait for; `route` is the whole ride then,
    earlier orders included, in drop-off order.
    """

    courier_id: str
    order_ids: tuple[str, ...]
    now: bool
    leave_at: int
    pickup_at: int
    dropoffs_at: tuple[int, ...]
    places: tuple[str, ...]
    cost: int
    is_added: bool = False
    route: tuple[str, ...] = ()

    @property
    def cost_minutes(self) -> float:
        return self.cost / 60_000


@dataclass(frozen=True, slots=True)
class Explanation:
    """Why this courier, what the next best would cost the board, and why none of the others."""

    terms: tuple[Term, ...]
    reason: Sentence
    alternatives: tuple[Alternative, ...]
    why_not: tuple[WhyNot, ...]

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


@dataclass(frozen=True, slots=True)
class Decision:
    """Every order of the state is in exactly one of `suggestions`, `waiting` and `left_out`.

    `cost` is what the match minimised: the suggestions' costs plus `waiting_cost`. `policy` names the rules that
    decided; `notes` tell what was skipped. `solved` is what the explanations are drawn from, None after a fallback.
    """

    decided_at: int
    suggestions: tuple[Suggestion, ...]
    waiting: tuple[WhyNotYet, ...]
    left_out: tuple[LeftOut, ...]
    cost: int
    waiting_cost: int
    policy: str
    notes: tuple[Sentence, ...] = ()
    solved: "Solved | None" = field(default=None, repr=False, compare=False)

    def suggested(self, order_id: str) -> Suggestion | None:
        """The suggestion that carries an order."""
        return next((s for s in self.suggestions if order_id in s.order_ids), None)

    @property
    def problem(self) -> "Problem | None":
        """What was solved, as it is stored: numbers and ids, no places."""
        return self.solved.problem if self.solved else None

    @property
    def ranking(self) -> Mapping[str, tuple[tuple[str, int], ...]]:
        """By order, who could take it and what the board would lose in cost, the best first."""
        return self.problem.ranking() if self.problem else {}
