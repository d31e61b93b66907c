"""Nearby is the co-op's own département, province or region, as postcodes tell it."""

from fractions import Fraction
from itertools import pairwise

import pytest

from federation.domain.statistics.nearby import PROVINCES, area, nearby


@pytest.mark.parametrize(
    ("country", "postcode", "where"),
    [
        ("FR", "75011", "FR-75"),
        ("FR", "06 240", "FR-06"),
        ("FR", "20090", "FR-2A"),
        ("FR", "20167", "FR-2A"),
        ("FR", "20200", "FR-2B"),
        ("FR", "97400", "FR-974"),
        ("FR", "7501", None),
        ("FR", "", None),
        ("BE", "1050", "BE-Bruxelles"),
        ("BE", "1300", "BE-Brabant wallon"),
        ("BE", "4000", "BE-Liège"),
        ("BE", "B-4000", None),
        ("BE", "0999", None),
        ("MC", "", "MC"),
        ("CH", "CH-1205", "CH-12"),
        ("NL", "1013 AB", "NL-10"),
        ("GB", "BS1 4DJ", "GB-BS"),
        ("FI", "0", None),
        ("", "75011", None),
    ],
)
def test_a_postcode_tells_its_area(country, postcode, where):
    assert area(country, postcode) == where


def test_belgian_provinces_leave_no_postcode_out_and_none_twice():
    ends = [(first, last) for first, last, _name in PROVINCES]
    assert ends[0][0] == 1000
    assert ends[-1][1] == 9999
    assert all(before[1] + 1 == after[0] for before, after in pairwise(ends))


def test_what_nobody_can_place_is_not_nearby_and_a_foreign_country_is_place_enough():
    found = nearby("FR-06", [("FR", "06300", 300), ("FR", "75011", 200), ("IT", "", 100), ("", "", 400)])
    assert (found.all_cents, found.placed_cents, found.near_cents) == (1000, 600, 300)
    assert found.placed_share == Fraction(3, 5)
    assert not found.is_told


def test_four_fifths_with_a_place_are_enough_to_tell_a_share():
    assert nearby("FR-06", [("FR", "06300", 80), ("FR", "", 20)]).is_told
    assert not nearby("FR-06", [("FR", "06300", 79), ("FR", "", 21)]).is_told


def test_a_co_op_that_does_not_say_where_it_is_places_nothing():
    found = nearby(None, [("FR", "06300", 80), ("IT", "", 20)])
    assert (found.placed_cents, found.near_cents, found.is_told) == (0, 0, False)


def test_nothing_bought_leaves_nothing_to_place():
    assert nearby("FR-06", []).is_told
