"""The published figures."""

from dataclasses import dataclass
from typing import Any
from uuid import UUID

from federation.domain.release.body import find_cell
from federation.models import Release

LIGHT = ("files", "body", "contributions", "changes")


def latest_release() -> Release | None:
    """The newest period's newest version."""
    return Release.objects.order_by("-period", "-version").first()


def release(period: str, version: int) -> Release | None:
    return Release.objects.filter(period=period, version=version).first()


def latest_of(period: str) -> Release | None:
    return Release.objects.filter(period=period).order_by("-version").first()


def releases(*, limit: int = 24) -> list[Release]:
    """The newest first, without their files."""
    return list(Release.objects.defer(*LIGHT).order_by("-period", "-version")[:limit])


def latest_releases() -> list[Release]:
    """The newest version of every period, the newest period first; without their files."""
    rows = Release.objects.defer("files", "contributions", "changes").order_by("period", "-version")
    return sorted(rows.distinct("period"), key=lambda row: row.period, reverse=True)


def releases_of(period: str) -> list[Release]:
    """Every version of a period, the newest first."""
    return list(Release.objects.filter(period=period).order_by("-version"))


def latest_versions_before(period: str, *, limit: int) -> list[Release]:
    """The newest version of each of the last periods before one, the newest period first."""
    rows = Release.objects.filter(period__lt=period).order_by("period", "-version").distinct("period")
    return sorted(rows, key=lambda row: row.period, reverse=True)[:limit]


@dataclass(frozen=True, slots=True)
class ReleaseCell:
    """A cell of a release as others may cite it: `value` as written, None where it is withheld; SDMX `status`.

    `of` is where it stands in its table, in the titles of its dimensions; empty for a headline figure.
    """

    release_id: UUID
    period: str
    version: int
    table: str
    key: str
    title: str
    unit: str
    value: str | None
    status: str
    why: str | None
    of: tuple[str, ...] = ()


def cell(release_id: UUID, table: str, key: str) -> ReleaseCell | None:
    """By table and key, as `find_cell` reads them; None where the release has no such cell."""
    found = Release.objects.filter(pk=release_id).only("period", "version", "body").first()
    row = find_cell(found.body, table, key) if found else None
    if found is None or row is None:
        return None
    title, unit = _named(found.body, table, row)
    return ReleaseCell(
        release_id,
        found.period,
        found.version,
        table,
        key,
        title,
        unit,
        row["value"],
        row["status"],
        row["why"],
        _place(found.body, table, row),
    )


def cells_of(
    body: dict[str, Any], table: dict[str, Any]
) -> list[tuple[str, tuple[str, ...], dict[str, Any]]]:
    """Every published cell of a table: its key as `cell` reads it, its titles, and itself with the unit."""
    measures = {one["code"]: one for one in table["measures"]}
    return [
        (
            f"{'/'.join(row['key'])}:{row['measure']}",
            (measures[row["measure"]]["title"], *_place(body, table["code"], row)),
            row | {"unit": measures[row["measure"]]["unit"]},
        )
        for row in table["cells"]
        if row["value"] is not None
    ]


def successor_of(release_id: UUID) -> Release | None:
    """The newest version of the same period that supersedes a release, or None while it is the newest itself."""
    found = Release.objects.filter(pk=release_id).only("period", "version").first()
    if found is None:
        return None
    later = Release.objects.filter(period=found.period, version__gt=found.version)
    return later.order_by("-version").first()


def _named(body: dict[str, Any], table: str, row: dict[str, Any]) -> tuple[str, str]:
    if table == "indicators":
        return row["title"], row["unit"]
    measures = next(one for one in body["tables"] if one["code"] == table)["measures"]
    measure = next(one for one in measures if one["code"] == row["measure"])
    return measure["title"], measure["unit"]


def _place(body: dict[str, Any], table: str, row: dict[str, Any]) -> tuple[str, ...]:
    """The titles of a cell's lines and columns; none for a headline figure."""
    if table == "indicators":
        return ()
    dimensions = next(one for one in body["tables"] if one["code"] == table)["dimensions"]
    return tuple(
        next(item["title"] for item in dimension["items"] if item["code"] == code)
        for dimension, code in zip(dimensions, row["key"], strict=True)
    )
