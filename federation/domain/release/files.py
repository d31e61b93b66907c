"""The files of a release, written from its body alone: CSV, JSON-stat, a data package, the method, a manifest."""

import csv
import hashlib
import io
import json
from collections.abc import Mapping, Sequence
from typing import Any

from federation.domain.release.jsonstat import indicators_cube, table_cube
from federation.domain.release.method import method_text

INDICATOR_COLUMNS = (
    "period", "version", "indicator", "title", "unit", "value", "obs_status", "cooperatives", "reason", "formula",
)  # fmt: skip
CELL_COLUMNS = ("measure", "unit", "value", "obs_status", "cooperatives", "reason")
TYPES = {"version": "integer", "value": "number", "cooperatives": "integer"}
STATUSES = ["A", "P", "E", "C", "M"]
WORDS_OF = {
    "period": "Quarter, as 2026-Q3",
    "version": "Version of the release; a later one supersedes it",
    "value": "Rounded; empty where withheld",
    "obs_status": "SDMX: A normal, P provisional, E estimated, C confidential (withheld), M nothing to divide by",
    "cooperatives": "How many co-ops bring something to it",
    "reason": "Why it is withheld",
}


def release_files(body: Mapping[str, Any]) -> dict[str, str]:
    """By name, the manifest last. The same body gives the same bytes."""
    files = {"indicators.csv": _indicators_csv(body)}
    for table in body["tables"]:
        files[f"{table['code']}.csv"] = _table_csv(body, table)
    files["indicators.jsonstat.json"] = as_json(indicators_cube(body))
    for table in body["tables"]:
        files[f"{table['code']}.jsonstat.json"] = as_json(table_cube(body, table))
    files["release.json"] = as_json(body)
    files["method.md"] = method_text(body)
    files["datapackage.json"] = as_json(_datapackage(body, files))
    files["manifest.json"] = as_json(manifest_of(body, files))
    return files


def about(files: Mapping[str, str]) -> dict[str, dict[str, Any]]:
    """Size and sha256 of each file."""
    return {name: {"bytes": len(text.encode()), "sha256": digest(text)} for name, text in files.items()}


def manifest_of(body: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    return {
        "release": f"{body['period']} v{body['version']}",
        "supersedes": body["supersedes"],
        "licence": body["licence"]["title"],
        "files": about(files),
    }


def digest(content: str | Mapping[str, Any]) -> str:
    """The sha256 of a text, or of data in canonical JSON."""
    text = content if isinstance(content, str) else json.dumps(content, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def as_json(data: Mapping[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False, indent=2, sort_keys=True) + "\n"


def plain(reason: Mapping[str, Any] | None) -> str:
    """A reason in English, for files."""
    return str(reason["message"] % reason["params"]) if reason else ""


def withheld(body: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Each withheld cell with its reason, in the order of the release."""
    found = [
        (f"indicators {row['code']}", plain(row["reason"]))
        for row in body["indicators"]
        if row["value"] is None
    ]
    for table in body["tables"]:
        found += [
            (f"{table['code']} {'/'.join(cell['key'])} {cell['measure']}", plain(cell["reason"]))
            for cell in table["cells"]
            if cell["value"] is None
        ]
    return found


def _indicators_csv(body: Mapping[str, Any]) -> str:
    rows = [
        [
            body["period"], body["version"], row["code"], row["title"], row["unit"], row["value"] or "",
            row["status"], row["cooperatives"] or "", plain(row["reason"]), row["formula"],
        ]
        for row in body["indicators"]
    ]  # fmt: skip
    return _csv(INDICATOR_COLUMNS, rows)


def _table_columns(table: Mapping[str, Any]) -> list[str]:
    return ["period", "version", *(one["code"] for one in table["dimensions"]), *CELL_COLUMNS]


def _table_csv(body: Mapping[str, Any], table: Mapping[str, Any]) -> str:
    units = {measure["code"]: measure["unit"] for measure in table["measures"]}
    rows = [
        [
            body["period"], body["version"], *cell["key"], cell["measure"], units[cell["measure"]],
            cell["value"] or "", cell["status"], cell["cooperatives"] or "", plain(cell["reason"]),
        ]
        for cell in table["cells"]
    ]  # fmt: skip
    return _csv(_table_columns(table), rows)


def _csv(columns: Sequence[str], rows: Sequence[Sequence[Any]]) -> str:
    text = io.StringIO()
    table = csv.writer(text, lineterminator="\n")
    table.writerow(columns)
    table.writerows(rows)
    return text.getvalue()


def _datapackage(body: Mapping[str, Any], files: Mapping[str, str]) -> dict[str, Any]:
    """A Frictionless data package: each CSV with its schema, each cube and the method as files beside."""
    resources = [_csv_resource("indicators", INDICATOR_COLUMNS, ["period", "version", "indicator"], files)]
    for table in body["tables"]:
        dimensions = [one["code"] for one in table["dimensions"]]
        key = ["period", "version", *dimensions, "measure"]
        resources.append(_csv_resource(table["code"], _table_columns(table), key, files))
    cubes = [name for name in files if name.endswith(".jsonstat.json")]
    resources += [_file_resource(name, "json", "application/json", files) for name in cubes]
    resources.append(_file_resource("method.md", "md", "text/markdown", files))
    licence = body["licence"]
    return {
        "$schema": "https://datapackage.org/profiles/2.0/datapackage.json",
        "name": f"cooperative-delivery-{body['period'].lower()}-v{body['version']}",
        "title": f"Cooperative delivery in figures, {body['period']}, version {body['version']}",
        "version": f"{body['version']}.0.0",
        "created": f"{body['published_on']}T00:00:00Z",
        "licenses": [{"name": licence["name"], "title": licence["title"], "path": licence["path"]}],
        "resources": resources,
    }


def _csv_resource(
    name: str, columns: Sequence[str], key: Sequence[str], files: Mapping[str, str]
) -> dict[str, Any]:
    fields: list[dict[str, Any]] = []
    for column in columns:
        one: dict[str, Any] = {"name": column, "type": TYPES.get(column, "string")}
        if column in WORDS_OF:
            one["description"] = WORDS_OF[column]
        if column == "obs_status":
            one["constraints"] = {"required": True, "enum": STATUSES}
        fields.append(one)
    schema = {"fields": fields, "primaryKey": list(key), "missingValues": [""]}
    return {**_file_resource(f"{name}.csv", "csv", "text/csv", files), "name": name, "schema": schema}


def _file_resource(name: str, format_: str, media: str, files: Mapping[str, str]) -> dict[str, Any]:
    said = about({name: files[name]})[name]
    return {
        "name": name.replace(".", "-").lower(),
        "path": name,
        "format": format_,
        "mediatype": media,
        "encoding": "utf-8",
        "bytes": said["bytes"],
        "hash": f"sha256:{said['sha256']}",
    }
