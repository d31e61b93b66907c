"""What everybody may read: the front page, the federation and its figures. No login, no script needed."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperatives.queries.directory import the_federation
from coopplatform.web import formats
from federation.domain.statistics import Unit
from federation.models import Release
from federation.queries.members import public_members
from federation.queries.releases import latest_release, release, releases

CONTENT_TYPES = {".csv": "text/csv; charset=utf-8", ".json": "application/json"}
CENTRAL = ("gross_pay_per_paid_hour", "share_to_workers", "bike_kilometres", "deliveries")


@require_safe
def home(request: HttpRequest) -> HttpResponse:
    """What this is, the federation's newest figures, the way in."""
    latest = latest_release()
    context = {
        "release": latest,
        "month": _month(latest),
        "figures": _central(latest),
        "federation": the_federation(),
    }
    return render(request, "federation/home.html", context)


@require_safe
def federation(request: HttpRequest) -> HttpResponse:
    """Who belongs, and what they stand for."""
    latest = latest_release()
    context = {
        "page": "federation",
        "federation": the_federation(),
        "members": public_members(),
        "release": latest,
    }
    return render(request, "federation/federation.html", context)


@require_safe
def statistics(request: HttpRequest, period: str = "", version: int = 0) -> HttpResponse:
    """A release with its figures, method and files; the newest unless one is named."""
    shown = release(period, version) if period else latest_release()
    if period and shown is None:
        raise Http404
    context = {
        "page": "statistics",
        "release": shown,
        "month": _month(shown),
        "figures": _central(shown),
        "share": _share(shown),
        "indicators": [{**row, "shown": written(row)} for row in shown.body["indicators"]] if shown else [],
        "releases": releases(),
    }
    return render(request, "federation/statistics.html", context)


@require_safe
def statistics_file(request: HttpRequest, period: str, version: int, name: str) -> HttpResponse:
    """A file of a release, byte for byte as published."""
    shown = release(period, version)
    if shown is None or name not in shown.files:
        raise Http404
    kind = CONTENT_TYPES[name[name.rindex(".") :]]
    response = HttpResponse(shown.files[name].encode(), content_type=kind)
    response["Content-Disposition"] = f'inline; filename="{period}-v{version}-{name}"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["ETag"] = f'"{shown.manifest[name]["sha256"]}"'
    return response


def written(row: dict[str, Any]) -> str:
    """A published value as people read it, in their language; empty when it is withheld."""
    if row["value"] is None:
        return ""
    value, digits = Decimal(row["value"]), max(0, -int(Decimal(row["step"]).as_tuple().exponent))
    if row["unit"] == Unit.EUROS_PER_HOUR:
        return formats.money(int(value * 100), "EUR")
    if row["unit"] == Unit.PERCENT:
        return formats.percent(value / 100, digits)
    return formats.number(value, digits)


def _central(shown: Release | None) -> list[dict[str, Any]]:
    """The four figures on top, in the order of the look."""
    rows = {row["code"]: row for row in shown.body["indicators"]} if shown else {}
    return [{**rows[code], "shown": written(rows[code])} for code in CENTRAL if code in rows]


def _share(shown: Release | None) -> dict[str, Any] | None:
    """Out of 100 € sold: what goes to workers, and the rest. None when withheld, or when it is more than all."""
    rows = {row["code"]: row for row in shown.body["indicators"]} if shown else {}
    value = rows.get("share_to_workers", {}).get("value")
    if value is None or not 0 <= int(value) <= 100:
        return None
    workers = int(value)
    return {
        "workers": workers,
        "rest": 100 - workers,
        "workers_euros": formats.money(workers * 100, "EUR", whole=True),
        "rest_euros": formats.money((100 - workers) * 100, "EUR", whole=True),
    }


def _month(shown: Release | None) -> date | None:
    return date.fromisoformat(f"{shown.period}-01") if shown else None
