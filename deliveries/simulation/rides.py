"""A ride along the streets, as a function of time."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from itertools import accumulate, pairwise
from uuid import UUID

from coopplatform.kernel.geo import Point, distance_metres
from deliveries.domain.travel import TravelTimes


@dataclass(frozen=True, slots=True)
class Ride:
    """On the way to a task since `began_at`; `reached[i]` metres lie behind at `points[i]`."""

    task_id: UUID
    began_at: datetime
    seconds: float
    points: Sequence[Point]
    reached: Sequence[float]

    @classmethod
    def plan(
        cls,
        task_id: UUID,
        travel: TravelTimes,
        origin: Point,
        destination: Point,
        at: datetime,
        speed: float = 1.0,
    ) -> "Ride":
        route = travel.route(origin, destination)
        steps = [distance_metres(a, b) for a, b in pairwise(route.points)]
        return cls(task_id, at, route.seconds / speed, route.points, [0.0, *accumulate(steps)])

    def is_over(self, at: datetime) -> bool:
        return (at - self.began_at).total_seconds() >= self.seconds

    def point(self, at: datetime) -> Point:
        """Where the rider is: at one pace from end to end."""
        if self.is_over(at):
            return self.points[-1]
        metres = self.reached[-1] * (at - self.began_at).total_seconds() / self.seconds
        behind = max(i for i, reached in enumerate(self.reached) if reached <= metres)
        if behind == len(self.points) - 1:
            return self.points[-1]
        a, b = self.points[behind], self.points[behind + 1]
        share = (metres - self.reached[behind]) / (self.reached[behind + 1] - self.reached[behind])
        return Point(a.lat + share * (b.lat - a.lat), a.lon + share * (b.lon - a.lon))
