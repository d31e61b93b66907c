from deliveries.domain.arrivals import Due, effect, ridden

SERVICE = {"pickup_seconds": 120, "dropoff_seconds": 240}


def pickup(job: int, ready: int = 0) -> Due:
    return Due(f"P{job}", job, True, ready, 0)


def door(job: int, promised: int) -> Due:
    return Due(f"D{job}", job, False, 0, promised)


def test_service_is_half_before_the_moment_that_counts_and_nobody_rides_before_it_is_ready():
    way = ridden([pickup(1, ready=900), door(1, promised=1500)], [300, 200], 0, **SERVICE)
    assert [(arrival.at, arrival.late_seconds) for arrival in way.arrivals] == [(900, 0), (1280, 0)]
    assert way.ends_at == 1400


def test_who_stands_there_already_takes_no_ride():
    here = Due("P1", 1, True, 0, 0, is_here=True)
    assert ridden([here], [999], 0, **SERVICE).arrivals[0].at == 60


def test_a_move_costs_minutes_and_names_whom_it_makes_late():
    before = ridden([pickup(1), door(1, promised=600)], [100, 100], 0, **SERVICE)
    after = ridden(
        [pickup(2), door(2, promised=2000), pickup(1), door(1, promised=600)],
        [100, 100, 100, 100],
        0,
        **SERVICE,
    )
    found = effect(before, after, 0)
    assert found.extra_seconds == 560
    assert [(late.number, late.late_seconds) for late in found.later] == [(1, 400)]


def test_giving_all_away_frees_the_courier_now():
    before = ridden([pickup(1)], [100], 50, **SERVICE)
    assert effect(before, ridden([], [], 50, **SERVICE), 50).extra_seconds == -220
