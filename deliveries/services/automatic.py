"""Dispatch without a hand on it, where the charter lets it: one tick at a time, and a person can stop it any moment."""

import logging
from datetime import datetime
from uuid import UUID

from celery import current_app
from django.core.cache import cache
from kombu.exceptions import OperationalError
from redis.exceptions import RedisError

from coopplatform.contracts.dispatching import AutomaticDispatchResumed, AutomaticDispatchStopped
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from deliveries.models import DispatchSwitch
from deliveries.queries.automatic import automatic
from deliveries.queries.suggestions import Advice, suggestions
from deliveries.services.assigning import Given, Ride, assign

log = logging.getLogger(__name__)

DISPATCH_NOW = "deliveries.dispatch_now"
ENGINE = Actor.platform("dispatch")
GATHER_SECONDS = 1


@unit_of_work
def stop_automatic(*, reason: str = "", by: Actor, at: datetime) -> DispatchSwitch:
    """From now on a person adopts each suggestion; a tick under way ends first. Twice is once."""
    switch = _locked()
    if not switch.is_stopped:
        _turn(switch, is_stopped=True, reason=reason, by=by, at=at)
        record(AutomaticDispatchStopped(occurred_at=at), by=by)
    return switch


@unit_of_work
def resume_automatic(*, by: Actor, at: datetime) -> DispatchSwitch:
    """Let the engine adopt its suggestions again, as the charter allows. Twice is once."""
    switch = _locked()
    if switch.is_stopped:
        _turn(switch, is_stopped=False, reason="", by=by, at=at)
        record(AutomaticDispatchResumed(occurred_at=at), by=by)
    return switch


@unit_of_work
def dispatch_automatically(*, at: datetime) -> int:
    """Adopt every suggestion whose moment has come, each all or none. Returns how many deliveries were given.

    Nothing happens where the charter does not let the engine act, a person has stopped it, or a tick is under way.
    """
    if not automatic(at).is_running:
        return 0
    DispatchSwitch.objects.get_or_create()
    switch = DispatchSwitch.objects.select_for_update(skip_locked=True, no_key=True).first()
    if switch is None or switch.is_stopped:
        return 0
    advice = suggestions(at)
    decisions, refused = assign(_due(advice), by=ENGINE, at=at, problem=advice.problem, is_automatic=True)
    for refusal in refused:  # a person who was quicker, or a courier who left: the next tick sees it
        log.info("Not given by itself: %s", refusal.code)
    return len(decisions)


def dispatch_soon() -> None:
    """Ask for a tick of the co-op in scope; what happens within a second is decided together.

    While nobody can be asked, the tick of the minute does it.
    """
    cooperative_id = required()
    try:
        if cache.add(f"dispatch-soon:{cooperative_id}", 1, timeout=GATHER_SECONDS):
            named = {"cooperative_id": cooperative_id}
            current_app.send_task(DISPATCH_NOW, kwargs=named, countdown=GATHER_SECONDS)
    except (RedisError, OperationalError):
        log.warning("No tick could be asked for; the one of the minute follows.")


def _due(advice: Advice) -> list[Ride]:
    return [
        Ride(
            UUID(suggestion.courier_id),
            tuple(Given(advice.delivery_of_order[order_id]) for order_id in suggestion.order_ids),
        )
        for suggestion in advice.decision.suggestions
        if suggestion.now
    ]


def _locked() -> DispatchSwitch:
    DispatchSwitch.objects.get_or_create()
    return DispatchSwitch.objects.select_for_update(no_key=True).get()


def _turn(switch: DispatchSwitch, *, is_stopped: bool, reason: str, by: Actor, at: datetime) -> None:
    switch.is_stopped, switch.reason = is_stopped, reason[:200]
    switch.changed_by, switch.changed_at = str(by), at
    switch.save(update_fields=["is_stopped", "reason", "changed_by", "changed_at"])
