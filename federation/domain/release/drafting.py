"""From a quarter's contributions to cells fit for everyone: measured, checked against each other and against the past.

A sheet is what is checked together: each indicator is one of a single cell, each table one of many.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction

from coopplatform.kernel.money import half_up
from federation.domain.disclosure.earlier import Told, moved_since, newcomers, revised, unchanged
from federation.domain.disclosure.primary import primary
from federation.domain.disclosure.rule import RULE, Rule, Why
from federation.domain.disclosure.secondary import Watch, protect
from federation.domain.statistics.catalogue import INDICATORS
from federation.domain.statistics.gathering import Counted, percentile
from federation.domain.statistics.indicators import Indicator
from federation.domain.statistics.measuring import Measured, Parts, measure_indicator, measure_table
from federation.domain.statistics.tables import TABLES, Key, Measure, Table

INDICATOR = "indicator:"
ONE: Key = ()


@dataclass(frozen=True, slots=True)
class Cell:
    """A value for everyone, or the reason why there is none; `cooperatives` bring something to it."""

    value: Fraction | None
    step: Fraction
    why: Why | None
    cooperatives: int


@dataclass(frozen=True, slots=True)
class Sheet:
    """`cells` by key and measure; of an indicator the key is empty and the measure its code."""

    code: str
    measured: Measured
    hidden: Mapping[Key, Why]
    cells: Mapping[tuple[Key, str], Cell]


@dataclass(frozen=True, slots=True)
class Past:
    """Sheets of an earlier release by code."""

    sheets: Mapping[str, Told]


@dataclass(frozen=True, slots=True)
class History:
    """`versions` of this period, the last release of the period before, and whom recent releases counted, by sheet."""

    versions: Sequence[Past] = ()
    before: Past | None = None
    recent: Mapping[str, Collection[str]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Draft:
    indicators: tuple[tuple[Indicator, Sheet], ...]
    tables: tuple[tuple[Table, Sheet], ...]
    left_out: Mapping[str, Collection[str]]
    """By sheet, newcomers who wait until three have come."""

    @property
    def sheets(self) -> tuple[Sheet, ...]:
        return tuple(sheet for _what, sheet in (*self.indicators, *self.tables))


def draft(
    counted: Sequence[Counted],
    history: History,
    *,
    months: int = 3,
    rule: Rule = RULE,
    indicators: Sequence[Indicator] = INDICATORS,
    tables: Sequence[Table] = TABLES,
) -> Draft:
    """Everything of a quarter. Raises Unprotectable when an earlier version told too much for this one."""
    maker = _Maker(counted, history, months, rule)
    made_tables = [(table, maker.table(table)) for table in tables]
    forced = {
        code: Why.SECONDARY
        for table, sheet in made_tables
        for code, keys in table.covers.items()
        if any(key in sheet.hidden for key in keys)
    }
    made = [(one, maker.indicator(one, forced.get(one.code))) for one in indicators]
    return Draft(tuple(made), tuple(made_tables), maker.left_out)


def measure_all(counted: Sequence[Counted], allowed: Mapping[str, Collection[str]]) -> dict[str, Measured]:
    """A release's sheets as they were: `allowed` are the co-ops each of them counted."""
    found = {}
    for one in INDICATORS:
        code = INDICATOR + one.code
        among = _among(counted, allowed.get(code, ()))
        found[code] = measure_indicator(one, among)
    for table in TABLES:
        among = _among(counted, allowed.get(table.code, ()))
        found[table.code] = measure_table(table, among)
    return found


def _among(counted: Sequence[Counted], slugs: Collection[str]) -> list[Counted]:
    wanted = set(slugs)
    return [one for one in counted if one.cooperative in wanted]


