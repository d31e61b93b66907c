"""What couriers tap counts once, in the order of their phone, however it arrives; what can't count is kept and told."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID, uuid4

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from cooperatives.queries.books import entry_of
from coopplatform.journal.reading import history
from deliveries.models import Delivery, Order, Phone, Tap, Task
from deliveries.queries.taps import taps_of, to_look_at
from deliveries.services.dispatching import adopt_plan
from deliveries.services.ordering import cancel_order
from deliveries.services.taps import Batch, Tapped, receive_taps, see_tap
from members.models import Shift, WorkBreak
from members.services.roster import plan_shift
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.conftest import hire_another


def given_to(cast, courier_id, now):
    order = placed(cast, now)
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk, courier_id=courier_id, seen_courier_id=None, by=PLATFORM, at=now
        )
    return order


class AlmasPhone:
    """A phone that numbers its taps, a second apart."""

    def __init__(self, cast, at):
        self.cast, self.at, self.device, self.taps = cast, at, uuid4(), []

    def tap(self, kind, subject=None, **more):
        number = len(self.taps) + 1
        tapped = Tapped(uuid4(), number, kind, self.at + timedelta(seconds=number), subject, **more)
        self.taps.append(tapped)
        return tapped

    def send(self, *taps, oldest=1, later=timedelta(minutes=20), skew=timedelta(0)):
        """`later` they come in; the phone's clock is off by `skew`."""
        shown = tuple(replace(tap, at=tap.at + skew) for tap in taps or self.taps)
        received = self.at + later
        batch = Batch(self.device, received + skew, oldest, shown)
        return receive_taps(
            courier_id=self.cast.courier_id, batch=batch, by=self.cast.by("alma"), at=received
        )

    def outcomes(self, *taps, **how):
        return [(row.outcome, row.code) for row in self.send(*taps, **how).taps]


@pytest.fixture
def phone(inside, now):
    return AlmasPhone(inside, now)


@pytest.fixture
def order(inside, now):
    return given_to(inside, inside.courier_id, now)


def stops(order):
    tasks = {task.kind: task.pk for task in Task.objects.filter(delivery=order.delivery.pk)}
    return tasks["pickup"], tasks["dropoff"]


def whole_ride(phone, order):
    pickup, door = stops(order)
    for kind, stop in (
        ("take", pickup),
        ("arrive", pickup),
        ("complete", pickup),
        ("arrive", door),
        ("complete", door),
    ):
        phone.tap(kind, stop)


def told(order):
    """What the journal says of this delivery since it was given, oldest first."""
    names = [
        e.name
        for e in reversed(history(limit=500))
        if e.event and getattr(e.event, "delivery_id", None) == order.delivery.pk
    ]
    return names[names.index("TasksAssigned") + 1 :]


RIDE = ["DeliveryTaken", "TaskArrived", "TaskCompleted", "TaskArrived", "TaskCompleted", "DeliveryCompleted"]


def test_a_ride_made_without_network_counts_when_it_comes_in_with_the_time_of_each_tap(phone, order, now):
    whole_ride(phone, order)
    received = phone.send()
    assert [row.outcome for row in received.taps] == ["done"] * 5
    assert received.through == 5
    door = Task.objects.get(pk=stops(order)[1])
    assert (door.arrived_at, door.completed_at) == (now + timedelta(seconds=4), now + timedelta(seconds=5))
    assert told(order) == RIDE
    assert entry_of(f"order:{order.pk}") is not None
    last = taps_of(order.delivery.pk)[-1]
    assert (last.tap.made_at, last.minutes_late) == (now + timedelta(seconds=5), 19)


def test_sent_again_it_changes_nothing(phone, order):
    whole_ride(phone, order)
    first = [row.pk for row in phone.send().taps]
    assert [row.pk for row in phone.send().taps] == first
    assert told(order) == RIDE


