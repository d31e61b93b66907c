"""VAT of a month or a quarter: collected, deductible, due, and its entry."""

from datetime import date, timedelta

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cooperatives.domain.vat import Period, period
from cooperatives.permissions import can_keep_books, can_read_books
from cooperatives.queries.vat import VatSummary, vat_of
from cooperatives.services.vat import declare_vat
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import Invalid
from coopplatform.web.doing import attempt
from coopplatform.web.tables import csv_file, units


@allow(can_read_books)
def vat(request: TenantRequest) -> HttpResponse:
    """`?period=2026-10` or `2026-Q4`; the month before this one when none is asked for."""
    asked = _period(request.GET.get("period", ""))
    found = vat_of(asked)
    if "csv" in request.GET:
        return csv_file(f"vat-{asked.name}.csv", ("part", "rate or account", "net", "vat"), _cells(found))
    today = timezone.localdate()
    context = {
        "vat": found,
        "period": asked,
        "before": Period(_shifted(asked.first, -asked.months), asked.months),
        "after": Period(_shifted(asked.first, asked.months), asked.months),
        "month": Period(asked.first, 1),
        "quarter": Period(asked.first.replace(month=(asked.first.month - 1) // 3 * 3 + 1), 3),
        "is_over": today > asked.last,
    }
    return render(request, "cooperatives/vat.html", context)


@require_POST
@allow(can_keep_books)
def declare(request: TenantRequest) -> HttpResponse:
    asked = _period(request.POST.get("period", ""))
    attempt(
        request,
        lambda: declare_vat(period=asked, by=actor_of(request), at=timezone.now()),
        said=_("The VAT of %(period)s is in the books.") % {"period": asked.name},
    )
    return redirect(f"{reverse('books-vat', args=[request.cooperative.slug])}?period={asked.name}")


def _period(name: str) -> Period:
    if not name:
        return Period(_shifted(timezone.localdate().replace(day=1), -1), 1)
    try:
        return period(name)
    except Invalid:
        raise Http404 from None


def _shifted(first: date, months: int) -> date:
    """The first of the month so many months later."""
    middle = first + timedelta(days=15) + timedelta(days=months * 30.44)
    return middle.replace(day=1)


def _cells(found: VatSummary) -> list[tuple[object, ...]]:
    rate_rows = [
        ("collected", "" if r.percent is None else f"{r.percent:g} %", units(r.net_cents), units(r.vat_cents))
        for r in found.collected
    ]
    account_rows = [
        ("deductible", f"{row.code} {row.name}", "", units(row.cents)) for row in found.deductible
    ]
    part_rows = [
        (one.taxing.value, f"{one.percent:g} %", units(one.net_cents), units(one.vat_cents))
        for one in (*found.elsewhere, *found.reversed)
    ]
    return [
        *rate_rows,
        *part_rows,
        *account_rows,
        ("credit brought forward", "", "", units(found.credit_cents)),
        ("due", "", "", units(found.due_cents)),
    ]
