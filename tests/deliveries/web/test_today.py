"""The co-op's day at a glance, and the order behind an entry."""

from datetime import UTC, datetime, timedelta

from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.web.today import Service, day_points, services
from members.queries.roster import PlannedShift
from tests.conftest import placed

TODAY = "/c/roue-libre/today/"
NOON = datetime(2026, 11, 23, 12, tzinfo=UTC)


def hours(first: int, last: int) -> PlannedShift:
    return PlannedShift(NOON.replace(hour=first), NOON.replace(hour=last))


def test_shifts_that_touch_are_one_service():
    joined = services([hours(18, 22), hours(11, 14), hours(13, 15)])
    assert joined == [
        Service(NOON.replace(hour=11), NOON.replace(hour=15), 2),
        Service(NOON.replace(hour=18), NOON.replace(hour=22), 1),
    ]


def test_the_day_line_is_travelled_up_to_now_and_empty_between_services():
    points = day_points(services([hours(11, 15), hours(18, 22)]), NOON)
    assert [(point["kind"], point["after"]) for point in points] == [
        ("done", "past"),
        ("now", "solid"),
        ("end", "unsure"),
        ("start", "solid"),
        ("end", "unsure"),
    ]


def test_the_administrator_sees_what_waits_and_what_happened(roue, login, now):
    placed(roue, now)
    page = login(roue.nour).get(TODAY).text
    assert "1 order waits for a courier" in page
    assert "No. 1 was ordered" in page
    assert "Alma clocked in" in page
    assert "Open the board" in page
    assert "Open the board" not in login(roue.theo).get(TODAY).text


def test_the_day_takes_as_many_queries_for_three_orders_as_for_one(
    roue, login, now, django_assert_max_num_queries
):
    nour = login(roue.nour)
    for _ in range(3):
        placed(roue, now)
        with django_assert_max_num_queries(30):
            nour.get(TODAY)


def test_the_order_behind_an_entry_shows_its_frozen_price(roue, autre, login, now):
    order = placed(roue, now)
    with roue.inside():
        adopt_plan(
            delivery_id=order.delivery.pk,
            courier_id=roue.courier_id,
            seen_courier_id=None,
            by=roue.by("bruno"),
            at=now,
        )
        for minutes, kind in ((16, "pickup"), (24, "dropoff")):
            complete_task(
                task_id=order.delivery.tasks.get(kind=kind).pk,
                courier_id=roue.courier_id,
                by=roue.by("alma"),
                at=now + timedelta(minutes=minutes),
            )
    theo = login(roue.theo)
    receipt = f"/c/roue-libre/receipts/{order.pk}/"
    assert receipt in theo.get(f"/c/roue-libre/books/?fact=order:{order.pk}").text
    assert "Price, as it was told before sending" in theo.get(receipt).text
    assert login(roue.rosa).get(receipt).status_code == 404
    assert login(autre.chloe).get(receipt).status_code == 404
