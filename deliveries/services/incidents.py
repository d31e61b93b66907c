"""Incidents: reported by couriers and others, talked about, closed and opened again."""

from datetime import datetime
from typing import Any
from uuid import UUID

from coopplatform.contracts.carrying import IncidentChanged, IncidentReported
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import require_unit_of_work, unit_of_work
from deliveries.domain.incidents import LONGEST_TEXT, Decision, IncidentSaid, Priority, plain, priority_of
from deliveries.models import Incident, IncidentEntry, Order, Task
from deliveries.queries.reasons import wants_photo
from deliveries.services.proofs import attach_photos

Kind = IncidentEntry.Kind


@unit_of_work
def report_incident(
    *,
    task_id: UUID,
    courier_id: UUID,
    said: IncidentSaid,
    by: Actor,
    at: datetime,
    received_at: datetime | None = None,
    tap: UUID | None = None,
) -> Incident:
    """A courier says what is wrong at a stop of theirs; the stop stays as it is.

    `at` is the moment of the tap, `received_at` when it came in, where that was not now. Raises NotFound;
    NotAllowedNow for a stop that is someone else's.
    """
    task = Task.objects.select_related("delivery__order__store").filter(pk=task_id).first()
    if task is None:
        raise NotFound("no_task", _("There is no such stop."))
    if task.assignee_id != courier_id:
        raise NotAllowedNow(
            "task_taken_away",
            _("No. %(number)s was given to someone else. Kept; the dispatcher has been told."),
            number=task.delivery.order.number,
        )
    return write_incident(
        task.delivery.order,
        said,
        task=task,
        courier_id=courier_id,
        by=by,
        at=at,
        received_at=received_at or at,
        tap=tap,
    )


@unit_of_work
def open_incident(*, order_id: UUID, said: IncidentSaid, by: Actor, at: datetime) -> Incident:
    """A store or a dispatcher says what is wrong with an order. Raises NotFound."""
    order = Order.objects.select_related("store", "delivery").filter(pk=order_id).first()
    if order is None:
        raise NotFound("no_order", _("There is no such order."))
    task = order.delivery.tasks.filter(kind=Task.Kind.DROPOFF).first()
    courier_id = task.assignee_id if task else None
    return write_incident(order, said, task=None, courier_id=courier_id, by=by, at=at, received_at=at)


def write_incident(
    order: Order,
    said: IncidentSaid,
    *,
    task: Task | None,
    courier_id: UUID | None,
    by: Actor,
    at: datetime,
    received_at: datetime,
    is_failure: bool = False,
    tap: UUID | None = None,
) -> Incident:
    """A building block: the incident with its first entry and the photos it names. Reads the order's store."""
    require_unit_of_work()
    incident = Incident.objects.create(
        order=order,
        task=task,
        courier_id=courier_id,
        priority=said.priority or priority_of(said.reason),
        reason=said.reason,
        description=said.description,
        wants_photo=wants_photo(order.store_id, said.reason),
        is_failure=is_failure,
        tap=tap,
        reported_by=str(by),
        reported_at=at,
        received_at=received_at,
        suggestion=said.suggestion.as_json(),
        decision="" if said.suggestion.is_empty else Decision.OPEN,
    )
    if courier_id is not None:
        attach_photos(incident, said.photos, courier_id=courier_id, taken_at=at, noted_at=received_at)
    note(incident, Kind.REPORTED, words=said.description, by=by, at=at)
    event = IncidentReported(
        incident_id=incident.pk,
        order_id=order.pk,
        delivery_id=order.delivery.pk,
        store_id=order.store_id,
        courier_id=courier_id,
        reason=said.reason,
        occurred_at=at,
    )
    record(event, by=by)
    return incident


@unit_of_work
def comment_incident(*, incident_id: UUID, words: str, by: Actor, at: datetime) -> Incident:
    """Raises NotFound; Invalid for nothing said."""
    incident = locked_incident(incident_id)
    words = plain(words)
    if not words:
        raise Invalid("no_words", _("Write what you want to say."), field="words")
    if len(words) > LONGEST_TEXT:
        raise Invalid("too_many_words", _("Up to %(most)s letters."), field="words", most=LONGEST_TEXT)
    note(incident, Kind.COMMENT, words=words, by=by, at=at)
    _told(incident, Kind.COMMENT, by=by, at=at)
    return incident


