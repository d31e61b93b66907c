"""Stops on the board: the server owns their order; whoever saw an older one is told; a move can be taken back."""

from datetime import timedelta

import pytest

from coopplatform.kernel.errors import NotAllowedNow
from deliveries.models import BoardMove, Task
from deliveries.queries.board_state import board_state
from deliveries.services.carrying import complete_task
from deliveries.services.moving import Move, move_stops
from deliveries.services.undoing import undo_last
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.conftest import hire_another


@pytest.fixture
def yanis(roue, now):
    return hire_another(roue, now)


@pytest.fixture
def board(roue, now, yanis):
    return Board(roue, now)


class Board:
    """What a dispatcher sees, and moves made from it."""

    def __init__(self, cast, now):
        self.cast, self.now = cast, now

    def state(self):
        with self.cast.inside():
            return board_state(self.now, day_began_at=self.now - timedelta(hours=6))

    def versions(self):
        return {row[0]: row[3] for row in self.state()["couriers"]}

    def move(self, orders, to, *, by="bruno", seen=None, **more):
        with self.cast.inside():
            deliveries = tuple(order.delivery.pk for order in orders)
            return self._moved(Move(to, deliveries, seen=seen or self.versions_by_id(), **more), by)

    def move_stop(self, task, *, before=None, by="bruno"):
        with self.cast.inside():
            move = Move(
                task.assignee_id,
                stops=(task.pk,),
                before=before and before.pk,
                is_last=before is None,
                seen=self.versions_by_id(),
            )
            return self._moved(move, by)

    def versions_by_id(self):
        from uuid import UUID

        return {UUID(key): version for key, version in self.versions().items()}

    def _moved(self, move, by):
        return move_stops(move=move, by=self.cast.by(by), at=self.now)

    def undo(self, by="bruno"):
        with self.cast.inside():
            return undo_last(by=self.cast.by(by), at=self.now + timedelta(seconds=1))

    def stop(self, order, kind):
        with self.cast.inside():
            return order.delivery.tasks.get(kind=kind)

    def column(self, courier_id):
        """The courier's stops as words: P1 D1 …"""
        with self.cast.inside():
            names = {
                str(task.pk): f"{task.kind[0].upper()}{task.delivery.order.number}"
                for task in Task.objects.select_related("delivery__order")
            }
        rows = {row[0]: row[12] for row in self.state()["couriers"]}
        return [names[task_id] for task_id, _rank in rows[str(courier_id)]]

    def waiting(self):
        return sorted(row[2] for row in self.state()["orders"] if row[3] == 0)


