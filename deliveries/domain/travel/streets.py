"""A town's streets as they are stored."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np

from deliveries.domain.travel.model import Floats, Ints


@dataclass(frozen=True, slots=True)
class StreetArrays:
    """A directed street graph: edge k goes tail[k] → head[k] in seconds[k] over metres[k].

    Its shape, ends included, is rows shape_starts[k] to shape_starts[k + 1] of `shapes` (latitude, longitude).
    """

    nodes: Floats
    tail: Ints
    head: Ints
    seconds: Floats
    metres: Floats
    shapes: Floats
    shape_starts: Ints

    def save(self, path: Path) -> None:
        np.savez_compressed(path, **{name: getattr(self, name) for name in self.__slots__})

    @classmethod
    def load(cls, path: Path) -> "StreetArrays":
        with np.load(path, allow_pickle=False) as stored:
            return cls(**{name: stored[name] for name in cls.__slots__})
