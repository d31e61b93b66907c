"""The orders of the co-op in scope that go with uses of grants."""

from collections.abc import Collection
from uuid import UUID

from federation.models import GrantStore, UseOrder


def order_links(use_ids: Collection[UUID]) -> dict[UUID, UseOrder]:
    """By use."""
    return {row.use: row for row in UseOrder.objects.filter(use__in=use_ids)}


def is_under_client_grant(store_id: UUID) -> bool:
    return GrantStore.objects.filter(store=store_id, is_for_relay=False).exists()


def shops_under(grant_id: UUID) -> list[UUID]:
    return list(GrantStore.objects.filter(grant=grant_id, is_for_relay=False).values_list("store", flat=True))
