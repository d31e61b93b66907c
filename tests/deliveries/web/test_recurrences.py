"""Standing orders: set up from an order, ordered a day ahead exactly once, skipped, paused, given up."""

import threading
from datetime import UTC, date, datetime, time, timedelta

import pytest
from django.db import connection
from django.urls import reverse

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from deliveries.models import Order, Recurrence, RecurrenceDay, Store
from deliveries.services.recurring import (
    end_recurrence,
    order_day,
    order_what_recurs,
    pause_recurrence,
    resume_recurrence,
    set_up_recurrence,
    skip_day,
)
from tests.conftest import PLATFORM, new_order, placed

THURSDAY = datetime(2026, 3, 26, 8, 0, tzinfo=UTC)


def page(cast, name, *more):
    return reverse(name, args=[cast.slug, cast.store_id, *more])


def daily(cast, at, ready=time(11, 30), rule="FREQ=DAILY", **changes):
    return set_up_recurrence(
        name="Lunch",
        rule=rule,
        starts_on=at.date(),
        ready_time=ready,
        new=new_order(cast, at, **changes),
        by=PLATFORM,
        at=at,
    )


def ordered_at(at):
    return order_what_recurs(at=at, by=PLATFORM)


def ready_times():
    return sorted(Order.objects.values_list("ready_at", flat=True))


def test_each_day_is_ordered_a_day_ahead_and_once(inside):
    daily(inside, THURSDAY)
    for hours in range(0, 48, 3):
        ordered_at(THURSDAY + timedelta(hours=hours))
    assert ready_times() == [datetime(2026, 3, day, 10, 30, tzinfo=UTC) for day in (26, 27, 28)]


def test_the_night_the_clocks_change_has_its_order_too(inside):
    daily(inside, THURSDAY, ready=time(2, 30))
    for hours in range(0, 72, 4):
        ordered_at(THURSDAY + timedelta(hours=hours))
    assert ready_times() == [datetime(2026, 3, day, 1, 30, tzinfo=UTC) for day in (27, 28, 29)] + [
        datetime(2026, 3, 30, 0, 30, tzinfo=UTC)
    ]


def test_what_is_ordered_is_what_was_asked_with_its_window(inside):
    from coopplatform.kernel.time import TimeWindow

    ready_at = THURSDAY.replace(hour=10, minute=30)
    span = TimeWindow(ready_at + timedelta(minutes=30), ready_at + timedelta(minutes=90))
    daily(inside, THURSDAY, ready_at=ready_at, window=span, grams=2500, needs=("cold",), bags=3)
    done, _tomorrow = ordered_at(ready_at - timedelta(hours=2))
    tasks = {task.kind: task for task in done.order.delivery.tasks.all()}
    assert (done.order.bags, done.order.grams, done.order.needs) == (3, 2500, ["cold"])
    assert (tasks["dropoff"].window_after, tasks["dropoff"].window_before) == (span.after, span.before)
    assert tasks["dropoff"].address == "14 rue Grimaldi"


def test_a_skipped_day_is_left_out(inside):
    standing = daily(inside, THURSDAY)
    skip_day(recurrence_id=standing.pk, day=date(2026, 3, 27), by=PLATFORM, at=THURSDAY)
    for hours in range(0, 48, 3):
        ordered_at(THURSDAY + timedelta(hours=hours))
    assert [moment.day for moment in ready_times()] == [26, 28]


def test_a_pause_passes_over_its_days_and_an_end_is_for_good(inside):
    standing = daily(inside, THURSDAY)
    pause_recurrence(recurrence_id=standing.pk, by=PLATFORM, at=THURSDAY)
    assert ordered_at(THURSDAY) == []
    resume_recurrence(recurrence_id=standing.pk, by=PLATFORM, at=THURSDAY + timedelta(days=2))
    assert [done.day.day for done in ordered_at(THURSDAY + timedelta(days=2))] == [28, 29]
    end_recurrence(recurrence_id=standing.pk, by=PLATFORM, at=THURSDAY)
    assert ordered_at(THURSDAY + timedelta(days=4)) == []
    with pytest.raises(NotAllowedNow):
        resume_recurrence(recurrence_id=standing.pk, by=PLATFORM, at=THURSDAY)


