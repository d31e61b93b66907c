"""Named groups of orders that go out as one ride: who belongs together, and in which order their doors come."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from uuid import UUID

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import _

LONGEST_NAME = 60
MOST_ORDERS = 30
LEAST_ORDERS = 2


@dataclass(frozen=True, slots=True)
class Member:
    """An open order of a group that has not been picked up: `job` is its delivery, `holder` whose it is now."""

    job: UUID
    number: int
    holder: UUID | None = None


def name_of(text: str) -> str:
    """With single spaces. Raises Invalid for an empty or a long one."""
    name = " ".join(text.split())
    if not 0 < len(name) <= LONGEST_NAME:
        raise Invalid("group_name", _("Give the group a name of at most 60 letters."), field="name")
    return name


def check_size(orders: int, *, least: int = LEAST_ORDERS) -> None:
    """Raises Invalid."""
    if not least <= orders <= MOST_ORDERS:
        raise Invalid(
            "group_size", _("A group is between 2 and 30 orders: choose others."), field="deliveries"
        )


def left_behind(members: Iterable[Member], moving: Collection[UUID], to: UUID | None) -> list[Member]:
    """Those that would be parted from the rest if `moving` came to `to` (None: waits): neither moved nor there."""
    return [one for one in members if one.job not in moving and one.holder != to]


def holder_of(members: Iterable[Member]) -> UUID | None:
    """Whose the group is: None while it waits, or where it is not all one courier's."""
    holders = {one.holder for one in members}
    return holders.pop() if len(holders) == 1 else None


def in_their_order(jobs: Sequence[UUID], groups: Iterable[Sequence[Member]]) -> list[UUID]:
    """Jobs to move, those of each group together where its first one stood, in the group's own order."""
    own: Mapping[UUID, Sequence[Member]] = {one.job: members for members in groups for one in members}
    wanted = set(jobs)
    found: dict[UUID, None] = {}
    for job in jobs:
        together = [one.job for one in own.get(job, ()) if one.job in wanted]
        found |= dict.fromkeys(together or [job])
    return list(found)
