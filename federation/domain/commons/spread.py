"""How a change is spread over people or stores: how many lose, how much, and who loses most."""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Spread:
    """Of whole numbers (cents, deliveries, findings): how many lose, stay and win; the worst, the middle, the best."""

    losing: int = 0
    same: int = 0
    winning: int = 0
    worst: int = 0
    median: int = 0
    best: int = 0
    total: int = 0

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def spread(changes: Sequence[int]) -> Spread:
    """The middle of an even number is the lower one of the two, so that it is somebody's."""
    if not changes:
        return Spread()
    ordered = sorted(changes)
    return Spread(
        losing=sum(change < 0 for change in ordered),
        same=sum(change == 0 for change in ordered),
        winning=sum(change > 0 for change in ordered),
        worst=ordered[0],
        median=ordered[(len(ordered) - 1) // 2],
        best=ordered[-1],
        total=sum(ordered),
    )
