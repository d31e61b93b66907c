"""My position: the courier's own switch, what is kept and for how long, and who looked."""

from datetime import datetime
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from deliveries.models.positions import KEPT_DAYS
from deliveries.permissions import can_complete_task
from deliveries.queries.following import switched_off_since
from deliveries.queries.looks import kept_fixes, looks_at
from deliveries.services.following import switch_position_off, switch_position_on
from deliveries.services.position_pass import POSITIONS_PATH, position_pass
from deliveries.web.clock import day_began
from members.queries.roster import Worker, worker_of
from members.queries.shifts import shift_now


class SwitchForm(forms.Form):
    """On or off, as the courier saw it when they tapped: a second tap changes nothing."""

    to = forms.ChoiceField(choices=[("on", "on"), ("off", "off")])


@allow(can_complete_task)
@require_http_methods(["GET", "POST"])
def my_position(request: TenantRequest) -> HttpResponse:
    worker = worker_of(request.user.pk or 0)
    if worker is None:
        raise Http404
    if request.method == "GET":
        return _shown(request, worker)
    form = SwitchForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose whether your position is on or off."))
        return _shown(request, worker, status=422)
    switch = switch_position_on if form.cleaned_data["to"] == "on" else switch_position_off
    switch(courier_id=worker.courier_id, by=actor_of(request), at=timezone.now())
    return redirect("my-position", request.cooperative.slug)


def position_sending(cooperative_id: int, courier_id: UUID, at: datetime) -> dict[str, str] | None:
    """Where the phone posts positions to and its pass; None while the courier is not to be followed."""
    shift = shift_now(courier_id, at)
    if shift is None or not shift.is_open or shift.break_since or switched_off_since(courier_id):
        return None
    issued = position_pass(cooperative_id=cooperative_id, courier_id=courier_id, shift_id=shift.shift_id)
    return {"url": POSITIONS_PATH, "pass": issued}


def _shown(request: TenantRequest, worker: Worker, *, status: int = 200) -> HttpResponse:
    at = timezone.now()
    context = {
        "worker": worker,
        "shift": shift_now(worker.courier_id, at),
        "off_since": switched_off_since(worker.courier_id),
        "fixes": kept_fixes(worker.courier_id, since=day_began(at)),
        "days": looks_at(worker.courier_id).items(),
        "kept_days": KEPT_DAYS,
    }
    return render(request, "deliveries/my_position.html", context, status=status)
