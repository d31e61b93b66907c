"""The treasurer's pay: months, runs, payslips whose every line opens."""

from datetime import date, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperatives.queries.people import actor_names
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from members.domain.pay import weeks_ending_in
from members.models import PayRun, Payslip
from members.permissions import can_approve_run, can_compute_payslips, can_read_own_work
from members.queries.hours import records_of
from members.queries.pay import own_payslip, pay_run, pay_runs, payslip, payslips_of_run
from members.services.payroll import approve_run, compute_payslips
from members.web.bar import places

MONTHS_OFFERED = 6


class MonthForm(forms.Form):
    """Which month to compute: the last ones that are not approved."""

    month = forms.ChoiceField(label=gettext_lazy("Month"))

    def __init__(self, *args: object, today: date, approved: set[date], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        months = [month for month in _last_months(today) if month not in approved]
        field = self.fields["month"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(month.isoformat(), date_format(month, "F Y")) for month in months]
        field.initial = months[min(1, len(months) - 1)].isoformat() if months else None


@allow(can_compute_payslips)
def pay(request: TenantRequest) -> HttpResponse:
    """Months, newest first, and the next one to compute."""
    runs = pay_runs()
    form = _month_form(request, runs)
    if request.method == "POST" and form.is_valid():
        return _computed(request, date.fromisoformat(form.cleaned_data["month"]))
    context = {"runs": runs, "form": form}
    return render(request, "members/pay.html", context, status=422 if form.is_bound else 200)


@allow(can_compute_payslips)
def run(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """One month: payslips, what is open, approval."""
    found = pay_run(run_id)
    if found is None:
        raise Http404
    slips = payslips_of_run(run_id)
    first, last = weeks_ending_in(found.month)
    context = {
        "run": found,
        "payslips": slips,
        "seconds": sum(slip.seconds for slip in slips),
        "gross_cents": sum(slip.gross_cents for slip in slips),
        "blocking": [check for check in found.checks if check["is_blocking"]],
        "others": [check for check in found.checks if not check["is_blocking"]],
        "first": first,
        "last": last,
        "is_over": timezone.localdate() > last,
        "is_own": str(actor_of(request)) == found.prepared_by,
        **_people(found),
    }
    return render(request, "members/pay_run.html", context)


@require_POST
@allow(can_compute_payslips)
def compute_again(request: TenantRequest, run_id: UUID) -> HttpResponse:
    found = pay_run(run_id)
    if found is None:
        raise Http404
    return _computed(request, found.month)


@require_POST
@allow(can_approve_run)
def approve(request: TenantRequest, run_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: approve_run(run_id=run_id, by=actor_of(request), at=timezone.now()),
        said=_("Approved. The payslips are issued, the gross wages are in the books."),
    )
    return redirect("pay-run", request.cooperative.slug, run_id)


@allow(can_compute_payslips)
def member_payslip(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    return _payslip_page(request, payslip(payslip_id), is_own=False)


@allow(can_read_own_work)
def my_payslip(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    """One's own; another member's is not found."""
    return _payslip_page(request, own_payslip(payslip_id, request.user.pk), is_own=True)


def _payslip_page(request: TenantRequest, slip: Payslip | None, *, is_own: bool) -> HttpResponse:
    if slip is None:
        raise Http404
    first, last = weeks_ending_in(slip.run.month)
    context = {
        "payslip": slip,
        "is_own": is_own,
        "first": first,
        "last": last,
        "lines": _drawn(slip),
        "records": records_of(slip.member_id, first, last, request.cooperative.zone),
        **_people(slip.run),
    }
    return render(request, "members/payslip.html", context)


def _drawn(slip: Payslip) -> list[dict[str, Any]]:
    """The lines with their place in the bar: hours solid, what comes on top of them tinted."""
    drawn = zip(slip.lines, places([line["cents"] for line in slip.lines]), strict=True)
    return [
        {**line, **place, "paint": "money" if line["percent"] == 100 else "tint"} for line, place in drawn
    ]


def _month_form(request: TenantRequest, runs: list[PayRun]) -> MonthForm:
    approved = {run.month for run in runs if run.is_approved}
    data = request.POST if request.method == "POST" else None
    return MonthForm(data, today=timezone.localdate(), approved=approved)


def _computed(request: TenantRequest, month: date) -> HttpResponse:
    made: list[PayRun] = []
    attempt(
        request,
        lambda: made.append(compute_payslips(month=month, by=actor_of(request), at=timezone.now())),
        said=_("Computed. Someone else approves it."),
    )
    if made:
        return redirect("pay-run", request.cooperative.slug, made[0].pk)
    return redirect("pay", request.cooperative.slug)


def _people(found: PayRun) -> dict[str, str]:
    names = actor_names([found.prepared_by, found.approved_by])
    return {
        "prepared_by": names.get(found.prepared_by, _("the platform")),
        "approved_by": names.get(found.approved_by, _("the platform")),
    }


def _last_months(today: date) -> list[date]:
    months = [today.replace(day=1)]
    while len(months) < MONTHS_OFFERED:
        months.append((months[-1] - timedelta(days=1)).replace(day=1))
    return months
