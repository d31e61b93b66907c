"""Which fixes are kept: working time, the town, the phone's clock."""

from hypothesis import given
from hypothesis import strategies as st

from deliveries.domain.positions import Area, Gate, Reading, Refused, Sifted, Span, sift

NOW = 1_800_000_000.0
TOWN = Area(43.72, 7.40, 43.76, 7.45)
GATE = Gate(shift_id="s", since=NOW - 3600, breaks=(Span(NOW - 1800, NOW - 900),), area=TOWN.wider())


def here(seconds_ago: float, **more: float) -> Reading:
    return Reading(NOW - seconds_ago, more.get("lat", 43.7335), more.get("lon", 7.4165), more.get("accuracy"))


def sifted(*readings: Reading, gate: Gate = GATE, skew: float = 0.0) -> Sifted:
    """Sent now by a phone whose clock is `skew` seconds fast."""
    own = [Reading(one.at + skew, one.lat, one.lon, one.accuracy) for one in readings]
    return sift(own, gate, sent_at=NOW + skew, received_at=NOW)


def reasons(*readings: Reading, **more: object) -> dict[Refused, int]:
    return dict(sifted(*readings, **more).refused)  # type: ignore[arg-type]


def test_a_fix_of_working_time_is_kept_with_its_moment():
    assert sifted(here(60)) == Sifted([(NOW - 60, 43.7335, 7.4165)], {})


def test_each_reason_is_counted():
    found = sifted(
        here(7200),
        here(1000),
        here(-60),
        here(60, lat=43.2, lon=7.5),
        here(60, lat=0.0, lon=0.0),
        here(60, accuracy=900.0),
        here(60, accuracy=float("nan")),
        here(30, accuracy=12.0),
    )
    assert found.refused == {
        Refused.OFF_SHIFT: 1,
        Refused.IN_A_BREAK: 1,
        Refused.FROM_THE_FUTURE: 1,
        Refused.OUT_OF_TOWN: 2,
        Refused.INACCURATE: 2,
    }
    assert len(found.kept) == 1


def test_without_a_shift_nothing_is_kept():
    assert reasons(here(5), here(10), gate=Gate()) == {Refused.OFF_SHIFT: 2}


def test_what_was_measured_while_it_was_off_is_refused_also_after_it_is_on_again():
    gate = Gate("s", NOW - 3600, switched_off=(Span(NOW - 600, NOW - 300),))
    assert reasons(here(400), here(200), gate=gate) == {Refused.SWITCHED_OFF: 1}


def test_a_running_break_lets_in_what_was_before_it():
    gate = Gate("s", NOW - 3600, breaks=(Span(NOW - 100),))
    found = sifted(here(200), here(50), gate=gate)
    assert ([moment for moment, _lat, _lon in found.kept], found.refused) == (
        [NOW - 200],
        {Refused.IN_A_BREAK: 1},
    )


def test_a_town_that_is_not_imported_has_no_bounds():
    assert reasons(here(60, lat=0.0, lon=0.0), gate=Gate("s", NOW - 3600)) == {}


@given(skew=st.floats(-86_400 * 2, 86_400 * 2), age=st.floats(0, 3500))
def test_a_clock_days_off_changes_neither_what_is_kept_nor_when_by_more_than_half_a_minute(skew, age):
    reading = here(age)
    kept = sifted(reading, skew=skew).kept
    expected = GATE.refuses(reading.at)
    edge = min(abs(age - at) for at in (1800, 900, 3600))
    if edge > 31:
        assert bool(kept) == (expected is None)
    for moment, _lat, _lon in kept:
        assert abs(moment - reading.at) <= 30.001


@given(late=st.floats(0, 29), again=st.floats(0, 29), skew=st.floats(-0.9, 0.9))
def test_a_batch_sent_twice_over_a_slow_network_has_the_same_moments_twice(late, again, skew):
    def sent(after: float) -> list[tuple[float, float, float]]:
        own = Reading(NOW - 60 + skew, 43.7335, 7.4165)
        return sift([own], GATE, sent_at=NOW + skew, received_at=NOW + after).kept

    assert sent(late) == sent(again)


@given(begins=st.floats(0, 3500), lasts=st.floats(1, 3500), age=st.floats(0, 3500), skew=st.floats(-40, 40))
def test_nothing_of_a_break_is_ever_kept_by_the_servers_clock(begins, lasts, age, skew):
    pause = Span(NOW - begins - lasts, NOW - begins)
    gate = Gate("s", NOW - 10_000, breaks=(pause,))
    if pause.holds(NOW - age) and abs(NOW - age - pause.begins) > 1e-3 and abs(pause.ends - NOW + age) > 1e-3:
        assert sifted(here(age), gate=gate, skew=skew).kept == []
