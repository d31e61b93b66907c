"""How closely somebody who solves the published sums can bound each withheld cell.

The attacker here knows every published cell exactly, so that rounding only ever helps; that no cell is negative where
none can be; and the figures of co-ops that publish their own. Bounds are those of a linear programme.
"""

from collections.abc import Collection, Mapping, Sequence
from fractions import Fraction

import numpy as np
import scipy  # its parts are loaded when they are first used

from federation.domain.disclosure.primary import unknown
from federation.domain.statistics.measuring import Equation, Parts
from federation.domain.statistics.tables import Key

SLACK = 1e-7


def too_narrow(
    cells: Mapping[Key, Parts],
    equations: Sequence[Equation],
    hidden: Collection[Key],
    *,
    protect_percent: int,
    public: Collection[str] = (),
) -> list[Key]:
    """The withheld cells that can be bounded closer than `protect_percent` of what is unknown of them."""
    keys = [key for key in cells if key in hidden]
    if not keys:
        return []
    values = {key: float(sum(parts.values(), Fraction(0))) for key, parts in cells.items()}
    secret = {key: float(sum(unknown(cells[key], public).values(), Fraction(0))) for key in keys}
    scale = max((abs(value) for value in values.values()), default=0.0) or 1.0
    rows, sides = _system(keys, equations, values)
    is_signed = any(part < 0 for parts in cells.values() for part in parts.values())
    bounds = [(None, None) if is_signed else ((values[key] - secret[key]) / scale, None) for key in keys]
    found = []
    for place, key in enumerate(keys):
        if not secret[key]:
            continue
        room = abs(secret[key]) * protect_percent / 100
        aim = np.zeros(len(keys))
        for sign in (1.0, -1.0):
            aim[place] = sign
            solved = scipy.optimize.linprog(
                aim,
                A_eq=rows if len(rows) else None,
                b_eq=sides / scale if len(rows) else None,
                bounds=bounds,
                method="highs",
            )
            if solved.status == 3:  # no bound on this side
                continue
            bound = sign * solved.fun * scale if solved.status == 0 else values[key]
            if sign * (values[key] - bound) < room * (1 - SLACK):
                found.append(key)
                break
    return found


def _system(
    keys: Sequence[Key], equations: Sequence[Equation], values: Mapping[Key, float]
) -> tuple[np.ndarray, np.ndarray]:
    """One row an equation with something withheld: the withheld cells against what the published ones leave."""
    place = {key: index for index, key in enumerate(keys)}
    rows, sides = [], []
    for equation in equations:
        row, side = np.zeros(len(keys)), 0.0
        for key, sign in ((equation.whole, -1.0), *((part, 1.0) for part in equation.parts)):
            if key in place:
                row[place[key]] += sign
            else:
                side -= sign * values[key]
        if row.any():
            rows.append(row)
            sides.append(side)
    return np.array(rows), np.array(sides)
