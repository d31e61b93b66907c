"""What follows for deliveries from what happened: dispatch looks again, tours are planned, couriers are told of it
and are followed while they work and no longer."""

from uuid import UUID

from celery import current_app
from django.utils import timezone

from cooperatives.queries.bank import booked_on
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.booking import BankLineMatched, BankLineUnmatched
from coopplatform.contracts.carrying import (
    DeliveryCompleted,
    DeliveryFailed,
    IncidentReported,
    PositionSwitchedOff,
    PositionSwitchedOn,
    SuggestionDecided,
    TaskCompleted,
)
from coopplatform.contracts.dispatching import (
    AutomaticDispatchResumed,
    CourierTold,
    OrderUngrouped,
    OrderUnpinned,
    TasksAssigned,
    TasksDeclined,
    TasksUnassigned,
    TourPlanRunAsked,
)
from coopplatform.contracts.invoicing import InvoiceCredited, InvoiceMailAsked
from coopplatform.contracts.ordering import (
    DelayAnnounced,
    DelayLifted,
    OrderCancelled,
    OrderImportStarted,
    OrderPlaced,
    OrderReady,
    OrderRestored,
)
from coopplatform.contracts.working import BreakEnded, BreakStarted, ShiftEnded, ShiftStarted
from coopplatform.journal.live import nudge
from coopplatform.journal.reactions import reacts_to
from coopplatform.journal.reading import Recorded
from coopplatform.kernel.actor import Actor
from deliveries.domain.notices import NoticeKind
from deliveries.domain.push import LASTS, Change
from deliveries.queries.automatic import automatic
from deliveries.queries.delays import waiting_for_delay
from deliveries.queries.incidents import is_failure
from deliveries.queries.notices import order_of_delivery
from deliveries.services.automatic import dispatch_soon
from deliveries.services.following import forget_since, refresh_gate
from deliveries.services.importing import IMPORT_ORDERS
from deliveries.services.invoice_mails import send_soon
from deliveries.services.notices import ask_delayed, ask_notices, send_notice_soon
from deliveries.services.planning import PLAN_TOURS
from deliveries.services.pushing import note_change, note_words, tell_soon
from deliveries.services.vat_by_payment import follow_payments
from members.queries.roster import workers


@reacts_to(
    AutomaticDispatchResumed,
    DeliveryCompleted,
    OrderPlaced,
    OrderReady,
    OrderRestored,
    OrderUngrouped,
    OrderUnpinned,
    ShiftStarted,
    TasksDeclined,
    TasksUnassigned,
)
def look_again(entry: Recorded) -> None:
    if automatic(entry.recorded_at).is_running:
        dispatch_soon()


@reacts_to(TourPlanRunAsked)
def have_tours_planned(entry: Recorded) -> None:
    """A worker takes it up; the same attempt twice writes once."""
    event = entry.event
    assert isinstance(event, TourPlanRunAsked)
    arguments = {
        "cooperative_id": entry.cooperative_id,
        "plan_id": str(event.tour_plan_id),
        "run_id": str(event.run_id),
    }
    current_app.send_task(PLAN_TOURS, kwargs=arguments)


@reacts_to(OrderImportStarted)
def have_a_file_ordered(entry: Recorded) -> None:
    """A worker takes it up; twice shares the lines."""
    assert isinstance(entry.event, OrderImportStarted)
    arguments = {"cooperative_id": entry.cooperative_id, "import_id": str(entry.event.order_import_id)}
    current_app.send_task(IMPORT_ORDERS, kwargs=arguments)


@reacts_to(InvoiceMailAsked)
def have_it_sent(entry: Recorded) -> None:
    """A worker writes to the store; asked twice it finds it sent."""
    assert isinstance(entry.event, InvoiceMailAsked)
    send_soon(entry.event.mail_id)


@reacts_to(BankLineMatched, BankLineUnmatched, InvoiceCredited)
def let_vat_follow(entry: Recorded) -> None:
    """VAT that waits for payments becomes due with them; asked twice it finds it posted."""
    event, at = entry.event, timezone.now()
    assert isinstance(event, BankLineMatched | BankLineUnmatched | InvoiceCredited)
    on = timezone.localdate(event.occurred_at, cooperative_here().zone)
    if not isinstance(event, InvoiceCredited):
        on = booked_on(event.bank_line_id) or on
    follow_payments(paid_on=on, by=Actor.platform("vat"), at=at)


