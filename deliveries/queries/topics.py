"""Who may follow which topic live."""

from uuid import UUID

from cooperatives.domain.roles import Access
from coopplatform.journal.live import EVERYTHING
from deliveries.models import Delivery
from deliveries.permissions import can_see_board
from deliveries.queries.stores import store_for
from members.queries.roster import worker_of


def may_follow(topic: str, access: Access, key: str = "") -> bool:
    """`all` for the board; `store:<id>` for its staff; `courier:<id>` for that courier; `delivery:<id>` for
    whoever holds the tracking link (`key`)."""
    if topic == EVERYTHING or can_see_board.test(access):
        return bool(can_see_board.test(access))
    kind, _, text = topic.partition(":")
    try:
        subject = UUID(text)
    except ValueError:
        return False
    if kind == "delivery":
        return bool(key) and Delivery.objects.filter(pk=subject, tracking_token=key).exists()
    if access.user_id is None:
        return False
    if kind == "courier":
        worker = worker_of(access.user_id)
        return worker is not None and worker.courier_id == subject
    return kind == "store" and store_for(access, subject) is not None
