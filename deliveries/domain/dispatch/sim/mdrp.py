"""Plays days of the Meal Delivery Routing Problem under its strict rules and prints one JSON object a line.

`python -m deliveries.domain.dispatch.sim.mdrp INSTANCE_DIR... --out DIR [--policy live|greedy|stack] [--noise] …`
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from deliveries.domain.dispatch.sim.files import write_solution
from deliveries.domain.dispatch.sim.instance import Day, overlay, read
from deliveries.domain.dispatch.sim.measures import measures
from deliveries.domain.dispatch.sim.policies import BENCHMARK, Greedy, Live
from deliveries.domain.dispatch.sim.world import Liberties, Policy, World

NOISE_SLACK_SECONDS = 4 * 60


def main(arguments: Sequence[str]) -> None:
    asked = _parser().parse_args(arguments)
    days = [read(folder) for folder in asked.instances]
    if asked.overlay:
        days = [overlay(days)]
    for day in days:
        print(json.dumps(play(day, asked)), flush=True)  # noqa: T201


def play(day: Day, asked: argparse.Namespace) -> dict[str, Any]:
    """Play one day with the policy asked for, write its files, and measure."""
    liberties = Liberties(updates=asked.updates, radius_metres=asked.radius)
    world = World(day, is_noisy=asked.noise, liberties=liberties)
    policy = _policy(asked)
    began = time.process_time()
    world.play(policy)
    spent = time.process_time() - began
    if asked.out:
        write_solution(world, asked.out / day.name)
    live = policy if isinstance(policy, Live) else Live()
    ticks = np.array(live.decision_seconds or [0.0]) * 1000
    return {
        **measures(world, live.said),
        "policy": asked.policy,
        "cpu_s": round(spent, 3),
        "decision_ms": {
            "p95": round(float(np.percentile(ticks, 95)), 2),
            "max": round(float(ticks.max()), 2),
        },
    }


def _policy(asked: argparse.Namespace) -> Policy:
    if asked.policy == "greedy":
        return Greedy()
    if asked.policy == "stack":
        return Greedy(is_just_in_time=True, stack=3)
    changes = dict(pair.split("=", 1) for pair in asked.set)
    params = replace(BENCHMARK, **{name: int(value) for name, value in changes.items()})  # type: ignore[arg-type]
    if asked.fair is not None:
        params = replace(params, fairness_weight=round(asked.fair * 1000))
    if asked.noise:
        params = replace(params, ready_slack_seconds=NOISE_SLACK_SECONDS)
    return Live(replace(params, stack_radius_metres=asked.radius))


def _parser() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(
        prog="mdrp", description="Plays days of the Meal Delivery Routing Problem."
    )
    parser.add_argument("instances", nargs="+", type=Path, metavar="INSTANCE_DIR")
    parser.add_argument("--out", type=Path, help="where the solution files go, one folder a day")
    parser.add_argument("--policy", choices=["live", "greedy", "stack"], default="live")
    parser.add_argument(
        "--fair", type=float, help="minutes for each order an hour above the mean; default 1.5"
    )
    parser.add_argument("--noise", action="store_true", help="preparation times are the restaurant's mean")
    parser.add_argument("--overlay", action="store_true", help="play all instances at once, in one town")
    parser.add_argument("--updates", action="store_true", help="orders may join a courier still waiting")
    parser.add_argument("--radius", type=int, default=0, metavar="METRES", help="restaurants of one ride")
    parser.add_argument("--set", action="append", default=[], metavar="NAME=NUMBER", help="a parameter")
    return parser


if __name__ == "__main__":
    main(sys.argv[1:])
