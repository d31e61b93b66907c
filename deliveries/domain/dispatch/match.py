"""Give bundles to couriers at the least total cost: an assignment problem with one "wait" column a bundle."""

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import combinations

import numpy as np
from scipy.optimize import linear_sum_assignment

from deliveries.domain.dispatch.cost import Costs, Row

IMPOSSIBLE = 1e9
WORTHWHILE = 1e-6


@dataclass(frozen=True, slots=True)
class Matching:
    """`courier[b]` for each row, None when the bundle waits; `total` in minutes."""

    rows: tuple[Row, ...]
    courier: tuple[int | None, ...]
    total: float


def match(costs: Costs) -> Matching:
    """Singletons first, then merges of one restaurant's orders while they lower the total."""
    bundles: list[tuple[int, ...]] = [(i,) for i in range(len(costs.orders))]
    best = solve([costs.row(b) for b in bundles])
    while merge := _best_merge(costs, bundles, best.total):
        bundles, best = merge
    return best


def solve(rows: Sequence[Row], forced: tuple[int, int] | None = None) -> Matching:
    """The cheapest matching; `forced` = (row, courier) makes that courier take that bundle."""
    if not rows:
        return Matching((), (), 0.0)
    couriers = len(rows[0].against)
    cost = np.full((len(rows), couriers + len(rows)), IMPOSSIBLE)
    for b, row in enumerate(rows):
        cost[b, :couriers] = np.where(row.feasible, row.costs, IMPOSSIBLE)
        cost[b, couriers + b] = row.wait_minutes
    if forced:
        row_index, courier = forced
        kept = cost[row_index, courier]
        cost[row_index] = IMPOSSIBLE
        cost[row_index, courier] = kept
    _, columns = linear_sum_assignment(cost)
    total = float(cost[np.arange(len(rows)), columns].sum())
    return Matching(tuple(rows), tuple(int(c) if c < couriers else None for c in columns), total)


def _best_merge(
    costs: Costs, bundles: list[tuple[int, ...]], total: float
) -> tuple[list[tuple[int, ...]], Matching] | None:
    """The merge of two bundles that saves most, or None when none saves anything."""
    best: tuple[list[tuple[int, ...]], Matching] | None = None
    for a, b in combinations(bundles, 2):
        if not _may_ride_together(costs, a + b):
            continue
        merged = sorted([*(x for x in bundles if x not in (a, b)), tuple(sorted(a + b))])
        candidate = solve([costs.row(x) for x in merged])
        if candidate.total < (best[1].total if best else total) - WORTHWHILE:
            best = merged, candidate
    return best


def _may_ride_together(costs: Costs, orders: tuple[int, ...]) -> bool:
    members = [costs.orders[i] for i in orders]
    ready = [order.ready_at for order in members]
    return (
        len(members) <= costs.params.max_stack
        and len({order.place for order in members}) == 1
        and len({order.pinned_to for order in members}) == 1
        and max(ready) - min(ready) <= costs.params.stack_gap_seconds
    )
