"""A sheet as a JSON-stat 2.0 cube: values in the order of its dimensions, the last one fastest."""

from collections.abc import Mapping
from itertools import product
from typing import Any


def indicators_cube(body: Mapping[str, Any]) -> dict[str, Any]:
    rows = body["indicators"]
    return {
        **_head(body, "Indicators"),
        "id": ["period", "indicator"],
        "size": [1, len(rows)],
        "role": {"time": ["period"], "metric": ["indicator"]},
        "dimension": {
            "period": _period(body),
            "indicator": {
                "label": "Indicator",
                "category": {
                    "index": [row["code"] for row in rows],
                    "label": {row["code"]: row["title"] for row in rows},
                    "unit": {row["code"]: {"label": row["unit"]} for row in rows},
                },
            },
        },
        "value": [_number(row["value"]) for row in rows],
        "status": {str(place): row["status"] for place, row in enumerate(rows)},
    }


def table_cube(body: Mapping[str, Any], table: Mapping[str, Any]) -> dict[str, Any]:
    """Places of the cube that the table does not have are empty, without a status."""
    dimensions, measures = table["dimensions"], table["measures"]
    cells = {(*cell["key"], cell["measure"]): cell for cell in table["cells"]}
    axes = [
        *([item["code"] for item in one["items"]] for one in dimensions),
        [measure["code"] for measure in measures],
    ]
    places = [cells.get(key) for key in product(*axes)]
    return {
        **_head(body, table["title"]),
        "id": ["period", *(one["code"] for one in dimensions), "measure"],
        "size": [1, *(len(axis) for axis in axes)],
        "role": {
            "time": ["period"],
            "metric": ["measure"],
            "geo": [one["code"] for one in dimensions if one["code"] in ("area", "country")],
        },
        "dimension": {
            "period": _period(body),
            **{one["code"]: _axis(one) for one in dimensions},
            "measure": {
                "label": "Measure",
                "category": {
                    "index": [measure["code"] for measure in measures],
                    "label": {measure["code"]: measure["title"] for measure in measures},
                    "unit": {measure["code"]: {"label": measure["unit"]} for measure in measures},
                },
            },
        },
        "value": [_number(cell["value"]) if cell else None for cell in places],
        "status": {str(place): cell["status"] for place, cell in enumerate(places) if cell},
    }


def _head(body: Mapping[str, Any], label: str) -> dict[str, Any]:
    return {
        "version": "2.0",
        "class": "dataset",
        "label": f"{label}, {body['period']} v{body['version']}",
        "updated": body["published_on"],
        "extension": {"release": f"{body['period']} v{body['version']}", "licence": body["licence"]["path"]},
    }


def _period(body: Mapping[str, Any]) -> dict[str, Any]:
    period = body["period"]
    return {"label": "Quarter", "category": {"index": [period], "label": {period: period}}}


def _axis(dimension: Mapping[str, Any]) -> dict[str, Any]:
    items = dimension["items"]
    children: dict[str, list[str]] = {}
    for item in items:
        if item["parent"]:
            children.setdefault(item["parent"], []).append(item["code"])
    return {
        "label": dimension["title"],
        "category": {
            "index": [item["code"] for item in items],
            "label": {item["code"]: item["title"] for item in items},
            "child": children,
        },
    }


def _number(text: str | None) -> float | int | None:
    if text is None:
        return None
    return float(text) if "." in text else int(text)
