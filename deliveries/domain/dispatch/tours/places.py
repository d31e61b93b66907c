"""Where one more job fits between the stops of a tour, by its price in riding and by what the clock cannot forbid.

A visit goes in as one block (with a reload before or after it where the bike may reload), a shipment as a block of
pickups and, there or later, a block of drop-offs.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from deliveries.domain.dispatch.tours.fitness import orders
from deliveries.domain.dispatch.tours.instance import Instance, Node
from deliveries.domain.dispatch.tours.model import Bike, Job, Shipment
from deliveries.domain.dispatch.tours.timing import Slack, begins

Block = tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """`head` before the stop at position `at`, `tail` before the one at `then_at` (counted without the head)."""

    extra_seconds: int
    at: int
    head: Block
    then_at: int
    tail: Block

    def into(self, order: Sequence[str]) -> tuple[str, ...]:
        middle = order[self.at : self.then_at]
        return (*order[: self.at], *self.head, *middle, *self.tail, *order[self.then_at :])


def places(instance: Instance, bike: Bike, order: Sequence[str], slack: Slack, job: Job) -> Iterator[Place]:
    """All places for `job` that the bounds of `slack` leave open; whether one holds is for the clock to say."""
    if isinstance(job, Shipment):
        half = len(job.pickups)
        for way in orders(bike, job):
            yield from _pairs(instance, order, slack, way[:half], way[half:])
        return
    for block in _with_reloads(instance, bike, order, job):
        for at, extra in _gaps(instance, order, slack, block):
            yield Place(extra, at, block, at, ())


def _with_reloads(instance: Instance, bike: Bike, order: Sequence[str], job: Job) -> Iterator[Block]:
    yield (job.id,)
    reloads = sum(id_ not in instance.nodes for id_ in order)
    if reloads < bike.max_reloads:
        for depot_id in bike.reloads_at:
            yield (depot_id, job.id)
            yield (job.id, depot_id)


def _pairs(
    instance: Instance, order: Sequence[str], slack: Slack, head: Block, tail: Block
) -> Iterator[Place]:
    heads = list(_gaps(instance, order, slack, head))
    tails = list(_gaps(instance, order, slack, tail))
    for at, extra in _gaps(instance, order, slack, head + tail):
        yield Place(extra, at, head + tail, at, ())
    for at, extra in heads:
        for then_at, more in tails:
            if then_at > at:
                yield Place(extra + more, at, head, then_at, tail)


def _gaps(instance: Instance, order: Sequence[str], slack: Slack, block: Block) -> Iterator[tuple[int, int]]:
    """Positions where the clock may allow the block, and the riding it adds there."""
    seconds = instance.seconds
    nodes = [instance.node(id_) for id_ in block]
    within = sum(seconds[a.row, b.row] for a, b in pairwise(nodes))
    first, last = nodes[0].row, nodes[-1].row
    for at in range(len(order) + 1):
        before, after = slack.rows[at], slack.rows[at + 1]
        done = _earliest(instance, slack.leaves[at], before, nodes)
        if done is not None and done + seconds[last, after] <= slack.latest[at + 1]:
            ridden = seconds[before, after] if order else 0
            yield at, seconds[before, first] + within + seconds[last, after] - ridden


def _earliest(instance: Instance, moment: int, row: int, nodes: Sequence[Node]) -> int | None:
    """When the last of `nodes` is done at the earliest; None where a window has closed by then."""
    for node in nodes:
        begin, closes_at = begins(moment + instance.seconds[row, node.row], node.windows)
        if begin > closes_at:
            return None
        moment, row = begin + node.service_seconds, node.row
    return moment
