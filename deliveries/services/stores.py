"""Stores join, staff them and give them keys to the API."""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import UUID

from cooperatives.domain.sections import MEALS
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.ordering import StoreChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.geo import Point
from coopplatform.kernel.ids import secret_token
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.domain.phones import check_phone
from deliveries.models import Store, StoreStaff, StoreToken


@dataclass(frozen=True, slots=True)
class StoreFacts:
    """What a store is: `activity` is the section its deliveries are booked in; without `opening` it is always open."""

    name: str
    address: str
    point: Point
    phone: str = ""
    opening: Mapping[str, Any] = field(default_factory=dict)
    ready_minutes: int = 15
    activity: str = MEALS
    is_active: bool = True


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
    ready_minutes: int = 15,
    is_active: bool = True,
) -> Store:
    """A restaurant or shop the co-op rides for, with the users who may order.

    Raises Invalid without a name, for a number nobody can dial, or minutes out of range.
    """
    facts = StoreFacts(name, address, point, phone, opening or {}, ready_minutes, activity, is_active)
    store = _written(Store(), facts)
    StoreStaff.objects.bulk_create(StoreStaff(store=store, user_id=user_id) for user_id in staff)
    record(StoreChanged(store_id=store.pk, occurred_at=at), by=by)
    return store


@unit_of_work
def change_store(*, store_id: UUID, facts: StoreFacts, by: Actor, at: datetime) -> Store:
    """From now on; orders that were placed keep what they say. Raises NotFound, and what `open_store` raises."""
    store = Store.objects.select_for_update(of=("self",), no_key=True).filter(pk=store_id).first()
    if store is None:
        raise NotFound("no_store", _("There is no such store."))
    _written(store, facts)
    record(StoreChanged(store_id=store.pk, occurred_at=at), by=by)
    return store


@unit_of_work
def let_order(*, store_id: UUID, is_active: bool, by: Actor, at: datetime) -> None:
    """Whether the store orders with us from now on. Twice changes nothing. Raises NotFound."""
    store = Store.objects.select_for_update(of=("self",), no_key=True).filter(pk=store_id).first()
    if store is None:
        raise NotFound("no_store", _("There is no such store."))
    if store.is_active is not is_active:
        store.is_active = is_active
        store.save(update_fields=["is_active"])
        record(StoreChanged(store_id=store.pk, occurred_at=at), by=by)


def _written(store: Store, facts: StoreFacts) -> Store:
    if not facts.name.strip():
        raise Invalid("no_name", _("A store needs a name."), field="name")
    if not 1 <= facts.ready_minutes <= 240:
        raise Invalid("bad_minutes", _("From 1 to 240 minutes."), field="ready_minutes")
    check_phone(facts.phone, cooperative_here().country)
    store.name, store.phone, store.address = facts.name.strip(), facts.phone, facts.address
    store.lat, store.lon = facts.point.lat, facts.point.lon
    store.opening, store.ready_minutes = dict(facts.opening), facts.ready_minutes
    store.activity, store.is_active = facts.activity, facts.is_active
    store.save()
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