class _Maker:
    def __init__(
        self,
        counted: Sequence[Counted],
        history: History,
        months: int,
        rule: Rule,
    ) -> None:
        self.counted, self.history = counted, history
        self.months, self.rule = months, rule
        self.public = {one.cooperative for one in counted if one.is_own_public}
        self.left_out: dict[str, Collection[str]] = {}

    def table(self, table: Table) -> Sheet:
        measured = measure_table(table, self.counted)
        if waiting := self._waiting(table.code, measured):
            measured = measure_table(table, self._without(waiting))
        hidden = self._decide(table.code, measured, None)
        cells = {
            (key, measure.code): _value(measured, key, measure, hidden, self.months)
            for key in measured.keys
            for measure in table.measures
        }
        return Sheet(table.code, measured, hidden, cells)

    def indicator(self, one: Indicator, forced: Why | None) -> Sheet:
        code = INDICATOR + one.code
        among = self.counted
        measured = measure_indicator(one, among)
        if waiting := self._waiting(code, measured):
            among = self._without(waiting)
            measured = measure_indicator(one, among)
        least = self.rule.least_persons_of_percentiles if one.percentile else None
        hidden = self._decide(code, measured, least)
        if forced is not None and ONE not in hidden:
            hidden = {**hidden, ONE: forced}
        cell = _indicator_value(one, among, measured, hidden.get(ONE), self.months)
        return Sheet(code, measured, hidden, {(ONE, one.code): cell})

    def _decide(self, code: str, measured: Measured, least_persons: int | None) -> dict[Key, Why]:
        first: dict[Key, Why] = {}
        known: set[Key] = set()
        if self.history.before and (told := self.history.before.sheets.get(code)):
            first |= moved_since(measured, told, self.rule)
        for version in self.history.versions:
            if told := version.sheets.get(code):
                first |= revised(measured, told, self.rule)
                known |= unchanged(measured, told)
        first |= primary(
            measured, self.rule, months=self.months, public=self.public, least_persons=least_persons
        )
        return protect(measured, first, Watch(self.rule, self.months, self.public, known))

    def _waiting(self, code: str, measured: Measured) -> Collection[str]:
        waiting = newcomers(measured.counted, self.history.recent.get(code, ()), self.rule)
        if waiting:
            self.left_out[code] = sorted(waiting)
        return waiting

    def _without(self, waiting: Collection[str]) -> list[Counted]:
        return [one for one in self.counted if one.cooperative not in waiting]


def rounded(value: Fraction, step: Fraction) -> Fraction:
    return half_up(value / step) * step


def _value(measured: Measured, key: Key, measure: Measure, hidden: Mapping[Key, Why], months: int) -> Cell:
    above = measured.magnitudes[measure.above][key]
    behind = _behind(above)
    if key in hidden:
        return Cell(None, measure.step, hidden[key], 0)
    value = _sum(above) * measure.factor / (months if measure.by_months else 1)
    below = None
    if measure.below:
        below = _sum(measured.magnitudes[measure.below][key])
    if measure.of_whole:
        whole = measured.keys[0]
        if whole in hidden:
            return Cell(None, measure.step, Why.SECONDARY, 0)
        below = _sum(measured.magnitudes[measure.above][whole])
    if below is not None:
        if not below:
            return Cell(None, measure.step, Why.UNDEFINED, behind)
        value /= below
    return Cell(rounded(value, measure.step), measure.step, None, behind)


def _indicator_value(
    one: Indicator, among: Collection[Counted], measured: Measured, why: Why | None, months: int
) -> Cell:
    allowed = set(measured.counted)
    complete = [c for c in among if c.cooperative in allowed]
    if why is not None:
        return Cell(None, one.step, why, 0)
    if one.percentile:
        groups = [group for c in complete for group in c.pay_groups]
        cents = percentile(groups, int(one.percentile))
        value = None if cents is None else cents / 100
    else:
        value = sum((c.amount(one.above) for c in complete), Fraction(0)) * one.factor
        value /= months if one.by_months else 1
        if one.below:
            below = sum((c.amount(one.below) for c in complete), Fraction(0))
            value = value / below if below else None
    if value is None:
        return Cell(None, one.step, Why.UNDEFINED, 0)
    return Cell(rounded(value, one.step), one.step, None, len(complete))


def _sum(parts: Parts) -> Fraction:
    return sum(parts.values(), Fraction(0))


def _behind(parts: Parts) -> int:
    return sum(1 for part in parts.values() if part)
