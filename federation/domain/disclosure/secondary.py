"""Cells withheld for the sake of others: no line with a single hole, no hole that can be worked out."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from fractions import Fraction

from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from federation.domain.disclosure.attack import too_narrow
from federation.domain.disclosure.primary import people_reason, reason, together
from federation.domain.disclosure.rule import Rule, Why
from federation.domain.statistics.measuring import Equation, Measured
from federation.domain.statistics.tables import Key


class Unprotectable(NotAllowedNow):
    """A withheld cell could be worked out whatever else is withheld: the earlier version told too much."""

    def __init__(self, key: Key) -> None:
        super().__init__(
            "unsafe_release",
            _("The cell %(cell)s could be worked out from what was published before: this is not published."),
            cell=" / ".join(key) or "–",
        )


@dataclass(frozen=True, slots=True)
class Watch:
    """What the rule needs to know beside the table: `known` cells stand unchanged in an earlier version."""

    rule: Rule
    months: int
    public: Collection[str] = ()
    known: Collection[Key] = ()


def protect(measured: Measured, first: Mapping[Key, Why], watch: Watch) -> dict[Key, Why]:
    """The withheld cells and those that must go with them. Raises Unprotectable.

    Each turn withholds one more cell, the smallest that serves, so that it ends.
    """
    hidden = dict(first)
    while (more := _next(measured, hidden, watch)) is not None:
        hidden[more] = Why.SECONDARY
    return hidden


def _next(measured: Measured, hidden: Mapping[Key, Why], watch: Watch) -> Key | None:
    secret = {key for key in hidden if key not in watch.known}
    for equation in measured.equations:
        holes = [key for key in equation.cells if key in secret]
        if not holes:
            continue
        if len(holes) == 1 or (equation.whole not in secret and _gives_away(measured, holes, watch)):
            return _partner(measured, equation, hidden, watch)
    for cells in measured.magnitudes.values():
        narrow = too_narrow(
            cells,
            measured.equations,
            secret,
            protect_percent=watch.rule.protect_percent,
            public=watch.public,
        )
        for key in narrow:
            return _any_partner(measured, key, hidden, watch)
    return None


def _gives_away(measured: Measured, holes: Collection[Key], watch: Watch) -> bool:
    """What the published cells of a line leave of its sum is a figure like any other."""
    for cells in measured.magnitudes.values():
        if reason(together(cells, holes), watch.rule, watch.public) is not None:
            return True
    if measured.persons is None:
        return False
    people = together(measured.persons, holes)
    return people_reason(people, watch.rule, watch.months, watch.rule.least_persons) is not None


def _partner(measured: Measured, equation: Equation, hidden: Mapping[Key, Why], watch: Watch) -> Key:
    """The smallest part of the line that can be withheld, its sum at the last."""
    able = [key for key in equation.parts if _serves(measured, key, hidden, watch)]
    if able:
        return min(able, key=lambda key: (_size(measured, key), key))
    if _serves(measured, equation.whole, hidden, watch):
        return equation.whole
    raise Unprotectable(next(key for key in equation.cells if key in hidden))


def _any_partner(measured: Measured, key: Key, hidden: Mapping[Key, Why], watch: Watch) -> Key:
    """One more hole in a line of a cell that can be bounded too closely."""
    lines = [equation for equation in measured.equations if key in equation.cells]
    able = {
        other: (other == line.whole, _size(measured, other), other)
        for line in lines
        for other in line.cells
        if _serves(measured, other, hidden, watch)
    }
    if not able:
        around = {
            other: (False, _size(measured, other), other)
            for other in measured.keys
            if _serves(measured, other, hidden, watch)
        }
        able = around
    if not able:
        raise Unprotectable(key)
    return min(able, key=lambda other: able[other])


def _serves(measured: Measured, key: Key, hidden: Mapping[Key, Why], watch: Watch) -> bool:
    """Withholding it hides something: it is not known from before, and not nothing."""
    return key not in hidden and key not in watch.known and _size(measured, key) > 0


def _size(measured: Measured, key: Key) -> Fraction:
    """By the first magnitude; a cell of nothing hides nothing."""
    cells = next(iter(measured.magnitudes.values()))
    return sum((abs(part) for part in cells[key].values()), Fraction(0))
