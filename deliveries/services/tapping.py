"""What each kind of tap does: a step of the unit of work that takes it in."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import as_part
from deliveries.domain.incidents import IncidentSaid
from deliveries.domain.lifecycle import TaskState
from deliveries.domain.proof import ProofGiven
from deliveries.domain.taps import TapKind
from deliveries.models import Tap, Task
from deliveries.services.carrying import arrive_at_task, complete_task, fail_task, reopen_task, take_delivery
from deliveries.services.dispatching import decline
from deliveries.services.incidents import report_incident, withdraw_reported
from members.queries.shifts import is_own, may_begin
from members.services.breaks import end_break, start_break
from members.services.roster import clock_in, clock_out

UNDONE_BY_REOPENING = (TapKind.ARRIVE, TapKind.COMPLETE, TapKind.FAIL)
OPEN = (TaskState.WAITING, TaskState.ARRIVED)


def perform(tap: Tap, *, by: Actor) -> DomainError | None:
    """Do what the tap says. Raises DomainError where it can't count; returns a remark where it counts and somebody
    should look all the same."""
    try:
        act = ACTS[TapKind(tap.kind)]
    except ValueError:
        raise NotFound("unknown_tap", _("This version does not know what was tapped.")) from None
    return act(tap, by)


def _on_stop(service: Callable[..., Any]) -> Callable[[Tap, Actor], None]:
    def act(tap: Tap, by: Actor) -> None:
        as_part(service)(task_id=_subject(tap), courier_id=tap.courier_id, by=by, at=tap.made_at)

    return act


def _complete(tap: Tap, by: Actor) -> DomainError | None:
    """What was handed over has been, also when the proof cannot be read: then somebody should ask for it."""
    given, unreadable = None, None
    try:
        given = ProofGiven.from_json(tap.proof) if tap.proof else None
    except Invalid as wrong:
        unreadable = wrong
    as_part(complete_task)(
        task_id=_subject(tap),
        courier_id=tap.courier_id,
        by=by,
        at=tap.made_at,
        received_at=tap.received_at,
        given=given,
    )
    return unreadable


def _fail(tap: Tap, by: Actor) -> DomainError | None:
    """It failed, also when what was said beside it cannot be read."""
    said, unreadable = None, None
    try:
        said = IncidentSaid.from_json({**tap.proof, "reason": tap.reason}) if tap.proof else None
    except Invalid as wrong:
        unreadable = wrong
    as_part(fail_task)(
        task_id=_subject(tap),
        courier_id=tap.courier_id,
        reason=tap.reason,
        by=by,
        at=tap.made_at,
        said=said,
        received_at=tap.received_at,
    )
    return unreadable


def _incident(tap: Tap, by: Actor) -> None:
    as_part(report_incident)(
        task_id=_subject(tap),
        courier_id=tap.courier_id,
        said=IncidentSaid.from_json(tap.proof),
        by=by,
        at=tap.made_at,
        received_at=tap.received_at,
        tap=tap.key,
    )


def _decline(tap: Tap, by: Actor) -> None:
    if tap.delivery_id is None:
        raise _no_stop()
    as_part(decline)(
        delivery_id=tap.delivery_id, courier_id=tap.courier_id, reason=tap.reason, by=by, at=tap.made_at
    )


def _clock_in(tap: Tap, by: Actor) -> None:
    if not may_begin(_subject(tap), tap.courier_id, tap.made_at):
        raise NotAllowedNow("no_shift_now", _("No shift of yours is planned now: ask the dispatcher."))
    as_part(clock_in)(shift_id=_subject(tap), by=by, at=tap.made_at)


def _clock_out(tap: Tap, by: Actor) -> DomainError | None:
    """Whoever has stopped working has stopped, also with stops left: then somebody has to take them."""
    _on_shift(clock_out)(tap, by)
    left = Task.objects.filter(assignee=tap.courier_id, state__in=OPEN).count()
    if not left:
        return None
    return NotAllowedNow("stops_left", _("The shift ended with %(left)s stops still to do."), left=left)


def _on_shift(service: Callable[..., Any]) -> Callable[[Tap, Actor], None]:
    def act(tap: Tap, by: Actor) -> None:
        if not is_own(_subject(tap), tap.courier_id):
            raise NotFound("no_shift", _("There is no such shift."))
        as_part(service)(shift_id=tap.subject, by=by, at=tap.made_at)

    return act


def _undo(tap: Tap, by: Actor) -> None:
    undone = Tap.objects.filter(courier=tap.courier_id, key=tap.undoes).first() if tap.undoes else None
    if undone is None or undone.kind not in (*UNDONE_BY_REOPENING, TapKind.INCIDENT):
        raise NotAllowedNow("nothing_to_undo", _("What was to be undone did not count."))
    tap.delivery_id = undone.delivery_id
    tap.save(update_fields=["delivery"])
    if undone.kind == TapKind.INCIDENT:
        as_part(withdraw_reported)(tap=undone.key, courier_id=tap.courier_id, by=by, at=tap.made_at)
        return
    as_part(reopen_task)(task_id=_subject(undone), courier_id=tap.courier_id, by=by, at=tap.made_at)


def _nothing(tap: Tap, by: Actor) -> None:
    """It was taken back before it was sent."""


def _forgot(tap: Tap, by: Actor) -> None:
    raise NotAllowedNow(
        "phone_forgot",
        _("The phone has lost its memory: what it had not sent is lost. Go through the stops together."),
    )


def _subject(tap: Tap) -> UUID:
    if tap.subject is None:
        raise _no_stop()
    return tap.subject


def _no_stop() -> NotFound:
    return NotFound("no_task", _("There is no such stop."))


ACTS: dict[TapKind, Callable[[Tap, Actor], DomainError | None]] = {
    TapKind.TAKE: _on_stop(take_delivery),
    TapKind.ARRIVE: _on_stop(arrive_at_task),
    TapKind.COMPLETE: _complete,
    TapKind.FAIL: _fail,
    TapKind.INCIDENT: _incident,
    TapKind.DECLINE: _decline,
    TapKind.CLOCK_IN: _clock_in,
    TapKind.CLOCK_OUT: _clock_out,
    TapKind.BREAK_START: _on_shift(start_break),
    TapKind.BREAK_END: _on_shift(end_break),
    TapKind.UNDO: _undo,
    TapKind.VOID: _nothing,
    TapKind.FORGOT: _forgot,
}
