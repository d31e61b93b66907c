"""Reports: each a picture, a number with its definition, a table and a CSV; period and filters in the address."""

from collections.abc import Iterable, Sequence
from dataclasses import astuple
from typing import Any

from django.http import HttpResponseBase
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cooperatives.domain.sections import section_name
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.web.tables import kind_asked, table_file, units
from deliveries.domain.emissions import FACTORS, VEHICLES, Balance, factor_on, ridden, whole
from deliveries.domain.hours_report import FEWEST_PEOPLE, Week, together
from deliveries.permissions import can_read_own_report, can_read_reports, can_read_turnover
from deliveries.queries.reports.asked import Asked, Promises
from deliveries.queries.reports.by_store import by_store
from deliveries.queries.reports.climate import ridden_by_activity
from deliveries.queries.reports.coming import orders_by_hour
from deliveries.queries.reports.hours import weeks_of, weeks_of_all
from deliveries.queries.reports.on_time import on_time
from deliveries.web.report_forms import ReportForm, report_asked
from deliveries.web.report_pictures import (
    early_and_late,
    hours_grid,
    kept_by,
    minutes_words,
    weekday_name,
    weeks_chart,
)
from deliveries.web.report_rooms import report_rooms
from members.queries.roster import worker_of

ROOM_OF = {
    "on_time": "reports",
    "stores": "report-stores",
    "hours": "report-hours",
    "climate": "report-climate",
    "coming": "report-coming",
}
DAYS = range(1, 8)
HOURS = range(24)


@allow(can_read_reports)
@require_GET
def on_time_report(request: TenantRequest) -> HttpResponseBase:
    form, asked = report_asked(request)
    found = on_time(asked)
    by_hour = [(f"{hour:02d}", found.by_hour[hour]) for hour in HOURS if hour in found.by_hour]
    by_weekday = [(weekday_name(day), found.by_weekday.get(day, Promises())) for day in DAYS]
    by_day = [
        (weekday_name(day, is_short=True), promises)
        for day, (_name, promises) in zip(DAYS, by_weekday, strict=True)
    ]
    tables = (
        (_("By hour of the day"), _("Hour"), by_hour),
        (_("By weekday"), _("Weekday"), by_weekday),
        (_("By store"), _("Store"), found.by_store),
    )
    if "csv" in request.GET:
        rows = [
            [head, label, promises.delivered, promises.kept]
            for _title, head, group in tables
            for label, promises in group
        ]
        rows += [["minutes", minutes_words(at), count, ""] for at, count in found.by_minutes.items()]
        return _file(request, "on-time", asked, ("by", "which", "delivered", "on time"), rows)
    context = {
        "whole": found.whole,
        "charts": [
            kept_by("hour", _("On time by hour of the day"), by_hour),
            kept_by("weekday", _("On time by weekday"), by_day),
        ],
        "minutes": early_and_late(found.by_minutes),
        "tables": tables,
        "steps": [(minutes_words(at), count) for at, count in found.by_minutes.items()],
    }
    return _page(request, "on_time", form, asked, context)


@allow(can_read_reports)
@require_GET
def stores_report(request: TenantRequest) -> HttpResponseBase:
    form, asked = report_asked(request)
    rows, has_money = by_store(asked), can_read_turnover.test(request.access)
    if "csv" in request.GET:
        head = [
            "store",
            "activity",
            "orders",
            "delivered",
            "on time",
            "failed",
            "cancelled",
            "average metres",
        ]
        head += ["turnover before VAT"] * has_money
        cells = [
            [
                row.name, row.activity, row.orders, row.promises.delivered, row.promises.kept, row.failed,
                row.cancelled, "" if row.metres is None else row.metres,
                *[units(row.net_cents)] * has_money,
            ]
            for row in rows
        ]  # fmt: skip
        return _file(request, "stores", asked, head, cells)
    context = {
        "rows": rows,
        "has_money": has_money,
        "orders": sum(row.orders for row in rows),
        "promises": sum((row.promises for row in rows), Promises()),
        "failed": sum(row.failed for row in rows),
        "cancelled": sum(row.cancelled for row in rows),
        "net_cents": sum(row.net_cents for row in rows),
    }
    return _page(request, "stores", form, asked, context)


@allow(can_read_reports)
@require_GET
def hours_report(request: TenantRequest) -> HttpResponseBase:
    """Of everybody together; weeks with fewer than three people at work are withheld."""
    form, asked = report_asked(request)
    weeks = weeks_of_all(asked)
    shown = [week for week in weeks if not week.is_withheld]
    return _hours(request, form, asked, weeks, shown, can_read_turnover.test(request.access))


@allow(can_read_own_report)
@require_GET
def my_report(request: TenantRequest) -> HttpResponseBase:
    """A courier's own weeks, which nobody else can open."""
    form, asked = report_asked(request)
    worker = worker_of(request.user.pk)
    weeks = weeks_of(worker.courier_id, asked) if worker else []
    return _hours(request, form, asked, weeks, weeks, has_money=True, is_own=True)


