"""The invoices of the co-op: what is late first, what is on screen added up, and a store's own."""

from dataclasses import dataclass
from datetime import date
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.time import last_of_month
from coopplatform.web.tables import kind_asked, table_file, units
from deliveries.domain.invoicing.states import TO_COLLECT, State
from deliveries.permissions import can_keep_invoices, can_read_own_invoices
from deliveries.queries.billing import invoicing_details
from deliveries.queries.invoices import (
    Standings,
    by_lateness,
    invoices_between,
    own_invoices,
    span_shown,
    standings,
)
from deliveries.queries.invoicing import growing_invoices, months_waiting
from deliveries.queries.stores import store_named
from deliveries.services.invoice_mails import remind_all
from deliveries.web.invoice_words import Row, growing_row, shown
from members.web.forms import month_asked, previous_month

MONTHS_OFFERED = 13
KINDS = ("all", "late", "open", "paid")


@dataclass(frozen=True, slots=True)
class Asked:
    """What the address asks for; anything that makes no sense is left out."""

    kind: str
    search: str
    month: date | None
    store_id: UUID | None

    @classmethod
    def of(cls, request: TenantRequest, today: date) -> "Asked":
        given = request.GET
        month = _month(given.get("month", ""), today)
        try:
            store_id = UUID(given["store"]) if given.get("store") else None
        except ValueError:
            store_id = None
        kind = given.get("state", "all")
        return cls(kind if kind in KINDS else "all", given.get("q", "").strip()[:80], month, store_id)

    def fits(self, standing: Standings) -> bool:
        """Whether search, month and store leave it."""
        invoice, text = standing.invoice, self.search.casefold()
        told = f"{invoice.number} {invoice.store.name} {invoice.buyer_party.name}".casefold()
        is_in_month = self.month is None or invoice.issued_on.replace(day=1) == self.month
        return is_in_month and text in told and self.store_id in (None, invoice.store_id)

    def query(self, **changes: Any) -> str:
        """The address that asks for the same, but for these."""
        asked = {
            "state": "" if self.kind == "all" else self.kind,
            "q": self.search,
            "month": f"{self.month:%Y-%m}" if self.month else "",
            "store": str(self.store_id or ""),
        } | changes
        return "?" + urlencode({name: value for name, value in asked.items() if value})


@dataclass(frozen=True, slots=True)
class Found:
    """Every invoice one may look at, and as rows what search, month and store of the address leave, by state."""

    known: tuple[Standings, ...]
    rows: dict[str, list[Row]]

    def open_cents(self, *states: State) -> int:
        wanted = states or tuple(TO_COLLECT)
        return sum(one.facts.open_cents for one in self.known if one.state in wanted)


@allow(can_keep_invoices)
@require_GET
def invoices(request: TenantRequest) -> HttpResponse:
    """The list, filtered by its address."""
    today = timezone.localdate()
    asked = Asked.of(request, today)
    found = _found(asked, today)
    rows = found.rows[asked.kind]
    context = {
        "rows": rows,
        "sum_cents": sum(row.cents for row in rows),
        "asked": asked,
        "chips": [
            (
                label,
                asked.query(state="" if kind == "all" else kind),
                len(found.rows[kind]),
                kind == asked.kind,
            )
            for kind, label in _labels().items()
        ],
        "months": _months(today),
        "store": store_named(asked.store_id) if asked.store_id else None,
        "without_store": asked.query(store=""),
        "without_month": asked.query(month=""),
        "csv": asked.query(),
        "sheet": asked.query(**{"as": "xlsx"}),
        "open_cents": found.open_cents(),
        "late_cents": found.open_cents(State.LATE),
        "details": invoicing_details(),
        "to_issue": months_waiting(today),
        "this_month": today.replace(day=1),
        "to_remind": sum(row.is_to_remind for row in found.rows["all"]),
        **_empty(asked, found),
    }
    return render(request, "deliveries/invoices.html", context)


