"""A queue after any sequence of moves: each stop once, each pickup before its drop-off."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import NotAllowedNow
from deliveries.domain.queues import Stop, appended, check, in_riding_order, placed, ranks, taken_back

DOORS = [(43.73, 7.41), (43.74, 7.42), (43.75, 7.43)]


def pair(job, door=0):
    return [
        Stop(f"P{job}", str(job), "pickup", job, DOORS[door]),
        Stop(f"D{job}", str(job), "dropoff", job, (44.0, job / 10)),
    ]


def names(queue):
    return " ".join(stop.id for stop in queue)


@pytest.mark.parametrize(
    ("moving", "before", "expected"),
    [
        (["D1"], None, "P1 P2 D2 D1"),
        (["P2"], "P1", "P2 P1 D1 D2"),
        (["P2", "D2"], "P1", "P2 D2 P1 D1"),
        (["P1", "D1"], None, "P2 D2 P1 D1"),
    ],
)
def test_stops_come_to_stand_where_they_are_put(moving, before, expected):
    queue = [*pair(1)[:1], *pair(2)[:1], *pair(1)[1:], *pair(2)[1:]]
    known = {stop.id: stop for stop in queue}
    assert names(placed(queue, [known[each] for each in moving], before)) == expected


def test_a_neighbour_that_is_gone_is_told():
    with pytest.raises(NotAllowedNow, match="no longer there"):
        placed(pair(1), pair(2), "P9")


def test_several_deliveries_are_picked_up_door_by_door_and_then_brought():
    jobs = [*pair(1), *pair(2, door=1), *pair(3)]
    assert names(in_riding_order(jobs, ["1", "2", "3"])) == "P1 P3 P2 D1 D2 D3"


def test_pickups_at_one_door_share_a_rank():
    queue = appended([], in_riding_order([*pair(1), *pair(2), *pair(3, door=1)], ["1", "2", "3"]))
    assert ranks(queue) == {"P1": 1, "P2": 1, "P3": 2, "D1": 3, "D2": 4, "D3": 5}


@pytest.mark.parametrize(
    ("now", "expected"),
    [
        (["b", "a"], ["a", "b"]),
        (["a"], ["a"]),  # the other one was done meanwhile
        (["b", "c", "a"], ["a", "b", "c"]),
        (["a", "b"], None),
    ],
)
def test_a_move_is_taken_back_unless_somebody_changed_it_since(now, expected):
    before = [stop for stop in ["a", "b"] if stop in now]
    assert taken_back(now, ["b", "a"], before) == expected


# Each step: which jobs, whether one stop of them or whole, to which courier (0: nobody), in front of which stop.
STEPS = st.lists(
    st.tuples(
        st.lists(st.integers(1, 6), min_size=1, max_size=3, unique=True),
        st.booleans(),
        st.integers(0, 3),
        st.one_of(st.none(), st.integers(0, 12)),
    ),
    max_size=40,
)


@given(STEPS)
def test_any_sequence_of_moves_keeps_every_stop_once_and_pickups_first(steps):
    queues: list[list[Stop]] = [[], [], [], []]  # the first one waits
    for job in range(1, 7):
        queues[0] += pair(job, door=job % 3)
    everything = sorted(stop.id for stop in queues[0])
    for jobs, is_whole, to, before in steps:
        wanted = {str(job) for job in jobs}
        found = [stop for queue in queues for stop in queue if stop.job in wanted]
        moving = in_riding_order(found, [str(job) for job in jobs])
        if not is_whole:
            moving = [stop for stop in queues[to] if stop.job in wanted][:1]
        if not moving:
            continue
        gone = {stop.id for stop in moving}
        rest = [[stop for stop in queue if stop.id not in gone] for queue in queues]
        neighbour = rest[to][before % len(rest[to])].id if before is not None and rest[to] else None
        try:
            rest[to] = (
                placed(queues[to], moving, neighbour) if before is not None else appended(rest[to], moving)
            )
            check(rest[to])
        except NotAllowedNow:
            continue  # refused: all stays as it was
        queues = rest
        assert sorted(stop.id for queue in queues for stop in queue) == everything
        for queue in queues[1:]:
            check(queue)
            assert sorted(ranks(queue).values()) == list(ranks(queue).values())
