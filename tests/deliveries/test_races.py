"""Several at once: one order of a double click, one courier of two dispatchers, one end of a stop."""

import threading
from collections import Counter
from collections.abc import Callable
from typing import Any

import pytest
from django.db import connection

from coopplatform.kernel.errors import DomainError, NotAllowedNow
from coopplatform.web.idempotency import RequestKey
from deliveries.models import Decision, GroupedOrder, Order, OrderGroup, Task
from deliveries.services.carrying import arrive_at_task, complete_task
from deliveries.services.dispatching import adopt_plan, withdraw
from deliveries.services.grouping import add_to_group, make_group
from deliveries.services.moving import Move, move_stops
from deliveries.services.ordering import cancel_order, place_order
from members.services.roster import clock_in, hire, plan_shift
from tests.conftest import PLATFORM, new_order, placed


def at_once(cast: Any, *works: Callable[[], Any]) -> list[Any]:
    """Each in its own thread and connection, let loose together; a refusal is an outcome."""
    gate = threading.Barrier(len(works))
    outcomes: list[Any] = [None] * len(works)

    def run(index: int) -> None:
        try:
            with cast.inside():
                gate.wait(10)
                outcomes[index] = works[index]()
        except DomainError as refused:
            outcomes[index] = refused
        finally:
            connection.close()

    threads = [threading.Thread(target=run, args=(index,)) for index in range(len(works))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    return outcomes


@pytest.fixture
def second_courier(transactional_db, roue, now):
    from datetime import timedelta

    with roue.inside():
        member = hire(
            user_id=roue.nour.pk,
            name="Nour",
            code="NO",
            weekly_minutes=600,
            hourly_cents=1400,
            started_on=now.date(),
            by=PLATFORM,
        )
        shift = plan_shift(member_id=member.pk, starts_at=now, ends_at=now + timedelta(hours=4), by=PLATFORM)
        clock_in(shift_id=shift.pk, by=PLATFORM, at=now)
    return member.pk


def test_twelve_sends_of_one_form_make_one_order(transactional_db, roue, now):
    key = RequestKey.of("form-1", roue.by("rosa"), "the same form")

    def send() -> Any:
        return place_order(new=new_order(roue, now), by=roue.by("rosa"), at=now, request_key=key).pk

    outcomes = at_once(roue, *[send] * 12)
    with roue.inside():
        assert [*Order.objects.values_list("pk", flat=True)] == [outcomes[0]]
        assert set(outcomes) == {outcomes[0]}


def test_numbers_are_given_once_each(transactional_db, roue, now):
    at_once(roue, *[lambda: place_order(new=new_order(roue, now), by=PLATFORM, at=now)] * 8)
    with roue.inside():
        assert sorted(Order.objects.values_list("number", flat=True)) == [*range(1, 9)]


def test_of_two_dispatchers_one_wins_and_the_other_is_told_who(second_courier, roue, now):
    delivery_id = placed(roue, now).delivery.pk

    def give(courier_id: Any) -> Callable[[], Any]:
        return lambda: adopt_plan(
            delivery_id=delivery_id,
            courier_id=courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )

    outcomes = at_once(roue, give(roue.courier_id), give(second_courier))
    assert Counter(type(outcome) for outcome in outcomes) == {Decision: 1, NotAllowedNow: 1}
    refused = next(outcome for outcome in outcomes if isinstance(outcome, NotAllowedNow))
    winner = next(outcome for outcome in outcomes if isinstance(outcome, Decision))
    name = {roue.courier_id: "Alma", second_courier: "Nour"}[winner.courier_id]
    assert (refused.code, str(refused)) == ("already_assigned", f"Someone was quicker: {name} now has no. 1.")
    with roue.inside():
        assert {*Task.objects.values_list("assignee", flat=True)} == {winner.courier_id}


def test_a_stop_taken_away_meanwhile_is_not_completed_by_the_former_courier(second_courier, roue, now):
    delivery = placed(roue, now).delivery
    with roue.inside():
        for courier, seen in ((roue.courier_id, None), (second_courier, roue.courier_id)):
            adopt_plan(delivery_id=delivery.pk, courier_id=courier, seen_courier_id=seen, by=PLATFORM, at=now)
        with pytest.raises(NotAllowedNow) as refused:
            complete_task(
                task_id=delivery.tasks.get(kind="pickup").pk,
                courier_id=roue.courier_id,
                by=roue.by("alma"),
                at=now,
            )
    assert refused.value.code == "task_taken_away"


def test_who_takes_over_has_not_arrived_because_the_former_courier_had(second_courier, roue, now):
    delivery = placed(roue, now).delivery
    with roue.inside():
        give = {"delivery_id": delivery.pk, "by": PLATFORM, "at": now}
        adopt_plan(**give, courier_id=roue.courier_id, seen_courier_id=None)
        pickup = delivery.tasks.get(kind="pickup").pk
        arrive_at_task(task_id=pickup, courier_id=roue.courier_id, by=PLATFORM, at=now)
        adopt_plan(**give, courier_id=second_courier, seen_courier_id=roue.courier_id)
        task = Task.objects.get(pk=pickup)
        assert (task.assignee_id, task.state, task.arrived_at) == (second_courier, "waiting", None)


def test_a_pickup_and_a_cancellation_at_once_leave_one_truth(transactional_db, roue, now):
    order = placed(roue, now)
    with roue.inside():
        delivery_id = order.delivery.pk
        adopt_plan(
            delivery_id=delivery_id,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=PLATFORM,
            at=now,
        )
        pickup = Task.objects.get(delivery=delivery_id, kind="pickup").pk
    outcomes = at_once(
        roue,
        lambda: complete_task(task_id=pickup, courier_id=roue.courier_id, by=PLATFORM, at=now).state,
        lambda: cancel_order(order_id=order.pk, by=PLATFORM, at=now).state,
    )
    with roue.inside():
        state = Order.objects.get().state
    assert state in ("picked_up", "cancelled")
    assert sum(isinstance(outcome, NotAllowedNow) for outcome in outcomes) == 1


def test_a_delivery_taken_back_waits_again(inside, now):
    order = placed(inside, now)
    delivery_id = order.delivery.pk
    give = {"delivery_id": delivery_id, "courier_id": inside.courier_id, "by": PLATFORM, "at": now}
    adopt_plan(**give, seen_courier_id=None)
    withdraw(delivery_id=delivery_id, seen_courier_id=inside.courier_id, by=PLATFORM, at=now)
    order.refresh_from_db()
    assert order.state == "placed"
    with pytest.raises(NotAllowedNow, match="taken back"):
        withdraw(delivery_id=delivery_id, seen_courier_id=inside.courier_id, by=PLATFORM, at=now)


def test_one_order_of_two_dispatchers_comes_into_one_group(transactional_db, roue, now):
    with roue.inside():
        jobs = [placed(roue, now).delivery.pk for _ in range(3)]

    def made(name: str, person: str) -> Callable[[], Any]:
        return lambda: make_group(
            name=name, delivery_ids=[jobs[0], jobs[1 if name == "A" else 2]], by=roue.by(person), at=now
        )

    outcomes = at_once(roue, made("A", "bruno"), made("B", "nour"))
    refused = [one.code for one in outcomes if isinstance(one, DomainError)]
    assert refused == ["grouped_already"]
    with roue.inside():
        assert (OrderGroup.objects.count(), GroupedOrder.objects.count()) == (1, 2)


def test_a_group_given_while_an_order_joins_it_is_never_parted(transactional_db, roue, now):
    with roue.inside():
        jobs = [placed(roue, now).delivery.pk for _ in range(3)]
        make_group(name="Lunch", delivery_ids=jobs[:2], by=roue.by("bruno"), at=now)
        group = OrderGroup.objects.get()
        move = Move(roue.courier_id, tuple(jobs[:2]), seen={roue.courier_id: 0}, groups={group.pk: 1})
    outcomes = at_once(
        roue,
        lambda: move_stops(move=move, by=roue.by("bruno"), at=now),
        lambda: add_to_group(
            group_id=group.pk, delivery_ids=jobs[2:], seen_version=1, by=roue.by("nour"), at=now
        ),
    )
    refused = [one.code for one in outcomes if isinstance(one, DomainError)]
    assert refused == ["stale_group"]
    with roue.inside():
        of_group = Task.objects.filter(delivery__order__grouped__group=group)
        assert of_group.values_list("assignee", flat=True).distinct().count() == 1
