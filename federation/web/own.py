"""What the federation sees of a co-op, on the co-op's own page: before it leaves, and after."""

from datetime import date, timedelta
from typing import Any

from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from federation.domain.statistics.figures import MonthFigures
from federation.models import Contribution
from federation.permissions import can_see_contribution
from federation.queries.contributions import month_figures, own_choice, own_contributions, own_hold, own_holds
from federation.queries.quarters import state_of
from federation.services.contributing import (
    choose_sharing,
    declare_contribution,
    hold_month,
    share_contribution,
)
from federation.services.here import require_cooperative
from federation.web.contribution_forms import ChoiceForm, CommentForm, DeclareForm, HoldForm, MonthForm, typed
from federation.web.contribution_lines import lines_of
from federation.web.rooms import rooms_for

MONTHS_OFFERED = 12


@allow(can_see_contribution)
@require_safe
def contribution(request: TenantRequest) -> HttpResponse:
    """A month line by line before it leaves, what moved since the last one, and everything that left."""
    require_cooperative()
    form, month = _asked(request)
    return render(request, "federation/contribution.html", _context(request, form, month))


@require_POST
@allow(can_see_contribution)
def share(request: TenantRequest) -> HttpResponse:
    """Share the month asked for, or correct it as it now stands in the books."""
    month = _month(request.POST.get("month", ""))
    comment = CommentForm(request.POST)
    comment.is_valid()
    attempt(
        request,
        lambda: share_contribution(
            month=month,
            comment=comment.cleaned_data.get("comment", ""),
            is_correction=request.POST.get("correct") == "1",
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Shared with the federation."),
    )
    return _back(request, month)


@allow(can_see_contribution)
@require_http_methods(["GET", "HEAD", "POST"])
def declare(request: TenantRequest, month: str) -> HttpResponse:
    """A month by hand, for a co-op that rides with other software; marked as declared."""
    require_cooperative()
    asked, currency = _month(month), request.cooperative.currency
    if request.method == "POST":
        form = DeclareForm(request.POST, currency=currency)
        if form.is_valid() and _declared(request, form, asked):
            return _back(request, asked)
    else:
        known = next((row for row in own_contributions() if row.month == asked), None)
        shown = MonthFigures.from_json(known.figures) if known else None
        form = DeclareForm(
            initial=typed(dict(shown.values), shown.pay_groups) if shown else None, currency=currency
        )
    context = rooms_for(request, "contribution") | {"form": form, "month": asked}
    return render(request, "federation/declare.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow(can_see_contribution)
def hold(request: TenantRequest) -> HttpResponse:
    """Keep a month back with a reason, or let it go."""
    require_cooperative()
    month = _month(request.POST.get("month", ""))
    if request.POST.get("release") == "1":
        attempt(
            request,
            lambda: hold_month(month=month, until=None, reason="", by=actor_of(request), at=timezone.now()),
            said=_("The month may leave again."),
        )
        return _back(request, month)
    form = HoldForm(request.POST)
    if form.is_valid():
        try:
            hold_month(month=month, **form.cleaned_data, by=actor_of(request), at=timezone.now())
            return _back(request, month)
        except Invalid as problem:
            form.add_error(problem.field if problem.field in form.fields else None, explain(problem))
        except NotAllowedNow as problem:
            form.add_error(None, explain(problem))
    months = MonthForm(months=_months(), initial={"month": f"{month:%Y-%m}"})
    context = _context(request, months, month) | {"hold_form": form}
    return render(request, "federation/contribution.html", context, status=422)


@require_POST
@allow(can_see_contribution)
def choose(request: TenantRequest) -> HttpResponse:
    """To be compared or not, to be public or not."""
    require_cooperative()
    form = ChoiceForm(request.POST)
    form.is_valid()
    attempt(
        request,
        lambda: choose_sharing(**form.cleaned_data, by=actor_of(request), at=timezone.now()),
        said=_("Kept. The next release goes by it."),
    )
    back = "comparison" if request.POST.get("back") == "comparison" else "contribution"
    return redirect(back, request.cooperative.slug)


def _context(request: TenantRequest, form: MonthForm, month: date) -> dict[str, Any]:
    shared = own_contributions()
    known = next((row for row in shared if row.month == month), None)
    kept, today = own_hold(month), timezone.localdate()
    figures, obstacle = None, ""
    try:
        figures = month_figures(month)
    except DomainError as reason:
        obstacle = explain(reason)
    before = _figures_of(next((row for row in shared if row.month < month), None))
    choice, recent = own_choice(), _months()[:6]
    holds = own_holds(recent)
    return rooms_for(request, "contribution") | {
        "form": form,
        "month": month,
        "known": known,
        "state": state_of(month, known, kept, today=today).value,
        "hold": kept if kept and kept.until and kept.until >= today else None,
        "lines": lines_of(figures, before) if figures else [],
        "is_changed": bool(
            known and figures and not known.is_declared and known.figures != figures.as_json()
        ),
        "obstacle": obstacle,
        "hold_form": HoldForm(),
        "comment_form": CommentForm(),
        "choice_form": ChoiceForm(
            initial={"compares": choice.compares, "publishes_itself": choice.publishes_itself}
        ),
        "shared": [
            {"row": row, "lines": lines_of(MonthFigures.from_json(row.figures), None)} for row in shared
        ],
        "months": [
            {"month": one, "state": state_of(one, _of(shared, one), holds.get(one), today=today).value}
            for one in recent
        ],
    }


def _declared(request: TenantRequest, form: DeclareForm, month: date) -> bool:
    try:
        declare_contribution(
            month=month,
            values=form.values(),
            pay_groups=form.cleaned_data["pay_groups"],
            comment=form.cleaned_data["comment"],
            by=actor_of(request),
            at=timezone.now(),
        )
    except (Invalid, NotAllowedNow) as problem:
        form.add_error(problem.field if problem.field in form.fields else None, explain(problem))
        return False
    return True


def _figures_of(row: Contribution | None) -> MonthFigures | None:
    return MonthFigures.from_json(row.figures) if row else None


def _of(shared: list[Contribution], month: date) -> Contribution | None:
    return next((row for row in shared if row.month == month), None)


def _asked(request: TenantRequest) -> tuple[MonthForm, date]:
    """The month asked for, or the last one that is over."""
    months = _months()
    asked = request.GET.get("month", "")
    month = next((one for one in months if f"{one:%Y-%m}" == asked), months[0])
    return MonthForm(months=months, initial={"month": f"{month:%Y-%m}"}), month


def _month(text: str) -> date:
    """Raises Http404 for anything but one of the months offered."""
    found = next((one for one in _months() if f"{one:%Y-%m}" == text), None)
    if found is None:
        raise Http404
    return found


def _months() -> list[date]:
    """The months that are over, the newest first."""
    months = [(timezone.localdate().replace(day=1) - timedelta(days=1)).replace(day=1)]
    while len(months) < MONTHS_OFFERED:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months


def _back(request: TenantRequest, month: date) -> HttpResponse:
    to = redirect("contribution", request.cooperative.slug)
    to["Location"] += f"?month={month:%Y-%m}"
    return to
