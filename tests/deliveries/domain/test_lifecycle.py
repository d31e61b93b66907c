import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import NotAllowedNow
from deliveries.domain.lifecycle import (
    ORDER,
    TASK,
    OrderEvent,
    OrderState,
    TaskEvent,
    TaskFacts,
    TaskState,
    check_order_of_stops,
    order_state,
)


def test_an_order_walks_from_the_counter_to_the_door() -> None:
    state = OrderState.PLACED
    for event in (OrderEvent.DISPATCH, OrderEvent.PICK_UP, OrderEvent.DELIVER):
        state = ORDER.next(state, event)
    assert state == OrderState.DELIVERED


@pytest.mark.parametrize("state", [OrderState.PICKED_UP, OrderState.DELIVERED, OrderState.CANCELLED])
def test_rosa_may_cancel_only_until_the_pickup(state: OrderState) -> None:
    with pytest.raises(NotAllowedNow) as refusal:
        ORDER.next(state, OrderEvent.CANCEL)
    assert refusal.value.code == f"order_is_{state}"


@pytest.mark.parametrize(
    ("state", "event", "after"),
    [
        (TaskState.WAITING, TaskEvent.ARRIVE, TaskState.ARRIVED),
        (TaskState.ARRIVED, TaskEvent.COMPLETE, TaskState.DONE),
        (TaskState.WAITING, TaskEvent.COMPLETE, TaskState.DONE),
        (TaskState.DONE, TaskEvent.REOPEN, TaskState.ARRIVED),
        (TaskState.ARRIVED, TaskEvent.REOPEN, TaskState.WAITING),
        (TaskState.ARRIVED, TaskEvent.FAIL, TaskState.FAILED),
    ],
)
def test_a_task_goes_forward_and_back(state: TaskState, event: TaskEvent, after: TaskState) -> None:
    assert TASK.next(state, event) == after


def test_a_task_is_not_done_twice() -> None:
    with pytest.raises(NotAllowedNow, match="already done"):
        TASK.next(TaskState.DONE, TaskEvent.COMPLETE)


def test_every_state_can_say_why_not() -> None:
    assert set(ORDER.refusals) == set(OrderState)
    assert set(TASK.refusals) == set(TaskState)


@pytest.mark.parametrize(
    ("pickup", "dropoff", "assigned", "expected"),
    [
        (TaskState.WAITING, TaskState.WAITING, False, OrderState.PLACED),
        (TaskState.WAITING, TaskState.WAITING, True, OrderState.DISPATCHED),
        (TaskState.ARRIVED, TaskState.WAITING, True, OrderState.DISPATCHED),
        (TaskState.DONE, TaskState.WAITING, True, OrderState.PICKED_UP),
        (TaskState.DONE, TaskState.ARRIVED, True, OrderState.PICKED_UP),
        (TaskState.DONE, TaskState.DONE, True, OrderState.DELIVERED),
        (TaskState.DONE, TaskState.FAILED, True, OrderState.FAILED),
        (TaskState.CANCELLED, TaskState.CANCELLED, False, OrderState.CANCELLED),
    ],
)
def test_the_order_follows_from_its_tasks(
    pickup: TaskState, dropoff: TaskState, assigned: bool, expected: OrderState
) -> None:
    tasks = [TaskFacts("pickup", pickup, assigned), TaskFacts("dropoff", dropoff, assigned)]
    assert order_state(tasks) == expected


def test_a_dropoff_waits_for_its_pickup() -> None:
    with pytest.raises(NotAllowedNow):
        check_order_of_stops(TaskEvent.COMPLETE, "dropoff", TaskState.ARRIVED)
    check_order_of_stops(TaskEvent.COMPLETE, "dropoff", TaskState.DONE)


@given(st.lists(st.tuples(st.sampled_from(["pickup", "dropoff"]), st.sampled_from(list(TaskEvent)))))
def test_whatever_couriers_tap_the_order_moves_by_its_own_table(taps: list[tuple[str, TaskEvent]]) -> None:
    tasks = {"pickup": TaskState.WAITING, "dropoff": TaskState.WAITING}
    reachable = {(a, b) for (a, _), b in ORDER.table.items()}
    for kind, event in taps:
        before = order_state(TaskFacts(k, s, True) for k, s in tasks.items())  # type: ignore[arg-type]
        undone_under_the_bag = kind == "pickup" and tasks["dropoff"] != TaskState.WAITING
        if undone_under_the_bag or (kind == "dropoff" and tasks["pickup"] != TaskState.DONE):
            continue
        if not TASK.allows(tasks[kind], event) or event in (TaskEvent.CANCEL, TaskEvent.FAIL):
            continue
        tasks[kind] = TASK.next(tasks[kind], event)
        after = order_state(TaskFacts(k, s, True) for k, s in tasks.items())  # type: ignore[arg-type]
        assert after == before or (before, after) in reachable
