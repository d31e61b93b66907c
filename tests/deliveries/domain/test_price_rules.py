"""Each rule a co-op knows from elsewhere can be written, and gives the same cents as the rule said in plain Python."""

from datetime import date, datetime
from math import ceil
from zoneinfo import ZoneInfo

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from deliveries.domain.pricing import HandPrice, Ride, Rule, Rules, StopFacts, Strategy, Target, Whole
from deliveries.domain.pricing import price_consignment as priced
from deliveries.domain.pricing.conditions import (
    AtTime,
    Between,
    Contains,
    InSlot,
    InZone,
    Needs,
    OnDays,
    OwnCondition,
)
from deliveries.domain.pricing.prices import Fixed, Own, PerBag, Percentage, PerKilometre, PerPackage, Steps

PARIS = ZoneInfo("Europe/Paris")
DAY = date(2026, 11, 27)


def stop(
    zones: str = "", *, since: str = "12:00", placed: str = "11:00", place: object = None, day: int = 27
):
    """On Friday the 27th unless told, ordered that day at eleven."""
    moments = [
        datetime.fromisoformat(f"2026-11-{at} {text}").replace(tzinfo=PARIS)
        for at, text in ((day, since), (27, placed))
    ]
    return StopFacts.due(moments[0], placed_at=moments[1], place=place, zones=frozenset(zones.split()))


def ride(metres: int = 2500, **facts) -> Ride:
    return Ride(metres, **facts)


def whole(*rides: Ride) -> Whole:
    return Whole(sum(ride.metres for ride in rides), "FR", DAY, "EUR")


def rule(price, *conditions, target=Target.DELIVERY, name="", is_supplement=False, key="r") -> Rule:
    return Rule(key, price, name, target, tuple(conditions), is_supplement)


def net(asked: Ride, *rules: Rule, strategy=Strategy.SUM) -> int:
    """What one order costs before VAT."""
    return priced(whole(asked), (asked,), Rules(strategy, rules))[0].net_cents


def price_range(value: int, price: int, step: int, threshold: int) -> int:
    return 0 if value < threshold else price * ceil((value - threshold) / step)


def price_per_package(quantity: int, unit: int, offset: int, discount: int) -> int:
    if offset == 0 or quantity < offset:
        return quantity * unit
    return (offset - 1) * unit + (quantity - offset + 1) * discount


@pytest.mark.parametrize("value", [0, 1, 999, 1000, 1001, 1499, 1500, 1501, 9999])
@pytest.mark.parametrize(("price", "step", "threshold"), [(90, 500, 1000), (1, 1, 0), (250, 1000, 999)])
def test_a_price_range_counts_started_steps_over_a_threshold(value, price, step, threshold):
    expected = price_range(value, price, step, threshold)
    assert net(ride(value), rule(Steps("distance", price, step, threshold))) == expected
    assert net(ride(grams=value), rule(Steps("weight", price, step, threshold))) == expected
    assert net(ride(units=value), rule(Steps("volume", price, step, threshold))) == expected


@pytest.mark.parametrize("quantity", range(6))
@pytest.mark.parametrize("offset", [0, 1, 2, 4])
def test_packages_cost_less_from_a_number_on(quantity, offset):
    asked = ride(packages={"XL": quantity, "S": 9})
    assert net(asked, rule(PerPackage("XL", 300, offset, 180))) == price_per_package(
        quantity, 300, offset, 180
    )


@pytest.mark.parametrize(
    ("n", "subtotal", "change"),
    [
        (10_000, 1234, 0),
        (8500, 1000, -150),
        (8500, 1003, -150),  # 150.45
        (8500, 1010, -152),  # 151.5, half away from zero
        (11_250, 1000, 125),
        (0, 1234, -1234),
    ],
)
def test_a_percentage_is_of_the_lines_above_it(n, subtotal, change):
    assert net(ride(), rule(Fixed(subtotal)), rule(Percentage(n))) == subtotal + change


def test_a_percentage_counts_all_stops_and_the_rules_of_the_delivery_before_it():
    at_stops = rule(Fixed(100), target=Target.STOP)
    found = net(ride(), rule(Fixed(1000)), rule(Percentage(15_000)), rule(Fixed(7)), at_stops)
    assert found == 2 * 100 + 1000 + (2 * 100 + 1000) // 2 + 7


