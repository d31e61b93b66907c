"""How a decision grows with the day: plays one instance, then two laid over each other, then four …

`python -m deliveries.domain.dispatch.sim.scale INSTANCE_DIR... [--plot FILE.svg]` prints one JSON object a line.
"""

import argparse
import json
import sys
import time
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np

from deliveries.domain.dispatch.sim.instance import Day, overlay, read
from deliveries.domain.dispatch.sim.policies import Live
from deliveries.domain.dispatch.sim.world import World, settle

WIDTH, HEIGHT, MARGIN = 640, 360, 56


def main(arguments: Sequence[str]) -> None:
    parser = argparse.ArgumentParser(prog="scale", description="Plays bigger and bigger days.")
    parser.add_argument("instances", nargs="+", type=Path, metavar="INSTANCE_DIR")
    parser.add_argument("--plot", type=Path, metavar="FILE.svg")
    asked = parser.parse_args(arguments)
    days = [read(folder) for folder in asked.instances]
    sizes = sorted({min(2**n, len(days)) for n in range(len(days).bit_length() + 1)})
    measured = []
    for size in sizes:
        measured.append(_measured(overlay(days[:size])))
        print(json.dumps(measured[-1]), flush=True)  # noqa: T201
    if asked.plot:
        asked.plot.write_text(plot(measured), encoding="utf-8")


def _measured(day: Day) -> dict[str, Any]:
    policy, world = Live(), World(day)
    settle()
    began = time.process_time()
    world.play(policy)
    ticks = np.array(policy.decision_seconds or [0.0]) * 1000
    return {
        "orders": len(day.orders),
        "couriers": len(day.couriers),
        "open_orders": policy.largest[0],
        "candidate_couriers": policy.largest[1],
        "cpu_s": round(time.process_time() - began, 2),
        "decision_ms": {
            "p50": round(float(np.percentile(ticks, 50)), 2),
            "p95": round(float(np.percentile(ticks, 95)), 2),
            "max": round(float(ticks.max()), 2),
        },
    }


def plot(measured: Sequence[dict[str, Any]]) -> str:
    """The decision's p95 and longest time over orders × couriers, as a picture with its numbers in it."""
    cells = [m["open_orders"] * m["candidate_couriers"] for m in measured]
    most = max(cells, default=1) or 1
    longest = max((m["decision_ms"]["max"] for m in measured), default=1) or 1
    lines = "".join(
        _line(cells, [m["decision_ms"][name] for m in measured], name, most, longest)
        for name in ("max", "p95")
    )
    return (
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}" font-family="sans-serif">'
        f'<path d="M{MARGIN} {MARGIN / 2}V{HEIGHT - MARGIN}H{WIDTH - MARGIN / 2}" fill="none" stroke="currentColor"/>'
        f'<text x="{MARGIN}" y="{HEIGHT - 16}">open orders × couriers who could be asked, to {most:,}</text>'
        f'<text x="4" y="16">CPU milliseconds of one decision</text>{lines}</svg>\n'
    )


def _line(cells: Sequence[int], values: Sequence[float], name: str, most: int, longest: float) -> str:
    points = [
        (
            round(MARGIN + cell / most * (WIDTH - 2 * MARGIN), 1),
            round(HEIGHT - MARGIN - value / longest * (HEIGHT - 2 * MARGIN), 1),
        )
        for cell, value in zip(cells, values, strict=True)
    ]
    marks = "".join(
        f'<circle cx="{x}" cy="{y}" r="3"/><text x="{x + 5}" y="{y - 5}">{value:.0f}</text>'
        for (x, y), value in zip(points, values, strict=True)
    )
    way = " ".join(f"{x},{y}" for x, y in points)
    end_x, end_y = points[-1] if points else (0, 0)
    return (
        f'<polyline points="{way}" fill="none" stroke="currentColor"/>{marks}'
        f'<text x="{end_x - 30}" y="{end_y + 16}">{name}</text>'
    )


if __name__ == "__main__":
    main(sys.argv[1:])
