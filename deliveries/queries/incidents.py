"""Incidents: found by what a dispatcher asks, of an order, of a courier; with their history."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from uuid import UUID

from django.db.models import F, Q, QuerySet

from cooperatives.domain.roles import Access, Role
from cooperatives.queries.people import actor_names
from deliveries.models import Incident, IncidentEntry, Order, ProofFile, RuleSet, StorePackage
from deliveries.queries.price_books import read_rules
from deliveries.queries.stores import stores_of
from members.queries.roster import Worker, worker_of, workers

PAGE = 50


@dataclass(frozen=True, slots=True)
class SoughtIncidents:
    """What a list is narrowed to; empty for any. `state` is open, closed or all; `author` an actor."""

    state: str = "open"
    priority: int | None = None
    store_id: UUID | None = None
    courier_id: UUID | None = None
    reason: str = ""
    author: str = ""
    page: int = 1


@dataclass(frozen=True, slots=True)
class ShownIncident:
    """An incident with the names of who has the stop and who reported it."""

    incident: Incident
    courier: Worker | None
    author: str


@dataclass(frozen=True, slots=True)
class FoundIncidents:
    rows: list[ShownIncident]
    has_more: bool


@dataclass(frozen=True, slots=True)
class ShownEntry:
    """A line of an incident's history; `by` is empty when the platform did it."""

    entry: IncidentEntry
    by: str


@dataclass(frozen=True, slots=True)
class Offers:
    """What a store's orders may have: package types as (code, name), supplements as (id, label)."""

    packages: tuple[tuple[str, str], ...] = ()
    supplements: tuple[tuple[str, object], ...] = ()


def incidents_like(sought: SoughtIncidents, store_ids: Collection[UUID] | None = None) -> FoundIncidents:
    """Open ones by priority and age, others the newest first; of these stores, or of all. Four queries a page."""
    rows = Incident.objects.filter(_matching(sought))
    if store_ids is not None:
        rows = rows.filter(order__store__in=store_ids)
    order = ("priority", "reported_at") if sought.state == "open" else ("-reported_at",)
    begin = (sought.page - 1) * PAGE
    found = list(rows.select_related("order__store").order_by(*order, "pk")[begin : begin + PAGE + 1])
    return FoundIncidents(_shown(found[:PAGE]), len(found) > PAGE)


def open_incidents_count() -> int:
    """One query, by an index of open ones only."""
    return Incident.objects.filter(state=Incident.State.OPEN).count()


def is_failure(incident_id: UUID) -> bool:
    """Whether a stop ended with it."""
    return Incident.objects.filter(pk=incident_id, is_failure=True).exists()


def authors_of_incidents() -> dict[str, str]:
    """Who has reported any: names by actor."""
    return actor_names(Incident.objects.order_by().values_list("reported_by", flat=True).distinct())


def incident_for(access: Access, incident_id: UUID) -> ShownIncident | None:
    """The incident, if this person may see it: who runs the co-op, its store, its courier."""
    found = Incident.objects.select_related("order__store", "order__delivery", "task").filter(pk=incident_id)
    incident = found.first()
    if incident is None or not _may_see(access, incident):
        return None
    return _shown([incident])[0]


def incidents_of(order: Order) -> list[ShownIncident]:
    """The newest first."""
    return _shown(list(order.incidents.order_by("-reported_at")))


def incidents_of_courier(courier_id: UUID, since: datetime) -> list[Incident]:
    """What they reported, or was reported of their stops, the newest first."""
    rows = Incident.objects.filter(courier=courier_id, reported_at__gte=since).select_related("order")
    return list(rows.order_by("-reported_at"))


def answers_to(incidents: Iterable[Incident]) -> dict[UUID, IncidentEntry]:
    """By incident, what was answered to its suggestion. One query."""
    kinds = (IncidentEntry.Kind.ACCEPTED, IncidentEntry.Kind.REJECTED)
    rows = IncidentEntry.objects.filter(incident__in=[one.pk for one in incidents], kind__in=kinds)
    return {row.incident_id: row for row in rows}


def history_of_incident(incident: Incident) -> list[ShownEntry]:
    """In its order. Two queries."""
    rows = list(incident.entries.select_related("price_change").order_by("made_at", "pk"))
    names = actor_names(row.made_by for row in rows)
    return [ShownEntry(row, names.get(row.made_by, "")) for row in rows]


def photos_of(incident: Incident) -> list[ProofFile]:
    """Without their bytes; those still on the phone have no `received_at`."""
    return list(incident.photos.defer("image").order_by("taken_at", "pk"))


def offers_of(store_ids: Collection[UUID]) -> dict[UUID, Offers]:
    """By store, what its orders may have. Two queries, whatever their number."""
    packages: dict[UUID, list[tuple[str, str]]] = {store_id: [] for store_id in store_ids}
    rows = StorePackage.objects.filter(store__in=store_ids, package__deleted_at__isnull=True)
    for store_id, code, name in rows.order_by("package__units_average", "package__name").values_list(
        "store", "package__code", "package__name"
    ):
        packages[store_id].append((code, name))
    sets = RuleSet.objects.filter(stores__in=store_ids).annotate(of=F("stores"))
    supplements = {
        found.of: tuple((rule.id, rule.label) for rule in read_rules(found).supplements.values())
        for found in sets
    }
    return {key: Offers(tuple(packages[key]), supplements.get(key, ())) for key in store_ids}


def _matching(sought: SoughtIncidents) -> Q:
    said: dict[str, object] = {
        "priority": sought.priority,
        "order__store": sought.store_id,
        "courier": sought.courier_id,
        "reason": sought.reason or None,
        "reported_by": sought.author or None,
        "state": sought.state if sought.state in Incident.State.values else None,
    }
    return Q(**{name: value for name, value in said.items() if value is not None})


def _may_see(access: Access, incident: Incident) -> bool:
    if access.roles & {Role.DISPATCHER, Role.COOP_ADMIN}:
        return True
    mine = worker_of(access.user_id or 0)
    if mine is not None and mine.courier_id == incident.courier_id:
        return True
    stores = stores_of(access) if Role.STORE_STAFF in access.roles else []
    return any(store.pk == incident.order.store_id for store in stores)


def _shown(incidents: Sequence[Incident] | QuerySet[Incident]) -> list[ShownIncident]:
    known = workers({one.courier_id for one in incidents if one.courier_id})
    names = actor_names(one.reported_by for one in incidents)
    return [
        ShownIncident(
            one, known.get(one.courier_id) if one.courier_id else None, names.get(one.reported_by, "")
        )
        for one in incidents
    ]
