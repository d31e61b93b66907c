"""Reports: what was on time, by store, by hour of work, CO2 avoided, and when orders come."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from deliveries.domain.emissions import balance
from deliveries.models import Order
from deliveries.queries.reports.asked import Asked, Promises
from deliveries.queries.reports.by_store import by_store
from deliveries.queries.reports.climate import ridden_by_activity
from deliveries.queries.reports.coming import orders_by_hour
from deliveries.queries.reports.hours import weeks_of, weeks_of_all
from deliveries.queries.reports.on_time import on_time
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.ordering import cancel_order
from members.models import MemberWorker, Shift, WorkRecord
from tests.conftest import PLATFORM, Cast, placed

REPORTS = "/c/roue-libre/reports/"
ROOMS = ("", "stores/", "hours/", "co2/", "when/", "exports/")


def delivered(cast: Cast, now: datetime, *, late: int = -5) -> Order:
    """Carried by Alma; handed over so many minutes after the promise."""
    order = placed(cast, now)
    assert cast.courier_id is not None
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=cast.courier_id,
            seen_courier_id=None,
            by=cast.by("bruno"),
            at=now,
        )
        for kind, at in (
            ("pickup", order.ready_at),
            ("dropoff", order.promised_at + timedelta(minutes=late)),
        ):
            complete_task(
                task_id=order.delivery.tasks.get(kind=kind).pk,
                courier_id=cast.courier_id,
                by=cast.by("alma"),
                at=at,
            )
        return Order.objects.select_related("delivery", "quote").get(pk=order.pk)


def about(cast: Cast, now: datetime, **changes: Any) -> Asked:
    today = now.date()
    facts = {"first": today - timedelta(2), "last": today + timedelta(2), "zone": cast.cooperative.zone}
    return Asked(**facts | changes)


def days(now: datetime) -> str:
    return f"?first={now.date() - timedelta(2)}&last={now.date() + timedelta(2)}"


def test_a_promise_is_kept_up_to_its_minute_and_broken_after_it(roue, now):
    orders = [delivered(roue, now, late=late) for late in (-12, 0, 7)]
    with roue.inside():
        found = on_time(about(roue, now))
    assert found.whole == Promises(delivered=3, kept=2)
    local = orders[0].promised_at.astimezone(roue.cooperative.zone)
    assert found.by_hour == {local.hour: Promises(3, 2)}
    assert found.by_weekday == {local.isoweekday(): Promises(3, 2)}
    assert found.by_store == [("Pizzeria Lucia", Promises(3, 2))]
    assert {minutes: count for minutes, count in found.by_minutes.items() if count} == {-15: 1, -5: 1, 5: 1}


def test_what_is_very_late_stands_with_the_last_step(roue, now):
    delivered(roue, now, late=90)
    with roue.inside():
        assert {at: n for at, n in on_time(about(roue, now)).by_minutes.items() if n} == {30: 1}


def test_each_store_shows_its_orders_turnover_and_what_went_wrong(roue, now):
    order = delivered(roue, now)
    given_up = placed(roue, now)
    with roue.inside():
        cancel_order(order_id=given_up.pk, by=PLATFORM, at=now)
        placed_only = by_store(about(roue, now))
    (row,) = placed_only
    assert (row.name, row.orders, row.promises, row.failed, row.cancelled) == (
        "Pizzeria Lucia", 2, Promises(1, 1), 0, 1,
    )  # fmt: skip
    assert row.net_cents == order.quote.net_cents
    assert row.metres == order.delivery.distance_metres


def test_a_store_or_an_activity_is_looked_at_alone(roue, now):
    delivered(roue, now)
    with roue.inside():
        assert on_time(about(roue, now, activity="parcels")).whole == Promises()
        assert on_time(about(roue, now, store_id=roue.store_id)).whole == Promises(1, 1)


def test_nothing_of_another_period_is_counted(roue, now):
    delivered(roue, now)
    long_ago = {"first": date(2024, 1, 1), "last": date(2024, 12, 31)}
    with roue.inside():
        asked = about(roue, now, **long_ago)
        assert on_time(asked).whole == Promises()
        assert by_store(asked) == []
        assert orders_by_hour(asked) == {}


def test_co2_is_that_of_the_ways_ridden(roue, now):
    order = delivered(roue, now)
    with roue.inside():
        found = ridden_by_activity(about(roue, now))
    metres = order.delivery.distance_metres
    assert (found["meals"].deliveries, found["meals"].metres) == (1, metres)
    assert found["meals"].balance == balance("meals", metres, now.date())


def test_orders_come_on_the_co_ops_clock(roue, now):
    placed(roue, now)
    placed(roue, now)
    local = now.astimezone(roue.cooperative.zone)
    with roue.inside():
        assert orders_by_hour(about(roue, now)) == {(local.isoweekday(), local.hour): 2}


def worked(cast: Cast, now: datetime, seconds: int, *, people: int = 1) -> None:
    """Alma and others closed a shift of so many seconds each."""
    assert cast.courier_id is not None
    members = [MemberWorker.objects.get(pk=cast.courier_id)]
    for number, name in enumerate(["bruno", "theo"][: people - 1]):
        members.append(
            MemberWorker.objects.create(
                user=cast.users[name], name=name, code=f"X{number}", joined_on=date(2024, 1, 1)
            )
        )
    for member in members:
        ends = now + timedelta(seconds=seconds)
        shift = Shift.objects.create(
            member=member, starts_at=now, ends_at=ends, clocked_in_at=now, clocked_out_at=ends
        )
        WorkRecord.objects.create(
            shift=shift,
            member=member,
            worked_on=now.date(),
            started_at=now,
            ended_at=ends,
            paid_seconds=seconds,
        )


def test_an_hour_of_work_is_everybodys_together(roue, now):
    order = delivered(roue, now)
    with roue.inside():
        worked(roue, now, 1800, people=3)
        weeks = weeks_of_all(about(roue, now))
    assert sum(week.seconds for week in weeks) == 3 * 1800
    assert sum(week.whole.deliveries for week in weeks) == 1
    assert sum(week.whole.net_cents for week in weeks) == order.quote.net_cents
    assert max(week.people for week in weeks) == 3


def test_a_courier_sees_their_own_hours_and_deliveries_alone(roue, login, now):
    delivered(roue, now)
    with roue.inside():
        worked(roue, now, 1800, people=3)
        own = weeks_of(roue.courier_id, about(roue, now))
    assert sum(week.seconds for week in own) == 1800
    assert sum(week.whole.deliveries for week in own) == 1
    page = login(roue.alma).get(REPORTS + "mine/" + days(now)).text
    assert "2.00 deliveries an hour" in page
    assert "Withheld" not in page
    for other in (roue.bruno, roue.nour, roue.theo):
        assert login(other).get(REPORTS + "mine/").status_code == 404


def test_a_week_with_one_person_at_work_is_withheld_also_from_the_sums_and_the_file(roue, login, now):
    delivered(roue, now)
    with roue.inside():
        worked(roue, now, 1800)
    nour = login(roue.nour)
    page = nour.get(REPORTS + "hours/" + days(now)).text
    assert "Withheld: fewer than 3 people at work" in page
    assert "2.00" not in page
    told = nour.get(REPORTS + "hours/" + days(now) + "&csv=1").text
    assert told.splitlines() == ["week,activity,deliveries,hours of all work,turnover before VAT"]


@pytest.mark.parametrize("person", ["nour", "theo", "bruno"])
def test_those_who_run_the_co_op_open_every_report(roue, login, now, person):
    delivered(roue, now, late=7)
    client = login(roue.users[person])
    for room in ROOMS:
        page = client.get(REPORTS + room + days(now))
        assert page.status_code == 200
        assert 'aria-current="page"' in page.text


def test_couriers_and_stores_open_none(roue, login):
    for person in (roue.alma, roue.rosa):
        client = login(person)
        assert {client.get(REPORTS + room).status_code for room in ROOMS} == {404}


def test_the_dispatcher_sees_no_money(roue, login, now):
    delivered(roue, now)
    with roue.inside():
        worked(roue, now, 1800, people=3)
    bruno, theo = login(roue.bruno), login(roue.theo)
    for room in ("stores/", "hours/"):
        assert "€" not in bruno.get(REPORTS + room + days(now)).text
        assert "€" in theo.get(REPORTS + room + days(now)).text
    assert "Margin by activity" not in bruno.get(REPORTS).text
    assert "turnover" not in bruno.get(REPORTS + "stores/" + days(now) + "&csv=1").text


def test_period_and_filters_stay_in_the_address_of_every_room(roue, login, now):
    asked = days(now) + f"&store={roue.store_id}&activity=meals"
    page = login(roue.nour).get(REPORTS + asked).text
    kept = f"first={now.date() - timedelta(2)}&amp;last={now.date() + timedelta(2)}&amp;store={roue.store_id}"
    for room in ("stores/", "hours/", "co2/", "when/"):
        assert f'href="{REPORTS}{room}?{kept}&amp;activity=meals"' in page
    assert f'href="/c/roue-libre/books/margin/?{kept}' in page


def test_days_that_make_no_sense_are_said_at_their_field(roue, login):
    page = login(roue.nour).get(REPORTS + "?first=2026-11-02&last=2026-11-01")
    assert page.status_code == 422
    assert "The period ends before it begins." in page.text


def test_a_picture_has_a_title_a_description_and_its_table(roue, login, now):
    delivered(roue, now)
    page = login(roue.nour).get(REPORTS + days(now)).text
    assert page.count('<svg class="bars') == 6
    assert page.count("<desc") == page.count('role="img"')
    assert "1 of 1 deliveries were handed over by the time that was promised" in page
    told = login(roue.nour).get(REPORTS + days(now) + "&csv=1").text
    assert "Store,Pizzeria Lucia,1,1" in told.splitlines()


@pytest.mark.parametrize("room", ROOMS)
def test_a_report_takes_as_many_queries_for_three_orders_as_for_one(
    roue, login, now, room, django_assert_max_num_queries
):
    nour = login(roue.nour)
    for _ in range(2):
        delivered(roue, now)
        with django_assert_max_num_queries(14):
            nour.get(REPORTS + room + days(now))


def test_the_method_of_co2_is_shown_with_each_factors_source_and_day(roue, login, now):
    delivered(roue, now)
    page = login(roue.nour).get(REPORTS + "co2/" + days(now)).text
    assert "ADEME, Impact CO2, 2026-07-01" in page
    assert "76.3" in page
    assert "1 January 2025" in page


def test_an_empty_period_says_so(roue, login):
    for room in ("", "stores/", "hours/", "co2/", "when/"):
        page = login(roue.nour).get(REPORTS + room + "?first=2024-01-01&last=2024-01-31").text
        assert "No delivery in these days" in page
