"""Alma's phone without a script: the next stop, one button, and ten seconds to take a tap back.

With its script the page sends taps instead (`deliveries/api/taps.py`), which also work without a network.
"""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.web.wording import explain
from deliveries.models import Task
from deliveries.permissions import can_complete_task
from deliveries.queries.day import day_of
from deliveries.queries.reasons import reasons_of
from deliveries.services.carrying import (
    arrive_at_task,
    complete_task,
    fail_task,
    reopen_task,
    take_delivery,
)
from deliveries.services.courier_notes import read_note
from deliveries.services.dispatching import decline
from deliveries.web.clock import day_began
from deliveries.web.day_page import page_of
from members.queries.roster import Worker, worker_of
from members.queries.shifts import shift_now
from members.services.breaks import end_break, start_break
from members.services.roster import clock_in, clock_out


@allow(can_complete_task)
@require_GET
def day(request: TenantRequest) -> HttpResponse:
    """The stops to do; `?done=<task>` offers the undo to a phone without a script."""
    return _shown(request, _worker(request), touched=_uuid(request.GET.get("done", "")))


@allow(can_complete_task)
@require_POST
def take(request: TenantRequest) -> HttpResponse:
    """Seen, and taken."""
    return _each(request, take_delivery)


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
def read(request: TenantRequest, note_id: UUID) -> HttpResponse:
    """The dispatcher's words were read."""
    worker = _worker(request)
    read_note(note_id=note_id, courier_id=worker.courier_id, by=actor_of(request), at=timezone.now())
    return _back(request, worker)


@allow(can_complete_task)
@require_POST
def fail(request: TenantRequest, task_id: UUID) -> HttpResponse:
    """It cannot be done, for a reason of the list."""
    worker, reason = _worker(request), request.POST.get("reason", "")
    store_id = Task.objects.filter(pk=task_id).values_list("delivery__order__store", flat=True).first()
    if store_id is None:
        raise Http404
    chosen = next((one for one in reasons_of([store_id])[store_id] if one.code == reason), None)
    if chosen is None:
        messages.error(request, _("Choose what the problem is."))
        return _shown(request, worker, status=422)
    if chosen.wants_photo:
        url = reverse("day-incident", args=[request.cooperative.slug, task_id])
        return redirect(f"{url}?{urlencode({'reason': reason, 'fails': '1'})}")
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
    if shift.is_open and day_of(worker.courier_id, day_began_at=day_began(at)).todo:
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
    context = page_of(request, worker, touched=touched)
    template = "deliveries/day.html#fragment" if request.htmx else "deliveries/day.html"
    return render(request, template, context, status=status)


def _uuid(text: str) -> UUID | None:
    try:
        return UUID(text)
    except ValueError:
        return None
