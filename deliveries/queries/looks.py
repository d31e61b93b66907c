"""What a courier reads about their own position: who was shown it, and how much of today's is kept."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from itertools import groupby
from uuid import UUID

from django.db.models import Count, Max, Min
from django.utils import timezone

from cooperatives.queries.people import actor_names
from deliveries.models import Position, PositionLook


@dataclass(frozen=True, slots=True)
class Look:
    """`name` is empty for whoever holds the tracking link of order `order_number`."""

    name: str
    is_on_board: bool
    order_number: int
    since: datetime
    until: datetime

    @property
    def is_a_while(self) -> bool:
        """Whether the two times differ as people read them."""
        return self.since.replace(second=0, microsecond=0) != self.until.replace(second=0, microsecond=0)


@dataclass(frozen=True, slots=True)
class KeptFixes:
    """How many fixes are kept from a moment on, and of when the first and the last are."""

    number: int
    first_at: datetime | None
    last_at: datetime | None


def looks_at(courier_id: UUID) -> Mapping[date, list[Look]]:
    """Everyone who was shown the courier's place in the last 30 days, by local day, the newest first."""
    rows = list(PositionLook.objects.filter(courier=courier_id).order_by("-since", "-until"))
    names = actor_names({row.looker for row in rows})
    looks = [
        Look(
            names.get(row.looker, ""),
            row.page == PositionLook.Page.BOARD,
            row.order_number,
            row.since,
            row.until,
        )
        for row in rows
    ]
    return {day: list(some) for day, some in groupby(looks, lambda look: timezone.localdate(look.since))}


def kept_fixes(courier_id: UUID, *, since: datetime) -> KeptFixes:
    """The courier's own fixes of that moment and later."""
    found = Position.objects.filter(courier=courier_id, at__gte=since).aggregate(
        number=Count("at"), first=Min("at"), last=Max("at")
    )
    return KeptFixes(found["number"], found["first"], found["last"])