@unit_of_work
def set_priority(*, incident_id: UUID, priority: Priority, by: Actor, at: datetime) -> Incident:
    """The same again changes nothing. Raises NotFound."""
    incident = locked_incident(incident_id)
    if incident.priority != priority:
        incident.priority = priority
        incident.save(update_fields=["priority"])
        told = Sentence(_("Priority %(number)s"), {"number": int(priority)})
        note(incident, Kind.PRIORITY, told=told, by=by, at=at)
        _told(incident, Kind.PRIORITY, by=by, at=at)
    return incident


@unit_of_work
def close_incident(*, incident_id: UUID, words: str = "", by: Actor, at: datetime) -> Incident:
    """Nothing more to do. Twice is once. Raises NotFound; NotAllowedNow while a suggestion waits for its answer."""
    incident = locked_incident(incident_id)
    if incident.is_undecided:
        raise NotAllowedNow(
            "suggestion_open",
            _("The courier's suggestion waits for an answer: accept it or turn it down first."),
        )
    if incident.is_open:
        _turn(incident, Incident.State.CLOSED, Kind.CLOSED, words=words, by=by, at=at)
    return incident


@unit_of_work
def reopen_incident(*, incident_id: UUID, words: str = "", by: Actor, at: datetime) -> Incident:
    """Twice is once. Raises NotFound."""
    incident = locked_incident(incident_id)
    if not incident.is_open:
        _turn(incident, Incident.State.OPEN, Kind.REOPENED, words=words, by=by, at=at)
    return incident


@unit_of_work
def withdraw_reported(*, tap: UUID, courier_id: UUID, by: Actor, at: datetime) -> None:
    """The courier takes back what they reported by that tap. Twice is once; nothing else is undone with it."""
    withdraw(Incident.objects.filter(tap=tap, courier=courier_id), by=by, at=at)


def withdraw_failures(task: Task, *, by: Actor, at: datetime) -> None:
    """A building block: the stop goes on after all."""
    withdraw(Incident.objects.filter(task=task, is_failure=True), by=by, at=at)


def withdraw(incidents: Any, *, by: Actor, at: datetime) -> None:
    """A building block: those still open are closed, and say why."""
    require_unit_of_work()
    for incident in incidents.filter(state=Incident.State.OPEN).select_related("order__delivery"):
        if incident.is_undecided:
            incident.decision = ""
            incident.save(update_fields=["decision"])
        _turn(incident, Incident.State.CLOSED, Kind.WITHDRAWN, words="", by=by, at=at)


def locked_incident(incident_id: UUID) -> Incident:
    """A building block: with its order and delivery. Raises NotFound."""
    rows = Incident.objects.select_for_update(of=("self",), no_key=True)
    found = rows.select_related("order__delivery").filter(pk=incident_id).first()
    if found is None:
        raise NotFound("no_incident", _("There is no such incident."))
    return found


def note(
    incident: Incident, kind: IncidentEntry.Kind, *, by: Actor, at: datetime, **more: Any
) -> IncidentEntry:
    """A building block: one more line of its history; `words` of a person, `told` a sentence, `price_change`."""
    told = more.pop("told", None)
    return IncidentEntry.objects.create(
        incident=incident,
        kind=kind,
        told=told.as_json() if told else None,
        words=plain(more.pop("words", ""))[:LONGEST_TEXT],
        made_by=str(by),
        made_at=at,
        **more,
    )


def ids_of(incident: Incident) -> dict[str, UUID | None]:
    """Of its events."""
    return {
        "incident_id": incident.pk,
        "order_id": incident.order_id,
        "delivery_id": incident.order.delivery.pk,
        "store_id": incident.order.store_id,
        "courier_id": incident.courier_id,
    }


def _turn(
    incident: Incident,
    state: Incident.State,
    kind: IncidentEntry.Kind,
    *,
    words: str,
    by: Actor,
    at: datetime,
) -> None:
    incident.state = state
    incident.save(update_fields=["state"])
    note(incident, kind, words=words, by=by, at=at)
    _told(incident, kind, by=by, at=at)


def _told(incident: Incident, kind: str, *, by: Actor, at: datetime) -> None:
    record(IncidentChanged(**ids_of(incident), kind=str(kind), occurred_at=at), by=by)  # type: ignore[arg-type]
