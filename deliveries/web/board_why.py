"""Why this courier for an order, what each other one would cost everyone, and who cannot."""

from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from coopplatform.kernel.text import Sentence
from deliveries.domain.dispatch import Term
from deliveries.domain.dispatch.options import Option, worth_reading
from deliveries.models import Refusal
from deliveries.queries.board import BoardOrder, board_order
from deliveries.queries.suggestions import suggestions
from members.queries.roster import OnShift, on_shift

ALTERNATIVES = 3


@dataclass(frozen=True, slots=True)
class Choice:
    """A courier on shift and what choosing them would mean."""

    courier: OnShift
    extra_minutes: float | None = None
    minutes: float = 0.0
    terms: tuple[Term, ...] = ()
    why_not: Sentence | None = None
    ruled_out: Refusal | None = None


@dataclass(frozen=True, slots=True)
class WhyPanel:
    """`best` are the next couriers by what the whole board would lose; `others` everyone else on shift."""

    facts: BoardOrder
    reason: Sentence | None
    suggested: Choice | None
    best: list[Choice]
    others: list[Choice]


def why_panel(order_id: UUID, at: datetime) -> WhyPanel | None:
    facts = board_order(order_id, at)
    if facts is None:
        return None
    advice = suggestions(at)
    said = {option.courier_id: option for option in advice.options(str(order_id))}
    refusals = {refusal.courier_id: refusal for refusal in Refusal.objects.filter(order=order_id)}
    riders = {str(rider.courier_id): rider for rider in on_shift()}
    ranked = [_choice(riders[key], option, refusals) for key, option in said.items() if key in riders]
    unknown = [_choice(rider, None, refusals) for key, rider in riders.items() if key not in said]
    suggested = next((c for c, o in zip(ranked, said.values(), strict=False) if o.is_suggested), None)
    able = [c for c in ranked if c.extra_minutes is not None and c is not suggested]
    best = able[:ALTERNATIVES]
    others = [c for c in (*ranked, *unknown) if c is not suggested and c not in best]
    return WhyPanel(facts, advice.reason(str(order_id)), suggested, best, others)


def _choice(rider: OnShift, option: Option | None, refusals: dict[UUID, Refusal]) -> Choice:
    ruled_out = refusals.get(rider.courier_id)
    if option is None:
        return Choice(rider, ruled_out=ruled_out)
    return Choice(
        courier=rider,
        extra_minutes=option.extra_minutes,
        minutes=option.minutes,
        terms=worth_reading(option.terms),
        why_not=option.why_not,
        ruled_out=ruled_out,
    )
