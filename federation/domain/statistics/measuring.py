"""What each cell comes to before disclosure control: by co-op, for every magnitude of an indicator or a table."""

from collections import defaultdict
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from itertools import product

from federation.domain.statistics.gathering import Counted
from federation.domain.statistics.indicators import Form, Indicator
from federation.domain.statistics.tables import ALL, PLACES, WHOLE, Dimension, Item, Key, Table, area_of

Parts = Mapping[str, Fraction]
"""What each co-op brings to a cell."""


@dataclass(frozen=True, slots=True)
class Equation:
    """A cell that is the sum of others, as everybody knows who reads the table."""

    whole: Key
    parts: tuple[Key, ...]

    @property
    def cells(self) -> tuple[Key, ...]:
        return (self.whole, *self.parts)


@dataclass(frozen=True, slots=True)
class Measured:
    """A table of magnitudes. `persons` by cell and co-op where people stand behind it (person-months).

    `counted` are the co-ops whose figures are complete for it.
    """

    dimensions: tuple[Dimension, ...]
    magnitudes: Mapping[str, Mapping[Key, Parts]]
    equations: tuple[Equation, ...]
    counted: tuple[str, ...]
    persons: Mapping[Key, Parts] | None = None
    forms: Mapping[str, Form] = field(default_factory=dict)

    @property
    def keys(self) -> tuple[Key, ...]:
        return tuple(next(iter(self.magnitudes.values())))


def measure_indicator(indicator: Indicator, counted: Collection[Counted]) -> Measured:
    """One cell: the parts above, and below, each with what every co-op brings to it.

    A difference (pay less costs) is looked at field by field: no co-op may be read from either.
    """
    complete = [one for one in counted if one.has(indicator.fields)]
    if indicator.percentile:
        complete = [one for one in complete if one.pay_groups]
    magnitudes: dict[str, dict[Key, Parts]] = {
        f"{side}:{code}": {(): {one.cooperative: one.values[code] or Fraction(0) for one in complete}}
        for side, form in (("above", indicator.above), ("below", indicator.below))
        for code in form
    }
    summed = {side: form for side, form in (("above", indicator.above), ("below", indicator.below)) if form}
    whole: dict[str, dict[Key, Parts]] = {
        side: {(): {one.cooperative: one.amount(form) for one in complete}} for side, form in summed.items()
    }
    is_difference = any(times < 0 for form in summed.values() for times in form.values())
    return Measured(
        (),
        magnitudes if is_difference else whole,
        (),
        tuple(one.cooperative for one in complete),
        _persons({(): complete}) if indicator.people else None,
    )


def measure_table(table: Table, counted: Collection[Counted]) -> Measured:
    """Every cell of a table, sums included."""
    complete = [one for one in counted if one.has(table.fields)]
    dimensions = _dimensions(table, complete)
    magnitudes: dict[str, dict[Key, dict[str, Fraction]]] = {}
    behind: dict[Key, dict[str, Counted]] = defaultdict(dict)
    every = product(*([item.code for item in one.items] for one in dimensions))
    keys = dict.fromkeys(key for key in every if _is_published(table, key))
    for leaf, forms in table.forms.items():
        for one in complete:
            home = _key(table, one, leaf)
            for key in product(*(d.ancestors(code) for d, code in zip(dimensions, home, strict=True))):
                if key not in keys:
                    continue
                behind[key][one.cooperative] = one
                for name, form in forms.items():
                    cell = magnitudes.setdefault(name, {k: {} for k in keys})[key]
                    cell[one.cooperative] = cell.get(one.cooperative, Fraction(0)) + one.amount(form)
    for forms in table.forms.values():
        for name in forms:
            magnitudes.setdefault(name, {k: {} for k in keys})
    return Measured(
        dimensions,
        magnitudes,
        _equations(dimensions, keys),
        tuple(one.cooperative for one in complete),
        _persons({key: list(behind[key].values()) for key in keys}) if table.people else None,
    )


def _persons(behind: Mapping[Key, Sequence[Counted]]) -> dict[Key, dict[str, Fraction]]:
    """Person-months by cell; a co-op that does not say how many people counts as none."""
    return {
        key: {one.cooperative: one.values.get("person_months") or Fraction(0) for one in found}
        for key, found in behind.items()
    }


def _dimensions(table: Table, counted: Collection[Counted]) -> tuple[Dimension, ...]:
    found = []
    if table.place:
        places = sorted({_place(table, one) for one in counted})
        title, names = PLACES[table.place]
        items = tuple(Item(code, names.get(code, code), ALL) for code in places)
        found.append(Dimension(table.place, title, (WHOLE, *items)))
    if table.split:
        found.append(table.split)
    return tuple(found)


def _place(table: Table, one: Counted) -> str:
    return area_of(one.country) if table.place == "area" else one.country


def _key(table: Table, one: Counted, leaf: str) -> Key:
    return (*((_place(table, one),) if table.place else ()), *((leaf,) if table.split else ()))


def _is_published(table: Table, key: Key) -> bool:
    """The sum over the split stands in the last line only, where a table says so."""
    return table.has_row_sums or len(key) < 2 or key[1] != ALL or key[0] == ALL


def _equations(dimensions: Sequence[Dimension], keys: Collection[Key]) -> tuple[Equation, ...]:
    """Along each dimension, every parent and its children, for each line of the other: those whose cells all exist."""
    known, found = set(keys), []
    for place, dimension in enumerate(dimensions):
        for key in keys:
            children = dimension.children(key[place])
            parts = tuple((*key[:place], child, *key[place + 1 :]) for child in children)
            if parts and known.issuperset(parts):
                found.append(Equation(key, parts))
    return tuple(found)
