"""A small town and its evening: the cast's couriers and orders, and any board hypothesis can think of."""

from hypothesis import strategies as st

from coopplatform.kernel.geo import Point
from deliveries.domain.dispatch import Courier, Load, Params, State, Waiting, WaitingOrder
from deliveries.domain.travel import StraightLine

NOON = 1_800_000_000
HOUR = 3600
PARAMS = Params(ready_slack_seconds=0)
PORT = Point(43.7350, 7.4210)


def at(north: float = 0.0, east: float = 0.0) -> Point:
    """A point so many hundreds of metres from the port."""
    return Point(PORT.lat + north * 0.0009, PORT.lon + east * 0.00124)


def order(
    id_: str, *, place: str = "rosa", pickup: Point = PORT, ready: int = 0, **more: object
) -> WaitingOrder:
    facts = {
        "dropoff": at(north=5),
        "placed_at": NOON - 600,
        "ready_at": NOON + ready,
        "promised_at": NOON + 1800,
    }
    return WaitingOrder(id=id_, place=place, pickup=pickup, **{**facts, **more})  # type: ignore[arg-type]


def courier(id_: str, position: Point = PORT, **more: object) -> Courier:
    facts = {"free_at": NOON, "shift_starts_at": NOON - HOUR, "shift_ends_at": NOON + 3 * HOUR}
    return Courier(id_, position, **{**facts, **more})  # type: ignore[arg-type]


def state(orders: list[WaitingOrder], couriers: list[Courier]) -> State:
    return State(tuple(orders), tuple(couriers), StraightLine())


hundreds = st.integers(-20, 20)
points = st.builds(at, hundreds, hundreds)
moments = st.integers(-900, 2400).map(lambda seconds: NOON + seconds)
sometimes = st.integers(0, 4).map(lambda n: n == 0)


@st.composite
def waiting_orders(draw: st.DrawFn, number: int) -> WaitingOrder:
    where = draw(st.integers(0, 2))
    opens = draw(moments) if draw(sometimes) else None
    return order(
        f"o{number}",
        place="rst"[where],
        pickup=at(north=where * 2),
        dropoff=draw(points),
        ready=draw(st.integers(-900, 2400)),
        load=Load(draw(st.integers(1, 3)), draw(st.integers(0, 9000)), draw(st.integers(0, 60))),
        needs=frozenset({"cooler"}) if draw(sometimes) else frozenset(),
        declined_by=frozenset(draw(st.sets(st.sampled_from(["c0", "c1"]), max_size=1))),
        pinned_to=draw(st.sampled_from(["c0", "c9"])) if draw(sometimes) else None,
        is_ready_confirmed=draw(st.booleans()),
        earliest_dropoff_at=opens,
        latest_dropoff_at=(opens or NOON) + draw(st.integers(0, 3000)) if draw(sometimes) else None,
        priority=draw(st.integers(0, 2)),
    )


@st.composite
def waits(draw: st.DrawFn, number: int) -> Waiting:
    orders = tuple(order(f"w{number}{n}", dropoff=draw(points)) for n in range(draw(st.integers(1, 2))))
    return Waiting("r", orders, NOON + draw(st.integers(60, 900)))


@st.composite
def couriers_of(draw: st.DrawFn, number: int) -> Courier:
    rest = draw(st.integers(0, 1800))
    waiting = draw(waits(number)) if draw(sometimes) else None
    return courier(
        f"c{number}",
        draw(points),
        free_at=waiting.pickup_at + 1500 if waiting else draw(moments),
        shift_starts_at=NOON + draw(st.integers(-9000, 900)),
        shift_ends_at=NOON + draw(st.integers(900, 9000)),
        capacity=Load(draw(st.integers(1, 6)), 20_000, 120),
        skills=frozenset({"cooler"}) if draw(st.booleans()) else frozenset(),
        rest_until=NOON + rest if draw(sometimes) else None,
        breaks=((NOON + rest, NOON + rest + 1200),) if draw(sometimes) else (),
        orders_this_shift=draw(st.integers(0, 5)),
        month_seconds=draw(st.integers(-40, 40)) * HOUR,
        waiting_at=waiting,
    )


@st.composite
def boards(draw: st.DrawFn, most_orders: int = 7, most_couriers: int = 5) -> State:
    return state(
        [draw(waiting_orders(n)) for n in range(draw(st.integers(0, most_orders)))],
        [draw(couriers_of(n)) for n in range(draw(st.integers(0, most_couriers)))],
    )
