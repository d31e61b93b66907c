"""Stores join, staff them and give them keys to the API."""

import hashlib
from collections.abc import Iterable
from datetime import datetime
from typing import Any
from uuid import UUID

from cooperatives.domain.sections import MEALS
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.ids import secret_token
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.models import Store, StoreStaff, StoreToken


@unit_of_work
def open_store(
    *,
    name: str,
    address: str,
    point: Point,
    by: Actor,
    at: datetime,
    phone: str = "",
    opening: dict[str, Any] | None = None,
    staff: Iterable[int] = (),
    activity: str = MEALS,
) -> Store:
    """A restaurant or shop the co-op rides for, with the users who may order.

    `activity` is the section its deliveries are booked in. Raises Invalid without a name.
    """
    if not name.strip():
        raise Invalid("no_name", _("A store needs a name."), field="name")
    store = Store.objects.create(
        name=name,
        address=address,
        lat=point.lat,
        lon=point.lon,
        phone=phone,
        opening=opening or {},
        activity=activity,
    )
    StoreStaff.objects.bulk_create(StoreStaff(store=store, user_id=user_id) for user_id in staff)
    return store


@unit_of_work
def issue_token(*, store_id: UUID, label: str, by: Actor, at: datetime) -> str:
    """A key to the API, told once: `coop_<co-op>_<secret>`; the database keeps its hash. Raises NotFound."""
    if not Store.objects.filter(pk=store_id).exists():
        raise NotFound("no_store", _("There is no such store."))
    secret = secret_token(32)
    StoreToken.objects.create(store_id=store_id, label=label, digest=digest(secret), created_at=at)
    return f"coop_{required()}_{secret}"


@unit_of_work
def revoke_token(*, token_id: UUID, by: Actor, at: datetime) -> None:
    """The key opens nothing from now on. Raises NotFound."""
    if not StoreToken.objects.filter(pk=token_id).update(revoked_at=at):
        raise NotFound("no_token", _("There is no such key."))


def digest(secret: str) -> str:
    return hashlib.sha256(secret.encode()).hexdigest()
