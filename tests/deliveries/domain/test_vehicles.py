"""Which vehicles there are, what each counts as, and whose emissions it has."""

from datetime import date
from itertools import product

import pytest

from coopplatform.kernel.errors import Invalid
from deliveries.domain.emissions import FACTORS, VEHICLES, Balance, balance, counted
from deliveries.domain.vehicles import DRIVES_OF, Counted, Drive, Kind, check, counts_as, factor_of, told

DAY = date(2026, 11, 23)
ALL = [told(kind, drive) for kind, drives in DRIVES_OF.items() for drive in drives]


@pytest.mark.parametrize(
    ("vehicle", "counts", "factor"),
    [
        ("bicycle:muscle", "bike", "cycle"),
        ("bicycle:assisted", "bike", "bike"),
        ("bicycle:fast", "motor", "speed_pedelec"),
        ("cargo:muscle", "cargo", "cargo"),
        ("cargo:assisted", "cargo", "cargo"),
        ("cargo:fast", "motor", "speed_pedelec"),
        ("trailer:assisted", "cargo", "cargo"),
        ("moped:electric", "motor", "moped"),
        ("moped:engine", "motor", "scooter"),
        ("car:electric", "motor", "electric_car"),
        ("car:engine", "motor", "car"),
        ("van:electric", "motor", "electric_van"),
        ("van:engine", "motor", "van"),
    ],
)
def test_a_vehicle_counts_by_what_drives_it(vehicle, counts, factor):
    assert vehicle in ALL
    assert (counts_as(vehicle), factor_of(vehicle)) == (counts, factor)


def test_every_vehicle_has_a_factor_with_its_words_and_what_nobody_read_is_marked():
    assert {factor_of(vehicle) for vehicle in ALL} == FACTORS.keys() == VEHICLES.keys()
    unread = {name for name, editions in FACTORS.items() if not all(one.is_read for one in editions)}
    assert unread == {"speed_pedelec", "electric_car"}


@pytest.mark.parametrize(("kind", "drive"), list(product([*Kind, "boat"], [*Drive, "steam"])))
def test_a_drive_that_does_not_go_with_its_kind_is_refused(kind, drive):
    if drive in DRIVES_OF.get(kind, ()):
        check(kind, drive)
    else:
        with pytest.raises(Invalid, match="does not go with this kind") as refused:
            check(kind, drive)
        assert refused.value.field == "drive"


def test_where_no_vehicle_was_told_the_activitys_usual_bike_came_as_ever():
    assert [counted(one) for one in ("meals", "parcels", "library")] == [
        Counted.BIKE,
        Counted.CARGO,
        Counted.BIKE,
    ]
    assert balance("meals", 10_000, DAY) == balance("meals", 10_000, DAY, "bicycle:assisted")
    assert balance("parcels", 10_000, DAY) == balance("parcels", 10_000, DAY, "cargo:assisted")


def test_a_motor_vehicle_counts_with_its_own_factor_and_may_avoid_less_than_nothing():
    assert balance("meals", 1000, DAY, "moped:engine") == Balance(
        emitted=152_600, low=59_300 - 152_600, central=76_300 - 152_600, high=142_300 - 152_600
    )
    assert balance("meals", 1000, DAY, "bicycle:muscle").emitted == 340
