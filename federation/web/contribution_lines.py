"""A contribution line by line: what, how much, from which facts, and how it moved since the month before."""

from dataclasses import dataclass

from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from coopplatform.web import formats
from coopplatform.web.wording import write
from federation.domain.statistics.fields import FIELDS, GROUPS, Field, Kind
from federation.domain.statistics.figures import MonthFigures, changes


@dataclass(frozen=True, slots=True)
class Line:
    """`moved` in per cent as written, empty where there is nothing to compare; `is_striking` deserves a look."""

    title: str
    shown: str
    source: str
    missing: str = ""
    before: str = ""
    moved: str = ""
    is_striking: bool = False


@dataclass(frozen=True, slots=True)
class LineGroup:
    title: str
    lines: tuple[Line, ...]


def lines_of(figures: MonthFigures, before: MonthFigures | None) -> list[LineGroup]:
    """By group, with the month before where one is given."""
    moved = changes(before, figures)
    groups = []
    for group, title in GROUPS.items():
        lines = []
        for one in FIELDS:
            if one.group != group:
                continue
            change, why = moved.get(one.code), figures.missing.get(one.code)
            percent = change.percent if change else None
            lines.append(
                Line(
                    _(one.title),
                    shown(one, figures.values.get(one.code), figures.currency),
                    _(one.source),
                    write(why) if why else "",
                    shown(one, change.before, figures.currency) if change else "",
                    formats.percent(float(percent) / 100) if percent is not None else "",
                    bool(change and change.is_striking),
                )
            )
        groups.append(LineGroup(_(title), tuple(lines)))
    return groups + _pay_groups(figures)


def shown(one: Field, value: int | None, currency: str) -> str:
    if value is None:
        return ""
    if one.kind is Kind.CENTS:
        return formats.money(value, currency)
    if one.kind is Kind.METRES:
        return formats.distance(value)
    if one.kind is Kind.SECONDS:
        return formats.duration(value)
    if one.kind is Kind.GRAMS:
        return f"{formats.number(value / 1000, 1)}{formats.NBSP}kg"
    return formats.number(value)


def _pay_groups(figures: MonthFigures) -> list[LineGroup]:
    if not figures.pay_groups:
        return []
    lines = tuple(
        Line(
            ngettext("%(count)s person", "%(count)s people", people) % {"count": people},
            formats.money(cents, figures.currency),
            _("PayslipIssued: the mean of three neighbours by hourly pay; no single wage leaves"),
        )
        for people, cents in figures.pay_groups
    )
    return [LineGroup(_("Gross pay of a paid hour, in groups"), lines)]