def test_a_percentage_at_a_stop_is_of_that_stop():
    rules = [
        rule(Fixed(100), target=Target.PICKUP),
        rule(Fixed(400), target=Target.DROPOFF),
        rule(Percentage(12_500), target=Target.STOP),
    ]
    assert net(ride(), *rules) == 125 + 500


CENTRE, OLD_TOWN = stop("Centre"), StopFacts(zones=frozenset({"Old “town”"}))
ONE = rule(Fixed(1), name="always")
CASES = [
    (InZone("dropoff", "Centre"), ride(dropoff=stop("Centre Port")), ride(dropoff=stop("Port"))),
    (InZone("dropoff", "Centre", is_inside=False), ride(dropoff=stop("Port")), ride(dropoff=stop("Centre"))),
    (InZone("pickup", "Centre"), ride(pickup=stop("Centre")), ride(dropoff=stop("Centre"))),
    (InZone("pickup", "Old “town”", is_inside=False), ride(), ride(pickup=OLD_TOWN)),
    (OwnCondition('in_zone("Centre")'), ride(pickup=CENTRE, dropoff=CENTRE), ride(pickup=CENTRE)),
    (OwnCondition('out_zone("Centre")'), ride(pickup=CENTRE), ride(pickup=CENTRE, dropoff=CENTRE)),
    (Between("pickup_notice", up_to=119), ride(pickup=stop(since="12:59")), ride(pickup=stop(since="13:00"))),
    (Between("dropoff_notice", over=119), ride(dropoff=stop(since="13:00")), ride(dropoff=stop(since="12:59"))),
    (Between("pickup_days", over=0), ride(pickup=stop(day=28, since="00:10")), ride(pickup=stop(since="23:50"))),
    (Between("dropoff_days", up_to=0), ride(dropoff=stop(since="23:59")), ride(dropoff=stop(day=28, since="00:00"))),
    (Between("window", up_to=89), ride(window=89), ride(window=90)),
    (Between("distance", over=3000, up_to=5000), ride(5000), ride(3000)),
    (Between("weight", over=5000), ride(grams=5001), ride(grams=5000)),
    (Between("volume", up_to=7), ride(units=7), ride(units=8)),
    (Between("bags", over=2), ride(bags=3), ride(bags=2)),
    (Between("goods", up_to=3000), ride(goods_cents=3000), ride(goods_cents=3001)),
    (OwnCondition('packages("XL") > 1 && packages("XL") < 4'), ride(packages={"XL": 3}), ride(packages={"XL": 4})),
    (Contains("XL"), ride(packages={"XL": 1}), ride(packages={"S": 1})),
    (Contains("XL", 2), ride(packages={"XL": 2}), ride(packages={"XL": 1})),
    (AtTime("dropoff", 18 * 60, 22 * 60), ride(dropoff=stop(since="18:00")), ride(dropoff=stop(since="22:00"))),
    (AtTime("pickup", 22 * 60, 6 * 60), ride(pickup=stop(since="05:59")), ride(pickup=stop(since="06:00"))),
    (OnDays("pickup", (6, 7)), ride(pickup=stop(day=28)), ride(pickup=stop())),
    (OnDays("dropoff", (5,)), ride(dropoff=stop()), ride(dropoff=stop(day=28))),
    (Needs("cold"), ride(needs=frozenset({"cold", "flat"})), ride(needs=frozenset({"flat"}))),
    (InSlot("Morning"), ride(slot="Morning"), ride(slot="")),
    (OwnCondition("slot == ''"), ride(), ride(slot="Morning")),
]  # fmt: skip


@pytest.mark.parametrize(("condition", "fits", "fits_not"), CASES, ids=lambda case: getattr(case, "kind", ""))
def test_a_condition_holds_for_the_one_and_not_for_the_other(condition, fits, fits_not):
    asked = rule(Fixed(500), condition)
    assert (net(fits, ONE, asked), net(fits_not, ONE, asked)) == (501, 1)


@pytest.mark.parametrize("condition", [case[0] for case in CASES])
def test_a_rule_comes_back_from_storage_as_it_was(condition):
    for price in (
        Fixed(1),
        Steps("weight", 1, 2, 3),
        PerKilometre(1, 2),
        PerBag(1, 2),
        PerPackage("XL", 1, 2, 3),
        Percentage(1),
        Own("1"),
    ):
        kept = rule(price, condition, target=Target.DROPOFF, name="Évening")
        assert Rule.from_json(kept.as_json()) == kept


