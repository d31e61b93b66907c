"""Files of orders over any period: streamed, a few rows in memory at a time, with their columns explained."""

from collections.abc import Iterator
from typing import Any
from urllib.parse import urlencode
from uuid import UUID
from zoneinfo import ZoneInfo

from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET

from cooperatives.web.guards import allow
from cooperatives.web.periods import period_of
from cooperatives.web.requests import TenantRequest
from coopplatform.kernel.time import TimeWindow
from coopplatform.web.tables import Kind, kind_asked, table_file, units
from coopplatform.web.wording import write
from deliveries.permissions import can_place_order, can_read_reports, can_read_turnover
from deliveries.queries.exporting import exported_orders, exported_prices
from deliveries.web.export_columns import LINE_COLUMNS, columns, moment, rows_told
from deliveries.web.report_rooms import report_rooms
from deliveries.web.store_rooms import room, store_here
from members.queries.days import day_window


@allow(can_read_reports)
@require_GET
def exports(request: TenantRequest) -> HttpResponse:
    """What there is to take along, for which days, and what each column means."""
    form, first, last = period_of(request)
    has_money = can_read_turnover.test(request.access)
    files = [("orders", _("Orders"), [(c.name, c.explained) for c in columns(with_money=has_money)])]
    if has_money:
        files.append(("lines", _("Lines of prices"), list(LINE_COLUMNS)))
    context = {
        "form": form,
        "files": files,
        "has_money": has_money,
        "period": urlencode({"first": first, "last": last}),
        "first": first,
        "last": last,
        "rooms": report_rooms(request, "exports", first, last),
    }
    return render(request, "deliveries/reports/exports.html", context, status=422 if form.errors else 200)


@allow(can_read_reports)
@require_GET
def export_orders(request: TenantRequest, kind: Kind) -> HttpResponseBase:
    form, first, last = period_of(request)
    if form.errors:
        return _say_what_is_wrong(request)
    chosen, zone = columns(with_money=can_read_turnover.test(request.access)), request.cooperative.zone
    rows = rows_told(chosen, exported_orders(day_window(first, last, zone)), zone)
    return table_file(
        f"orders-{first}-{last}", [column.name for column in chosen], rows, kind=kind, is_long=True
    )


@allow(can_read_turnover)
@require_GET
def export_lines(request: TenantRequest, kind: Kind) -> HttpResponseBase:
    form, first, last = period_of(request)
    if form.errors:
        return _say_what_is_wrong(request)
    window = day_window(first, last, request.cooperative.zone)
    rows = _lines(window, request.cooperative.zone, translation.get_language() or "en")
    return table_file(
        f"price-lines-{first}-{last}", [name for name, _told in LINE_COLUMNS], rows, kind=kind, is_long=True
    )


@allow(can_place_order)
@require_GET
def store_export(request: TenantRequest, store_id: UUID) -> HttpResponseBase:
    """A store's own orders, for its people; without a period the page that asks for one."""
    place, zone = store_here(request, store_id), request.cooperative.zone
    form, first, last = period_of(request)
    chosen = columns(with_money=True, is_for_store=True)
    if not form.is_bound or form.errors:
        told = [(column.name, column.explained) for column in chosen]
        context = {**room(request, place, "store-orders"), "form": form, "columns": told}
        return render(request, "deliveries/store_export.html", context, status=422 if form.errors else 200)
    rows = rows_told(chosen, exported_orders(day_window(first, last, zone), store_id=place.pk), zone)
    return table_file(
        f"orders-{first}-{last}",
        [column.name for column in chosen],
        rows,
        kind=kind_asked(request),
        is_long=True,
    )


def _say_what_is_wrong(request: TenantRequest) -> HttpResponse:
    """The page of exports says what is wrong with these days."""
    return redirect(reverse("exports", args=[request.cooperative.slug]) + "?" + request.GET.urlencode())


def _lines(window: TimeWindow, zone: ZoneInfo, language: str) -> Iterator[list[Any]]:
    """A row a line of a price, named in that language."""
    for row in exported_prices(window):
        order = [row["number"], row["store__name"], row["state"], moment(row["placed_at"], zone)]
        with translation.override(language):
            told = [
                [line["code"], write(line["label"]), write(line["formula"]), units(line["cents"])]
                for line in row["price_lines"] or ()
            ]
        yield from ([*order, *cells, row["quote__currency"]] for cells in told)
