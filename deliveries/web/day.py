"""Alma's phone: the next stop, one button, and ten seconds to take a tap back."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.journal.reading import here
from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.web.wording import explain
from deliveries.domain.lifecycle import OrderState, TaskState
from deliveries.models import Task
from deliveries.permissions import can_complete_task
from deliveries.queries.day import Day, day_of
from deliveries.queries.decisions import why_me
from deliveries.services.carrying import (
    UNDO_SECONDS,
    arrive_at_task,
    complete_task,
    fail_task,
    reopen_task,
)
from deliveries.services.dispatching import decline
from deliveries.web.clock import day_began
from deliveries.web.my_position import position_sending
from members.queries.roster import Worker, worker_of
from members.queries.shifts import shift_now
from members.services.breaks import end_break, start_break
from members.services.roster import clock_in, clock_out

PROBLEMS = {
    "nobody": gettext_lazy("Nobody opens"),
    "address": gettext_lazy("The address is wrong"),
    "refused": gettext_lazy("The customer refuses it"),
    "not_ready": gettext_lazy("It is not ready"),
    "damaged": gettext_lazy("It is damaged"),
    "accident": gettext_lazy("Accident or breakdown"),
}


@allow(can_complete_task)
@require_GET
def day(request: TenantRequest) -> HttpResponse:
    """The stops to do; `?done=<task>` offers the undo to a phone without a script."""
    return _shown(request, _worker(request), touched=_uuid(request.GET.get("done", "")))


@allow(can_complete_task)
@require_POST
def arrive(request: TenantRequest) -> HttpResponse:
    return _each(request, arrive_at_task)


@allow(can_complete_task)
@require_POST
def complete(request: TenantRequest) -> HttpResponse:
    """One stop, or every pickup waiting at the same door."""
    return _each(request, complete_task)


@allow(can_complete_task)
@require_POST
def reopen(request: TenantRequest, task_id: UUID) -> HttpResponse:
    """The tap was a mistake."""
    worker = _worker(request)
    try:
        reopen_task(task_id=task_id, courier_id=worker.courier_id, by=actor_of(request), at=timezone.now())
    except DomainError as refused:
        return _refused(request, worker, refused)
    return _back(request, worker)


@allow(can_complete_task)
@require_POST
def fail(request: TenantRequest, task_id: UUID) -> HttpResponse:
    """It cannot be done, for a reason of the list."""
    worker, reason = _worker(request), request.POST.get("reason", "")
    if not Task.objects.filter(pk=task_id).exists():
        raise Http404
    if reason not in PROBLEMS:
        messages.error(request, _("Choose what the problem is."))
        return _shown(request, worker, status=422)
    try:
        fail_task(
            task_id=task_id,
            courier_id=worker.courier_id,
            reason=reason,
            by=actor_of(request),
            at=timezone.now(),
        )
    except DomainError as refused:
        return _refused(request, worker, refused)
    messages.success(request, _("Kept; the dispatcher has been told."))
    return _back(request, worker)


@allow(can_complete_task)
@require_POST
def decline_task(request: TenantRequest, task_id: UUID) -> HttpResponse:
    """Hand it back before the pickup. It costs nothing, and nobody has to say why."""
    worker = _worker(request)
    delivery_id = Task.objects.filter(pk=task_id).values_list("delivery", flat=True).first()
    if delivery_id is None:
        raise Http404
    try:
        decline(
            delivery_id=delivery_id,
            courier_id=worker.courier_id,
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            at=timezone.now(),
        )
    except DomainError as refused:
        return _refused(request, worker, refused)
    messages.success(request, _("Handed back; a colleague will take it. It costs you nothing."))
    return _back(request, worker)


@allow(can_complete_task)
@require_POST
def clock(request: TenantRequest) -> HttpResponse:
    """Begin the planned shift, or end the open one."""
    worker, at = _worker(request), timezone.now()
    shift = shift_now(worker.courier_id, at)
    if shift is None or not (shift.is_open or shift.can_begin):
        messages.error(request, _("No shift of yours is planned now: ask the dispatcher."))
        return _shown(request, worker, status=409)
    if shift.is_open and _todo(day_of(worker.courier_id, day_began_at=day_began(at))):
        messages.error(
            request, _("You still have stops: finish them, or ask the dispatcher to take them back.")
        )
        return _shown(request, worker, status=409)
    turn = clock_out if shift.is_open else clock_in
    turn(shift_id=shift.shift_id, by=actor_of(request), at=at)
    return _back(request, worker)


@allow(can_complete_task)
@require_POST
def pause(request: TenantRequest) -> HttpResponse:
    """Begin a break of the open shift, or end the one that runs. On a break no new order comes."""
    worker, at = _worker(request), timezone.now()
    shift = shift_now(worker.courier_id, at)
    if shift is None or not shift.is_open:
        messages.error(request, _("No shift of yours runs now."))
        return _shown(request, worker, status=409)
    turn = end_break if shift.break_since else start_break
    turn(shift_id=shift.shift_id, by=actor_of(request), at=at)
    return _back(request, worker)


def _worker(request: TenantRequest) -> Worker:
    found = worker_of(request.user.pk or 0)
    if found is None:
        raise Http404
    return found


def _each(request: TenantRequest, act: Any) -> HttpResponse:
    """The same for every stop named; the first refusal is told, and what is true now is shown."""
    worker, at = _worker(request), timezone.now()
    named = [_uuid(text) for text in request.POST.getlist("task")]
    if not named or None in named:
        raise Http404
    for task_id in named:
        try:
            act(task_id=task_id, courier_id=worker.courier_id, by=actor_of(request), at=at)
        except DomainError as refused:
            return _refused(request, worker, refused)
    return _back(request, worker, touched=named[0])


def _refused(request: TenantRequest, worker: Worker, error: DomainError) -> HttpResponse:
    if isinstance(error, NotFound):
        raise error
    messages.error(request, explain(error))
    return _shown(request, worker, status=error.status)


def _back(request: TenantRequest, worker: Worker, *, touched: UUID | None = None) -> HttpResponse:
    if request.htmx:
        return _shown(request, worker, touched=touched)
    url = reverse("day", args=[request.cooperative.slug])
    return redirect(f"{url}?done={touched}" if touched else url)


def _shown(
    request: TenantRequest, worker: Worker, *, status: int = 200, touched: UUID | None = None
) -> HttpResponse:
    at, place = timezone.now(), here()
    shown = day_of(worker.courier_id, day_began_at=day_began(at))
    context = {
        "day": shown,
        "worker": worker,
        "shift": shift_now(worker.courier_id, at),
        "positions": position_sending(request.cooperative.pk, worker.courier_id, at),
        "next": shown.next and _next(shown, worker, shown.next),
        "undo": touched and _undo(request, worker, touched),
        "problems": PROBLEMS.items(),
        "live_url": f"/ws/c/{request.cooperative.slug}/courier:{worker.courier_id}/",
        "live_after": place,
        "is_fragment": bool(request.htmx),
    }
    template = "deliveries/day.html#fragment" if request.htmx else "deliveries/day.html"
    return render(request, template, context, status=status)


def _next(shown: Day, worker: Worker, task: Task) -> dict[str, Any]:
    """The one stop that matters, its button and why it is hers."""
    is_pickup = task.kind == Task.Kind.PICKUP
    together = [task, *shown.together]
    if task.state == TaskState.WAITING:
        word, url = _("I'm here"), "day-arrive"
    elif is_pickup:
        several = _("Pick up all (%(count)s)") % {"count": len(together)}
        word, url = several if len(together) > 1 else _("Picked up"), "day-complete"
    else:
        word, url = _("Delivered"), "day-complete"
    return {
        "task": task,
        "together": together,
        "is_pickup": is_pickup,
        "due_at": task.window_after if is_pickup else task.window_before,
        "late_minutes": max(0, int((timezone.now() - task.window_before).total_seconds() // 60)),
        "navigate": f"geo:{task.lat},{task.lon}?{urlencode({'q': f'{task.lat},{task.lon}({task.address})'})}",
        "call": f"tel:{''.join(c for c in task.phone if c in '+0123456789')}",
        "word": word,
        "url": url,
        "why": why_me(task.pk, worker.courier_id),
    }


def _undo(request: TenantRequest, worker: Worker, task_id: UUID) -> dict[str, Any] | None:
    """What the tap just did, while it can be taken back. A booked delivery is the dispatcher's to correct."""
    task = (
        Task.objects.filter(pk=task_id, assignee_id=worker.courier_id)
        .select_related("delivery__order")
        .first()
    )
    if task is None or task.delivery.order.state == OrderState.DELIVERED:
        return None
    done_at = task.completed_at or task.arrived_at
    left = UNDO_SECONDS - int((timezone.now() - done_at).total_seconds()) if done_at else 0
    if left <= 0:
        return None
    words = _("Picked up, no. %(number)s") if task.completed_at else _("Arrived, no. %(number)s")
    return {
        "words": words % {"number": task.delivery.order.number},
        "url": reverse("day-reopen", args=[request.cooperative.slug, task.pk]),
        "seconds": left,
    }


def _todo(shown: Day) -> list[Task]:
    return [*([shown.next] if shown.next else []), *shown.together, *shown.later]


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
