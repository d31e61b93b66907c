"""Where a delivery changed hands, and who must not be offered it again."""

from uuid import UUID

from deliveries.domain.lifecycle import OrderState
from deliveries.models import Hub, Relay


def relays_of(delivery_id: UUID) -> list[Relay]:
    """The relays that stand, in their order, with hub and stop."""
    standing = Relay.objects.filter(delivery=delivery_id, called_off_at__isnull=True)
    return list(standing.select_related("hub", "stop").order_by("planned_at"))


def who_hands_over() -> list[tuple[UUID, UUID]]:
    """Order and courier, of each delivery that waits to be taken on from a hub."""
    waiting = Relay.objects.filter(called_off_at__isnull=True, delivery__order__state=OrderState.PLACED)
    return list(waiting.values_list("delivery__order", "courier"))


def hubs_in_use() -> list[Hub]:
    return list(Hub.objects.filter(is_active=True).order_by("name"))
