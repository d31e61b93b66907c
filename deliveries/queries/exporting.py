"""Orders of any period for a file: five hundred rows are read and let go before the next ones."""

from collections.abc import Iterator
from typing import Any
from uuid import UUID

from django.db.models import FilteredRelation, Max, Min, Q

from coopplatform.kernel.time import TimeWindow
from deliveries.models import ImportLine, Incident, Order, OrderTag, RecurrenceDay
from deliveries.queries.prices import LINES, NET, TOTAL, VAT

ROWS_AT_ONCE = 500

OF_THE_ORDER = (
    "id", "number", "state", "placed_at", "placed_by", "ready_at", "promised_at", "closed_at",
    "bags", "grams", "litres", "needs", "packages", "goods_cents", "consignment_id",
    "store__name", "store__activity",
    "quote__currency",
    "delivery__distance_metres", "delivery__is_distance_estimated", "delivery__vehicle", "delivery__failure",
    "pickup__name", "pickup__address", "pickup__completed_at",
    "dropoff__name", "dropoff__address", "dropoff__completed_at", "dropoff__assignee__code",
)  # fmt: skip
"""`pickup` and `dropoff` are the delivery's two tasks."""

PRICED = {"price_lines": LINES, "price_net": NET, "price_vat": VAT, "price_total": TOTAL}


def exported_orders(window: TimeWindow, *, store_id: UUID | None = None) -> Iterator[dict[str, Any]]:
    """Orders placed in the window, its end left out, by number: the fields above, and where each came from.

    `recurrence` and `order_import` are names, empty where it came from none; `tags` names in their order; `incidents`
    a count, `incident_kinds` their reasons, `last_incident` that of the last, or empty. Five queries for 500 rows.
    """
    orders = Order.objects.filter(placed_at__gte=window.after, placed_at__lt=window.before)
    if store_id:
        orders = orders.filter(store=store_id)
    ends = orders.aggregate(first=Min("number"), last=Max("number"))
    if ends["last"] is None:
        return
    found = orders.annotate(
        pickup=FilteredRelation("delivery__tasks", condition=Q(delivery__tasks__kind="pickup")),
        dropoff=FilteredRelation("delivery__tasks", condition=Q(delivery__tasks__kind="dropoff")),
    ).filter(number__lte=ends["last"])
    after = ends["first"] - 1
    while rows := list(
        found.filter(number__gt=after).order_by("number").values(*OF_THE_ORDER, **PRICED)[:ROWS_AT_ONCE]
    ):
        after = rows[-1]["number"]
        _say_where_from(rows)
        _say_what_happened(rows)
        yield from rows


def exported_prices(window: TimeWindow) -> Iterator[dict[str, Any]]:
    """Number, store, state, time and frozen price of the orders placed in the window, by number."""
    orders = Order.objects.filter(placed_at__gte=window.after, placed_at__lt=window.before)
    ends = orders.aggregate(first=Min("number"), last=Max("number"))
    if ends["last"] is None:
        return
    after = ends["first"] - 1
    fields = ("number", "state", "placed_at", "store__name", "quote__currency")
    while rows := list(
        orders.filter(number__gt=after, number__lte=ends["last"])
        .order_by("number")
        .values(*fields, price_lines=LINES)[:ROWS_AT_ONCE]
    ):
        after = rows[-1]["number"]
        yield from rows


def _say_where_from(rows: list[dict[str, Any]]) -> None:
    ids = [row["id"] for row in rows]
    recurring = dict(RecurrenceDay.objects.filter(order__in=ids).values_list("order_id", "recurrence__name"))
    imported = dict(ImportLine.objects.filter(order__in=ids).values_list("order_id", "order_import__name"))
    for row in rows:
        row["recurrence"] = recurring.get(row["id"], "")
        row["order_import"] = imported.get(row["id"], "")


def _say_what_happened(rows: list[dict[str, Any]]) -> None:
    by_id = {row["id"]: row for row in rows}
    for row in rows:
        row["tags"], row["incidents"], row["incident_kinds"], row["last_incident"] = [], 0, {}, ""
    tags = OrderTag.objects.filter(order__in=by_id).order_by("tag__name").values_list("order_id", "tag__name")
    for order_id, name in tags:
        by_id[order_id]["tags"].append(name)
    incidents = Incident.objects.filter(order__in=by_id).order_by("reported_at", "pk")
    for order_id, reason in incidents.values_list("order_id", "reason"):
        by_id[order_id]["incidents"] += 1
        by_id[order_id]["incident_kinds"][reason] = True
        by_id[order_id]["last_incident"] = reason
