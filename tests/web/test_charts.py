"""Bars and grids: heights from 0, names only where they fit."""

from itertools import pairwise

from coopplatform.web.charts import Mark, draw_bars, draw_grid, tone


def mark(label: str, value: float) -> Mark:
    return Mark(label, value, f"{value:g}", f"{label}: {value:g}")


def test_the_highest_bar_takes_the_whole_height_and_half_of_it_half():
    drawn = draw_bars([mark("a", 10), mark("b", 5), mark("c", 0)], width=300, body=100)
    assert [(bar.y, bar.height) for bar in drawn.bars] == [(22, 100), (72, 50), (122, 0)]
    assert drawn.base == 122


def test_a_share_is_drawn_against_all_of_it_not_against_the_best():
    drawn = draw_bars([mark("a", 0.5)], width=300, body=100, most=1)
    assert drawn.bars[0].height == 50


def test_bars_stay_within_the_picture_and_apart():
    drawn = draw_bars([mark(str(n), n) for n in range(53)], width=328)
    ends = [(bar.x, bar.x + bar.width) for bar in drawn.bars]
    assert ends[0][0] >= 0
    assert ends[-1][1] <= 328
    assert all(before[1] <= after[0] for before, after in pairwise(ends))


def test_names_are_left_out_where_they_would_touch():
    names = [bar.is_labelled for bar in draw_bars([mark(f"{n:02d}", 1) for n in range(24)], width=328).bars]
    assert names[:5] == [True, False, True, False, True]
    assert all(bar.is_labelled for bar in draw_bars([mark(f"{n:02d}", 1) for n in range(24)]).bars)


def test_nothing_at_all_is_a_picture_without_bars():
    assert draw_bars([]).bars == ()
    assert draw_bars([mark("a", 0)]).bars[0].height == 0


def test_a_grid_writes_each_count_in_its_square():
    drawn = draw_grid(["10", "11"], ["Mon"], {(0, 0): 3, (1, 0): 12}, width=256, room=56)
    assert [(cell.text, cell.tone, cell.title) for cell in drawn.cells] == [
        ("3", 1, "Mon 10: 3"),
        ("12", 4, "Mon 11: 12"),
    ]
    assert drawn.cells[-1].x + drawn.cells[-1].width == 256


def test_tones_go_from_nothing_to_the_most():
    assert [tone(count, 100) for count in (0, 1, 25, 26, 50, 75, 76, 100)] == [0, 1, 1, 2, 2, 3, 4, 4]
