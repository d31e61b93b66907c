"""The engine's rules in words, written from the parameters in force: what counts, and how much."""

from dataclasses import dataclass

from coopplatform.kernel.text import Sentence, _
from deliveries.domain.dispatch.cost import TERMS, weights
from deliveries.domain.dispatch.explain import LABELS
from deliveries.domain.dispatch.model import Params


@dataclass(frozen=True, slots=True)
class Weight:
    """A term of the cost and what a minute of it counts, in minutes at the door."""

    label: Sentence
    factor: float


@dataclass(frozen=True, slots=True)
class Rules:
    """`weights` in the order of the cost's terms, those that count nothing left out; `limits` are never broken."""

    weights: tuple[Weight, ...]
    limits: tuple[Sentence, ...]


def rules(params: Params) -> Rules:
    counted = zip(TERMS, weights(params), strict=True)
    return Rules(
        weights=tuple(Weight(Sentence(LABELS[code]), weight / 1000) for code, weight in counted if weight),
        limits=_limits(params),
    )


def _limits(params: Params) -> tuple[Sentence, ...]:
    ahead, free = params.order_horizon_seconds // 60, params.courier_horizon_seconds // 60
    end = (
        _("A ride ends before the shift does.")
        if params.must_finish_in_shift
        else _("A pickup is before the end of the shift.")
    )
    return (
        Sentence(
            _("Orders are looked at %(minutes)s minutes before they are ready."),
            {"minutes": ahead},
        ),
        Sentence(_("Couriers count who are free within %(minutes)s minutes."), {"minutes": free}),
        Sentence(_("At most %(orders)s orders ride together."), {"orders": params.max_stack}),
        Sentence(end),
        Sentence(_("Whoever declines an order is left out for that order, and for nothing else.")),
        Sentence(_("The load fits the bike; skills, rest and the dispatcher's choice are kept.")),
    )
