"""Tours of a day: chosen, computed, changed by hand with their price in sight, given out."""

from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse, JsonResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.journal.reading import here
from coopplatform.kernel.errors import DomainError, NotAllowedNow
from coopplatform.web.wording import explain
from deliveries.models import TourPlan
from deliveries.permissions import can_plan_tours
from deliveries.queries.fleet import bikes_here
from deliveries.queries.tours import (
    days_with_orders,
    orders_of_day,
    plan_called,
    plan_view,
    plans_from,
    shifts_of_day,
)
from deliveries.services.planning import ask_for_run, draft_plan, is_silent, stop_run
from deliveries.services.tour_adopting import adopt_tours
from deliveries.services.tour_editing import Moved, choose_rider, insert_urgent, move_stop, undo_edit
from deliveries.web.basemaps import basemap_url
from deliveries.web.tour_forms import BikeForm, DayForm, MoveForm, RiderForm, usual_hours
from deliveries.web.tour_map import tour_map
from members.queries.roster import everyone

UNDO_SECONDS = 20


@allow(can_plan_tours)
@require_http_methods(["GET", "POST"])
def tours(request: TenantRequest) -> HttpResponse:
    """Choose a day, bikes and orders; what is sent is computed at once."""
    today = timezone.localdate()
    days = days_with_orders(today)
    day = _day_asked(request, days, today)
    orders = orders_of_day(day)
    data = request.POST if request.method == "POST" else None
    form = DayForm(orders, data)
    couriers, shifts, usual = everyone(), shifts_of_day(day), usual_hours(orders)
    lines = [BikeForm(bike, day, couriers, shifts, usual, data) for bike in bikes_here()]
    status = 200
    if data is not None and all([form.is_valid(), *(line.is_valid() for line in lines)]):
        try:
            plan = draft_plan(
                day=day,
                bikes=[line.chosen() for line in lines if line.is_chosen],
                order_ids=form.cleaned_data["orders"],
                run_seconds=form.cleaned_data["run_seconds"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except DomainError as refused:
            messages.error(request, explain(refused))
        else:
            ask_for_run(plan_id=plan.pk, by=actor_of(request), at=timezone.now())
            return redirect("tour-plan", request.cooperative.slug, plan.pk)
    if data is not None:
        status = 422
    context = {
        "day": day,
        "days": sorted({**dict.fromkeys([today, today + timedelta(days=1), day], 0), **days}.items()),
        "form": form,
        "lines": lines,
        "plans": plans_from(today),
    }
    return render(request, "deliveries/tours.html", context, status=status)


def _day_asked(request: TenantRequest, days: dict[date, int], today: date) -> date:
    """`?day=`; without it the first later day on which orders wait, else today."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return next((day for day in days if day > today), next(iter(days), today))


@allow(can_plan_tours)
@require_GET
def tour_plan(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    return _shown(request, _plan(plan_id))


@allow(can_plan_tours)
@require_GET
def things(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    """What the map shows of the plan."""
    return JsonResponse(tour_map(plan_view(_plan(plan_id))))


@allow(can_plan_tours)
@require_POST
def run(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    """Compute once more, from where the tours stand."""
    plan = _plan(plan_id)
    try:
        ask_for_run(plan_id=plan.pk, by=actor_of(request), at=timezone.now())
    except NotAllowedNow as refused:
        return _refused(request, plan, refused)
    return _done(request, plan)


@allow(can_plan_tours)
@require_POST
def stop(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    plan = _plan(plan_id)
    stop_run(plan_id=plan.pk, by=actor_of(request), at=timezone.now())
    return _done(request, plan)


@allow(can_plan_tours)
@require_POST
def move(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    """A stop goes elsewhere. Whoever was slower is told."""
    plan = _plan(plan_id)
    form = MoveForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("Choose where this stop should go."))
        return _shown(request, plan, status=422)
    asked = form.cleaned_data
    try:
        moved = move_stop(
            plan_id=plan.pk,
            stop_id=asked["stop"],
            seen_moves=asked["moves"],
            to_tour_id=asked["place"].tour_id,
            before_id=asked["place"].before_id,
            by=actor_of(request),
            at=timezone.now(),
        )
    except NotAllowedNow as refused:
        return _refused(request, plan, refused)
    return _moved(request, plan, moved)


@allow(can_plan_tours)
@require_POST
def insert(request: TenantRequest, plan_id: UUID, order_id: UUID) -> HttpResponse:
    """One more order, where it costs least."""
    plan = _plan(plan_id)
    try:
        added = insert_urgent(plan_id=plan.pk, order_id=order_id, by=actor_of(request), at=timezone.now())
    except NotAllowedNow as refused:
        return _refused(request, plan, refused)
    if not added.bike:
        return _done(request, plan)
    return _moved(request, plan, added)


@allow(can_plan_tours)
@require_POST
def undo(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    plan = _plan(plan_id)
    try:
        undo_edit(plan_id=plan.pk, seen_version=_version(request), by=actor_of(request), at=timezone.now())
    except NotAllowedNow as refused:
        return _refused(request, plan, refused)
    return _done(request, plan)


@allow(can_plan_tours)
@require_POST
def rider(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    plan = _plan(plan_id)
    form = RiderForm(request.POST)
    if not form.is_valid():
        raise Http404
    asked = form.cleaned_data
    try:
        choose_rider(
            plan_id=plan.pk,
            tour_id=asked["tour"],
            courier_id=asked["rider"],
            by=actor_of(request),
            at=timezone.now(),
        )
    except DomainError as refused:
        return _refused(request, plan, refused)
    return _done(request, plan)


@allow(can_plan_tours)
@require_POST
def adopt(request: TenantRequest, plan_id: UUID) -> HttpResponse:
    """Give the tours to their couriers."""
    plan = _plan(plan_id)
    try:
        adopted = adopt_tours(
            plan_id=plan.pk, seen_version=_version(request), by=actor_of(request), at=timezone.now()
        )
    except NotAllowedNow as refused:
        return _refused(request, plan, refused)
    given = len(adopted.given)
    words = ngettext("%(n)s order given to its courier.", "%(n)s orders given to their couriers.", given)
    messages.success(request, words % {"n": given})
    if adopted.passed_over:
        numbers = ", ".join(map(str, adopted.passed_over))
        messages.warning(
            request, _("No longer waiting, so left as they are: no. %(numbers)s.") % {"numbers": numbers}
        )
    return _done(request, plan)


def _plan(plan_id: UUID) -> TourPlan:
    plan = plan_called(plan_id)
    if plan is None:
        raise Http404
    return plan


def _version(request: TenantRequest) -> int:
    text = request.GET.get("version", "")
    if not text.isdecimal():
        raise Http404
    return int(text)


def _done(request: TenantRequest, plan: TourPlan) -> HttpResponse:
    if not request.htmx:
        return redirect("tour-plan", request.cooperative.slug, plan.pk)
    return _shown(request, _plan(plan.pk))


def _moved(request: TenantRequest, plan: TourPlan, moved: Moved) -> HttpResponse:
    """The plan with the bar that takes the move back; without a script, on the page that follows."""
    if request.htmx:
        return _shown(request, moved.plan, undo=_undo(request, moved))
    query = urlencode({"moved": moved.number, "version": moved.plan.version})
    return redirect(f"{reverse('tour-plan', args=[request.cooperative.slug, plan.pk])}?{query}")


def _refused(request: TenantRequest, plan: TourPlan, refused: DomainError) -> HttpResponse:
    messages.error(request, explain(refused))
    return _shown(request, _plan(plan.pk), status=refused.status)


def _undo(request: TenantRequest, moved: Moved) -> dict[str, Any]:
    minutes = _signed(moved.extra_seconds)
    if moved.bike:
        words = _("No. %(number)s → %(bike)s, %(minutes)s min")
    else:
        words = _("No. %(number)s is off the tours, %(minutes)s min")
    url = reverse("tour-plan-undo", args=[request.cooperative.slug, moved.plan.pk])
    return {
        "words": words % {"number": moved.number, "bike": moved.bike, "minutes": minutes},
        "url": f"{url}?version={moved.plan.version}",
        "seconds": UNDO_SECONDS,
    }


def _asked_undo(request: TenantRequest, plan: TourPlan) -> dict[str, Any] | None:
    """The undo bar of a page that was redirected to after a move."""
    if request.GET.get("version") != str(plan.version) or not plan.before_edit:
        return None
    url = reverse("tour-plan-undo", args=[request.cooperative.slug, plan.pk])
    number = request.GET.get("moved", "")
    words = _("No. %(number)s was moved") % {"number": number}
    return {"words": words, "url": f"{url}?version={plan.version}", "seconds": UNDO_SECONDS}


def _signed(seconds: int) -> str:
    minutes = round(seconds / 60)
    return f"+{minutes}" if minutes > 0 else f"−{-minutes}" if minutes < 0 else "±0"


def _shown(
    request: TenantRequest, plan: TourPlan, *, status: int = 200, undo: dict[str, Any] | None = None
) -> HttpResponse:
    place = here()
    view = plan_view(plan)
    asked = request.GET.get("move", "")
    context = {
        "view": view,
        "plan": plan,
        "extra": _signed(view.extra_seconds),
        "progress_minutes": round(plan.progress.get("travel_seconds", 0) / 60),
        "progress_seconds": int(plan.progress.get("seconds", 0)),
        "is_silent": is_silent(plan, timezone.now()),
        "moving": asked,
        "undo": undo or (None if request.htmx else _asked_undo(request, plan)),
        "tiles": basemap_url(),
        "live_url": f"/ws/c/{request.cooperative.slug}/tour_plan:{plan.pk}/",
        "live_after": place,
        "is_fragment": bool(request.htmx),
    }
    template = "deliveries/tour_plan.html#fragment" if request.htmx else "deliveries/tour_plan.html"
    return render(request, template, context, status=status)