@allow(can_keep_invoices)
@require_GET
def invoices_csv(request: TenantRequest) -> HttpResponseBase:
    """What the list shows, as a file."""
    today = timezone.localdate()
    asked = Asked.of(request, today)
    head = [_("Number"), _("Customer"), _("Dated"), _("Due on"), _("State"), _("Amount with VAT")]
    rows = (
        [row.number, row.store, row.issued_on, row.due_on or "", row.words, units(row.cents)]
        for row in _found(asked, today).rows[asked.kind]
    )
    return table_file(f"invoices-{today}", head, rows, kind=kind_asked(request))


@allow(can_keep_invoices)
@require_POST
def remind_late(request: TenantRequest) -> HttpResponse:
    """Every reminder whose day has come."""
    sent = remind_all(by=actor_of(request), at=timezone.now())
    said = ngettext("%(count)s reminder is on its way.", "%(count)s reminders are on their way.", sent)
    messages.success(request, said % {"count": sent} if sent else _("No reminder is due today."))
    return redirect("invoices", request.cooperative.slug)


@allow(can_read_own_invoices)
@require_GET
def my_invoices(request: TenantRequest) -> HttpResponse:
    """What one's own stores were invoiced."""
    today = timezone.localdate()
    found = standings(own_invoices(request.access), today)
    rows = [shown(one, today) for one in by_lateness(found, today)]
    open_cents = sum(one.facts.open_cents for one in found if one.state in TO_COLLECT)
    context = {"rows": rows, "open_cents": open_cents, "many": len({row.store for row in rows}) > 1}
    return render(request, "deliveries/my_invoices.html", context)


def _found(asked: Asked, today: date) -> Found:
    first, last = span_shown(today)
    if asked.month is not None:
        first = min(first, asked.month)
    known = standings(invoices_between(first, last), today)
    rows = [shown(one, today) for one in by_lateness(filter(asked.fits, known), today)]
    if asked.month is None or asked.month == today.replace(day=1):
        last = last_of_month(today)
        growing = growing_invoices(last, search=asked.search, store_id=asked.store_id)
        rows += [growing_row(one, last) for one in growing]
    return Found(tuple(known), {kind: [row for row in rows if _is(kind, row)] for kind in KINDS})


def _month(text: str, today: date) -> date | None:
    """The month of that name (YYYY-MM), if it is one."""
    try:
        date.fromisoformat(f"{text}-01")
    except ValueError:
        return None
    return month_asked(text, today)


def _is(kind: str, row: Row) -> bool:
    if kind == "late":
        return row.state == State.LATE
    if kind == "open":
        return row.state in TO_COLLECT
    return kind == "all" or row.state in (State.PAID, State.CREDITED)


def _labels() -> dict[str, str]:
    return {"all": _("All"), "late": _("Late"), "open": _("To collect"), "paid": pgettext("invoices", "Paid")}


def _months(today: date) -> list[tuple[str, str]]:
    """The months one may look at, the newest first."""
    found, month = [], today.replace(day=1)
    for _turn in range(MONTHS_OFFERED):
        found.append((f"{month:%Y-%m}", date_format(month, "F Y")))
        month = previous_month(month)
    return found


def _empty(asked: Asked, found: Found) -> dict[str, Any]:
    """What to say, and to offer, where the filters leave nothing."""
    if found.rows[asked.kind]:
        return {}
    titles = {
        "all": _("No invoice"),
        "late": _("No late invoice"),
        "open": _("No invoice to collect"),
        "paid": _("No paid invoice"),
    }
    title = titles[asked.kind]
    if asked.search:
        title = _("%(none)s for “%(search)s”") % {"none": title, "search": asked.search}
    others = [kind for kind in ("paid", "open", "all") if kind != asked.kind and found.rows[kind]]
    offer = None
    if others:
        count = len(found.rows[others[0]])
        words = {
            "paid": ngettext("See the one that is paid", "See the %(count)s that are paid", count),
            "open": ngettext("See the one to collect", "See the %(count)s to collect", count),
            "all": ngettext("See the one there is", "See all %(count)s", count),
        }
        offer = (
            words[others[0]] % {"count": count},
            asked.query(state="" if others[0] == "all" else others[0]),
        )
    return {"empty_title": title, "offer": offer, "is_filtered": bool(asked.query()) and asked.query() != "?"}