def test_the_kind_of_a_stop_is_part_of_the_rule():
    asked = ride(dropoff=stop("Centre"))
    both = [rule(Fixed(100), target=Target.PICKUP), rule(Fixed(20), target=Target.DROPOFF)]
    assert net(asked, *both, rule(Fixed(3), target=Target.STOP)) == 100 + 20 + 2 * 3
    own = rule(Own('kind == "pickup" ? 100 : kind == "dropoff" ? 20 : 7'), target=Target.STOP)
    assert net(asked, own) == 120
    in_zone = rule(Fixed(50), InZone("stop", "Centre"), target=Target.STOP)
    assert net(asked, ONE, in_zone) == 51


def test_first_takes_the_first_rule_that_holds_of_stops_and_of_the_delivery_apart():
    far, near = rule(Fixed(900), Between("distance", over=2000)), rule(Fixed(500))
    at_stop = [
        rule(Fixed(70), InZone("stop", "Port"), target=Target.DROPOFF),
        rule(Fixed(30), target=Target.STOP),
    ]
    rules = (far, near, *at_stop)
    first = Strategy.FIRST
    assert net(ride(2001, dropoff=stop("Port")), *rules, strategy=first) == 900 + 30 + 70
    assert net(ride(2000), *rules, strategy=first) == 500 + 30 + 30
    assert net(ride(2001), *rules) == 900 + 500 + 30 + 30


def test_what_no_rule_fits_has_no_price_rather_than_none():
    far = rule(Fixed(900), Between("distance", over=5000))
    for strategy in Strategy:
        with pytest.raises(Invalid, match="no rule fits 2.5 km and 1 bags") as refused:
            net(ride(), far, strategy=strategy)
        assert refused.value.code == "no_price"
    with pytest.raises(Invalid, match="no price"):
        net(ride(supplements=(("s", 1),)), rule(Fixed(5), is_supplement=True, key="s"))


def test_a_supplement_applies_only_when_asked_for_and_as_often():
    stairs = rule(Fixed(150), name="Stairs", is_supplement=True, key="stairs")
    wait = rule(Own("quantity > 2 ? 200 * quantity : 500"), is_supplement=True, key="wait")
    rush = rule(Percentage(12_000), is_supplement=True, key="rush")
    rules = (rule(Fixed(1000)), stairs, wait, rush)
    assert net(ride(), *rules) == 1000
    assert net(ride(supplements=(("stairs", 3),)), *rules) == 1450
    asked = ride(supplements=(("stairs", 2), ("wait", 3), ("rush", 1)))
    assert net(asked, *rules) == 1900 + 1900 // 5
    for wrong in (("gone", 1), ("stairs", 0), ("stairs", 101)):
        with pytest.raises(Invalid) as refused:
            net(ride(supplements=(wrong,)), *rules)
        assert refused.value.field == "supplements"
    with pytest.raises(Invalid, match="fixed price, a percentage or a formula"):
        rule(Steps("distance", 1, 1), is_supplement=True)


def test_a_price_by_hand_stands_instead_of_the_rules_with_its_name():
    asked = ride(by_hand=HandPrice("Wedding", 12_000))
    quote = priced(whole(asked), (asked,), Rules(Strategy.FIRST, ()))[0]
    assert [(str(line.label), line.cents) for line in quote.lines] == [("Wedding", 12_000), ("VAT", 2400)]
    for wrong in (HandPrice(" ", 5), HandPrice("x", -1), HandPrice("x", 1_000_001)):
        with pytest.raises(Invalid):
            net(ride(by_hand=wrong), ONE)


def test_a_total_below_nothing_is_refused():
    with pytest.raises(Invalid, match="a total that nobody asks"):
        net(ride(), rule(Own("0 - 5")))


def test_a_rule_that_cannot_be_worked_out_is_named():
    with pytest.raises(
        Invalid, match="“Odd” cannot be worked out. It divides by zero. Please call"
    ) as refused:
        net(ride(), rule(Own("1 / (bags - 1)"), name="Odd"))
    assert refused.value.code == "rule_refused"


