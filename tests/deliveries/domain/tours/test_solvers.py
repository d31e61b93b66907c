"""The two solvers against the same day, and the benchmarks that compare them."""

import json
import sys
from math import hypot
from pathlib import Path

import pytest

from deliveries.domain.dispatch.sim import lilim, tours
from deliveries.domain.dispatch.sim.answers import by_vroom
from deliveries.domain.dispatch.sim.city import city
from deliveries.domain.dispatch.tours import plan, verify
from deliveries.domain.dispatch.tours.model import Rest, Shipment
from tests.deliveries.domain.tours.days import bike, day, stop, visit, window

LILIM = """2 10 1
0 0 0 0 0 200 0 0 0
1 30 0 4 0 100 5 0 2
2 30 40 -4 0 200 5 1 0
3 0 9 8 0 200 5 0 4
4 0 12 -8 0 200 5 3 0
"""


@pytest.mark.parametrize("seed", range(3))
def test_both_solvers_keep_every_promise_and_agree_within_a_tenth(seed: int) -> None:
    problem = city(50, 6, seed)
    ours, theirs = plan(problem, seconds=0.8), by_vroom(problem, level=5)
    assert verify(problem, ours) == verify(problem, theirs) == ()
    assert ours.left_out == ()
    assert len(theirs.left_out) > 0 or ours.travel_seconds <= 1.1 * theirs.travel_seconds


def test_vroom_knows_rests_windows_skills_and_shipments() -> None:
    trailer = frozenset({"trailer"})
    problem = day(
        visit("heavy", 12, skills=trailer),
        visit("twice open", -9, 2, window(0, 1), window(100, 120)),
        Shipment("s", (stop("m", 8, load=(2,)),), (stop("n", 9), stop("o", 10))),
        bikes=(bike("alma", rests=(Rest(1200, window(60, 120)),)), bike("ben", skills=trailer)),
    )
    answer = by_vroom(problem, level=5)
    assert verify(problem, answer) == ()
    assert answer.left_out == ()


def test_an_instance_of_li_and_lim_is_read_and_its_distance_told() -> None:
    problem = lilim.read(LILIM.splitlines())
    assert [shipment.id for shipment in problem.shipments] == ["1-2", "3-4"]
    planned = plan(problem, seconds=0.3)
    assert verify(problem, planned) == ()
    assert lilim.distance(problem, planned) == pytest.approx(30 + 40 + hypot(30, 31) + 3 + 12)


def printed(
    main: object, arguments: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> dict[str, object]:
    monkeypatch.setattr(sys, "argv", ["sim", *arguments])
    main()  # type: ignore[operator]
    return json.loads(capsys.readouterr().out)  # type: ignore[no-any-return]


def test_a_benchmark_prints_one_line_of_json(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    day_ = printed(tours.main, ["--stops", "20", "--bikes", "3", "--seconds", "0.3"], monkeypatch, capsys)
    assert (day_["served"], day_["violations"]) == (20, 0)
    assert day_["vroom"]["travel_hours"] > 0  # type: ignore[index]
    file = tmp_path / "tiny.txt"
    file.write_text(LILIM)
    pairs = printed(lilim.main, [str(file), "--seconds", "0.3"], monkeypatch, capsys)
    assert (pairs["instance"], pairs["served"], pairs["violations"]) == ("tiny", 2, 0)
    assert pairs["distance"] == pairs["vroom"]["distance"]  # type: ignore[index]
