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
    """A cell of a release as others may cite it: `value` as written, None where it is withheld; SDMX `status`."""

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
    )


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
