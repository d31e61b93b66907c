"""What the API tells of an order: one place, so that answers and replays are alike."""

from typing import Any

from django.http import HttpRequest
from django.urls import reverse

from cooperatives.queries.here import cooperative_here
from deliveries.api.serializers import told
from deliveries.models import Order
from deliveries.services.quoting import Offer


def order_body(order: Order, request: HttpRequest) -> dict[str, Any]:
    delivery = order.delivery
    address = reverse("track", args=[cooperative_here().slug, delivery.tracking_token])
    return {
        "id": order.id,
        "number": order.number,
        "state": order.state,
        "placed_at": order.placed_at,
        "ready_at": order.ready_at,
        "promised_at": order.promised_at,
        "bags": order.bags,
        "total_cents": order.price.total_cents,
        "currency": order.price.currency,
        "delivery": {
            "id": delivery.id,
            "distance_metres": delivery.distance_metres,
            "ride_seconds": delivery.ride_seconds,
            "tracking_url": request.build_absolute_uri(address),
            "tasks": sorted(delivery.tasks.all(), key=lambda task: task.kind, reverse=True),
        },
    }


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
