"""What a person may do in a store: see, order, or run it."""

from enum import StrEnum


class StoreRole(StrEnum):
    VIEWER = "viewer"
    ORDERS = "orders"
    MANAGER = "manager"


ABOVE = tuple(StoreRole)
"""From seeing to running: each may do what those before it may."""


def roles_with(needed: StoreRole) -> list[StoreRole]:
    """The roles that may do what `needed` may."""
    return [*ABOVE[ABOVE.index(needed) :]]