def test_a_tap_waits_for_the_one_before_it(phone, order):
    whole_ride(phone, order)
    take, arrive, *rest = phone.taps
    assert phone.outcomes(arrive, *rest) == [("held", "")] * 4
    assert told(order) == []
    assert phone.send(take).through == 5
    assert told(order) == RIDE


def test_a_tap_that_was_lost_for_good_holds_nobody_up(phone, order):
    whole_ride(phone, order)
    _lost, *rest = phone.taps
    assert phone.outcomes(*rest, oldest=2) == [("done", "")] * 4


SCRIPTS = st.lists(st.sampled_from(["break", "back and forth", "wrong tap", "void"]), max_size=3)


def act_out(phone, order, shift_id, script):
    """What a courier may do in the course of one delivery."""
    pickup, door = stops(order)
    phone.tap("take", pickup)
    for scene in script:
        if scene == "break":
            phone.tap("break_start", shift_id)
            phone.tap("break_end", shift_id)
        elif scene == "back and forth":
            mistaken = phone.tap("arrive", pickup)
            phone.tap("undo", undoes=mistaken.key)
        elif scene == "wrong tap":
            phone.tap("arrive", pickup)
            mistaken = phone.tap("complete", pickup)
            phone.tap("undo", undoes=mistaken.key)
        else:
            phone.tap("void")
    phone.tap("arrive", pickup)
    phone.tap("complete", pickup)
    phone.tap("arrive", door)
    phone.tap("complete", door)


def picture(phone, order, at):
    """Everything the taps changed, as times since `at`."""
    since = {
        task.kind: (task.state, task.arrived_at - at, task.completed_at - at)
        for task in Task.objects.filter(delivery=order.delivery.pk)
    }
    taken = Delivery.objects.get(pk=order.delivery.pk).taken_at - at
    breaks = [
        (b.started_at - at, b.ended_at - at)
        for b in WorkBreak.objects.filter(started_at__gte=at).order_by("started_at")
    ]
    state = Order.objects.get(pk=order.pk).state
    kept = list(
        Tap.objects.filter(phone__device=phone.device).order_by("number").values_list("kind", "outcome")
    )
    return since, taken, breaks, state, kept, told(order)


