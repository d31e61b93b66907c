"""Where each euro goes: a month or a year, as a picture, a table and CSV; every member reads it."""

from datetime import date
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from coopplatform.web.formats import money
from coopplatform.web.sankey import Node, draw_narrow, draw_wide
from coopplatform.web.tables import csv_file, units
from coopplatform.web.wording import write
from members.domain.euro import Euro, Stream, To
from members.permissions import can_read_surplus
from members.queries.euro import euro_of_month, euro_of_year, is_paid
from members.web.around import around
from members.web.forms import month_asked, next_month, previous_month


@allow(can_read_surplus)
def euro(request: TenantRequest) -> HttpResponse:
    """`?month=2026-10` or `?year=2026`; without either the last month that is over."""
    asked = _asked(request)
    today = timezone.localdate()
    context: dict[str, Any] = {**around(request), "today": today, "query": request.GET.urlencode()}
    if isinstance(asked, int):
        found = euro_of_year(asked, on=today)
        title = _("Invoiced in %(period)s") % {"period": asked}
        context |= {
            "year": asked,
            "is_adopted": found.is_adopted,
            "scenario": found.scenario,
            "is_projection": not found.is_adopted,
            **pictures(found.euro, title, request.cooperative.currency),
        }
    else:
        title = _("Invoiced in %(period)s") % {"period": date_format(asked, "F Y")}
        context |= {
            "month": asked,
            "before": previous_month(asked),
            "after": next_month(asked) if next_month(asked) <= today else None,
            "is_projection": not is_paid(asked),
            **pictures(euro_of_month(asked), title, request.cooperative.currency),
        }
    context["years"] = range(today.year, request.cooperative.founded_on.year - 1, -1)
    context["last_month"] = previous_month(today)
    return render(request, "members/euro.html", context)


@allow(can_read_surplus)
def euro_csv(request: TenantRequest) -> HttpResponse:
    """The streams on screen."""
    asked = _asked(request)
    if isinstance(asked, int):
        found, name = euro_of_year(asked, on=timezone.localdate()).euro, str(asked)
    else:
        found, name = euro_of_month(asked), f"{asked:%Y-%m}"
    rows = [
        (side, write(stream.label), units(stream.cents), stream.article)
        for side, streams in (("from", found.sources), ("to", found.parts), ("surplus", found.surplus))
        for stream in streams
    ]
    return csv_file(f"euro-{name}.csv", ("side", "what", "amount", "article"), rows)


def pictures(found: Euro, title: str, currency: str, *, whole: bool = True) -> dict[str, Any]:
    """Both drawings and the table of a flow; amounts in whole units where `whole`."""
    total = Node(title, money(found.total_cents, currency, whole=whole), found.total_cents, "ink", "flow")
    sources = [_node(one, currency, whole, paint="ink") for one in found.sources]
    parts = [_node(one, currency, whole) for one in found.parts]
    leaves = [_node(one, currency, whole, tint="surplus") for one in found.surplus]
    small = [*leaves, *parts[1:]] if leaves else parts
    return {
        "euro": found,
        "wide": draw_wide(total, sources, parts, leaves),
        "narrow": draw_narrow(total, small),
        "title": title,
        "desc": "; ".join(f"{node.label} {node.amount}" for node in (*parts, *leaves)),
        "currency": currency,
        "rows": [_shown(stream, found) for stream in found.parts],
        "leaf_rows": [_shown(stream, found) for stream in found.surplus],
    }


def _node(stream: Stream, currency: str, whole: bool, *, paint: str = "", tint: str = "") -> Node:
    return Node(
        label=write(stream.label),
        amount=money(stream.cents, currency, whole=whole),
        cents=stream.cents,
        paint="short" if stream.to is To.SHORT else paint or _PAINT[stream.to],
        tint=tint or _TINT[stream.to],
        note=_short(stream.article),
    )


def _short(article: str) -> str:
    """An article without its law: "art. 33, 1°"."""
    _law, found, rest = article.partition(" art. ")
    return f"art. {rest}" if found else ""


_PAINT = {
    To.WORK: "work",
    To.FUNDS: "funds",
    To.OUTSIDE: "outside",
    To.SURPLUS: "ink",
    To.RESERVE: "reserve",
    To.CAPITAL: "ink",
    To.SHORT: "short",
}
_TINT = {
    To.WORK: "work",
    To.FUNDS: "funds",
    To.OUTSIDE: "outside",
    To.SURPLUS: "surplus",
    To.RESERVE: "surplus",
    To.CAPITAL: "surplus",
    To.SHORT: "short",
}


def _shown(stream: Stream, found: Euro) -> dict[str, Any]:
    return {
        "stream": stream,
        "share": stream.cents / found.total_cents,
        "is_people": stream.to in (To.WORK, To.FUNDS),
    }


def _asked(request: TenantRequest) -> int | date:
    """The year, or the first day of the month, that the address names."""
    today = timezone.localdate()
    if "year" in request.GET:
        try:
            year = int(request.GET["year"])
        except ValueError:
            raise Http404 from None
        if not request.cooperative.founded_on.year <= year <= today.year:
            raise Http404
        return year
    if request.GET.get("month"):
        return month_asked(request.GET["month"], today)
    return previous_month(today)