@reacts_to(DeliveryCompleted, DeliveryFailed, IncidentReported, OrderCancelled, TaskCompleted)
def tell_recipients_and_stores(entry: Recorded) -> None:
    """Each notice is put down once, and a worker sends it; asked twice it finds it there. Nothing for the past."""
    kind, order_id = _news(entry)
    if kind is None or order_id is None:
        return
    at = timezone.now()
    happened_at = min(entry.recorded_at, entry.event.occurred_at if entry.event else at)
    for notice_id in ask_notices(order_ids=[order_id], kind=kind, happened_at=happened_at, at=at):
        send_notice_soon(notice_id)


def _news(entry: Recorded) -> tuple[NoticeKind | None, UUID | None]:
    """What there is to tell, and of which order. A failed stop is told as that, not as its incident too."""
    match entry.event:
        case TaskCompleted(kind="pickup", delivery_id=delivery_id):
            return NoticeKind.ON_THE_WAY, order_of_delivery(delivery_id)
        case DeliveryCompleted(order_id=order_id):
            return NoticeKind.DELIVERED, order_id
        case DeliveryFailed(order_id=order_id):
            return NoticeKind.FAILED, order_id
        case OrderCancelled(order_id=order_id):
            return NoticeKind.CANCELLED, order_id
        case IncidentReported(order_id=order_id, incident_id=incident_id) if not is_failure(incident_id):
            return NoticeKind.INCIDENT, order_id
    return None, None


@reacts_to(BreakEnded, PositionSwitchedOn, ShiftStarted)
def open_the_gate(entry: Recorded) -> None:
    assert isinstance(entry.event, BreakEnded | PositionSwitchedOn | ShiftStarted)
    refresh_gate(entry.event.courier_id)


@reacts_to(BreakStarted, PositionSwitchedOff, ShiftEnded)
def close_the_gate(entry: Recorded) -> None:
    """First the gate, then what came through it meanwhile."""
    event = entry.event
    assert isinstance(event, BreakStarted | PositionSwitchedOff | ShiftEnded)
    refresh_gate(event.courier_id)
    forget_since(courier_id=event.courier_id, since=event.occurred_at)


@reacts_to(DelayAnnounced, DelayLifted)
def tell_of_the_delay(entry: Recorded) -> None:
    """Pages of the stores and of the recipients concerned look again."""
    assert isinstance(entry.event, DelayAnnounced | DelayLifted)
    topics = waiting_for_delay(entry.event.store_id)
    nudge(entry.cooperative_id, entry.name, topics, is_for_all=False)


@reacts_to(DelayAnnounced)
def write_of_the_delay(entry: Recorded) -> None:
    """Recipients and stores who want messages are told of it, each order once."""
    event, at = entry.event, timezone.now()
    assert isinstance(event, DelayAnnounced)
    happened_at = min(entry.recorded_at, event.occurred_at)
    for notice_id in ask_delayed(
        store_id=event.store_id, minutes=event.minutes, happened_at=happened_at, at=at
    ):
        send_notice_soon(notice_id)


@reacts_to(CourierTold)
def bring_the_words(entry: Recorded) -> None:
    """A dispatcher's words come to the phones of a courier at work."""
    event, at = entry.event, timezone.now()
    assert isinstance(event, CourierTold)
    if at - entry.recorded_at > LASTS:
        return
    for phone in note_words(
        courier_id=event.courier_id, note_id=event.note_id, position=entry.place.position, at=at
    ):
        tell_soon(phone)


@reacts_to(OrderCancelled, SuggestionDecided, TasksAssigned, TasksUnassigned)
def tell_the_couriers(entry: Recorded) -> None:
    """Phones of couriers at work are told that a stop came or went, or a suggestion was answered."""
    at = timezone.now()
    if at - entry.recorded_at > LASTS:
        return
    told = _concerned(entry)
    known = workers(set(told))
    for courier_id, change in told.items():
        if courier_id not in known or entry.actor == str(Actor.person(known[courier_id].user_id)):
            continue
        phones = note_change(
            courier_id=courier_id,
            delivery_id=_delivery(entry),
            change=change,
            position=entry.place.position,
            at=at,
        )
        for phone in phones:
            tell_soon(phone)


def _concerned(entry: Recorded) -> dict[UUID, Change]:
    match entry.event:
        case TasksAssigned(courier_id=courier, previous_courier_id=previous):
            return {courier: Change.NEW} | ({previous: Change.GONE} if previous else {})
        case TasksUnassigned(courier_id=courier):
            return {courier: Change.GONE}
        case SuggestionDecided(courier_id=UUID() as courier):
            return {courier: Change.TOLD}
        case OrderCancelled(courier_id=UUID() as courier):
            return {courier: Change.GONE}
    return {}


def _delivery(entry: Recorded) -> UUID:
    assert isinstance(entry.event, OrderCancelled | SuggestionDecided | TasksAssigned | TasksUnassigned)
    return entry.event.delivery_id
