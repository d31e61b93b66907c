"""The order of a courier's stops: where moved ones come to stand, and what no order may break."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Literal

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _

Kind = Literal["pickup", "dropoff", "handin"]


@dataclass(frozen=True, slots=True)
class Stop:
    """An open stop in a queue. `job` is the delivery it belongs to, `number` its order's, `door` where it is.

    `opens_at` orders pickups that are done together.
    """

    id: str
    job: str
    kind: Kind
    number: int
    door: tuple[float, float] = (0.0, 0.0)
    opens_at: float = 0.0


def placed(queue: Sequence[Stop], moving: Sequence[Stop], before: str | None) -> list[Stop]:
    """The queue with `moving`, new or its own, together in front of stop `before`, or last.

    Raises NotAllowedNow when `before` is no open stop of the rest of the queue (any more), or a drop-off would come
    before its pickup.
    """
    moved = {stop.id for stop in moving}
    rest = [stop for stop in queue if stop.id not in moved]
    place = len(rest) if before is None else _place(rest, before)
    found = [*rest[:place], *moving, *rest[place:]]
    check(found)
    return found


def appended(queue: Sequence[Stop], moving: Sequence[Stop]) -> list[Stop]:
    """Behind what there is; a pickup joins one that waits at the same door already."""
    moved = {stop.id for stop in moving}
    found = [stop for stop in queue if stop.id not in moved]
    for stop in moving:
        same = [
            i
            for i, other in enumerate(found)
            if stop.kind == other.kind == "pickup" and stop.door == other.door
        ]
        found.insert(same[-1] + 1 if same else len(found), stop)
    return found


def check(queue: Sequence[Stop]) -> None:
    """A bag is picked up before it is handed over. Raises NotAllowedNow."""
    pickups = {stop.job: i for i, stop in enumerate(queue) if stop.kind == "pickup"}
    for i, stop in enumerate(queue):
        if stop.kind == "dropoff" and pickups.get(stop.job, -1) > i:
            raise NotAllowedNow(
                "dropped_before_pickup",
                _("No. %(number)s would be dropped off before it is picked up."),
                number=stop.number,
            )


def settled(queue: Sequence[Stop]) -> list[Stop]:
    """As it is read back: pickups that follow each other at one door are one stop, the earliest ready first."""
    rank = ranks(queue)
    return sorted(queue, key=lambda stop: (rank[stop.id], stop.opens_at, stop.id))


def ranks(queue: Sequence[Stop]) -> dict[str, int]:
    """A rank for each stop, from 1. Pickups that follow each other at one door share theirs: one tap does them all."""
    found: dict[str, int] = {}
    last: Stop | None = None
    rank = 0
    for stop in queue:
        if not (last and stop.kind == last.kind == "pickup" and stop.door == last.door):
            rank += 1
        found[stop.id], last = rank, stop
    return found


def taken_back(now: Sequence[str], after: Sequence[str], before: Sequence[str]) -> list[str] | None:
    """The order before a move, when what it made of a queue still stands; None if somebody changed it since.

    `now` are the open stops. What was done since stays out; what came since comes behind.
    """
    known, still = set(after), set(now)
    if [stop for stop in now if stop in known] != [stop for stop in after if stop in still]:
        return None
    came = [stop for stop in now if stop not in known]
    return [*before, *came]


def _place(rest: Sequence[Stop], before: str) -> int:
    for i, stop in enumerate(rest):
        if stop.id == before:
            return i
    raise NotAllowedNow(
        "neighbour_moved", _("The stop you put it before is no longer there to do: look again.")
    )


def in_riding_order(stops: Collection[Stop], jobs: Sequence[str]) -> list[Stop]:
    """Of whole deliveries: all pickups, those of one door together, then the doors; in the order of `jobs`."""
    by_job: Mapping[str, int] = {job: i for i, job in enumerate(jobs)}
    pickups = [stop for stop in stops if stop.kind == "pickup"]
    doors = list(dict.fromkeys(stop.door for stop in sorted(pickups, key=lambda stop: by_job[stop.job])))
    pickups.sort(key=lambda stop: (doors.index(stop.door), by_job[stop.job]))
    return [*pickups, *sorted((s for s in stops if s.kind == "dropoff"), key=lambda stop: by_job[stop.job])]
