"""What it costs to run a policy on the things that cost it most. Runs in a process of its own: see `services`."""

import gc
import time
from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any

from coopplatform.kernel.errors import Invalid

ROUNDS = 3


@dataclass(frozen=True, slots=True)
class Cost:
    """Of `trials`, the slowest in milliseconds and the median in microseconds; `trouble` where it was stopped."""

    trials: int = 0
    slowest_milliseconds: float = 0
    median_microseconds: float = 0
    trouble: str = ""

    def as_json(self) -> dict[str, Any]:
        return asdict(self)


def measure(kind: Any, bodies: list[Mapping[str, Any]]) -> Cost:
    """Every body on every bad case of its kind, in the time this thread was given."""
    gc.disable()
    taken = [
        min(_seconds(kind, body, given) for _round in range(ROUNDS))
        for body in bodies
        for given in kind.worst(body)
    ]
    gc.enable()
    if not taken:
        return Cost()
    ordered = sorted(taken)
    return Cost(len(taken), round(ordered[-1] * 1e3, 3), round(ordered[len(ordered) // 2] * 1e6, 1))


def _seconds(kind: Any, body: Mapping[str, Any], given: Mapping[str, Any]) -> float:
    began = time.thread_time()
    try:
        kind.run(body, given)
    except Invalid:
        return time.thread_time() - began
    return time.thread_time() - began
