"""Nour keeps packages, slots and closed days in plain forms; Rosa's orders follow."""

from datetime import datetime, timedelta
from zoneinfo import ZoneInfo

import time_machine
from django.utils import timezone

from deliveries.models import ClosedDay, PackageType, SlotPlan, Store


def package(**changes):
    return {
        "name": "Crate",
        "code": "XL",
        "units_average": "4",
        "units_most": "6",
        "kilos_average": "8.5",
        "kilos_most": "12",
        "colour": "#2C8A57",
    } | changes


def test_package_types_are_added_changed_and_deleted(roue, nour, go, listed):
    assert nour.post(go("packages"), package(code="S", name="Bag")).url == go("packages")
    with roue.inside():
        bag = PackageType.objects.get(code="S")
    assert (bag.grams_average, bag.units_most) == (8500, 6)
    nour.post(go("package", bag.pk), package(code="S", name="Paper bag", kilos_average="0.25"))
    page = nour.get(go("packages")).text
    assert "Paper bag" in page
    assert "0.25–12" in page
    nour.post(go("package-delete", bag.pk))
    with roue.inside():
        crate = PackageType.objects.get(code="XL")
    kept = nour.post(go("package-delete", crate.pk), follow=True)
    assert "Cargo has a price for XL" in kept.text
    assert "Paper bag" not in kept.text
    for wrong, words in (
        ({}, "a package type with this code already"),
        ({"code": "too long it is"}, "at most 8"),
        ({"code": "a b"}, "letters or digits"),
        ({"code": "M", "units_most": "3"}, "at least the average"),
        ({"code": "M", "kilos_most": "400"}, "at most 300000"),
    ):
        answer = nour.post(go("packages"), package(**wrong))
        assert answer.status_code == 422
        assert words in answer.text


def test_slots_are_settled_on_the_stores_page_and_shown_as_they_can_be_chosen(roue, nour, go):
    typed = {
        "name": "Morning",
        "opening": "Mo-Su 10:00-11:00\nMo-Su 14:00-15:00",
        "days": "2",
        "notice_hours": "1.5",
        "cutoff": "13:00",
        "capacity": "3",
    }
    with time_machine.travel(datetime(2026, 11, 27, 8, tzinfo=ZoneInfo("Europe/Paris")), tick=False):
        assert nour.post(go("slot-plan-new", roue.store_id), typed).url == go("store-prices", roue.store_id)
        page = nour.get(go("store-prices", roue.store_id)).text
    assert "Friday 27 November, 10:00–11:00" in page
    assert page.count("3 places left") == 4
    with roue.inside():
        plan = SlotPlan.objects.get()
    assert (plan.notice_minutes, plan.cutoff_minute, plan.capacity) == (90, 780, 3)
    assert 'value="1.5"' in nour.get(go("slot-plan", roue.store_id, plan.pk)).text
    for wrong, words in (
        ({"opening": "Lu 10:00-11:00"}, "This is not understood"),
        ({"days": "0"}, "greater than or equal to 1"),
        ({"name": "a'b"}, "without quotes"),
    ):
        answer = nour.post(go("slot-plan", roue.store_id, plan.pk), typed | wrong)
        assert answer.status_code == 422
        assert words.replace("'", "&#x27;") in answer.text
    nour.post(go("slot-plan-delete", roue.store_id, plan.pk))
    assert "No slots" in nour.get(go("store-prices", roue.store_id)).text


def test_a_store_that_demands_packages_must_have_some(roue, nour, go, listed):
    answer = nour.post(go("store-prices", roue.store_id), {"are_packages_required": "on"})
    assert "Choose the package types before you require them" in answer.text
    with roue.inside():
        crate = PackageType.objects.get()
    nour.post(go("store-prices", roue.store_id), {"are_packages_required": "on", "packages": [crate.pk]})
    with roue.inside():
        store = Store.objects.get()
        assert (store.are_packages_required, store.packages.count()) == (True, 1)


def test_days_are_closed_for_all_or_for_one_store_and_opened_again(roue, nour, go):
    tomorrow = timezone.localdate() + timedelta(days=1)
    assert nour.post(go("closed-days"), {"day": tomorrow.isoformat(), "name": "Move"}).url == go(
        "closed-days"
    )
    nour.post(go("closed-days"), {"day": tomorrow.isoformat(), "store": roue.store_id})
    page = nour.get(go("closed-days")).text
    assert "The whole co-op, Move" in page
    assert "Pizzeria Lucia" in page
    again = nour.post(go("closed-days"), {"day": tomorrow.isoformat()})
    assert "closed already" in again.text
    with roue.inside():
        for closed in ClosedDay.objects.all():
            nour.post(go("closed-day-open", closed.pk))
        assert not ClosedDay.objects.exists()
