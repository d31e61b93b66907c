"""A member's own page: hours, shifts, pay, shares."""

from datetime import date, datetime, timedelta
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import NotFound
from coopplatform.web.doing import attempt
from members.models import Shift
from members.permissions import can_read_own_work
from members.queries.hours import months_worked, shifts_of
from members.queries.pay import payslips_of
from members.queries.records import records_to_agree, running_break_of
from members.queries.roster import contract_of, is_shift_of, worker_of
from members.queries.shares import shares_held
from members.queries.surplus import own_parts
from members.services.breaks import end_break, start_break
from members.services.roster import clock_in, clock_out

EARLY = timedelta(hours=1)
SHIFTS_SHOWN = 3


@allow(can_read_own_work)
def me(request: TenantRequest) -> HttpResponse:
    worker = worker_of(request.user.pk)
    if worker is None:
        return render(request, "members/me_not_a_worker.html")
    now = timezone.now()
    months = months_worked(worker.courier_id)
    this_month = timezone.localdate().replace(day=1)
    shifts = shifts_of(worker.courier_id, since=now)
    open_shift = next((shift for shift in shifts if shift.clocked_in_at), None)
    held, cents = shares_held(last=date.max).get(worker.courier_id, (0, 0))
    context = {
        "worker": worker,
        "contract": contract_of(worker.courier_id, on=timezone.localdate()),
        "open_shift": open_shift,
        "shifts": [shift for shift in shifts if not shift.clocked_in_at][:SHIFTS_SHOWN],
        "break_since": _break_since(open_shift),
        "to_agree": len(records_to_agree(worker.courier_id)),
        "begin_id": None if open_shift else _to_begin(shifts, now),
        "today": timezone.localdate(),
        "this_month": next((month for month in months if month.month == this_month), None),
        "months": months,
        "payslips": payslips_of(worker.courier_id),
        "shares": held,
        "shares_cents": cents,
        "parts": own_parts(worker.courier_id),
    }
    return render(request, "members/me.html", context)


@require_POST
@allow(can_read_own_work)
def my_clock_in(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    _check_own(request, shift_id)
    attempt(
        request,
        lambda: clock_in(shift_id=shift_id, by=actor_of(request), at=timezone.now()),
        said=_("Clocked in."),
    )
    return redirect("me", request.cooperative.slug)


@require_POST
@allow(can_read_own_work)
def my_break(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    """Begin a break, or end the one that runs."""
    _check_own(request, shift_id)
    is_running = running_break_of(shift_id) is not None
    turn = end_break if is_running else start_break
    attempt(
        request,
        lambda: turn(shift_id=shift_id, by=actor_of(request), at=timezone.now()),
        said=_("Back at work.") if is_running else _("On a break."),
    )
    return redirect("me", request.cooperative.slug)


@require_POST
@allow(can_read_own_work)
def my_clock_out(request: TenantRequest, shift_id: UUID) -> HttpResponse:
    _check_own(request, shift_id)
    attempt(
        request,
        lambda: clock_out(shift_id=shift_id, by=actor_of(request), at=timezone.now()),
        said=_("Clocked out."),
    )
    return redirect("me", request.cooperative.slug)


def _break_since(shift: Shift | None) -> datetime | None:
    pause = running_break_of(shift.pk) if shift else None
    return pause.started_at if pause else None


def _to_begin(shifts: list[Shift], now: datetime) -> UUID | None:
    """The shift that may be clocked into now: from an hour before it begins."""
    return next((shift.pk for shift in shifts if shift.starts_at - EARLY <= now), None)


def _check_own(request: TenantRequest, shift_id: UUID) -> None:
    """Another member's shift is not found."""
    if not is_shift_of(shift_id, user_id=request.user.pk):
        raise NotFound("no_shift", _("There is no such shift."))
