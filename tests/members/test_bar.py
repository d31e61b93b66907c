"""A whole drawn as one bar."""

from members.web.bar import places


def test_the_parts_stand_side_by_side_and_fill_the_bar():
    assert places([100, 300]) == [{"x": "0.00", "width": "25.00"}, {"x": "25.00", "width": "75.00"}]


def test_nothing_draws_nothing():
    assert places([]) == []
    assert places([0]) == [{"x": "0.00", "width": "0.00"}]
