"""A member's own shifts: what comes, what is free, what colleagues offer, and when they can work."""

from collections.abc import Callable
from typing import Any
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
from coopplatform.kernel.errors import DomainError, NotFound
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from members.models import MemberWorker
from members.permissions import can_read_own_work
from members.queries.my_shifts import (
    availability_of,
    member_of,
    offers_of_colleagues,
    open_shifts,
    own_shifts,
)
from members.queries.records import records_to_agree
from members.queries.terms import roster_terms
from members.services.availability import add_availability, drop_availability
from members.services.calendars import close_calendar, open_calendar
from members.services.claiming import claim_shift, give_back, stop_waiting
from members.services.swapping import offer_swap, take_swap, withdraw_swap
from members.web.roster_forms import WEEKDAYS, AvailabilityForm, refuse


def member_here(request: TenantRequest) -> MemberWorker:
    """The reader's own row. Who is no worker here finds nothing."""
    member = member_of(request.user.pk)
    if member is None:
        raise Http404
    return member


@allow(can_read_own_work)
def my_shifts(request: TenantRequest) -> HttpResponse:
    """Everything about the reader's roster that is still ahead."""
    member = member_of(request.user.pk)
    if member is None:
        return render(request, "members/me_not_a_worker.html")
    at = timezone.now()
    terms = roster_terms(timezone.localdate())
    feed = reverse("calendar-feed", args=[request.cooperative.slug, member.calendar_token or "x"])
    context = {
        "member": member,
        "shifts": own_shifts(member.pk, at, terms),
        "open_shifts": open_shifts(member, at),
        "offers": offers_of_colleagues(member.pk, at),
        "to_agree": len(records_to_agree(member.pk)),
        "terms": terms,
        "feed_url": request.build_absolute_uri(feed) if member.calendar_token else "",
    }
    return render(request, "members/my_shifts.html", context)


@require_POST
@allow(can_read_own_work)
def claim(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    """An open shift is theirs, or they wait for it."""
    member = member_here(request)
    try:
        is_theirs = claim_shift(
            shift_id=shift_id, member_id=member.pk, by=actor_of(request), at=timezone.now()
        )
    except NotFound:
        raise
    except DomainError as refused:
        messages.error(request, explain(refused))
    else:
        said = (
            _("It is yours.")
            if is_theirs
            else _("Someone was quicker: you wait for it, and get it when it becomes free.")
        )
        messages.success(request, said)
    return redirect("my-shifts", request.cooperative.slug)


@require_POST
@allow(can_read_own_work)
def give(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    """A claimed shift is open again."""
    return _done(request, give_back, _("Given back."), shift_id=shift_id)


@require_POST
@allow(can_read_own_work)
def unwait(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    member = member_here(request)
    attempt(
        request,
        lambda: stop_waiting(shift_id=shift_id, member_id=member.pk, by=actor_of(request)),
        said=_("You do not wait for it any more."),
    )
    return redirect("my-shifts", request.cooperative.slug)


@require_POST
@allow(can_read_own_work)
def offer(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    """One's own shift, to all colleagues."""
    said = _("Offered: your colleagues see it. It stays yours until one of them has it.")
    return _done(request, offer_swap, said, shift_id=shift_id)


@require_POST
@allow(can_read_own_work)
def withdraw(request: TenantRequest, swap_id: UUID) -> HttpResponse:
    return _done(request, withdraw_swap, _("You keep it."), swap_id=swap_id)


@require_POST
@allow(can_read_own_work)
def take(request: TenantRequest, swap_id: UUID) -> HttpResponse:
    """A colleague's offer."""
    needs_approval = roster_terms(timezone.localdate()).swap_needs_approval
    said = _("Taken: it is yours once the dispatcher approves.") if needs_approval else _("It is yours.")
    return _done(request, take_swap, said, swap_id=swap_id)


@allow(can_read_own_work)
@require_http_methods(["GET", "POST"])
def my_availability(request: TenantRequest) -> HttpResponse:
    """When the reader can and cannot work, week after week."""
    member = member_here(request)
    is_post = request.method == "POST"
    form = AvailabilityForm(request.POST if is_post else None)
    if is_post and form.is_valid():
        try:
            add_availability(member_id=member.pk, window=form.window(), by=actor_of(request))
        except DomainError as refused:
            refuse(form, refused)
        else:
            messages.success(request, _("Kept: the dispatcher sees it on the roster."))
            return redirect("my-availability", request.cooperative.slug)
    windows = [(WEEKDAYS[row.weekday], row) for row in availability_of(member.pk)]
    context = {"form": form, "windows": windows, "member": member}
    return render(request, "members/my_availability.html", context, status=422 if is_post else 200)


@require_POST
@allow(can_read_own_work)
def forget_availability(request: TenantRequest, availability_id: UUID) -> HttpResponse:
    member = member_here(request)
    attempt(
        request,
        lambda: drop_availability(availability_id=availability_id, member_id=member.pk, by=actor_of(request)),
        said=_("Removed."),
    )
    return redirect("my-availability", request.cooperative.slug)


@require_POST
@allow(can_read_own_work)
def my_calendar(request: TenantRequest) -> HttpResponse:
    """`do` is open (a new address; the old one is worthless) or close."""
    member = member_here(request)
    if request.POST.get("do") == "close":
        close_calendar(member_id=member.pk, by=actor_of(request))
        messages.success(request, _("The address shows nothing any more."))
    else:
        open_calendar(member_id=member.pk, by=actor_of(request))
        messages.success(request, _("Your calendar has a new address."))
    return redirect(f"{reverse('my-shifts', args=[request.cooperative.slug])}#calendar")


def _done(request: TenantRequest, service: Callable[..., Any], said: str, **what: UUID) -> HttpResponse:
    """Run a service of the reader's own, and say so or why not."""
    member = member_here(request)
    attempt(
        request,
        lambda: service(**what, member_id=member.pk, by=actor_of(request), at=timezone.now()),
        said=said,
    )
    return redirect("my-shifts", request.cooperative.slug)