def test_orders_come_to_a_courier_last_or_before_a_stop(roue, board, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    board.move([one], roue.courier_id)
    board.move([two], roue.courier_id, is_last=True)
    board.move([three], roue.courier_id, before=board.stop(two, "pickup").pk)
    assert board.column(roue.courier_id) == ["P1", "D1", "P3", "D3", "P2", "D2"]
    assert board.waiting() == []


def test_without_a_place_a_pickup_joins_its_door(roue, board, now):
    one, two = placed(roue, now), placed(roue, now)
    board.move([one, two], roue.courier_id)
    assert board.column(roue.courier_id) == ["P1", "P2", "D1", "D2"]
    with roue.inside():
        assert list(Task.objects.filter(kind="pickup").values_list("rank", flat=True)) == [1, 1]


def test_several_orders_go_from_one_courier_to_another_together(roue, board, yanis, now):
    orders = [placed(roue, now) for _ in range(3)]
    board.move(orders, roue.courier_id)
    board.move(orders[:2], yanis)
    assert (board.column(roue.courier_id), board.column(yanis)) == (["P3", "D3"], ["P1", "P2", "D1", "D2"])


def test_a_stop_moves_within_its_column_but_never_before_its_pickup(roue, board, now):
    one, two = placed(roue, now), placed(roue, now)
    board.move([one, two], roue.courier_id)
    board.move_stop(board.stop(one, "dropoff"))
    assert board.column(roue.courier_id) == ["P1", "P2", "D2", "D1"]
    with pytest.raises(NotAllowedNow, match=r"No\. 1 would be dropped off before it is picked up\."):
        board.move_stop(board.stop(one, "dropoff"), before=board.stop(one, "pickup"))
    assert board.column(roue.courier_id) == ["P1", "P2", "D2", "D1"]


def test_whoever_saw_an_older_order_of_stops_is_told_and_nothing_moves(roue, board, now):
    one, two = placed(roue, now), placed(roue, now)
    seen = board.versions_by_id()
    board.move([one], roue.courier_id)
    with pytest.raises(NotAllowedNow, match="The stops of Alma were changed meanwhile: look at them again"):
        board.move([two], roue.courier_id, seen=seen)
    assert (board.column(roue.courier_id), board.waiting()) == (["P1", "D1"], [2])


def test_whoever_saw_an_order_waiting_learns_who_has_it(roue, board, yanis, now):
    order = placed(roue, now)
    board.move([order], roue.courier_id)
    with pytest.raises(NotAllowedNow, match=r"Someone was quicker: Alma now has no\. 1\."):
        board.move([order], yanis, seen={yanis: 0})
    assert board.column(yanis) == []


def test_what_is_done_does_not_move(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    board.move([one, two], roue.courier_id)
    pickup = board.stop(one, "pickup")
    with roue.inside():
        complete_task(task_id=pickup.pk, courier_id=roue.courier_id, by=PLATFORM, at=now)
    with pytest.raises(NotAllowedNow, match="done already"):
        board.move_stop(pickup)
    with pytest.raises(NotAllowedNow, match="already carrying"):
        board.move([one], yanis)
    board.move_stop(board.stop(one, "dropoff"))
    assert board.column(roue.courier_id) == ["P2", "D2", "D1"]


def test_taken_back_it_waits_again(roue, board, now):
    order = placed(roue, now)
    board.move([order], roue.courier_id)
    board.move([order], None)
    assert (board.column(roue.courier_id), board.waiting()) == ([], [1])


def test_moves_are_undone_one_after_the_other(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    board.move([one, two], roue.courier_id)
    board.move_stop(board.stop(one, "dropoff"))
    board.move([one], yanis)
    board.undo()
    assert (board.column(roue.courier_id), board.column(yanis)) == (["P1", "P2", "D2", "D1"], [])
    board.undo()
    assert board.column(roue.courier_id) == ["P1", "P2", "D1", "D2"]
    board.undo()
    assert (board.column(roue.courier_id), board.waiting()) == ([], [1, 2])
    with pytest.raises(NotAllowedNow, match="nothing of yours to undo"):
        board.undo()


def test_undoing_is_refused_once_somebody_changed_it_and_the_move_before_comes_next(roue, board, yanis, now):
    one, two = placed(roue, now), placed(roue, now)
    board.move([two], yanis)
    board.move([one], roue.courier_id)
    board.move([one], yanis, by="nour")
    undone = board.undo()
    assert undone.refused.code == "changed_since"
    assert board.column(yanis) == ["P1", "P2", "D2", "D1"]
    board.undo()
    assert board.waiting() == [2]


def test_what_came_or_was_done_since_stays_when_a_move_is_undone(roue, board, now):
    one, two, three = (placed(roue, now) for _ in range(3))
    board.move([one, two], roue.courier_id)
    board.move_stop(board.stop(one, "dropoff"))
    with roue.inside():
        pickup = board.stop(one, "pickup")
        complete_task(task_id=pickup.pk, courier_id=roue.courier_id, by=PLATFORM, at=now)
    board.move([three], roue.courier_id, by="nour", is_last=True)
    assert board.undo().refused is None
    assert board.column(roue.courier_id) == ["P2", "D1", "D2", "P3", "D3"]


def test_a_courier_who_went_home_gets_nothing_back(roue, board, now):
    from members.services.roster import clock_out

    order = placed(roue, now)
    board.move([order], roue.courier_id)
    board.move([order], None)
    with roue.inside():
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now)
    assert board.undo().refused.code == "not_on_shift"
    assert board.waiting() == [1]
    with roue.inside():
        assert BoardMove.objects.filter(undone_at__isnull=True).count() == 1
