"""A store's keys to the API."""

from uuid import UUID

from deliveries.models import StoreToken


def keys_of(store_id: UUID) -> list[StoreToken]:
    """Those that still open something, the newest first."""
    return list(StoreToken.objects.filter(store=store_id, revoked_at__isnull=True).order_by("-created_at"))


def key_of(store_id: UUID, token_id: UUID) -> StoreToken | None:
    return StoreToken.objects.filter(store=store_id, pk=token_id).first()