@allow(can_read_reports)
@require_GET
def climate_report(request: TenantRequest) -> HttpResponseBase:
    form, asked = report_asked(request)
    found = ridden_by_activity(asked)
    if "csv" in request.GET:
        head = (
            "activity",
            "deliveries",
            "metres",
            "emitted g",
            "avoided low g",
            "avoided g",
            "avoided high g",
        )
        rows = [
            [activity, one.deliveries, one.metres, *(round(grams / 1000) for grams in _parts(one.balance))]
            for activity, one in found.items()
        ]
        return _file(request, "co2", asked, head, rows)
    balance = whole(one.balance for one in found.values())
    context = {
        "rows": [
            (_(section_name(activity)), one, _kilograms(one.balance)) for activity, one in found.items()
        ],
        "balance": _kilograms(balance),
        "deliveries": sum(one.deliveries for one in found.values()),
        "metres": sum(one.metres for one in found.values()),
        "vehicles": [
            (_(VEHICLES[vehicle]), edition.milligrams / 1000, edition.since, edition.source, edition.is_read)
            for vehicle, editions in FACTORS.items()
            for edition in editions
        ],
        "stands_for": [
            (
                _(section_name(activity)),
                [
                    (_(VEHICLES[vehicle]), factor_on(vehicle, asked.last).milligrams / 1000)
                    for vehicle in astuple(chosen)
                ],
            )
            for activity, one in found.items()
            for chosen in sorted({ridden(activity, vehicle) for vehicle in one.vehicles}, key=astuple)
        ],
    }
    return _page(request, "climate", form, asked, context)


@allow(can_read_reports)
@require_GET
def coming_report(request: TenantRequest) -> HttpResponseBase:
    form, asked = report_asked(request)
    counts = orders_by_hour(asked)
    table = [(weekday_name(day), [counts.get((day, hour), 0) for hour in HOURS]) for day in DAYS]
    if "csv" in request.GET:
        head = ("weekday", *(f"{hour:02d}" for hour in HOURS))
        return _file(request, "when", asked, head, [[name, *row] for name, row in table])
    busiest = max(counts, key=lambda key: (counts[key], key), default=None)
    context = {
        "grid": hours_grid(counts),
        "table": [(name, row, sum(row)) for name, row in table],
        "hours": [f"{hour:02d}" for hour in HOURS],
        "orders": sum(counts.values()),
        "busiest": busiest
        and {"day": weekday_name(busiest[0]), "hour": busiest[1], "count": counts[busiest]},
    }
    return _page(request, "coming", form, asked, context)


def _hours(
    request: TenantRequest,
    form: ReportForm,
    asked: Asked,
    weeks: Sequence[Week],
    shown: Sequence[Week],
    has_money: bool,
    *,
    is_own: bool = False,
) -> HttpResponseBase:
    """Sums are of the weeks that are shown, so that they say nothing of the others."""
    if "csv" in request.GET:
        head = ["week", "activity", "deliveries", "hours of all work"]
        head += ["turnover before VAT"] * has_money
        rows = [
            [
                week.monday, activity, one.deliveries, f"{week.seconds / 3600:.2f}",
                *[units(one.net_cents)] * has_money,
            ]
            for week in shown
            for activity, one in sorted(week.carried.items())
        ]  # fmt: skip
        return _file(request, "my-hours" if is_own else "hours", asked, head, rows)
    sums, seconds = together(shown)
    everything = Week(asked.first, sums, seconds, FEWEST_PEOPLE).whole
    context = {
        "is_own": is_own,
        "has_money": has_money,
        "chart": weeks_chart(shown),
        "weeks": [
            {
                "week": week,
                "is_withheld": week.is_withheld and not is_own,
                "rate": week.whole.deliveries_an_hour(week.seconds),
                "cents": week.whole.cents_an_hour(week.seconds),
            }
            for week in weeks
        ],
        "activities": [
            {
                "name": _(section_name(activity)),
                "carried": one,
                "rate": one.deliveries_an_hour(seconds),
                "cents": one.cents_an_hour(seconds),
            }
            for activity, one in sorted(sums.items(), key=lambda item: (-item[1].deliveries, item[0]))
        ],
        "whole": everything,
        "seconds": seconds,
        "rate": everything.deliveries_an_hour(seconds),
        "cents": everything.cents_an_hour(seconds),
        "fewest": FEWEST_PEOPLE,
        "withheld": len(weeks) - len(shown),
    }
    return _page(request, "hours", form, asked, context)


def _page(
    request: TenantRequest, name: str, form: ReportForm, asked: Asked, context: dict[str, Any]
) -> HttpResponseBase:
    kept = request.GET.copy()
    kept["csv"] = "1"
    shell = {
        "rooms": report_rooms(request, ROOM_OF[name], asked.first, asked.last),
        "form": form,
        "asked": asked,
        "csv": kept.urlencode(),
    }
    status = 422 if form.errors else 200
    return render(request, f"deliveries/reports/{name}.html", {**shell, **context}, status=status)


def _file(
    request: TenantRequest, name: str, asked: Asked, head: Sequence[str], rows: Iterable[Sequence[Any]]
) -> HttpResponseBase:
    return table_file(f"{name}-{asked.first}-{asked.last}", head, rows, kind=kind_asked(request))


def _parts(balance: Balance) -> tuple[int, int, int, int]:
    return balance.emitted, balance.low, balance.central, balance.high


def _kilograms(balance: Balance) -> dict[str, float]:
    names = ("emitted", "low", "central", "high")
    return dict(zip(names, (one / 1_000_000 for one in _parts(balance)), strict=True))
