"""Who should carry what, and why: `decide(state, now, params)` suggests, a person adopts.

`decide_safely` is what runs in the product. `explanation` and `for_courier` say why, from the decision's `problem`;
`recompute` ranks a stored one again.
"""

from deliveries.domain.dispatch.explain import explanation, for_courier
from deliveries.domain.dispatch.guard import decide_safely
from deliveries.domain.dispatch.live import decide
from deliveries.domain.dispatch.model import (
    Alternative,
    Courier,
    Decision,
    Explanation,
    LeftOut,
    Load,
    Params,
    State,
    Suggestion,
    Term,
    Waiting,
    WaitingOrder,
    WhyNot,
    WhyNotYet,
)
from deliveries.domain.dispatch.record import Problem, recompute

__all__ = [
    "Alternative",
    "Courier",
    "Decision",
    "Explanation",
    "LeftOut",
    "Load",
    "Params",
    "Problem",
    "State",
    "Suggestion",
    "Term",
    "Waiting",
    "WaitingOrder",
    "WhyNot",
    "WhyNotYet",
    "decide",
    "decide_safely",
    "explanation",
    "for_courier",
    "recompute",
]
