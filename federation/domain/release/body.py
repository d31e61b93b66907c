"""A release as data: everything its pages, files and widgets say, ready for JSON."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from federation.domain.disclosure.rule import RULE, Why, words
from federation.domain.release.drafting import Cell, Draft, Sheet
from federation.domain.statistics.catalogue import VERSION
from federation.domain.statistics.indicators import Indicator
from federation.domain.statistics.tables import Dimension, Table

LICENCE = {
    "name": "etalab-2.0",
    "title": "Licence Ouverte 2.0",
    "path": "https://www.etalab.gouv.fr/licence-ouverte-open-licence/",
}
NORMAL, PROVISIONAL, ESTIMATED, CONFIDENTIAL, MISSING = "A", "P", "E", "C", "M"
"""SDMX observation status; M where there is nothing to divide by."""


@dataclass(frozen=True, slots=True)
class Rate:
    """Euros for one unit of a currency, as quoted on a day by `source`."""

    currency: str
    euros: str
    on: str
    source: str

    def as_json(self) -> dict[str, str]:
        return {"currency": self.currency, "euros": self.euros, "on": self.on, "source": self.source}


@dataclass(frozen=True, slots=True)
class PanelMember:
    """A co-op that stands behind the figures, with the months it contributed and how."""

    slug: str
    name: str
    country: str
    months: tuple[str, ...]
    missing: tuple[str, ...] = ()
    is_declared: bool = False
    is_own_public: bool = False

    def as_json(self) -> dict[str, Any]:
        return {
            "slug": self.slug,
            "name": self.name,
            "country": self.country,
            "months": list(self.months),
            "missing": list(self.missing),
            "declared": self.is_declared,
            "publishes_itself": self.is_own_public,
        }


@dataclass(frozen=True, slots=True)
class Facts:
    """What is said of a release beside its cells. `members` belonged in the quarter; `editions` are factors used."""

    period: str
    version: int
    published_on: str
    panel: tuple[PanelMember, ...]
    members: int
    rates: tuple[Rate, ...] = ()
    editions: tuple[str, ...] = ()
    supersedes: int | None = None
    note: str = ""

    @property
    def is_provisional(self) -> bool:
        """A month of a member is still missing."""
        return len(self.panel) < self.members or any(member.missing for member in self.panel)


def release_body(made: Draft, facts: Facts) -> dict[str, Any]:
    status = _Status(facts.is_provisional)
    return {
        "period": facts.period,
        "version": facts.version,
        "published_on": facts.published_on,
        "supersedes": facts.supersedes,
        "note": facts.note,
        "is_provisional": facts.is_provisional,
        "catalogue": VERSION,
        "rule": RULE.as_json(),
        "licence": LICENCE,
        "panel": [member.as_json() for member in facts.panel],
        "members": facts.members,
        "rates": [rate.as_json() for rate in facts.rates],
        "editions": list(facts.editions),
        "counted": {sheet.code: list(sheet.measured.counted) for sheet in made.sheets},
        "left_out": {code: list(slugs) for code, slugs in made.left_out.items()},
        "hidden": {
            sheet.code: {"/".join(key): why.value for key, why in sheet.hidden.items()}
            for sheet in made.sheets
            if sheet.hidden
        },
        "indicators": [_indicator(one, sheet, status) for one, sheet in made.indicators],
        "tables": [_table(table, sheet, status) for table, sheet in made.tables],
    }


@dataclass(frozen=True, slots=True)
class _Status:
    is_provisional: bool

    def of(self, cell: Cell, *, is_estimate: bool = False) -> str:
        if cell.why is Why.UNDEFINED:
            return MISSING
        if cell.why is not None:
            return CONFIDENTIAL
        if self.is_provisional:
            return PROVISIONAL
        return ESTIMATED if is_estimate else NORMAL


def _indicator(one: Indicator, sheet: Sheet, status: _Status) -> dict[str, Any]:
    cell = sheet.cells[(), one.code]
    return {
        "code": one.code,
        "group": one.group,
        "title": one.title,
        "unit": one.unit.value,
        "formula": one.formula,
        "sources": list(one.fields),
        "period": one.period,
        "suppression": one.suppression,
        **_said(cell, status.of(cell, is_estimate=one.percentile is not None), one.percentile is not None),
    }


def _table(table: Table, sheet: Sheet, status: _Status) -> dict[str, Any]:
    return {
        "code": table.code,
        "title": table.title,
        "dimensions": [_dimension(one) for one in sheet.measured.dimensions],
        "measures": [
            {
                "code": measure.code,
                "title": measure.title,
                "unit": measure.unit.value,
                "formula": measure.formula,
                "step": written(measure.step, measure.step),
            }
            for measure in table.measures
        ],
        "cells": [
            {"key": list(key), "measure": code, **_said(cell, status.of(cell))}
            for (key, code), cell in sheet.cells.items()
        ],
    }


def _dimension(one: Dimension) -> dict[str, Any]:
    return {
        "code": one.code,
        "title": one.title,
        "items": [{"code": item.code, "title": item.title, "parent": item.parent} for item in one.items],
    }


def _said(cell: Cell, status: str, of_percentile: bool = False) -> dict[str, Any]:
    why = words(cell.why, of_percentile=of_percentile).as_json() if cell.why else None
    return {
        "step": written(cell.step, cell.step),
        "value": None if cell.value is None else written(cell.value, cell.step),
        "status": status,
        "why": cell.why.value if cell.why else None,
        "reason": why,
        "cooperatives": cell.cooperatives or None,
    }


def written(value: Fraction, step: Fraction) -> str:
    """With the decimals of its step."""
    digits = 0
    while (step * 10**digits).denominator != 1:
        digits += 1
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1).scaleb(-digits)))


@dataclass(frozen=True, slots=True)
class Changed:
    """A cell that reads otherwise than in the version before; `before` and `now` are None where it is withheld."""

    sheet: str
    key: str
    title: str
    before: str | None
    now: str | None

    def as_json(self) -> dict[str, Any]:
        return {
            "sheet": self.sheet,
            "key": self.key,
            "title": self.title,
            "before": self.before,
            "now": self.now,
        }


def what_changed(before: Mapping[str, Any], now: Mapping[str, Any]) -> list[Changed]:
    """Every cell whose value or status differs, in the order of the release."""
    old = dict(_values(before))
    return [
        Changed(sheet, key, title, old.get((sheet, key, title)), value)
        for (sheet, key, title), value in _values(now)
        if old.get((sheet, key, title)) != value
    ]


def _values(body: Mapping[str, Any]) -> Sequence[tuple[tuple[str, str, str], str | None]]:
    found: list[tuple[tuple[str, str, str], str | None]] = [
        (("indicators", row["code"], row["title"]), row["value"]) for row in body["indicators"]
    ]
    for table in body["tables"]:
        titles = {measure["code"]: measure["title"] for measure in table["measures"]}
        found += [
            ((table["code"], "/".join(cell["key"]), titles[cell["measure"]]), cell["value"])
            for cell in table["cells"]
        ]
    return found


def find_cell(body: Mapping[str, Any], table: str, key: str) -> dict[str, Any] | None:
    """A cell by table and key: "indicators" with "pay_paid", "deliveries" with "north/meals".

    A table of several measures takes the one after a colon, as "hours-and-pay" with "FR:pay"; else its last.
    """
    if table == "indicators":
        return next((row for row in body["indicators"] if row["code"] == key), None)
    found = next((one for one in body["tables"] if one["code"] == table), None)
    if found is None:
        return None
    place, _colon, measure = key.partition(":")
    measure = measure or found["measures"][-1]["code"]
    return next((c for c in found["cells"] if "/".join(c["key"]) == place and c["measure"] == measure), None)
