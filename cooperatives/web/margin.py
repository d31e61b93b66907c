"""Margin by section and by hour of work."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _

from cooperatives.domain.sections import section_name
from cooperatives.permissions import can_read_books
from cooperatives.queries.margin import margin_of
from cooperatives.web.guards import allow
from cooperatives.web.periods import period_of
from cooperatives.web.requests import TenantRequest
from coopplatform.web.tables import csv_file, units


@allow(can_read_books)
def margin(request: TenantRequest) -> HttpResponse:
    form, first, last = period_of(request)
    rows = margin_of(first, last)
    if "csv" in request.GET:
        head = ("section", "income", "expense", "margin", "hours", "shared hours", "margin of an hour")
        cells = [
            (
                row.section, *map(units, (row.income_cents, row.expense_cents, row.margin_cents)),
                f"{row.seconds / 3600:.2f}", f"{row.shared_seconds / 3600:.2f}",
                "" if row.margin_of_an_hour_cents is None else units(row.margin_of_an_hour_cents),
            )
            for row in rows
        ]  # fmt: skip
        return csv_file(f"margin-{first}-{last}.csv", head, cells)
    seconds = sum(row.seconds + row.shared_seconds for row in rows)
    margin_cents = sum(row.margin_cents for row in rows)
    asked = request.GET.copy()
    asked["csv"] = "1"
    context = {
        "form": form,
        "rows": [
            {
                "row": row,
                "name": _(section_name(row.section)) if row.section else _("No section"),
                "seconds": row.seconds + row.shared_seconds,
            }
            for row in rows
        ],
        "income_cents": sum(row.income_cents for row in rows),
        "expense_cents": sum(row.expense_cents for row in rows),
        "margin_cents": margin_cents,
        "seconds": seconds,
        "hour_cents": margin_cents * 3600 // seconds if seconds else None,
        "is_shared": any(row.shared_seconds for row in rows),
        "first": first,
        "last": last,
        "query": asked.urlencode(),
    }
    return render(request, "cooperatives/margin.html", context, status=422 if form.errors else 200)
