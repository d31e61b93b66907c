"""Criteria out of the commons over those in force: thresholds moved, criteria added; what is not named stays.

A country's own threshold stands on its law and stays. What the platform only shows it does not judge.
"""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _
from federation.domain.review.criteria import EVERYWHERE, Colour, Criterion, Kind, Scale, Unit

UNITS = {"percent": Unit.PERCENT, "count": Unit.COUNT, "permille": Unit.PER_1000}
CODE = re.compile(r"[MDEWBFGC][0-9A-Z]{1,3}")
"""Its first letter is the chapter it stands in."""
NAMED_IN_SET = _("as the adopted set says; declared by the co-op, with where it is from")


def with_set(present: Sequence[Criterion], rows: Iterable[Mapping[str, Any]], on: date) -> list[Criterion]:
    """`rows` are those of a set whose values are filled in. Raises Invalid, naming the criterion and why."""
    by_code = {one.code: one for one in present}
    for row in rows:
        known = by_code.get(row["id"])
        by_code[row["id"]] = _added(row, on) if known is None else _moved(known, row, on)
    return list(by_code.values())


def _moved(known: Criterion, row: Mapping[str, Any], on: date) -> Criterion:
    if known.scale is Scale.SHOWN:
        raise _refused(_("%(criterion)s is shown and not judged: a set cannot give it a threshold."), row)
    if (known.scale is Scale.AT_LEAST) is not (row["better"] == "more"):
        raise _refused(_("%(criterion)s is judged the other way round here: more and less are swapped."), row)
    if (known.unit is Unit.PERCENT) is not (row["unit"] == "percent"):
        raise _refused(_("%(criterion)s is counted in another unit here."), row)
    return known.with_threshold(EVERYWHERE, source=row["source"], on=on, **_limits(row))


def _added(row: Mapping[str, Any], on: date) -> Criterion:
    if not CODE.fullmatch(row["id"]):
        raise _refused(
            _(
                "%(criterion)s: a new criterion has two to four signs, first its chapter: M, D, E, W, B, F, G or C."
            ),
            row,
        )
    if row["unit"] not in UNITS:
        raise _refused(_("%(criterion)s: a new criterion is counted in percent, per mille or times."), row)
    scale = Scale.AT_LEAST if row["better"] == "more" else Scale.AT_MOST
    new = Criterion(
        row["id"], row["title"], NAMED_IN_SET, row["source"], Kind.DECLARED, scale, UNITS[row["unit"]], {}
    )
    return new.with_threshold(EVERYWHERE, source=row["source"], on=on, **_limits(row))


def _limits(row: Mapping[str, Any]) -> dict[str, Any]:
    return {"green": Decimal(str(row["green"])), "amber": Decimal(str(row["amber"]))}


def _refused(reason: str, row: Mapping[str, Any]) -> Invalid:
    return Invalid("criterion_does_not_fit", reason, criterion=str(row["id"])[:20])


@dataclass(frozen=True, slots=True)
class Judged:
    """A criterion over the released dossiers: how many lines of each colour as it is, and as it would be.

    `is_new` where it is not asked yet.
    """

    code: str
    title: str
    was: Mapping[Colour, int]
    now: Mapping[Colour, int]
    is_new: bool = False


def judged_anew(
    present: Sequence[Criterion],
    proposed: Sequence[Criterion],
    dossiers: Iterable[tuple[str, Mapping[str, Decimal | None]]],
) -> list[Judged]:
    """The dossiers are pairs of country and value by criterion. Of criteria that differ, in their order."""
    told, before = [*dossiers], {one.code: one for one in present}
    found = []
    for one in proposed:
        was = before.get(one.code)
        if was == one:
            continue
        before_it = _colours(was, told) if was else {}
        found.append(Judged(one.code, one.title, before_it, _colours(one, told), was is None))
    return found


def _colours(
    one: Criterion, dossiers: Iterable[tuple[str, Mapping[str, Decimal | None]]]
) -> Mapping[Colour, int]:
    return Counter(one.colour(country, values.get(one.code)) for country, values in dossiers)
