"""What a dispatcher does about an incident: answers a suggestion, moves or cancels the order, changes its price."""

from datetime import datetime
from uuid import UUID
from zoneinfo import ZoneInfo

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.carrying import IncidentChanged, SuggestionDecided
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.money import Money
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import as_part, unit_of_work
from deliveries.domain.incidents import Decision, Suggestion
from deliveries.models import Incident, IncidentEntry, Order, PriceChange
from deliveries.services.board_orders import reschedule_order
from deliveries.services.incidents import ids_of, locked_incident, note
from deliveries.services.ordering import cancel_order
from deliveries.services.repricing import Other, order_to_price, price_by_hand, reprice
from deliveries.services.rescheduling import BEFORE_PICKUP, check_is_ahead, give_time, told_rescheduled

Kind = IncidentEntry.Kind


@unit_of_work
def accept_suggestion(*, incident_id: UUID, words: str = "", by: Actor, at: datetime) -> Incident:
    """The order is what the courier found, and costs what its rules then say.

    Raises NotFound; NotAllowedNow for what is decided already, or an invoiced order; Invalid where the rules know no
    such package or supplement, or the window has passed.
    """
    incident = _undecided(incident_id)
    order, suggested = order_to_price(incident.order_id), incident.suggested
    other = _other(order, suggested)
    if other.window is not None and order.state in BEFORE_PICKUP:
        check_is_ahead(other.window.before, at)
        give_time(order, order.ready_at, other.window)
        told_rescheduled(order, by=by, at=at)
    change = reprice(order, other, reason=_reason(words), by=by, at=at)
    _decide(incident, Decision.ACCEPTED, Kind.ACCEPTED, words=words, change=change, by=by, at=at)
    return incident


@unit_of_work
def reject_suggestion(*, incident_id: UUID, words: str, by: Actor, at: datetime) -> Incident:
    """It stays as ordered; the courier is told why. Raises NotFound, NotAllowedNow; Invalid without a word."""
    incident = _undecided(incident_id)
    if not words.strip():
        raise Invalid("no_words", _("Tell the courier why, in a word."), field="words")
    _decide(incident, Decision.REJECTED, Kind.REJECTED, words=words, change=None, by=by, at=at)
    return incident


@unit_of_work
def change_price_for(
    *, incident_id: UUID, name: str, cents: int, reason: str, by: Actor, at: datetime
) -> Incident:
    """The order's price by hand (net), because of this incident. Raises what `price_by_hand` raises."""
    incident = locked_incident(incident_id)
    change = as_part(price_by_hand)(
        order_id=incident.order_id, name=name, cents=cents, reason=reason, by=by, at=at
    )
    note(incident, Kind.PRICED, told=_difference(change), price_change=change, words=reason, by=by, at=at)
    _told(incident, Kind.PRICED, by=by, at=at)
    return incident


@unit_of_work
def reschedule_for(
    *, incident_id: UUID, ready_at: datetime, promised_at: datetime, by: Actor, at: datetime
) -> Incident:
    """Another time because of it. Raises what `reschedule_order` raises."""
    incident = locked_incident(incident_id)
    as_part(reschedule_order)(
        order_id=incident.order_id, ready_at=ready_at, promised_at=promised_at, by=by, at=at
    )
    local = timezone.localtime(promised_at, cooperative_here().zone)
    told = Sentence(_("Promised by %(at)s"), {"at": f"{local:%d/%m %H:%M}"})
    note(incident, Kind.RESCHEDULED, told=told, by=by, at=at)
    _told(incident, Kind.RESCHEDULED, by=by, at=at)
    return incident


@unit_of_work
def cancel_for(*, incident_id: UUID, by: Actor, at: datetime) -> Incident:
    """The order is cancelled because of it. Raises what `cancel_order` raises."""
    incident = locked_incident(incident_id)
    as_part(cancel_order)(order_id=incident.order_id, by=by, at=at)
    note(incident, Kind.CANCELLED, by=by, at=at)
    _told(incident, Kind.CANCELLED, by=by, at=at)
    return incident


def _undecided(incident_id: UUID) -> Incident:
    incident = locked_incident(incident_id)
    if not incident.decision:
        raise NotAllowedNow("nothing_suggested", _("Nothing is suggested here."))
    if not incident.is_undecided:
        raise NotAllowedNow("already_decided", _("This suggestion is answered already: see the history."))
    return incident


def _other(order: Order, suggested: Suggestion) -> Other:
    """As the pricing understands it: supplements beside those the order has, times on the order's day."""
    supplements: dict[str, int] = dict(order.supplements)
    for key, quantity in suggested.supplements:
        supplements[key] = supplements.get(key, 0) + quantity
    return Other(
        bags=suggested.bags,
        grams=suggested.grams,
        packages=suggested.packages or None,
        supplements=tuple(supplements.items()) if suggested.supplements else None,
        window=_window(order, suggested, cooperative_here().zone),
    )


def _window(order: Order, suggested: Suggestion, zone: ZoneInfo) -> TimeWindow | None:
    if suggested.before is None:
        return None
    day = timezone.localdate(order.promised_at, zone)
    before = datetime.combine(day, suggested.before, zone)
    after = datetime.combine(day, suggested.after, zone) if suggested.after else min(order.ready_at, before)
    return TimeWindow(after, before)


def _decide(
    incident: Incident,
    decision: Decision,
    kind: IncidentEntry.Kind,
    *,
    words: str,
    change: PriceChange | None,
    by: Actor,
    at: datetime,
) -> None:
    incident.decision, incident.decided_at = decision, at
    incident.save(update_fields=["decision", "decided_at"])
    told = _difference(change) if change else None
    note(incident, kind, words=words, told=told, price_change=change, by=by, at=at)
    record(SuggestionDecided(**ids_of(incident), kind=str(decision), occurred_at=at), by=by)  # type: ignore[arg-type]


def _reason(words: str) -> str:
    return words.strip() or _("As the courier found it")


def _difference(change: PriceChange) -> Sentence:
    amounts = {
        "difference": Money(change.difference_cents, change.currency),
        "total": Money(change.total_cents, change.currency),
    }
    return Sentence(_("%(difference)s, now %(total)s with VAT"), amounts)


def _told(incident: Incident, kind: str, *, by: Actor, at: datetime) -> None:
    record(IncidentChanged(**ids_of(incident), kind=str(kind), occurred_at=at), by=by)  # type: ignore[arg-type]
