"""Who should carry what, and why: `decide(state, now, params)` suggests, a person adopts.

What this first engine leaves out: bundles from different restaurants, drop-offs added to a courier who already
rides, balance of work over the month, and planned tours of many stops.
"""

from deliveries.domain.dispatch.live import decide
from deliveries.domain.dispatch.model import (
    Alternative,
    Courier,
    Decision,
    Params,
    State,
    Suggestion,
    Term,
    WaitingOrder,
    WhyNot,
    WhyNotYet,
)

__all__ = [
    "Alternative",
    "Courier",
    "Decision",
    "Params",
    "State",
    "Suggestion",
    "Term",
    "WaitingOrder",
    "WhyNot",
    "WhyNotYet",
    "decide",
]
