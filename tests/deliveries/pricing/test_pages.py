"""Nour keeps lists of prices in plain forms, tries them on last month, and gives them to stores."""

import re
from datetime import timedelta

import pytest
import time_machine

from deliveries.domain.pricing.conditions import Between
from deliveries.domain.pricing.prices import Fixed, PerPackage, Steps
from deliveries.models import Order, PackageType, RuleSet, Store
from deliveries.queries.suggestions import suggestions
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from tests.conftest import placed
from tests.deliveries.pricing.conftest import Office, rule


def filled(**changes):
    """A rule as typed: 1.50 for each started 5 kg beyond 10."""
    return {
        "name": "Heavy",
        "target": "delivery",
        "kind": "steps",
        "amount": "1.50",
        "of": "weight",
        "step": "5",
        "beyond": "10",
    } | changes


def test_a_list_is_begun_filled_and_given_to_a_store(roue, nour, go):
    assert "No price list yet" in nour.get(go("prices")).text
    begun = nour.post(go("prices"), {"name": "Cargo", "strategy": "sum"})
    with roue.inside():
        made = RuleSet.objects.get()
    assert begun.url == go("rule-set", made.pk)
    assert "No rule yet" in nour.get(begun.url).text
    assert nour.post(go("rule-new", made.pk), filled()).url == begun.url
    nour.post(go("rule-new", made.pk), filled(name="Base", kind="fixed", amount="4"))
    page = nour.get(begun.url).text
    assert "€1.50 for each started 5 kg beyond 10 kg" in page
    answer = nour.post(go("store-prices", roue.store_id), {"rule_set": made.pk})
    assert answer.url == go("store-prices", roue.store_id)
    with roue.inside():
        assert Store.objects.get().rule_set_id == made.pk
    assert "Pizzeria Lucia" in nour.get(go("prices")).text


def test_a_rule_is_edited_moved_and_removed(roue, nour, go, listed):
    base, crates = listed.rules
    shown = nour.get(go("rule", listed.pk, crates["id"])).text
    assert 'value="3.00"' in shown
    changed = filled(
        name="Crates", kind="per_package", amount="2.50", package="XL", cheaper_from="3", cheaper_amount="1"
    )
    assert nour.post(go("rule", listed.pk, crates["id"]), changed).status_code == 302
    nour.post(go("rule-move", listed.pk, crates["id"]), {"to": "up"})
    nour.post(go("rule-move", listed.pk, crates["id"]), {"to": "up"})
    nour.post(go("rule-remove", listed.pk, base["id"]))
    with roue.inside():
        kept = RuleSet.objects.get()
    assert [one.price for one in kept.read().rules] == [PerPackage("XL", 250, 3, 100)]
    assert (kept.rules[0]["id"], kept.version) == (crates["id"], listed.version + 4)
    assert nour.get(go("rule", listed.pk, base["id"])).status_code == 404


def test_every_condition_comes_back_into_the_form_as_it_was_typed(roue, nour, go, listed, now):
    with roue.inside():
        Office(roue, now).port()
    typed = filled(
        dropoff_zone="out:Port",
        pickup_zone="in:Port",
        stop_zone="in:Port",
        measure_1="distance",
        over_1="1.5",
        up_to_1="4",
        measure_2="goods",
        up_to_2="30",
        measure_3="pickup_notice",
        over_3="2",
        package_contains="XL",
        at_least="2",
        time_where="pickup",
        time_from="18:30",
        time_to="00:00",
        days_where="pickup",
        days=["6", "7"],
        equipment="cold",
        slot="Morning",
        condition="bags < 9",
    )
    nour.post(go("rule-new", listed.pk), typed)
    with roue.inside():
        first = RuleSet.objects.get().read().rules[-1]
    assert len(first.conditions) == 12
    page = nour.get(go("rule", listed.pk, first.id)).text
    again = {**typed, **_typed_back(page)}
    nour.post(go("rule", listed.pk, first.id), again)
    with roue.inside():
        assert RuleSet.objects.get().read().rules[-1] == first
    words = nour.get(go("rule-set", listed.pk)).text
    for said in (
        "drop-off outside Port",
        "distance over 1.5, up to 4",
        "goods worth up to €30.00",
        "notice for the pickup over 2 h",
    ):
        assert said in words
    assert "pickup from 18:30 to 24:00" in words
    assert "pickup on Saturday, Sunday" in words


def _typed_back(page):
    """What the form shows in its text fields."""
    return dict(re.findall(r'<input type="(?:text|number|time)" name="(\w+)" value="([^"]*)"', page))


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"kind": "own", "formula": "[1].map(x, x)"}, "no lists and no loops"),
        ({"kind": "own", "formula": "1 / (bags - bags)"}, "divides by zero"),
        ({"kind": "own", "formula": 'in_zone("Moon") ? 1 : 2'}, "no zone called Moon"),
        ({"amount": ""}, "needed for this kind of price"),
        ({"step": "0"}, "larger than nothing"),
        ({"kind": "per_package"}, "Choose a package type"),
        ({"measure_1": "distance"}, "one of the two bounds"),
        ({"measure_1": "distance", "over_1": "5", "up_to_1": "3"}, "must be less than"),
        ({"time_from": "10:00", "time_to": "10:00"}, "two different times"),
        ({"condition": "bags"}, "true or false"),
        ({"target": "supplement"}, "A supplement has a fixed price"),
    ],
)
def test_a_rule_without_sense_says_what_is_wrong_and_is_not_kept(roue, nour, go, listed, changes, words):
    answer = nour.post(go("rule-new", listed.pk), filled(**changes))
    assert answer.status_code == 422
    assert words in answer.text
    with roue.inside():
        assert RuleSet.objects.get().version == listed.version