@settings(max_examples=12, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(script=SCRIPTS, data=st.data())
def test_any_permutation_and_repetition_of_a_couriers_taps_ends_in_the_same_state(roue, now, script, data):
    with roue.inside():
        WorkBreak.objects.all().delete()
        plain, shuffled = AlmasPhone(roue, now), AlmasPhone(roue, now + timedelta(hours=1))
        one, other = given_to(roue, roue.courier_id, now), given_to(roue, roue.courier_id, now)
        act_out(plain, one, roue.shift_id, script)
        plain.send()
        expected = picture(plain, one, now)
        WorkBreak.objects.all().delete()
        act_out(shuffled, other, roue.shift_id, script)
        arriving = data.draw(st.permutations(shuffled.taps))
        again = data.draw(st.lists(st.sampled_from(shuffled.taps), max_size=6))
        for place, tap in enumerate([*arriving, *again]):
            shuffled.send(tap, *again[: place % 3])
        assert picture(shuffled, other, now + timedelta(hours=1)) == expected


@pytest.mark.parametrize("skew", [timedelta(days=1), -timedelta(days=1)])
def test_a_clock_a_day_off_is_kept_but_ours_counts(phone, order, now, skew):
    whole_ride(phone, order)
    phone.send(skew=skew)
    tap = Tap.objects.get(number=5)
    assert (tap.tapped_at, tap.made_at) == (now + timedelta(seconds=5) + skew, now + timedelta(seconds=5))
    assert Task.objects.get(pk=stops(order)[1]).completed_at == tap.made_at


def test_a_stop_given_to_someone_else_meanwhile_is_kept_and_the_dispatcher_told(phone, order, roue, now):
    pickup, _door = stops(order)
    phone.tap("arrive", pickup)
    yanis = hire_another(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=yanis,
            seen_courier_id=roue.courier_id,
            by=PLATFORM,
            at=now,
        )
    assert phone.outcomes() == [("kept", "task_taken_away")]
    assert Task.objects.get(pk=pickup).state == "waiting"
    (look,) = to_look_at()
    assert (look.courier.name, look.number, look.tap.kind) == ("Alma", order.number, "arrive")
    assert "TapKept" in told(order)
    for _ in range(2):
        see_tap(tap_id=look.tap.pk, by=roue.by("bruno"), at=now)
    assert to_look_at() == []
    assert [entry.name for entry in history(limit=50)].count("TapSeen") == 1


def test_a_stop_cancelled_meanwhile_is_kept_and_what_follows_still_counts(phone, order, roue, now):
    another = given_to(roue, roue.courier_id, now)
    phone.tap("arrive", stops(order)[0])
    phone.tap("arrive", stops(another)[0])
    cancel_order(order_id=order.pk, by=PLATFORM, at=now)
    assert phone.outcomes() == [("kept", "task_is_cancelled"), ("done", "")]


def test_an_undo_that_comes_too_late_is_for_the_dispatcher_to_correct(phone, order):
    whole_ride(phone, order)
    phone.tap("undo", undoes=phone.taps[-1].key)
    assert phone.outcomes()[-1] == ("kept", "already_booked")
    assert Order.objects.get(pk=order.pk).state == "delivered"


def test_the_same_outbox_from_two_phones_counts_once(phone, order):
    whole_ride(phone, order)
    phone.send(*phone.taps[:3])
    copy = AlmasPhone(phone.cast, phone.at)
    copy.taps = phone.taps
    copy.send()
    assert phone.outcomes(*phone.taps[3:]) == [("done", ""), ("done", "")]
    assert told(order) == RIDE


def test_two_phones_that_go_on_under_one_name_are_told_apart(phone, order):
    first, _door = stops(order)
    phone.tap("take", first)
    phone.send()
    copy = AlmasPhone(phone.cast, phone.at)
    copy.device, copy.taps = phone.device, list(phone.taps)
    phone.tap("arrive", first)
    phone.send()
    copy.tap("complete", first)
    with pytest.raises(Exception, match="copied") as refused:
        copy.send()
    assert refused.value.code == "phone_copied"
    copy.device = uuid4()
    assert [row.outcome for row in copy.send().taps] == ["done", "done"]
    assert told(order) == ["DeliveryTaken", "TaskArrived", "TaskCompleted"]


@pytest.mark.parametrize(
    ("kind", "subject", "code"),
    [
        ("arrive", uuid4(), "no_task"),
        ("arrive", None, "no_task"),
        ("decline", uuid4(), "no_task"),
        ("clock_in", uuid4(), "no_shift_now"),
        ("clock_out", uuid4(), "no_shift"),
        ("dance", None, "unknown_tap"),
        ("undo", None, "nothing_to_undo"),
        ("forgot", None, "phone_forgot"),
    ],
)
def test_what_makes_no_sense_is_kept_told_and_holds_nothing_up(phone, order, kind, subject, code):
    phone.tap(kind, subject)
    phone.tap("take", stops(order)[0])
    assert phone.outcomes() == [("kept", code), ("done", "")]
    assert [look.tap.code for look in to_look_at()] == [code]


def test_the_clock_and_the_break_work_from_the_phone(phone, roue, now):
    phone.tap("break_start", roue.shift_id)
    phone.tap("break_end", roue.shift_id)
    phone.tap("clock_out", roue.shift_id)
    assert phone.outcomes() == [("done", "")] * 3
    shift = Shift.objects.get(pk=roue.shift_id)
    assert shift.clocked_out_at == now + timedelta(seconds=3)
    tonight = plan_shift(
        member_id=roue.courier_id,
        starts_at=now + timedelta(hours=9),
        ends_at=now + timedelta(hours=11),
        by=PLATFORM,
    )
    phone.tap("clock_in", tonight.pk)
    assert phone.outcomes()[-1] == ("kept", "no_shift_now")


def test_whoever_stops_working_has_stopped_also_with_stops_left_and_somebody_must_look(phone, order, roue):
    phone.tap("clock_out", roue.shift_id)
    assert phone.outcomes() == [("done", "stops_left")]
    assert Shift.objects.get(pk=roue.shift_id).clocked_out_at is not None
    assert [look.tap.code for look in to_look_at()] == ["stops_left"]


def test_a_problem_taken_back_in_time_never_was_one(phone, order):
    pickup, _door = stops(order)
    failed = phone.tap("fail", pickup, reason="not_ready")
    phone.tap("undo", undoes=failed.key)
    assert phone.outcomes() == [("done", "")] * 2
    task = Task.objects.select_related("delivery__order").get(pk=pickup)
    assert (task.state, task.delivery.failure, task.delivery.order.state) == ("waiting", "", "dispatched")


def test_what_the_server_had_put_down_when_it_died_is_applied_with_the_next_batch(phone, order, monkeypatch):
    whole_ride(phone, order)
    with monkeypatch.context() as dying:
        dying.setattr("deliveries.services.taps.apply_tap", lambda **_: 1 / 0)
        with pytest.raises(ZeroDivisionError):
            phone.send(*phone.taps[:3])
    assert set(Tap.objects.values_list("outcome", flat=True)) == {"held"}
    assert phone.send(*phone.taps[3:], oldest=1).through == 5
    assert told(order) == RIDE


def test_a_phone_is_known_by_its_courier_and_device(phone, order):
    phone.tap("take", stops(order)[0])
    phone.send()
    assert list(Phone.objects.values_list("courier", "device", "applied_through")) == [
        (phone.cast.courier_id, phone.device, 1)
    ]
    assert isinstance(phone.device, UUID)


def test_the_board_shows_both_times_and_what_could_not_count_until_it_was_seen(
    phone, order, roue, login, now
):
    pickup, _door = stops(order)
    for kind in ("take", "arrive", "complete", "complete"):
        phone.tap(kind, pickup)
    phone.tap("decline", pickup)
    phone.send()
    bruno = login(roue.bruno)
    board = bruno.get(f"/c/{roue.slug}/board/list/")
    assert [(line.shown.courier.name, str(line.words)) for line in board.context["looks"]] == [
        ("Alma", "Handed back")
    ]
    column = board.context["board"].columns[0]
    assert [(stop.kind, stop.received_at is not None) for stop in column.stops] == [
        ("done", True),
        ("next-dropoff", False),
    ]
    assert "A courier is already carrying this order." in board.text
    tap = board.context["looks"][0].shown.tap
    assert bruno.post(f"/c/{roue.slug}/board/taps/{tap.pk}/seen/").context["looks"] == []


def test_what_nobody_has_taken_yet_is_dashed_on_the_board(phone, order, roue, login):
    bruno = login(roue.bruno)

    def shapes():
        page = bruno.get(f"/c/{roue.slug}/board/list/")
        return [stop.kind for stop in page.context["board"].columns[0].stops]

    assert shapes() == ["suggested-pickup", "suggested-dropoff"]
    phone.tap("take", stops(order)[0])
    phone.send()
    assert shapes() == ["next-pickup", "dropoff"]


def test_both_times_of_what_was_tapped_stay_on_the_orders_page_for_the_dispatcher_only(
    phone, order, roue, login
):
    whole_ride(phone, order)
    phone.send()
    page = f"/c/{roue.slug}/stores/{roue.store_id}/orders/{order.pk}/"
    seen = login(roue.bruno).get(page)
    assert [str(line.words) for line in seen.context["taps"]][-1] == "Delivered"
    assert seen.context["taps"][-1].shown.minutes_late == 19
    assert "received" in seen.text
    assert login(roue.rosa).get(page).context["taps"] == []
