"""A named group of orders: it goes out as one ride, moves as a whole, and every change to it can be taken back."""

from datetime import timedelta

import pytest

from coopplatform.journal.models import JournalEntry
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from deliveries.models import BoardMove, GroupedOrder, OrderGroup, Task
from deliveries.queries.suggestions import suggestions
from deliveries.services.automatic import dispatch_automatically
from deliveries.services.board_orders import cancel_on_board, reschedule_order
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan, decline, withdraw
from deliveries.services.group_names import rename_group
from deliveries.services.grouping import add_to_group, dissolve_group, make_group, take_out_of_group
from deliveries.services.moving import Move, move_stops
from deliveries.services.ordering import cancel_order
from tests.conftest import PLATFORM, placed
from tests.deliveries.test_moving import Board
from tests.deliveries.web.conftest import hire_another


@pytest.fixture
def yanis(roue, now):
    return hire_another(roue, now)


@pytest.fixture
def board(roue, now, yanis):
    return Groups(roue, now)


class Groups(Board):
    """A dispatcher's hand on groups."""

    def make(self, *orders, name="Lunch Port Hercule"):
        with self.cast.inside():
            jobs = [order.delivery.pk for order in orders]
            make_group(name=name, delivery_ids=jobs, by=self.cast.by("bruno"), at=self.now)
            return OrderGroup.objects.get(name=name, dissolved_at=None)

    def change(self, service, group, *orders, seen=None):
        with self.cast.inside():
            jobs = {"delivery_ids": [order.delivery.pk for order in orders]} if orders else {}
            version = OrderGroup.objects.get(pk=group.pk).version if seen is None else seen
            common = {"by": self.cast.by("bruno"), "at": self.now}
            return service(group_id=group.pk, seen_version=version, **jobs, **common)

    def rename(self, group, name, *, by="bruno", seen=None):
        with self.cast.inside():
            version = OrderGroup.objects.get(pk=group.pk).version if seen is None else seen
            self.now += timedelta(seconds=1)
            common = {"by": self.cast.by(by), "at": self.now}
            return rename_group(group_id=group.pk, name=name, seen_version=version, **common)

    def name(self, group):
        with self.cast.inside():
            return OrderGroup.objects.get(pk=group.pk).name

    def cancel(self, order, *, by="bruno"):
        with self.cast.inside():
            cancel_order(order_id=order.pk, by=self.cast.by(by), at=self.now)

    def cancel_on_board(self, order):
        with self.cast.inside():
            cancel_on_board(order_id=order.pk, by=self.cast.by("bruno"), at=self.now)

    def is_over(self, group):
        with self.cast.inside():
            return OrderGroup.objects.get(pk=group.pk).dissolved_at is not None

    def members(self, group):
        with self.cast.inside():
            found = GroupedOrder.objects.filter(group=group).values_list("order__number", flat=True)
            return sorted(found)

    def version(self, group):
        with self.cast.inside():
            return OrderGroup.objects.get(pk=group.pk).version

    def events(self):
        with self.cast.inside():
            names = JournalEntry.objects.filter(name__in=["OrderGrouped", "OrderUngrouped", "GroupRenamed"])
            return list(names.order_by("position").values_list("name", flat=True))


def refused(code):
    return pytest.raises(NotAllowedNow, check=lambda error: error.code == code)


def test_waiting_orders_become_a_group_that_goes_out_as_one_ride_in_the_order_of_its_promises(
    roue, board, yanis, now
):
    three, two, one = (
        placed(roue, now, ready_at=now + timedelta(minutes=minutes)) for minutes in (50, 30, 20)
    )
    group = board.make(three, one, two)
    assert (board.members(group), board.events()) == ([1, 2, 3], ["OrderGrouped"] * 3)
    board.move([three, two, one], yanis, groups={group.pk: 1})
    assert board.column(yanis) == ["P3", "P2", "P1", "D3", "D2", "D1"]
    assert (board.waiting(), board.version(group)) == ([], 2)
    board.move([one, two, three], None)
    assert (board.waiting(), board.members(group)) == ([1, 2, 3], [1, 2, 3])


