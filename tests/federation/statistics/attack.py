"""An attack on a release: bounds each withheld cell from what is published, rounding included."""

import json
from fractions import Fraction
from typing import Any

from scipy.optimize import linprog

from tests.federation.statistics.independent import (
    DIMENSIONS,
    NEEDS,
    OF_100,
    STEPS,
    cells_of,
    lines_of,
    rows_of,
    totals,
)

MAGNITUDES = {
    "deliveries": ("n", "deliveries", Fraction(1)),
    "kilometres": ("n", "kilometres", Fraction(1000)),
    "hours-and-pay": ("seconds", "hours", Fraction(3600)),
    "value-added": ("n", "of_100", Fraction(0)),
    "sales": ("n", "of_100", Fraction(0)),
}


def attacked(
    files: dict[str, str], contributions: list[dict[str, Any]], rates: dict[str, Fraction],
    public: frozenset[str] = frozenset(),
) -> dict[str, tuple[float, float, float]]:  # fmt: skip
    """Each withheld cell with (lowest, true, highest) in the unit of its measure, by solving what is published."""
    body = json.loads(files["release.json"])
    everyone, found = totals(contributions, rates), {}
    for table, (name, measure, scale) in MAGNITUDES.items():
        counted = {
            slug: one
            for slug, one in everyone.items()
            if slug in body["counted"][table] and not one["empty"] & set(NEEDS[table])
        }
        cells = cells_of(table, counted)
        rows = [row for row in rows_of(files, f"{table}.csv") if row["measure"] == measure]
        keys = [tuple(row[one] for one in DIMENSIONS[table]) for row in rows]
        whole = sum(cells[("all",)]["n"].values(), Fraction(0)) / 100 if table in OF_100 else Fraction(0)
        unit = float(scale or whole)
        true = {key: float(sum(cells[key][name].values(), Fraction(0))) / unit for key in keys}
        known = {
            key: float(sum((p for s, p in cells[key][name].items() if s in public), Fraction(0))) / unit
            for key in keys
        }
        half = float(STEPS[measure]) / 2
        signed = any(part < 0 for key in keys for part in cells[key][name].values())
        bounds = []
        for row, key in zip(rows, keys, strict=True):
            value = float(row["value"]) if row["value"] else None
            low = None if signed else known[key]
            bounds.append((low, None) if value is None else (value - half, value + half))
        equations, sides = [], []
        for total, parts in lines_of(table, set(keys)):
            line = [0.0] * len(keys)
            line[keys.index(total)] = -1.0
            for part in parts:
                line[keys.index(part)] += 1.0
            equations.append(line)
            sides.append(0.0)
        for place, (row, key) in enumerate(zip(rows, keys, strict=True)):
            if row["value"] or true[key] == known[key]:
                continue
            ends = []
            for sign in (1.0, -1.0):
                aim = [0.0] * len(keys)
                aim[place] = sign
                solved = linprog(aim, A_eq=equations, b_eq=sides, bounds=bounds, method="highs")
                assert solved.status in (0, 3), (table, key, solved.message)
                ends.append(-sign * float("inf") if solved.status == 3 else sign * solved.fun)
            found[f"{table} {'/'.join(key)}"] = (
                ends[0] - known[key],
                true[key] - known[key],
                ends[1] - known[key],
            )
    return found


def is_wide(low: float, true: float, high: float) -> bool:
    """Whether the bounds stay 10 % away on both sides."""
    room = abs(true) * 0.1 * (1 - 1e-6)
    return low <= true - room and high >= true + room
