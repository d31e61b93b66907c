"""Where else an order that waits may go from its page: apps above say so, where their pages are named."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any
from uuid import UUID

import rules

from deliveries.domain.lifecycle import OrderState
from deliveries.models import Order

AddressOf = Callable[[str, UUID], str]


@dataclass(frozen=True, slots=True)
class OrderWay:
    """A page for an order that no courier has, by the co-op's slug and the order's id, and for whom it is."""

    label: Any
    url: AddressOf
    allowed: rules.Predicate


_ways: list[OrderWay] = []


def open_way(*ways: OrderWay) -> None:
    _ways.extend(way for way in ways if way not in _ways)


def ways_for(access: Any, slug: str, order: Order) -> list[dict[str, Any]]:
    """None once a courier has it, or another co-op."""
    if order.state != OrderState.PLACED or order.delivery.relayed_at is not None:
        return []
    return [{"label": way.label, "url": way.url(slug, order.pk)} for way in _ways if way.allowed.test(access)]
