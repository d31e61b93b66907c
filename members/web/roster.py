"""The dispatcher's roster: a week of shifts, each planned, changed and published by form."""

from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.kernel.time import TimeWindow
from coopplatform.web.doing import attempt
from coopplatform.web.wording import write
from members.domain.availability import conflict
from members.domain.roster import name_of_week, week_named
from members.models import Shift
from members.permissions import can_plan_shifts, can_publish_week
from members.queries.labour import of_a_plan
from members.queries.roster_week import (
    cancelled_of_week,
    changes_of,
    roster_week,
    shift_on_roster,
    waiting_for,
    windows_of_members,
)
from members.services.planning import cancel_shift, change_shift, publish_week
from members.services.roster import plan_shift
from members.web.roster_forms import ReasonForm, ShiftForm, refuse


def week_asked(request: TenantRequest) -> date:
    """The Monday of `?week=2026-W48`, or of this week."""
    today = timezone.localdate()
    return week_named(request.GET.get("week", "")) or today - timedelta(days=today.weekday())


def week_links(monday: date) -> dict[str, object]:
    """The week's name and its neighbours', for the links at its head."""
    return {
        "monday": monday,
        "sunday": monday + timedelta(days=6),
        "week": name_of_week(monday),
        "week_number": monday.isocalendar().week,
        "before": name_of_week(monday - timedelta(days=7)),
        "after": name_of_week(monday + timedelta(days=7)),
        "this_week": name_of_week(timezone.localdate()),
    }


@allow(can_plan_shifts)
def roster(request: TenantRequest) -> HttpResponse:
    """A week: its days, its members, and what stands in the way."""
    monday = week_asked(request)
    context = {
        "roster": roster_week(monday, timezone.now()),
        "cancelled": cancelled_of_week(monday),
        "today": timezone.localdate(),
        **week_links(monday),
    }
    return render(request, "members/roster.html", context)


@allow(can_plan_shifts)
@require_http_methods(["GET", "POST"])
def plan(request: TenantRequest) -> HttpResponse:
    """A new shift, as a draft of its week; `?day=` names the day."""
    is_post = request.method == "POST"
    form = ShiftForm(request.POST if is_post else None, initial=_begin_with(request))
    if is_post and form.is_valid():
        try:
            shift = plan_shift(**form.facts(), is_draft=True, by=actor_of(request))
        except DomainError as refused:
            refuse(form, refused, ShiftForm.FIELDS)
        else:
            messages.success(request, _("Drafted. Its member sees it when the week is published."))
            _warn(request, shift)
            return redirect(_week_url(request, timezone.localdate(shift.starts_at)))
    context = {"form": form, "back": _week_url(request, week_asked(request))}
    return render(request, "members/shift_new.html", context, status=422 if is_post else 200)


@allow(can_plan_shifts)
@require_http_methods(["GET", "POST"])
def shift(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    """One shift: its form, who waits for it, and what happened to it."""
    found = shift_on_roster(shift_id)
    if found is None:
        raise Http404
    is_post = request.method == "POST"
    data = request.POST if is_post else None
    form = ShiftForm(data, initial=_facts(found), asks_reason=found.is_published, held_by=found.member)
    if is_post and form.is_valid():
        try:
            changed = change_shift(
                shift_id=shift_id,
                **form.facts(),
                reason=form.cleaned_data.get("reason", ""),
                by=actor_of(request),
                at=timezone.now(),
            )
        except DomainError as refused:
            refuse(form, refused, ShiftForm.FIELDS)
        else:
            messages.success(request, _("Changed."))
            _warn(request, changed)
            return redirect(_week_url(request, timezone.localdate(changed.starts_at)))
    return _shift_page(request, found, form, ReasonForm(auto_id="cancel_%s"), status=422 if is_post else 200)


@require_POST
@allow(can_plan_shifts)
def cancel(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    """Off the roster; of a published one the reason is kept."""
    found = shift_on_roster(shift_id)
    if found is None:
        raise Http404
    form = ReasonForm(request.POST, auto_id="cancel_%s")
    if form.is_valid():
        try:
            reason = form.cleaned_data["reason"]
            cancel_shift(shift_id=shift_id, reason=reason, by=actor_of(request), at=timezone.now())
        except DomainError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("The shift is off the roster."))
            return redirect(_week_url(request, timezone.localdate(found.starts_at)))
    form_of_shift = ShiftForm(initial=_facts(found), asks_reason=found.is_published, held_by=found.member)
    return _shift_page(request, found, form_of_shift, form, status=422)


@require_POST
@allow(can_publish_week)
def publish(request: TenantRequest) -> HttpResponse:
    """Every draft of the week becomes a shift that its member sees."""
    monday = week_named(request.POST.get("week", ""))
    if monday is None:
        raise Http404
    attempt(
        request,
        lambda: publish_week(monday=monday, by=actor_of(request), at=timezone.now()),
        said=_("The week is published: its members see their shifts."),
    )
    return redirect(_week_url(request, monday))


def _shift_page(
    request: TenantRequest, found: Shift, form: ShiftForm, cancelling: ReasonForm, *, status: int
) -> HttpResponse:
    window = TimeWindow(found.starts_at, found.ends_at)
    context = {
        "shift": found,
        "form": form,
        "cancelling": cancelling,
        "findings": of_a_plan(found.member, window, besides=found.pk) if found.member else [],
        "changes": changes_of(found.pk),
        "waiting": waiting_for(found.pk),
        "back": _week_url(request, timezone.localdate(found.starts_at)),
    }
    return render(request, "members/shift.html", context, status=status)


def _warn(request: TenantRequest, planned: Shift) -> None:
    """Say at once what the roster will show beside the shift: it is planned all the same."""
    if planned.member is None:
        return
    window = TimeWindow(planned.starts_at, planned.ends_at)
    reasons = [finding.sentence for finding in of_a_plan(planned.member, window, besides=planned.pk)]
    windows = windows_of_members().get(planned.member.pk, ())
    if outside := conflict(window, windows, request.cooperative.zone):
        reasons.append(outside)
    for reason in reasons:
        messages.warning(request, f"{planned.member.name}: {write(reason)}")


def _facts(found: Shift) -> dict[str, object]:
    starts, ends = timezone.localtime(found.starts_at), timezone.localtime(found.ends_at)
    return {
        "day": starts.date(),
        "starts": starts.time(),
        "ends": ends.time(),
        "member": found.member_id or "",
        "skills": ", ".join(found.skills),
    }


def _begin_with(request: TenantRequest) -> dict[str, object]:
    try:
        day = date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        day = week_asked(request)
    return {"day": day}


def _week_url(request: TenantRequest, day: date) -> str:
    return f"{reverse('roster', args=[request.cooperative.slug])}?week={name_of_week(day)}"
