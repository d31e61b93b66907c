"""Expected times along couriers' queues, and what a move would change: along the town's streets, on request."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone

from cooperatives.queries.charters import terms_on
from coopplatform.kernel.geo import Point
from deliveries.domain.arrivals import Due, Effect, Ridden, effect, ridden
from deliveries.domain.delays import slip_of
from deliveries.domain.dispatch import Params
from deliveries.domain.dispatch.policy import params_of
from deliveries.domain.lifecycle import TaskState
from deliveries.domain.queues import Stop, appended, in_riding_order
from deliveries.domain.travel import TravelTimes
from deliveries.models import Task
from deliveries.queries.board import DAY_AND_NIGHT
from deliveries.queries.delays import as_slip, delays_now
from deliveries.queries.following import places
from deliveries.queries.towns import town_here, travel_in

OPEN = (TaskState.WAITING, TaskState.ARRIVED)


@dataclass(frozen=True, slots=True)
class _Known:
    """A task as the clock needs it, and as the queue does."""

    due: Due
    stop: Stop
    point: Point
    courier_id: UUID | None


class Rides:
    """Couriers' open stops with what it takes to time them. A fixed number of queries."""

    def __init__(
        self, at: datetime, courier_ids: Collection[UUID], delivery_ids: Collection[UUID] = ()
    ) -> None:
        self.now = int(at.timestamp())
        self._params = params_of(terms_on(timezone.localdate(at), "dispatch"))
        town = town_here()
        self._travel: TravelTimes = travel_in(town)
        self._centre = town.centre if town else None
        self._seen_at = places(courier_ids)
        self._slips = [as_slip(delay) for delay in delays_now(at)]
        soon = Task.objects.filter(state__in=OPEN, window_after__lt=at + DAY_AND_NIGHT)
        self.queues: dict[UUID, list[_Known]] = {each: [] for each in courier_ids}
        for known in self._read(soon.filter(assignee__in=courier_ids)):
            if known.courier_id:
                self.queues[known.courier_id].append(known)
        self.moving = self._read(soon.filter(delivery__in=delivery_ids)) if delivery_ids else []

    def as_they_are(self) -> dict[UUID, Ridden]:
        """One leg of every courier at a time, so that rides are asked together."""
        legs: dict[UUID, list[int]] = {courier_id: [] for courier_id in self.queues}
        for leg in range(max((len(queue) for queue in self.queues.values()), default=0)):
            riding = [courier_id for courier_id, queue in self.queues.items() if len(queue) > leg]
            starts = [self._start(each, leg) for each in riding]
            ends = [self.queues[each][leg].point for each in riding]
            seconds = self._travel.matrix(starts, ends).seconds
            for row, courier_id in enumerate(riding):
                legs[courier_id].append(int(seconds[row, row]))
        return {each: self._timed(self.queues[each], legs[each]) for each in self.queues}

    def what_if(
        self,
        courier_id: UUID,
        *,
        jobs: Sequence[UUID],
        stop_ids: Collection[UUID],
        before: UUID | None,
        is_last: bool,
    ) -> Effect | None:
        """What the move would do to this courier's day; None where it cannot be made."""
        known = {one.stop.id: one for one in (*self.queues[courier_id], *self.moving)}
        queue = [one.stop for one in self.queues[courier_id]]
        wanted = {str(each) for each in (stop_ids or jobs)}
        moving = [one.stop for one in known.values() if (one.stop.id if stop_ids else one.stop.job) in wanted]
        if not stop_ids:
            moving = in_riding_order(moving, [str(job) for job in jobs])
        rest = [stop for stop in queue if stop not in moving]
        if before or is_last:
            at = next((i for i, stop in enumerate(rest) if stop.id == str(before)), len(rest))
            after = [*rest[:at], *moving, *rest[at:]]
        else:
            after = appended(rest, moving)
        now_ridden = self._through(courier_id, [known[stop.id] for stop in queue])
        then_ridden = self._through(courier_id, [known[stop.id] for stop in after])
        return effect(now_ridden, then_ridden, self.now)

    def without(self, courier_id: UUID, jobs: Collection[UUID]) -> Effect:
        """What it does for the courier who gives these deliveries away."""
        gone = {str(job) for job in jobs}
        left = [one for one in self.queues[courier_id] if one.stop.job not in gone]
        return effect(
            self._through(courier_id, self.queues[courier_id]), self._through(courier_id, left), self.now
        )

    def _through(self, courier_id: UUID, way: list[_Known]) -> Ridden:
        points = [one.point for one in way]
        if not points:
            return Ridden((), self.now)
        start = self._seen_at.get(courier_id) or self._first(courier_id) or points[0]
        seconds = self._travel.matrix([start, *points[:-1]], points).seconds
        return self._timed(way, [int(seconds[i, i]) for i in range(len(points))])

    def _timed(self, way: Sequence[_Known], rides: Sequence[int]) -> Ridden:
        params: Params = self._params
        return ridden(
            [one.due for one in way],
            rides,
            self.now,
            pickup_seconds=params.pickup_seconds,
            dropoff_seconds=params.dropoff_seconds,
        )

    def _start(self, courier_id: UUID, leg: int) -> Point:
        if leg:
            return self.queues[courier_id][leg - 1].point
        return self._seen_at.get(courier_id) or self.queues[courier_id][0].point

    def _first(self, courier_id: UUID) -> Point | None:
        queue = self.queues[courier_id]
        return queue[0].point if queue else self._centre

    def _read(self, tasks: QuerySet[Task]) -> list[_Known]:
        columns = (
            *("id", "delivery_id", "assignee_id", "kind", "state", "lat", "lon", "delivery__order__number"),
            *("delivery__order__store_id", "delivery__order__placed_at", "delivery__order__ready_at"),
            "delivery__order__promised_at",
        )
        return [
            self._known(row) for row in tasks.order_by("rank", "window_after", "id").values_list(*columns)
        ]

    def _known(self, row: tuple) -> _Known:
        key, job, courier_id, kind, state, lat, lon, number, store, placed, ready, promised = row
        slip = slip_of(self._slips, store=str(store), placed_at=placed, promised_at=promised)
        due = Due(
            id=str(key),
            number=number,
            is_pickup=kind == Task.Kind.PICKUP,
            ready_at=int(ready.timestamp()),
            promised_at=int(promised.timestamp()) + 60 * (slip.minutes if slip else 0),
            is_here=state == TaskState.ARRIVED,
        )
        stop = Stop(str(key), str(job), kind, number, (lat, lon))
        return _Known(due, stop, Point(lat, lon), courier_id)


def arrivals(at: datetime, courier_ids: Collection[UUID]) -> Mapping[UUID, Ridden]:
    """When each of these couriers reaches each of their open stops."""
    return Rides(at, courier_ids).as_they_are()