def test_a_group_moves_between_couriers_as_a_whole_or_not_at_all(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    group = board.make(one, two)
    with refused("in_group"):
        board.move([one], yanis)
    board.move([one, two], roue.courier_id)
    with refused("in_group"):
        board.move([two], yanis)
    with refused("in_group"):
        board.move([two], None)
    board.move([one, two], yanis, groups={group.pk: board.version(group)})
    assert board.column(yanis) == ["P1", "P2", "D1", "D2"]
    board.move_stop(board.stop(two, "dropoff"), before=board.stop(one, "dropoff"))
    assert board.column(yanis) == ["P1", "P2", "D2", "D1"]


def test_one_of_a_group_is_neither_given_nor_taken_back_alone_from_the_list(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    board.make(one, two)
    with roue.inside():
        ids = {"delivery_id": one.delivery.pk, "by": PLATFORM, "at": now}
        with refused("in_group"):
            adopt_plan(courier_id=yanis, seen_courier_id=None, **ids)
    board.move([one, two], yanis)
    with roue.inside(), refused("in_group"):
        withdraw(seen_courier_id=yanis, **ids)


def test_whoever_saw_an_older_group_is_told_and_nothing_moves(roue, board, yanis, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = board.make(one, two)
    board.change(add_to_group, group, three)
    with refused("stale_group"):
        board.move([one, two, three], yanis, groups={group.pk: 1})
    for service, orders in ((take_out_of_group, [one]), (dissolve_group, []), (add_to_group, [one])):
        with refused("stale_group"):
            board.change(service, group, *orders, seen=1)
    assert (board.waiting(), board.members(group)) == ([1, 2, 3], [1, 2, 3])


def test_an_order_joins_a_group_on_its_way_and_comes_to_its_courier(roue, board, yanis, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = board.make(one, two)
    board.move([one, two], yanis)
    board.change(add_to_group, group, three)
    assert board.column(yanis) == ["P1", "P2", "P3", "D1", "D2", "D3"]
    board.undo()
    assert (board.column(yanis), board.waiting()) == (["P1", "P2", "D1", "D2"], [3])
    assert board.members(group) == [1, 2]


def test_an_order_taken_out_stays_where_it_is_and_the_last_one_out_dissolves_the_group(
    roue, board, yanis, now
):
    one, two = placed(roue, now), placed(roue, now)
    group = board.make(one, two)
    board.move([one, two], yanis)
    board.change(take_out_of_group, group, one)
    assert (board.members(group), board.column(yanis)) == ([2], ["P1", "P2", "D1", "D2"])
    board.move([one], None)
    board.change(take_out_of_group, group, two)
    with pytest.raises(NotFound):
        board.change(add_to_group, group, one)


def test_every_change_is_taken_back_the_newest_first(roue, board, yanis, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = board.make(one, two)
    board.now += timedelta(seconds=1)
    board.change(add_to_group, group, three)
    board.now += timedelta(seconds=1)
    board.change(take_out_of_group, group, one)
    board.now += timedelta(seconds=1)
    board.change(dissolve_group, group)
    found = [board.members(group)]
    for _ in range(4):
        assert board.undo().refused is None
        found.append(board.members(group))
    assert found == [[], [2, 3], [1, 2, 3], [1, 2], []]
    with pytest.raises(NotFound):
        board.change(add_to_group, group, one)


def test_undoing_is_refused_once_somebody_changed_the_group(roue, board, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = board.make(one, two)
    with roue.inside():
        add_to_group(
            group_id=group.pk, delivery_ids=[three.delivery.pk], seen_version=1, by=roue.by("nour"), at=now
        )
    assert board.undo().refused.code == "changed_since"
    assert board.members(group) == [1, 2, 3]


def test_undoing_an_older_move_never_parts_a_group(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    board.move([one], yanis)
    with roue.inside():
        group_move = Move(yanis, (two.delivery.pk,), seen=board.versions_by_id())
        move_stops(move=group_move, by=roue.by("nour"), at=now)
        OrderGroup.objects.create(name="Made meanwhile", made_by="x", made_at=now)
        group = OrderGroup.objects.get()
        GroupedOrder.objects.bulk_create(GroupedOrder(order=each, group=group) for each in (one, two))
    assert board.undo().refused.code == "changed_since"
    assert board.column(yanis) == ["P1", "P2", "D1", "D2"]


def test_the_automatic_dispatcher_leaves_a_group_alone(roue, board, now):
    one, two, three = (placed(roue, now, ready_at=now + timedelta(minutes=1)) for _ in range(3))
    board.make(one, two)
    with roue.inside():
        advice = suggestions(now)
        assert set(advice.delivery_of_order) == {str(three.pk)}
        dispatch_automatically(at=now)
        assert set(Task.objects.filter(delivery__order__in=[one, two]).values_list("assignee")) == {(None,)}


def test_what_a_courier_hands_back_leaves_the_group_and_the_others_stay(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    group = board.make(one, two)
    board.move([one, two], yanis)
    with roue.inside():
        decline(delivery_id=one.delivery.pk, courier_id=yanis, by=PLATFORM, at=now)
    assert (board.members(group), board.column(yanis), board.waiting()) == ([2], ["P2", "D2"], [1])


def test_a_group_gets_another_name_and_its_old_one_back(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    group = board.make(one, two)
    board.rename(group, "  Dinner  at the port ")
    assert (board.name(group), board.version(group)) == ("Dinner at the port", 2)
    board.move([one, two], yanis, groups={group.pk: 2})
    board.rename(group, "Dinner")
    board.undo()
    assert (board.name(group), board.column(yanis)) == ("Dinner at the port", ["P1", "P2", "D1", "D2"])
    assert board.events() == ["OrderGrouped"] * 2 + ["GroupRenamed"] * 3
    with roue.inside():
        told = JournalEntry.objects.filter(name="GroupRenamed").order_by("position")
        assert [entry.payload["courier_id"] for entry in told] == [None, str(yanis), str(yanis)]
        assert all("name" not in entry.payload for entry in told)


def test_a_group_is_not_renamed_by_who_saw_an_older_one_nor_to_what_it_is_called(roue, board, now):
    group = board.make(placed(roue, now), placed(roue, now))
    board.rename(group, "Dinner")
    with refused("stale_group"):
        board.rename(group, "Supper", seen=1)
    for name in ("", "x" * 61, " Dinner "):
        with pytest.raises(Invalid):
            board.rename(group, name)
    assert (board.name(group), board.version(group)) == ("Dinner", 2)
    board.change(dissolve_group, group)
    with pytest.raises(NotFound):
        board.rename(group, "Supper")


def test_a_name_given_since_is_not_taken_back(roue, board, now):
    group = board.make(placed(roue, now), placed(roue, now))
    board.rename(group, "Dinner")
    board.rename(group, "Supper", by="nour")
    assert board.undo().refused.code == "changed_since"
    assert board.name(group) == "Supper"


def test_a_cancelled_order_leaves_its_group_and_the_last_one_ends_it(roue, board, yanis, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    group = board.make(one, two, three)
    board.move([one, two, three], yanis)
    version = board.version(group)
    board.cancel(one, by="rosa")
    assert (board.members(group), board.column(yanis)) == ([2, 3], ["P2", "P3", "D2", "D3"])
    assert (board.version(group), board.is_over(group)) == (version + 1, False)
    with roue.inside():
        complete_task(task_id=two.delivery.tasks.get(kind="pickup").pk, courier_id=yanis, by=PLATFORM, at=now)
        complete_task(
            task_id=two.delivery.tasks.get(kind="dropoff").pk, courier_id=yanis, by=PLATFORM, at=now
        )
    assert board.is_over(group) is False
    board.cancel(three)
    assert (board.members(group), board.is_over(group)) == ([2], True)
    assert board.events()[-2:] == ["OrderUngrouped"] * 2


def test_a_cancellation_taken_back_brings_the_order_into_its_group_again(roue, board, now):
    one, two = placed(roue, now), placed(roue, now)
    group = board.make(one, two)
    for order in (one, two):
        board.now += timedelta(seconds=1)
        board.cancel_on_board(order)
    assert (board.members(group), board.is_over(group)) == ([], True)
    assert board.undo().refused is None
    assert (board.members(group), board.is_over(group)) == ([2], False)
    assert board.undo().refused is None
    assert (board.members(group), board.waiting()) == ([1, 2], [1, 2])


def test_an_order_whose_group_was_dissolved_since_waits_by_itself_when_its_cancellation_is_taken_back(
    roue, board, now
):
    one, two = placed(roue, now), placed(roue, now)
    group = board.make(one, two)
    board.now += timedelta(seconds=1)
    board.cancel_on_board(one)
    with roue.inside():
        dissolve_group(group_id=group.pk, seen_version=2, by=roue.by("nour"), at=now + timedelta(minutes=1))
    assert board.undo().refused is None
    assert (board.members(group), board.waiting(), board.is_over(group)) == ([], [1, 2], True)


def test_for_another_day_an_order_leaves_its_group(roue, board, now):
    one, two = placed(roue, now), placed(roue, now)
    group = board.make(one, two)
    with roue.inside():
        reschedule_order(order_id=one.pk, ready_at=now + timedelta(days=1), by=roue.by("bruno"), at=now)
    assert board.members(group) == [2]


def test_what_is_picked_up_stays_with_its_courier_while_the_rest_of_the_group_moves(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    board.make(one, two)
    board.move([one, two], yanis)
    with roue.inside():
        task = one.delivery.tasks.get(kind="pickup")
        complete_task(task_id=task.pk, courier_id=yanis, by=PLATFORM, at=now)
    board.move([two], roue.courier_id)
    assert (board.column(yanis), board.column(roue.courier_id)) == (["D1"], ["P2", "D2"])


@pytest.mark.parametrize(("name", "code"), [("", "group_name"), ("x" * 61, "group_name")])
def test_a_group_has_a_name_of_its_own(name, code, roue, board, now):
    one, two = placed(roue, now), placed(roue, now)
    with pytest.raises(Invalid, check=lambda error: error.code == code):
        board.make(one, two, name=name)


def test_a_group_is_made_of_several_orders_that_wait_for_themselves(roue, board, yanis, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    with pytest.raises(Invalid):
        board.make(one)
    board.move([three], yanis)
    with refused("has_courier"):
        board.make(one, three)
    board.make(one, two)
    with refused("grouped_already"):
        board.make(two, three, name="Another")
    with roue.inside():
        assert BoardMove.objects.filter(kind="group").count() == 1