def test_each_line_says_its_name_and_its_sum():
    rules = [
        rule(Fixed(420), name="Base"),
        rule(Steps("distance", 90, 500, 1000)),
        rule(PerPackage("XL", 300, 2, 180)),
        rule(Percentage(8500)),
    ]
    asked = ride(packages={"XL": 3})
    quote = priced(whole(asked), (asked,), Rules(Strategy.SUM, tuple(rules)))[0]
    assert [(str(line.label), str(line.formula), line.cents) for line in quote.lines[:-1]] == [
        ("Base", "fixed price", 420),
        (
            "By steps",
            "2.5 km: 3 × Money(cents=90, currency='EUR'), by started 0.5 km beyond 1.0 km",
            270,
        ),
        ("Packages", "1 XL × Money(cents=300, currency='EUR'), 2 × Money(cents=180, currency='EUR')", 660),
        ("Percentage", "-15.0 % of Money(cents=1350, currency='EUR')", -202 - 1),
    ]
    assert quote.net_cents == 420 + 270 + 660 - 203


# Several orders placed at once


SHOP = stop("Centre", place="shop")


def three() -> tuple[Ride, ...]:
    return (
        ride(1000, pickup=SHOP, dropoff=stop("Centre"), grams=500, packages={"XL": 1}),
        ride(2000, pickup=SHOP, dropoff=stop("Port"), grams=700),
        ride(3000, pickup=stop(place="depot"), grams=900, packages={"XL": 2}),
    )


def test_rules_for_stops_are_asked_at_each_and_a_shared_pickup_once():
    rules = Rules(
        Strategy.SUM,
        (
            rule(Own("100 + weight"), target=Target.PICKUP, name="Pickup"),
            rule(Own("stop * 1000 + packages('XL')"), target=Target.DROPOFF),
        ),
    )
    quotes = priced(whole(*three()), three(), rules)
    assert [[line.cents for line in quote.lines[:-1]] for quote in quotes] == [
        [650, 1001],
        [650, 2000],
        [1000, 3002],
    ]
    assert [str(quote.lines[0].label) for quote in quotes] == [
        "Pickup, part 1 of 2",
        "Pickup, part 2 of 2",
        "Pickup",
    ]


def test_rules_for_the_delivery_are_asked_once_of_everything_and_shared_to_the_cent():
    rules = Rules(
        Strategy.SUM,
        (
            rule(Own("distance + weight + packages('XL')"), name="Round"),
            rule(Own("pickups * 100 + dropoffs")),
        ),
    )
    quotes = priced(Whole(4500, "FR", DAY, "EUR"), three(), rules)
    assert [quote.net_cents for quote in quotes] == [2201 + 68, 2201 + 68, 2201 + 67]
    assert sum(quote.net_cents for quote in quotes) == 4500 + 2100 + 3 + 203
    assert str(quotes[1].lines[0].label) == "Round, part 2 of 3"
    assert [quote.total_cents for quote in quotes] == [q.net_cents + q.vat_cents for q in quotes]


def test_a_cancelled_ride_counts_for_nothing():
    first, second, third = three()
    gone = Ride(2000, pickup=SHOP, dropoff=second.dropoff, grams=700, is_cancelled=True)
    rules = Rules(Strategy.SUM, (rule(Own("weight + dropoffs")), rule(Fixed(100), target=Target.STOP)))
    quotes = priced(Whole(4000, "FR", DAY, "EUR"), (first, gone, third), rules)
    assert [quote.net_cents for quote in quotes] == [701 + 200, 0, 701 + 200]
    assert [line.code for line in quotes[1].lines] == ["vat"]


@given(
    metres=st.lists(st.integers(0, 30_000), min_size=1, max_size=6),
    cents=st.integers(0, 20_000),
    n=st.integers(0, 20_000),
)
def test_the_parts_add_up_to_the_whole(metres, cents, n):
    rides = tuple(ride(value, pickup=SHOP) for value in metres)
    rules = Rules(
        Strategy.SUM,
        (rule(Fixed(cents)), rule(Steps("distance", 7, 1000), target=Target.PICKUP), rule(Percentage(n))),
    )
    quotes = priced(whole(*rides), rides, rules)
    subtotal = cents + 7 * ceil(sum(metres) / 1000)
    change = abs(subtotal * (n - 10_000))
    expected = subtotal + (change + 5000) // 10_000 * (1 if n >= 10_000 else -1)
    assert sum(quote.net_cents for quote in quotes) == expected
    assert all(sum(line.cents for line in quote.lines) == quote.total_cents for quote in quotes)
