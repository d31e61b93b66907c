"""What a person may be in a co-op. One person may be several, and something else in another co-op."""

from collections.abc import Iterable
from dataclasses import dataclass
from enum import StrEnum


class Role(StrEnum):
    COURIER = "courier"
    STORE_STAFF = "store_staff"
    DISPATCHER = "dispatcher"
    COOP_ADMIN = "coop_admin"
    TREASURER = "treasurer"
    DELEGATE = "delegate"
    """Speaks and votes for its co-op in the federation."""
    REVIEWER = "reviewer"
    STATISTICIAN = "statistician"
    BOARD = "board"
    """Elected by the federation's co-ops to run it."""


@dataclass(frozen=True, slots=True)
class Access:
    """Who asks, and what they are in the co-op in scope. Permissions are predicates on it."""

    user_id: int | None
    roles: frozenset[Role]

    @classmethod
    def of(cls, user_id: int | None, roles: Iterable[str]) -> "Access":
        return cls(user_id, frozenset(Role(role) for role in roles))


NOBODY = Access(None, frozenset())
