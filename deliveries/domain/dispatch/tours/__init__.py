"""A day's stops on a few bikes, planned ahead.

`plan(problem, seconds=…)` answers with tours that hold, and with a named reason for each job left out; `Instance.of`
makes the problem ready for what follows: `insert` and `reoptimised` while the day goes on, `moved` and `taken_out` by
hand, `balanced` among riders. `verify` trusts none of them.
"""

from deliveries.domain.dispatch.tours.editing import Edited, evaluated, moved, taken_out
from deliveries.domain.dispatch.tours.fair import balanced
from deliveries.domain.dispatch.tours.insertion import Inserted, insert, reoptimised
from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.keeping import stability
from deliveries.domain.dispatch.tours.planning import plan
from deliveries.domain.dispatch.tours.verify import verify, verify_tour

__all__ = [
    "Edited",
    "Inserted",
    "Instance",
    "balanced",
    "evaluated",
    "insert",
    "moved",
    "plan",
    "reoptimised",
    "stability",
    "taken_out",
    "verify",
    "verify_tour",
]
