"""A place in a time slot is taken with the order and given back with its cancellation."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest

from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from coopplatform.web.idempotency import RequestKey
from deliveries.domain.pricing.conditions import InSlot
from deliveries.domain.pricing.prices import Fixed
from deliveries.domain.slots import SlotTerms
from deliveries.models import Order, TimeSlot
from deliveries.queries.slots import choices_for
from deliveries.services.ordering import cancel_order, place_order
from deliveries.services.quoting import quote_order, store_called
from deliveries.services.slot_plans import (
    SlotPlanSaid,
    close_day,
    delete_slot_plan,
    open_day,
    save_slot_plan,
)
from tests.conftest import PLATFORM, new_order
from tests.deliveries.pricing.conftest import Office, rule
from tests.deliveries.test_races import at_once

PARIS = ZoneInfo("Europe/Paris")
FRIDAY = datetime(2026, 11, 27, 8, 0, tzinfo=PARIS).astimezone(UTC)
MORNING = SlotTerms(("Mo-Sa 10:00-11:00,11:00-12:00",))


def plan(cast, terms=MORNING, capacity=None, **more):
    said = SlotPlanSaid("Morning", terms, capacity)
    return save_slot_plan(store_id=cast.store_id, said=said, by=PLATFORM, at=FRIDAY, **more)


def choices(cast, at=FRIDAY):
    return choices_for(store_called(cast.store_id), at)


def asked(cast, choice, **changes):
    return replace(new_order(cast, FRIDAY), slot_id=choice.slot_id, **changes)


def order(cast, choice, **changes):
    return place_order(new=asked(cast, choice, **changes), by=PLATFORM, at=FRIDAY)


def test_slots_of_two_days_with_their_places(inside):
    plan(inside, capacity=3)
    found = choices(inside)
    assert [choice.label for choice in found] == [
        "Friday 27 November, 10:00–11:00",
        "Friday 27 November, 11:00–12:00",
        "Saturday 28 November, 10:00–11:00",
        "Saturday 28 November, 11:00–12:00",
    ]
    order(inside, found[1])
    assert [choice.left for choice in choices(inside)] == [3, 2, 3, 3]


def test_the_order_is_promised_within_its_slot_and_priced_by_it(inside):
    plan(inside)
    slots = rule(Fixed(250), InSlot("Morning"))
    office = Office(inside, FRIDAY)
    office.give(office.price_list(rule(Fixed(500)), slots))
    chosen = choices(inside)[0]
    made = order(inside, chosen)
    dropoff = made.delivery.tasks.get(kind="dropoff")
    assert (dropoff.window_after, dropoff.window_before) == (chosen.window.after, chosen.window.before)
    assert (made.promised_at, made.slot.starts_at) == (chosen.window.before, chosen.window.after)
    assert made.quote.net_cents == 750


def test_a_full_slot_refuses_and_a_cancelled_order_gives_its_place_back(inside):
    plan(inside, capacity=1)
    chosen = choices(inside)[0]
    first = order(inside, chosen)
    with pytest.raises(NotAllowedNow, match="full by now"):
        order(inside, chosen)
    assert Order.objects.count() == 1
    cancel_order(order_id=first.pk, by=PLATFORM, at=FRIDAY)
    assert choices(inside)[0].left == 1
    order(inside, chosen)
    assert TimeSlot.objects.get().taken == 1


def test_what_cannot_be_chosen_any_more_is_refused(inside):
    kept = plan(inside)
    chosen = choices(inside)[0]
    for wrong in ("nonsense", chosen.slot_id[:-2], chosen.slot_id.replace("2026", "2027")):
        with pytest.raises(Invalid, match="no longer be chosen"):
            quote_order(asked(inside, replace(chosen, slot_id=wrong)), at=FRIDAY)
    with pytest.raises(Invalid, match="no longer be chosen"):
        later = FRIDAY + timedelta(hours=2, minutes=1)
        quote_order(replace(asked(inside, chosen), ready_at=later), at=later)
    delete_slot_plan(store_id=inside.store_id, plan_id=kept.pk, by=PLATFORM, at=FRIDAY)
    assert choices(inside) == []
    with pytest.raises(Invalid, match="no longer be chosen"):
        order(inside, chosen)


def test_changed_slots_leave_those_that_were_taken(inside):
    kept = plan(inside, capacity=2)
    made = order(inside, choices(inside)[0])
    plan(inside, SlotTerms(("14:00-15:00",)), 1, plan_id=kept.pk)
    assert [choice.left for choice in choices(inside)] == [1, 1]
    assert made.slot.starts_at == datetime(2026, 11, 27, 10, tzinfo=PARIS)


def test_a_closed_day_has_no_slots_and_takes_no_orders(inside):
    plan(inside)
    closed = close_day(day=date(2026, 11, 27), name="Move", store_id=None, by=PLATFORM, at=FRIDAY)
    assert [choice.label[:8] for choice in choices(inside)] == ["Saturday"] * 2 + ["Monday 3"] * 0
    with pytest.raises(Invalid, match="Nobody rides on") as refused:
        quote_order(new_order(inside, FRIDAY), at=FRIDAY)
    assert (refused.value.field, refused.value.params["name"]) == ("ready_at", "Move")
    with pytest.raises(Invalid, match="closed already"):
        close_day(day=date(2026, 11, 27), name="", store_id=None, by=PLATFORM, at=FRIDAY)
    open_day(closed_day_id=closed.pk, by=PLATFORM, at=FRIDAY)
    mine = close_day(day=date(2026, 11, 28), name="", store_id=inside.store_id, by=PLATFORM, at=FRIDAY)
    assert [choice.label[:6] for choice in choices(inside)] == ["Friday"] * 2
    assert mine.store_id == inside.store_id
    assert quote_order(new_order(inside, FRIDAY), at=FRIDAY).quote.net_cents == 420


def test_public_holidays_of_the_country_are_left_out_where_only_working_days_count(inside):
    plan(inside, SlotTerms(("10:00-11:00",), 3, working_days=True))
    eve = datetime(2026, 12, 24, 8, 0, tzinfo=PARIS)
    assert [choice.label[:12] for choice in choices(inside, eve)] == [
        "Thursday 24 ",
        "Monday 28 De",
        "Tuesday 29 D",
    ]


def test_of_ten_at_once_as_many_get_a_place_as_there_are(transactional_db, roue):
    with roue.inside():
        plan(roue, capacity=4)
        chosen = choices(roue)[0]

    outcomes = at_once(roue, *[lambda: order(roue, chosen)] * 10)
    refused = [one for one in outcomes if isinstance(one, DomainError)]
    assert [one.code for one in refused] == ["slot_full"] * 6
    with roue.inside():
        assert (Order.objects.count(), TimeSlot.objects.get().taken) == (4, 4)


def test_one_form_sent_twice_takes_one_place(transactional_db, roue):
    def send():
        key = RequestKey.of("a-form", PLATFORM, {"slot": chosen.slot_id})
        return place_order(new=asked(roue, chosen), by=PLATFORM, at=FRIDAY, request_key=key).pk

    with roue.inside():
        plan(roue, capacity=4)
        chosen = choices(roue)[0]
    assert len(set(at_once(roue, *[send] * 5))) == 1
    with roue.inside():
        assert TimeSlot.objects.get().taken == 1


@pytest.mark.parametrize(
    ("said", "field"),
    [
        (SlotPlanSaid(" ", MORNING), "name"),
        (SlotPlanSaid('a"b', MORNING), "name"),
        (SlotPlanSaid("A", MORNING, 0), "capacity"),
    ],
)
def test_slots_that_are_none_are_refused_at_their_field(inside, said, field):
    with pytest.raises(Invalid) as refused:
        save_slot_plan(store_id=inside.store_id, said=said, by=PLATFORM, at=FRIDAY)
    assert refused.value.field == field
