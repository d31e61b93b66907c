"""What the API tells of an order: one place, so that answers and replays are alike.

Fifty orders are told as they are read, as plain values; that they are the schema's, to the byte, is what a test says.
"""

from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any
from uuid import UUID

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from deliveries.api.serializers import told
from deliveries.models import Order
from deliveries.queries.told_orders import OF_A_TASK, order_told, placed_told
from deliveries.services.quoting import Offer

TASK_FIELDS = OF_A_TASK[1:]
UTC_OFFSET = "+00:00"


def order_body(order_id: UUID, request: HttpRequest) -> dict[str, Any]:
    return order_bodies([order_told(order_id)], request)[0]


def placed_body(order: Order, request: HttpRequest) -> dict[str, Any]:
    return order_bodies([placed_told(order)], request)[0]


def order_bodies(rows: Iterable[Mapping[str, Any]], request: HttpRequest) -> list[dict[str, Any]]:
    """`OrderSerializer` in values that JSON knows."""
    pages = request.build_absolute_uri(reverse("track", args=[cooperative_here().slug, "-"]))[: -len("-/")]
    return [_order(row, pages) for row in rows]


def _order(row: Mapping[str, Any], pages: str) -> dict[str, Any]:
    return {
        "id": str(row["id"]),
        "number": row["number"],
        "state": row["state"],
        "placed_at": _moment(row["placed_at"]),
        "ready_at": _moment(row["ready_at"]),
        "promised_at": _moment(row["promised_at"]),
        "bags": row["bags"],
        "total_cents": row["price_total"],
        "currency": row["quote__currency"],
        "delivery": {
            "id": str(row["delivery__id"]),
            "distance_metres": row["delivery__distance_metres"],
            "ride_seconds": row["delivery__ride_seconds"],
            "tracking_url": f"{pages}{row['delivery__tracking_token']}/",
            "tasks": [_task(task) for task in row["tasks"]],
        },
    }


def _task(row: Mapping[str, Any]) -> dict[str, Any]:
    body = {name: row[name] for name in TASK_FIELDS}
    for name in ("arrived_at", "completed_at"):
        body[name] = _moment(row[name])
    return body


def _moment(at: datetime | None) -> str | None:
    """As DRF writes it: in the time zone of now, Z for UTC."""
    if at is None:
        return None
    text = timezone.localtime(at).isoformat()
    return text.removesuffix(UTC_OFFSET) + "Z" if text.endswith(UTC_OFFSET) else text


def offer_body(offer: Offer) -> dict[str, Any]:
    quote = offer.quote
    return {
        "currency": quote.currency,
        "lines": [told(line.as_json()) for line in quote.lines],
        "net_cents": quote.net_cents,
        "vat_cents": quote.vat_cents,
        "total_cents": quote.total_cents,
        "distance_metres": offer.distance_metres,
        "is_distance_estimated": offer.is_estimated,
        "promised_at": offer.promised_at,
    }
