"""The public figures: a release with its pictures, tables, method, versions and files. No login, cookie or script."""

from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from federation.domain.disclosure.rule import RULE
from federation.domain.release.period import Quarter
from federation.domain.statistics import comparators
from federation.domain.statistics.catalogue import GROUPS, LEFT_OUT
from federation.domain.statistics.fields import BY_CODE
from federation.domain.statistics.indicators import Unit
from federation.models import Release
from federation.queries.minimum import minimum_wage_on
from federation.queries.releases import latest_of, latest_release, release, releases
from federation.web.dataset import dataset_script
from federation.web.figure_pictures import draw_hours, slice_bar
from federation.web.figure_tables import ShownTable, shown_table
from federation.web.figure_words import bare, quarter_words, said_in, written
from federation.web.in_language import in_language, languages

CONTENT_TYPES = {
    ".csv": "text/csv; charset=utf-8",
    ".json": "application/json",
    ".md": "text/markdown; charset=utf-8",
}
HEADLINES = (
    ("pay_paid", "pay_median", False),
    ("share_to_workers", "reinjected", True),
    ("bike_kilometres", "bike_share", False),
    ("deliveries", "on_time", False),
)
"""The four on top: the figure, the one in its second line, and whether it is money that goes to people."""
EUROS = {
    "value-added": ("net_pay", "contributions", "work_share", "rest"),
    "sales": ("net_pay", "work_share", "near_purchases", "contributions", "far_purchases", "rest"),
}
"""Tables of where 100 € go, each with its parts from left to right."""
BAR_WIDE, BAR_NARROW = 684, 328
PAY_KINDS = (("paid", "pay_paid"), ("logged", "pay_logged"), ("task", "pay_on_task"))


@in_language
@require_safe
def statistics(request: HttpRequest, period: str = "", version: int = 0) -> HttpResponse:
    """A release, the newest unless one is named."""
    shown = release(period, version) if period else latest_release()
    if period and shown is None:
        raise Http404
    context: dict[str, Any] = {"page": "statistics", "release": shown, **languages(request)}
    if shown is None:
        return render(request, "federation/statistics.html", context)
    is_net = request.GET.get("net") == "1"
    rows = indicator_rows(shown)
    newest = latest_of(shown.period)
    context |= {
        "body": shown.body,
        "quarter": quarter_words(shown.period),
        "headlines": headlines(rows),
        "people": rows["people"],
        "hours": hours_of(shown, rows, is_net=is_net),
        "is_net": is_net,
        "other_pay_url": _with(request, net="0" if is_net else "1") + "#hours",
        "euros": [euro for code in EUROS if (euro := euro_of(shown, code)) is not None],
        "tables": {code.replace("-", "_"): table for code, table in tables_of(shown).items()},
        "climate": [rows[code] for code in ("co2_low", "co2_central", "co2_high", "co2_emitted")],
        "groups": grouped(rows),
        "files": sorted(shown.manifest.items(), key=lambda one: (_order(one[0]), one[0])),
        "releases": releases(),
        "newer": newest if newest and newest.version > shown.version else None,
        "changes": [_change(one) for one in shown.changes],
        "dataset": dataset_script(request, shown),
    }
    return render(request, "federation/statistics.html", context)


@in_language
@require_safe
def method(request: HttpRequest) -> HttpResponse:
    """How the newest release came about: formulas, fields, rule, comparators, what is left out."""
    shown = latest_release()
    context = {
        "page": "method",
        "release": shown,
        "rule": RULE,
        "groups": grouped(indicator_rows(shown)) if shown else [],
        "published": comparators.PUBLISHED,
        "definition": _(comparators.ARPE),
        "checked_on": comparators.CHECKED_ON,
        "notes": [(_(words), source) for words, source in comparators.NOTES],
        "left_out": [(_(what), _(why)) for what, why in LEFT_OUT.items()],
        **languages(request),
    }
    return render(request, "federation/method.html", context)


@require_safe
def statistics_file(request: HttpRequest, period: str, version: int, name: str) -> HttpResponse:
    """A file of a release, byte for byte as published."""
    shown = release(period, version)
    if shown is None or name not in shown.files:
        raise Http404
    response = HttpResponse(shown.files[name].encode(), content_type=CONTENT_TYPES[name[name.rindex(".") :]])
    response["Content-Disposition"] = f'inline; filename="{period}-v{version}-{name}"'
    response["Cache-Control"] = "public, max-age=31536000, immutable"
    response["ETag"] = f'"{shown.manifest[name]["sha256"]}"'
    response["Access-Control-Allow-Origin"] = "*"
    return response


