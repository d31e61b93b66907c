"""The benchmark's player: strict rules, sound files, figures anyone can work out again."""

import json
from dataclasses import replace
from pathlib import Path

import pytest

from deliveries.domain.dispatch.sim import mdrp
from deliveries.domain.dispatch.sim.instance import Day, overlay, read
from deliveries.domain.dispatch.sim.measures import gini
from deliveries.domain.dispatch.sim.verify import violations
from deliveries.domain.dispatch.sim.world import Instruction, Liberties, RuleBroken, World

HOUSE = Path(__file__).parents[4]
EVENING = HOUSE / "data" / "days" / "mdrp-1r50t100s1p100"
RULES = {
    "meters_per_minute": 300,
    "pickup service minutes": 4,
    "dropoff service minutes": 4,
    "target click-to-door": 40,
    "maximum click-to-door": 90,
    "pay per order": 10,
    "guaranteed pay per hour": 15,
}


@pytest.fixture
def town(tmp_path: Path) -> Path:
    """One restaurant, three orders, two couriers, a kilometre apart."""
    folder = tmp_path / "town"
    folder.mkdir()
    (folder / "instance_parameters.txt").write_text(
        "\n".join("\t".join(map(str, line)) for line in (RULES, RULES.values()))
    )
    (folder / "restaurants.txt").write_text("restaurant\tx\ty\nr1\t0\t0\n")
    (folder / "orders.txt").write_text(
        "order\tx\ty\tplacement_time\trestaurant\tready_time\n"
        "o1\t900\t0\t10\tr1\t20\no2\t1000\t0\t11\tr1\t21\no3\t0\t900\t200\tr1\t230\n"
    )
    (folder / "couriers.txt").write_text(
        "courier\tx\ty\ton_time\toff_time\nc1\t0\t600\t0\t120\nc2\t0\t-600\t0\t120\n"
    )
    return folder


def played(folder: Path, out: Path, *flags: str) -> dict:
    asked = mdrp._parser().parse_args([str(folder), "--out", str(out), *flags])
    return mdrp.play(read(folder), asked)


def test_a_day_is_played_written_and_measured(
    town: Path, tmp_path: Path, capsys: pytest.CaptureFixture
) -> None:
    mdrp.main([str(town), "--out", str(tmp_path / "out")])
    said = json.loads(capsys.readouterr().out)
    assert violations(read(town), tmp_path / "out" / "town") == []
    assert (said["orders"], said["delivered"]) == (3, 2)
    assert said["undelivered"] == [{"order": "o3", "reason": "no_shift_unavoidable"}]
    # ready 10 minutes after it was placed, 2 + 2 of service, 3 or 4 riding: nobody can be quicker
    assert said["click_to_door"]["mean"] == 17.5
    assert said["ready_to_pickup"] == 0
    assert said["cost_per_order"] == (2 * 15 * 2) / 2
    assert said["gini_orders_per_hour"] == 0


@pytest.mark.parametrize("flags", [(), ("--policy", "greedy"), ("--policy", "stack"), ("--fair", "0")])
def test_every_policy_keeps_the_strict_rules_on_a_real_evening(
    flags: tuple[str, ...], tmp_path: Path
) -> None:
    said = played(EVENING, tmp_path, *flags)
    day = replace(read(EVENING))
    assert violations(day, tmp_path / day.name) == []
    assert said["delivered"] + len(said["undelivered"]) == said["orders"]


def test_the_engine_beats_both_rules_of_thumb_and_is_fairer_for_it(tmp_path: Path) -> None:
    live, greedy, stack = (
        played(EVENING, tmp_path, "--policy", policy) for policy in ("live", "greedy", "stack")
    )
    assert live["click_to_door"]["mean"] < 0.8 * greedy["click_to_door"]["mean"]
    assert live["click_to_door"]["mean"] < 0.9 * stack["click_to_door"]["mean"]
    unfair = played(EVENING, tmp_path, "--fair", "0")
    assert live["gini_orders_per_hour"] < unfair["gini_orders_per_hour"]


def test_noisy_kitchens_keep_the_files_sound(tmp_path: Path) -> None:
    said = played(EVENING, tmp_path, "--noise")
    assert violations(read(EVENING), tmp_path / EVENING.name) == []
    assert said["ready_to_pickup"] > 0


def test_the_check_finds_what_is_wrong(town: Path, tmp_path: Path) -> None:
    played(town, tmp_path)
    orders = tmp_path / "town" / "solution_info_orders.txt"
    orders.write_text(orders.read_text().replace(" 20 27 ", " 20 25 "))
    assert violations(read(town), tmp_path / "town") == ["c1 is not at the door of o1"]


class Tells:
    """A policy that says one thing at one minute."""

    def __init__(self, minute: int, *instructions: Instruction) -> None:
        self.minute, self.instructions = minute, instructions

    def instruct(self, world: World, now: int) -> tuple[Instruction, ...]:
        return self.instructions if now == self.minute else ()


@pytest.mark.parametrize(
    ("minute", "instructions"),
    [
        (10, [Instruction("c1", ("o2",))]),  # not placed yet
        (15, [Instruction("c1", ("o1",)), Instruction("c1", ("o2",))]),  # no longer idle
        (15, [Instruction("c1", ("o1",)), Instruction("c2", ("o1",))]),  # already given
        (15, [Instruction("c1", ("o1",)), Instruction("c1", ("o1", "o2"), adds=True)]),  # no updates
        (119, [Instruction("c1", ("o1",))]),  # picked up after the shift
    ],
)
def test_what_the_rules_forbid_is_refused(town: Path, minute: int, instructions: list[Instruction]) -> None:
    with pytest.raises(RuleBroken):
        World(read(town)).play(Tells(minute, *instructions))


def test_with_updates_allowed_one_more_joins_a_courier_still_waiting(town: Path) -> None:
    world = World(read(town), liberties=Liberties(updates=True))
    world.play(Tells(15, Instruction("c1", ("o1",)), Instruction("c1", ("o1", "o2"), adds=True)))
    assert [(job.orders, job.pickup) for job in world.jobs] == [(["o1", "o2"], 21)]


def test_days_laid_over_each_other_make_a_bigger_one(town: Path) -> None:
    day: Day = overlay([read(town), read(town)])
    assert (len(day.orders), len(day.couriers), len(day.restaurants)) == (6, 4, 2)


@pytest.mark.parametrize(("values", "expected"), [([1, 1, 1], 0), ([0, 0, 3], 2 / 3), ([], 0), ([0, 0], 0)])
def test_gini(values: list[float], expected: float) -> None:
    assert gini(values) == pytest.approx(expected)
