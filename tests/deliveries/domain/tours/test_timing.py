"""The clock: 100 m take 24 seconds, a stop a minute."""

from deliveries.domain.dispatch.tours.instance import Instance
from deliveries.domain.dispatch.tours.model import Depot, Kind, Problem, Rest, Shipment, Tour, Way
from deliveries.domain.dispatch.tours.timing import holds, schedule
from tests.deliveries.domain.tours.days import HUB, NINE, at, bike, day, stop, visit, window


def ridden(problem: Problem, *order: str) -> Tour:
    instance = Instance.of(problem)
    return schedule(instance, instance.bikes["alma"], order)


def can_ride(problem: Problem, *order: str) -> bool:
    instance = Instance.of(problem)
    return holds(instance, instance.bikes["alma"], order)


def test_a_tour_rides_waits_and_comes_back() -> None:
    tour = ridden(day(visit("a", 10), visit("b", 10, 5, window(30, 60))), "a", "b")
    assert [(s.kind, s.travel_seconds) for s in tour.stops] == [
        (Kind.START, 0),
        (Kind.DROPOFF, 240),
        (Kind.DROPOFF, 120),
        (Kind.END, 269),
    ]
    assert tour.travel_seconds == 240 + 120 + 269


def test_who_would_wait_leaves_later() -> None:
    tour = ridden(day(visit("a", 10), visit("b", 10, 5, window(30, 60))), "a", "b")
    assert tour.wait_seconds == 0
    assert tour.start_at == NINE + 30 * 60 - 120 - 60 - 240


def test_who_must_be_early_somewhere_waits_on_the_way() -> None:
    tour = ridden(day(visit("a", 10, 0, window(0, 10)), visit("b", 10, 5, window(30, 60))), "a", "b")
    assert tour.stops[1].start_at == NINE + 10 * 60
    assert tour.wait_seconds == 30 * 60 - 10 * 60 - 60 - 120


def test_the_first_window_still_open_counts() -> None:
    problem = day(visit("a", 10, 0, window(60, 70)), visit("b", 10, 5, window(0, 30), window(90, 95)))
    assert ridden(problem, "a", "b").stops[2].start_at == NINE + 90 * 60
    assert can_ride(problem, "b", "a")
    assert not can_ride(day(visit("a", 10, 0, window(60, 70)), visit("b", 10, 5, window(0, 30))), "a", "b")


def test_a_break_is_taken_while_waiting_anyway() -> None:
    rest = Rest(20 * 60, window(0, 60))
    problem = day(
        visit("a", 10, 0, window(0, 5)), visit("b", 10, 5, window(30, 31)), bikes=(bike(rests=(rest,)),)
    )
    tour = ridden(problem, "a", "b")
    assert [s.kind for s in tour.stops] == [Kind.START, Kind.DROPOFF, Kind.REST, Kind.DROPOFF, Kind.END]
    assert can_ride(problem, "a", "b")


def test_a_break_that_finds_no_time_forbids_the_tour() -> None:
    late = Rest(20 * 60, window(10, 12))
    problem = day(
        visit("a", 10, 0, window(5, 6)), visit("b", 10, 5, window(13, 20)), bikes=(bike(rests=(late,)),)
    )
    assert not can_ride(problem, "a", "b")
    assert can_ride(problem, "a")


def test_goods_for_the_depot_stay_on_board_and_goods_from_it_leave() -> None:
    problem = day(visit("a", 10, load=(6,)), visit("b", 11, load=(5,), way=Way.PICKUP))
    assert [s.load for s in ridden(problem, "a", "b").stops] == [(6,), (0,), (5,), (0,)]
    assert [s.load for s in ridden(problem, "b", "a").stops] == [(6,), (11,), (5,), (0,)]
    assert can_ride(problem, "a", "b")
    assert not can_ride(problem, "b", "a")


def test_a_reload_empties_and_fills_the_bike() -> None:
    problem = day(visit("a", 10, load=(8,)), visit("b", 11, load=(7,)), bikes=(bike(reloads_at=("hub",)),))
    assert not can_ride(problem, "a", "b")
    assert can_ride(problem, "a", "hub", "b")
    assert [s.load for s in ridden(problem, "a", "hub", "b").stops] == [(8,), (0,), (7,), (0,), (0,)]


def test_loading_takes_its_time_and_depots_their_opening() -> None:
    hub = Depot("hub", at(0), window(15, 200), loading_seconds=300)
    tour = ridden(day(visit("a", 10), depots=(hub,)), "a")
    assert (tour.start_at, tour.stops[0].leave_at) == (NINE + 15 * 60, NINE + 20 * 60)


def test_goods_of_a_depot_ride_in_a_trip_from_it() -> None:
    north = Depot("north", at(20))
    problem = day(visit("a", 10, depot_id="north"), depots=(HUB, north), bikes=(bike(reloads_at=("north",)),))
    assert not can_ride(problem, "a")
    assert can_ride(problem, "north", "a")


def test_a_shipment_stays_on_board_over_a_reload() -> None:
    shipment = Shipment("s", (stop("p", 5, load=(4,)),), (stop("d", -5, load=(4,)),))
    problem = day(shipment, visit("a", 3, load=(6,)), bikes=(bike(reloads_at=("hub",)),))
    assert [s.load for s in ridden(problem, "p", "hub", "a", "d").stops] == [
        (0,),
        (4,),
        (10,),
        (4,),
        (0,),
        (0,),
    ]


def test_the_longest_tour_is_a_limit() -> None:
    problem = day(visit("a", 10), bikes=(bike(max_seconds=539),))
    assert not can_ride(problem, "a")
    assert can_ride(day(visit("a", 10), bikes=(bike(max_seconds=540),)), "a")