def test_a_day_the_store_is_closed_is_kept_with_its_reason_and_stops_no_other(inside, roue, login):
    daily(inside, THURSDAY)
    Store.objects.update(opening={"fri": [["11:00", "14:00"]]})
    done = ordered_at(THURSDAY) + ordered_at(THURSDAY + timedelta(hours=20))
    assert [(one.day.day, one.order is None) for one in done] == [(26, True), (27, False)]
    assert "closed then" in done[0].trouble["message"]


def test_a_day_that_is_ordered_is_cancelled_not_skipped(inside):
    standing = daily(inside, THURSDAY)
    ordered_at(THURSDAY)
    with pytest.raises(NotAllowedNow):
        skip_day(recurrence_id=standing.pk, day=date(2026, 3, 26), by=PLATFORM, at=THURSDAY)
    with pytest.raises(Invalid):
        skip_day(recurrence_id=standing.pk, day=date(2026, 3, 1), by=PLATFORM, at=THURSDAY)


def test_two_schedulers_at_once_order_a_day_once(transactional_db, roue):
    with roue.inside():
        standing = daily(roue, THURSDAY)
    barrier, made = threading.Barrier(2), []

    def order():
        try:
            with roue.inside():
                barrier.wait()
                made.append(
                    order_day(recurrence_id=standing.pk, day=date(2026, 3, 26), by=PLATFORM, at=THURSDAY)
                )
        finally:
            connection.close()

    threads = [threading.Thread(target=order) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    with roue.inside():
        assert (sorted(one is None for one in made), Order.objects.count()) == ([False, True], 1)


def test_the_order_says_which_standing_order_made_it(inside, roue, login):
    daily(inside, THURSDAY)
    (done,) = ordered_at(THURSDAY)
    text = login(roue.rosa).get(page(roue, "order", done.order.pk)).content.decode()
    assert "Ordered by the standing order “Lunch”" in text


class TestPages:
    @pytest.fixture
    def rosa(self, roue, login):
        return login(roue.rosa)

    def form(self, **changes):
        return {
            "name": "Lunch for the office",
            "days": ["MO", "TH"],
            "every": "1",
            "ready_time": "11:30",
            "starts_on": "2026-12-01",
        } | changes

    def test_an_order_becomes_one_that_comes_back_and_each_day_can_be_skipped(self, roue, rosa, now):
        order = placed(roue, now)
        answer = rosa.post(page(roue, "order-repeat", order.pk), self.form())
        assert answer["Location"] == page(roue, "store-recurrences")
        with roue.inside():
            standing = Recurrence.objects.get()
        assert (standing.rule, standing.asked["bags"]) == ("FREQ=WEEKLY;BYDAY=MO,TH", 2)
        text = rosa.get(page(roue, "store-recurrences")).content.decode()
        assert "every week: Monday, Thursday" in text
        first = rosa.get(page(roue, "store-recurrences")).context["standing"][0]["facts"].days[0].day
        one = page(roue, "store-recurrence", standing.pk)
        rosa.post(one, {"what": "skip", "day": first.isoformat()})
        assert "Order it after all" in rosa.get(page(roue, "store-recurrences")).content.decode()
        rosa.post(one, {"what": "unskip", "day": first.isoformat()})
        with roue.inside():
            assert RecurrenceDay.objects.count() == 0
        for what, words in (
            ("pause", "Paused"),
            ("resume", "Skip this day"),
            ("end", "No standing order yet"),
        ):
            rosa.post(one, {"what": what})
            assert words in rosa.get(page(roue, "store-recurrences")).content.decode()

    @pytest.mark.parametrize(
        ("changes", "words"),
        [
            ({"days": []}, "Choose at least one day"),
            ({"every": "0"}, "Every 1 to 52 weeks"),
            ({"rule": "FREQ=SECONDLY"}, "A rule names days"),
            ({"rule": "FREQ=YEARLY;BYMONTH=2;BYMONTHDAY=30"}, "No day in the coming year"),
            ({"until": "2026-11-30"}, "No day in the coming year"),
            ({"ready_time": "25:00"}, "Enter a valid time"),
        ],
    )
    def test_a_rule_without_sense_is_said_at_its_field(self, roue, rosa, now, changes, words):
        order = placed(roue, now)
        answer = rosa.post(page(roue, "order-repeat", order.pk), self.form(**changes))
        assert answer.status_code == 422
        assert words in answer.content.decode()
