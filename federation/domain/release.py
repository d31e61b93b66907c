"""A release: a month's figures as data, and its files, the same bytes from the same figures."""

import csv
import hashlib
import io
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction
from typing import Any

from federation.domain.disclosure import Published, Withheld

COLUMNS = ("period", "version", "indicator", "unit", "value", "status", "cooperatives", "reason")
LICENCE = {"name": "CC-BY-4.0", "path": "https://creativecommons.org/licenses/by/4.0/"}


@dataclass(frozen=True, slots=True)
class Rate:
    """Euros for one unit of a currency, as quoted on a day by `source`."""

    currency: str
    euros: str
    on: str
    source: str


@dataclass(frozen=True, slots=True)
class Panel:
    """Who stands behind the figures, by name, of how many co-ops that belong."""

    names: tuple[str, ...]
    members: int


def release_body(
    *, period: str, version: int, published_on: str, panel: Panel, rates: Sequence[Rate],
    cells: Iterable[Published | Withheld],
) -> dict[str, Any]:  # fmt: skip
    """Everything the public page and the files say, JSON-ready."""
    return {
        "period": period,
        "version": version,
        "published_on": published_on,
        "panel": list(panel.names),
        "members": panel.members,
        "rates": [{"currency": r.currency, "euros": r.euros, "on": r.on, "source": r.source} for r in rates],
        "indicators": [_cell(cell) for cell in cells],
    }


def release_files(body: Mapping[str, Any]) -> dict[str, str]:
    """`indicators.csv`, `indicators.json` and the `datapackage.json` that describes them."""
    table, data = _csv(body), _json(body)
    return {
        "indicators.csv": table,
        "indicators.json": data,
        "datapackage.json": _json(_datapackage(body, {"indicators.csv": table, "indicators.json": data})),
    }


def manifest_of(files: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Size and sha256 of each file."""
    return {name: {"bytes": len(text.encode()), "sha256": digest(text)} for name, text in files.items()}


def digest(content: str | Mapping[str, Any]) -> str:
    """The sha256 of a text, or of data in canonical JSON."""
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def _cell(cell: Published | Withheld) -> dict[str, Any]:
    indicator = cell.indicator
    row = {
        "code": indicator.code,
        "title": indicator.title.as_json(),
        "unit": indicator.unit.value,
        "formula": indicator.formula.as_json(),
        "step": _decimal(indicator.step, indicator.step),
    }
    if isinstance(cell, Published):
        value = _decimal(cell.value, indicator.step)
        return {
            **row,
            "status": "published",
            "value": value,
            "cooperatives": cell.cooperatives,
            "reason": None,
        }
    return {**row, "status": cell.code, "value": None, "cooperatives": None, "reason": cell.reason.as_json()}


def _decimal(value: Fraction, step: Fraction) -> str:
    """Written with the decimals of its step."""
    exact = Decimal(value.numerator) / Decimal(value.denominator)
    return str(exact.quantize(Decimal(1) if step.denominator == 1 else Decimal(1) / step.denominator))


def _csv(body: Mapping[str, Any]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(COLUMNS)
    for row in body["indicators"]:
        table.writerow(
            [
                body["period"], body["version"], row["code"], row["unit"], row["value"] or "", row["status"],
                row["cooperatives"] or "", _plain(row["reason"]),
            ]
        )  # fmt: skip
    return text.getvalue()


def _json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def _plain(sentence: Mapping[str, Any] | None) -> str:
    return str(sentence["message"] % sentence["params"]) if sentence else ""


def _datapackage(body: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """A Frictionless data package of the two files."""
    kinds = {"version": "integer", "value": "number", "cooperatives": "integer"}
    fields = [{"name": name, "type": kinds.get(name, "string")} for name in COLUMNS]
    about = manifest_of(files)
    return {
        "name": f"cooperative-delivery-{body['period']}-v{body['version']}",
        "title": f"Cooperative delivery in figures, {body['period']}, version {body['version']}",
        "licenses": [LICENCE],
        "resources": [
            {
                "name": "indicators",
                "path": "indicators.csv",
                "format": "csv",
                "encoding": "utf-8",
                "bytes": about["indicators.csv"]["bytes"],
                "hash": f"sha256:{about['indicators.csv']['sha256']}",
                "schema": {"fields": fields, "primaryKey": ["period", "version", "indicator"]},
            },
            {
                "name": "indicators-with-method",
                "path": "indicators.json",
                "format": "json",
                "encoding": "utf-8",
                "bytes": about["indicators.json"]["bytes"],
                "hash": f"sha256:{about['indicators.json']['sha256']}",
            },
        ],
    }
