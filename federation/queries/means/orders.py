"""The orders of the co-op in scope that go with uses of grants."""

from collections.abc import Collection
from uuid import UUID

from federation.models import UseOrder


def order_links(use_ids: Collection[UUID]) -> dict[UUID, UseOrder]:
    """By use."""
    return {row.use: row for row in UseOrder.objects.filter(use__in=use_ids)}


def is_handed_over(order_id: UUID) -> bool:
    return UseOrder.objects.filter(order=order_id, is_ours_to_carry=False).exists()
