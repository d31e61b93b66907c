"""What a person may do in a store: see, order, or run it."""

from enum import StrEnum


class StoreRole(StrEnum):
    VIEWER = "viewer"
    ORDERS = "orders"
    MANAGER = "manager"


_CAN = {
    StoreRole.VIEWER: frozenset({StoreRole.VIEWER}),
    StoreRole.ORDERS: frozenset({StoreRole.VIEWER, StoreRole.ORDERS}),
    StoreRole.MANAGER: frozenset(StoreRole),
}


def is_at_least(role: StoreRole, needed: StoreRole) -> bool:
    """A manager orders too, and whoever orders sees."""
    return needed in _CAN[role]