def indicator_rows(shown: Release) -> dict[str, dict[str, Any]]:
    """Every indicator of a release in words, by code."""
    found = {}
    for row in shown.body["indicators"]:
        sources = [(_(BY_CODE[code].title), _(BY_CODE[code].source)) for code in row["sources"]]
        found[row["code"]] = {**said_in(row), "sources": sources}
    return found


def headlines(rows: dict[str, dict[str, Any]]) -> list[dict[str, Any]]:
    found = []
    for code, beside, is_money in HEADLINES:
        row = rows[code]
        other = rows.get(beside)
        words = ""
        if other and other["shown"]:
            words = _("%(what)s: %(figure)s") % {"what": other["title"], "figure": other["shown"]}
        shown = bare(row["value"]) if row["unit"] == Unit.KILOMETRES else row["shown"]
        found.append({**row, "shown": shown, "beside": words, "is_money": is_money})
    return found


def tables_of(shown: Release) -> dict[str, ShownTable]:
    return {table["code"]: shown_table(table) for table in shown.body["tables"]}


def hours_of(shown: Release, rows: dict[str, dict[str, Any]], *, is_net: bool) -> dict[str, Any]:
    """Our three definitions beside what platforms publish; no picture while one of ours is withheld."""
    codes = [(kind, code + ("_net" if is_net else "")) for kind, code in PAY_KINDS]
    ours = [{**rows[code], "kind": kind} for kind, code in codes]
    minimum = minimum_wage_on(Quarter.parse(shown.period).last)
    known = {
        "ours": ours,
        "published": comparators.PUBLISHED,
        "definition": _(comparators.ARPE),
        "minimum": minimum,
        "minimum_then": comparators.MINIMUM_THEN_CENTS,
    }
    if any(row["value"] is None for row in ours):
        return known
    dots = [(row["kind"], Decimal(row["value"])) for row in ours]
    marks = [(one.platform, one.year, one.cents) for one in comparators.PUBLISHED]
    pictures = [draw_hours(dots, marks, minimum.hourly_cents, is_narrow=narrow) for narrow in (False, True)]
    return {**known, "pictures": pictures}


def euro_of(shown: Release, code: str) -> dict[str, Any] | None:
    """Where 100 € of a table go: the bar where every part is published, the lines in any case; None without it."""
    table = next((one for one in shown.body["tables"] if one["code"] == code), None)
    if table is None:
        return None
    titles = {item["code"]: _(item["title"]) for item in table["dimensions"][0]["items"]}
    cells = {cell["key"][0]: cell for cell in table["cells"]}
    parts = EUROS[code]
    lines = [
        {
            "code": part,
            "title": titles[part],
            "shown": written(cells[part]["value"], Unit.OF_100_EUROS),
            "is_withheld": cells[part]["value"] is None,
        }
        for part in parts
    ]
    known = [(part, titles[part], cells[part]["value"]) for part in parts if cells[part]["value"] is not None]
    is_whole = len(known) == len(parts)
    bars = [(width, slice_bar(known, width=width)) for width in (BAR_WIDE, BAR_NARROW)] if is_whole else []
    return {
        "code": code,
        "title": _(table["title"]),
        "lines": lines,
        "bars": [(width, bar) for width, bar in bars if bar],
    }


def grouped(rows: dict[str, dict[str, Any]]) -> list[tuple[str, list[dict[str, Any]]]]:
    return [
        (_(title), [row for row in rows.values() if row["group"] == group]) for group, title in GROUPS.items()
    ]


def _order(name: str) -> int:
    """Tables first, then cubes, then what describes them."""
    return 0 if name.endswith(".csv") else 1 if name.endswith(".jsonstat.json") else 2


def _with(request: HttpRequest, **changed: str) -> str:
    """This page's own query with something changed."""
    query = request.GET.copy()
    for name, value in changed.items():
        query[name] = value
    return f"?{query.urlencode()}"


def _change(one: dict[str, Any]) -> dict[str, Any]:
    return {**one, "title": _(one["title"])}
