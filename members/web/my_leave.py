"""A member's leave: what is left, what they have asked for, what another week would cost."""

from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import NotFound
from coopplatform.web.doing import attempt
from members.domain.absence import Absence, AbsenceKind
from members.domain.leave import leave_rule, working_days
from members.models import AbsenceRequest
from members.models.absences import KINDS
from members.permissions import can_ask_absence
from members.queries.absences import absences_of, is_absence_of, shifts_in
from members.queries.leave import DaysCost, cost_of, holidays_around, leave_account_of
from members.queries.roster import worker_of
from members.services.absences import Days, ask_absence, withdraw_absence
from members.web.forms import day_field, done, posted


class AskForm(forms.Form):
    """Why, and from which day to which."""

    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=[(kind.value, words) for kind, words in KINDS.items()]
    )
    first = day_field(gettext_lazy("First day"))
    last = day_field(gettext_lazy("Last day"))
    note = forms.CharField(label=gettext_lazy("Note"), max_length=200, required=False)


@dataclass(frozen=True, slots=True)
class Shown:
    """An absence of any state; `shifts` are those planned in it."""

    absence: AbsenceRequest
    words: Any
    days: int
    shifts: int
    can_withdraw: bool


@allow(can_ask_absence)
@require_http_methods(["GET", "POST"])
def my_leave(request: TenantRequest) -> HttpResponse:
    """Balance, requests, and the form; asked by htmx with two days, what they would cost."""
    worker = worker_of(request.user.pk)
    if worker is None:
        return render(request, "members/me_not_a_worker.html")
    if request.htmx and request.method == "GET" and "first" in request.GET:
        cost = _cost(worker.courier_id, AskForm(request.GET))
        return render(request, "members/parts/leave_cost.html", {"cost": cost})
    form = AskForm(posted(request))
    if form.is_valid() and done(form, lambda: _asked(request, worker.courier_id, form.cleaned_data)):
        messages.success(request, _("Asked. Somebody of the co-op decides."))
        return redirect("my-leave", request.cooperative.slug)
    context = {"form": form, **_shown(request, worker.courier_id), "cost": None}
    if form.is_bound:
        context["cost"] = _cost(worker.courier_id, form)
    return render(request, "members/my_leave.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_ask_absence)
def my_leave_withdraw(request: TenantRequest, absence_id: UUID) -> HttpResponse:
    """One's own; another member's is not found."""
    if not is_absence_of(absence_id, user_id=request.user.pk):
        raise NotFound("no_absence", _("There is no such absence."))
    attempt(
        request,
        lambda: withdraw_absence(absence_id=absence_id, by=actor_of(request), at=timezone.now()),
        said=_("Taken back."),
    )
    return redirect("my-leave", request.cooperative.slug)


def _asked(request: TenantRequest, member_id: UUID, asked: dict[str, Any]) -> AbsenceRequest:
    days = Days(AbsenceKind(asked["kind"]), asked["first"], asked["last"], asked["note"])
    return ask_absence(member_id=member_id, days=days, by=actor_of(request), at=timezone.now())


def _cost(member_id: UUID, form: AskForm) -> DaysCost | None:
    """What the form's days would take; None while they make no sense."""
    if not form.is_valid():
        return None
    asked = form.cleaned_data
    days = Absence(AbsenceKind(asked["kind"]), asked["first"], asked["last"])
    return cost_of(member_id, days, today=timezone.localdate())


def _shown(request: TenantRequest, member_id: UUID) -> dict[str, Any]:
    today = timezone.localdate()
    rows = absences_of(member_id)
    account = leave_account_of(member_id, today)
    holidays = holidays_around(today, request.cooperative.country)
    planned = sum(
        working_days(max(row.first, today + timedelta(days=1)), row.last, holidays)
        for row in rows
        if row.state == AbsenceRequest.State.APPROVED and row.kind == AbsenceKind.PAID_LEAVE
    )
    shifts = shifts_in([row for row in rows if row.last >= today], request.cooperative.zone)
    return {
        "rule": leave_rule(request.cooperative.country, today),
        "account": account,
        "planned": planned,
        "today": today,
        "absences": [
            Shown(
                row,
                KINDS[AbsenceKind(row.kind)],
                working_days(row.first, row.last, holidays),
                shifts.get(row.id, 0),
                _can_withdraw(row, today),
            )
            for row in rows
        ],
    }


def _can_withdraw(row: AbsenceRequest, today: date) -> bool:
    granted = row.state == AbsenceRequest.State.APPROVED and row.first > today
    return granted or row.state == AbsenceRequest.State.REQUESTED
