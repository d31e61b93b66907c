"""Showing a courier's place to a person, and telling the courier so. The only way a page or the API gets a place."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from uuid import UUID

from django.db import connection

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.geo import Point
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.models import PositionLook
from deliveries.queries.following import places
from deliveries.queries.tracking import Tracking

SAME_LOOK = timedelta(minutes=10)
"""Looks of one person at one courier, no further apart, are one that lasts."""

PROLONG_AFTER = timedelta(minutes=1)
BY_LINK = "link"


@dataclass(frozen=True, slots=True)
class Looker:
    """Who is shown the place, and on which page. `by` None: whoever holds the tracking link of order `order_number`."""

    page: PositionLook.Page
    by: Actor | None = None
    order_number: int = 0

    @property
    def name(self) -> str:
        return BY_LINK if self.by is None else str(self.by)


@unit_of_work
def look_at_places(*, courier_ids: Iterable[UUID], looker: Looker, at: datetime) -> dict[UUID, Point]:
    """Where those of the couriers are who may be followed now. What is shown is noted down for each of them."""
    shown = places(courier_ids)
    if shown:
        _note(list(shown), looker, at)
    return shown


def _note(courier_ids: list[UUID], looker: Looker, at: datetime) -> None:
    """One statement for the whole board; it writes only for who was not noted within the last minute."""
    with connection.cursor() as cursor:
        cursor.execute(
            """
            with shown as (select unnest(%(couriers)s::uuid[]) as courier_id),
            noted as (
              select look.id, look.courier_id, look.until from deliveries_positionlook look
              join shown on shown.courier_id = look.courier_id
              where look.looker = %(looker)s and look.page = %(page)s
                and look.order_number = %(number)s and look.until >= %(same)s
            ), prolonged as (
              update deliveries_positionlook look set until = %(at)s from noted
              where look.id = noted.id and noted.until <= %(prolong)s
            )
            insert into deliveries_positionlook
              (id, cooperative_id, courier_id, looker, page, order_number, since, until)
            select uuidv7(), %(cooperative)s, shown.courier_id, %(looker)s, %(page)s, %(number)s, %(since)s, %(at)s
            from shown where not exists (select from noted where noted.courier_id = shown.courier_id)
            on conflict do nothing
            """,
            {
                "couriers": courier_ids,
                "looker": looker.name,
                "page": looker.page,
                "number": looker.order_number,
                "same": at - SAME_LOOK,
                "prolong": at - PROLONG_AFTER,
                "at": at,
                "since": at.replace(second=0, microsecond=0),
                "cooperative": required(),
            },
        )


def look_by_link(found: Tracking, at: datetime) -> Point | None:
    """The place of the courier who brings the order, for whoever holds its link; None when there is none to show."""
    if found.courier is None:
        return None
    looker = Looker(PositionLook.Page.TRACKING, order_number=found.order.number)
    courier_id = found.courier.courier_id
    return look_at_places(courier_ids=[courier_id], looker=looker, at=at).get(courier_id)
