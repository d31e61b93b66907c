"""A payslip as a fall of bars: what the co-op pays, what is taken on the way, what reaches the person."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from typing import Any, Literal

from coopplatform.kernel.text import _

# What a heading of the payslip is called where there is little room; headings of one name are one bar.
SHORT = {
    "Health": _("Health and accidents"),
    "Work accidents": _("Health and accidents"),
    "Unemployment insurance": _("Unemployment"),
    "Other contributions of the employer": _("Training and others"),
    "CSG and CRDS": _("CSG, CRDS"),
    "Reductions of contributions": _("Reductions"),
}
Kind = Literal["whole", "taken", "given", "people"]


@dataclass(frozen=True, slots=True)
class Step:
    """`label` is a msgid; `cents` is what the bar is worth, taken ones negative. It hangs between `low` and `high`."""

    label: str
    cents: int
    kind: Kind
    low: int
    high: int


def steps(
    *,
    cost: tuple[str, int],
    gross: tuple[str, int],
    net: tuple[str, int],
    contributions: Iterable[Mapping[str, Any]],
) -> list[Step]:
    """From the employer's cost over the gross to the net, contributions summed by the headings of the payslip."""
    lines = list(contributions)
    level = cost[1]
    found = [Step(*cost, "whole", 0, level)]
    for side, (label, whole) in (("employer_cents", gross), ("employee_cents", net)):
        for group, cents in _by_group(lines, side).items():
            found.append(_hanging(group, -cents, level))
            level -= cents
        found.append(Step(label, whole, "people" if side == "employee_cents" else "whole", 0, whole))
    return found


def _by_group(lines: list[Mapping[str, Any]], side: str) -> dict[str, int]:
    sums: dict[str, int] = {}
    for line in lines:
        label = SHORT.get(line["group"], line["group"])
        sums[label] = sums.get(label, 0) + (line[side] or 0)
    return {group: cents for group, cents in sums.items() if cents}


def _hanging(label: str, cents: int, level: int) -> Step:
    return Step(
        label, cents, "given" if cents > 0 else "taken", min(level, level + cents), max(level, level + cents)
    )
