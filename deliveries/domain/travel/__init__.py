"""How long a bicycle takes from here to there, along the streets where they are known.

`CycleGraph` answers from a town's own streets (shortest time, exact); `Remembered` keeps what a router far away
answered; `StraightLine` is the stated fallback: crow-fly × 1.35. Every answer says whether it was estimated.
"""

from deliveries.domain.travel.graph import CycleGraph
from deliveries.domain.travel.model import Matrix, Route, RouterSilent, TravelTimes
from deliveries.domain.travel.remembered import Remembered
from deliveries.domain.travel.straight import StraightLine
from deliveries.domain.travel.streets import StreetArrays

__all__ = [
    "CycleGraph",
    "Matrix",
    "Remembered",
    "Route",
    "RouterSilent",
    "StraightLine",
    "StreetArrays",
    "TravelTimes",
]