def test_the_samples_are_priced_as_one_types_and_nothing_is_kept(roue, nour, go, listed):
    typed = filled(kind="fixed", amount="1.11")
    fragment = nour.post(go("rule-new", listed.pk), typed, headers={"HX-Request": "true"})
    whole = nour.post(go("rule-new", listed.pk), typed | {"try": "1"})
    assert (fragment.status_code, whole.status_code) == (200, 200)
    for answer in (fragment, whole):
        assert "€1.11" in answer.text
        assert "€7.33" in answer.text  # (5.00 + 1.11) and a fifth
    assert "<form" not in fragment.text
    assert 'value="1.11"' in whole.text
    wrong = nour.post(
        go("rule-new", listed.pk), filled(kind="own", formula="4.2"), headers={"HX-Request": "true"}
    )
    assert "Amounts are in cents" in wrong.text
    with roue.inside():
        assert RuleSet.objects.get().version == listed.version


def test_a_list_is_copied_and_deleted_only_while_nobody_has_it(roue, nour, go, listed, now):
    copied = nour.post(go("rule-set-copy", listed.pk), {"name": "Copy"})
    with roue.inside():
        copy = RuleSet.objects.get(name="Copy")
        assert copy.rules == listed.rules
        Office(roue, now).give(copy)
    assert copied.url == go("rule-set", copy.pk)
    assert (
        "a price list of this name already"
        in nour.post(go("rule-set-copy", listed.pk), {"name": "Copy"}).text
    )
    refused = nour.post(go("rule-set-delete", copy.pk), follow=True)
    assert "Pizzeria Lucia has these prices" in refused.text
    assert nour.post(go("rule-set-delete", listed.pk)).url == go("prices")
    assert nour.get(go("rule-set", listed.pk)).status_code == 404


def delivered(cast, at, **facts):
    order = placed(cast, at, **facts)
    with cast.inside():
        problem = suggestions(at).problem
        adopt_plan(
            delivery_id=order.delivery.pk, courier_id=cast.courier_id, seen_courier_id=None, problem=problem,
            by=cast.by("bruno"), at=at,
        )  # fmt: skip
        for kind in ("pickup", "dropoff"):
            task = order.delivery.tasks.get(kind=kind)
            complete_task(
                task_id=task.pk, courier_id=cast.courier_id, by=cast.by("alma"), at=at + timedelta(minutes=16)
            )
    return order


def test_last_months_orders_are_priced_again_and_the_worst_change_stands_first(roue, nour, go, listed, now):
    with roue.inside():
        Office(roue, now).give(None, PackageType.objects.get())
    small = delivered(roue, now)
    crates = delivered(roue, now, packages=(("XL", 2),))
    with time_machine.travel((now.replace(day=1) + timedelta(days=40)).replace(day=10), tick=False):
        page = nour.get(go("rule-set-replay", listed.pk)).text
    rows = re.findall(r"no\. (\d+)</a>.*?amount\">(.*?)<.*?amount\">(.*?)<.*?amount\">(.*?)<", page)
    assert rows == [
        (str(crates.number), "€4.20", "€11.00", "+€6.80"),
        (str(small.number), "€4.20", "€5.00", "+€0.80"),
    ]
    assert re.findall(r"<b><span class=\"amount\">(.*?)</span></b>", page) == ["€8", "€16", "+€8"]
    with roue.inside():
        assert [order.quote.net_cents for order in Order.objects.order_by("number")] == [420, 420]
    assert "No order last month" in nour.get(go("rule-set-replay", listed.pk)).text


def test_an_order_without_a_price_by_the_new_rules_is_said(roue, nour, go, now):
    delivered(roue, now)
    with roue.inside():
        far = Office(roue, now).price_list(rule(Fixed(1), Between("distance", over=9000)))
    with time_machine.travel((now.replace(day=1) + timedelta(days=40)).replace(day=10), tick=False):
        page = nour.get(go("rule-set-replay", far.pk)).text
    assert "no price" in page
    assert "no rule fits" in page


def test_prices_are_for_those_who_run_the_co_op(roue, login, go, listed):
    for person, status in (("bruno", 200), ("nour", 200), ("rosa", 404), ("alma", 404), ("theo", 404)):
        for url in (go("prices"), go("rule-set", listed.pk), go("zones"), go("store-prices", roue.store_id)):
            assert login(roue.users[person]).get(url).status_code == status


def test_the_list_of_rules_is_read_with_a_fixed_number_of_queries(
    roue, nour, go, listed, now, django_assert_max_num_queries
):
    with roue.inside():
        office = Office(roue, now)
        for at in range(5):
            office.price_list(rule(Steps("distance", 1, 100)), name=f"List {at}")
    with django_assert_max_num_queries(16):
        nour.get(go("prices"))
    with django_assert_max_num_queries(16):
        nour.get(go("rule-set", listed.pk))
