"""The treasurer's pay: months, and one month's run from its checks to the bank."""

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
from members.models import PayRun
from members.permissions import can_approve_run, can_compute_payslips
from members.queries.documents import document_progress, validation_of
from members.queries.pay import RunTotals, pay_run, pay_runs, payment_file, payslips_of_run
from members.queries.payroll_settings import payroll_settings
from members.queries.provision import leave_provision_of
from members.services.pay_validation import validate_run
from members.services.payment_files import make_payment_file
from members.services.payroll import approve_run, compute_payslips, is_over, last_day_paid
from members.services.provisioning import book_leave_provision
from members.web.forms import day_field, done, posted

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


class ValidationForm(forms.Form):
    """Who stands for the run."""

    professional = forms.CharField(label=gettext_lazy("Payroll professional, name and firm"), max_length=120)


class PaymentForm(forms.Form):
    """When the bank is to pay."""

    execution_on = day_field(gettext_lazy("Paid on"))


@allow(can_compute_payslips)
def pay(request: TenantRequest) -> HttpResponse:
    """Months, newest first, and the next one to compute."""
    runs = pay_runs()
    form = _month_form(request, runs)
    if request.method == "POST" and form.is_valid():
        return _computed(request, date.fromisoformat(form.cleaned_data["month"]))
    context = {
        "runs": runs,
        "form": form,
        "settings": payroll_settings(timezone.localdate().replace(day=1)),
    }
    return render(request, "members/pay.html", context, status=422 if form.is_bound else 200)


@allow(can_compute_payslips)
def run(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """One month: payslips, what is open, approval, documents, the bank."""
    return _run_page(request, _found(run_id))


@require_POST
@allow(can_compute_payslips)
def compute_again(request: TenantRequest, run_id: UUID) -> HttpResponse:
    return _computed(request, _found(run_id).month)


@require_POST
@allow(can_approve_run)
def approve(request: TenantRequest, run_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: approve_run(run_id=run_id, by=actor_of(request), at=timezone.now()),
        said=_("Approved. The payslips are issued, the pay is in the books."),
    )
    return redirect("pay-run", request.cooperative.slug, run_id)


@require_POST
@allow(can_approve_run)
def validate(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """Say that a payroll professional has checked the run."""
    found, form = _found(run_id), ValidationForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: validate_run(
            run_id=run_id,
            professional=form.cleaned_data["professional"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        return redirect("pay-run", request.cooperative.slug, run_id)
    return _run_page(request, found, validation_form=form, status=422)


@require_POST
@allow(can_approve_run)
def pay_by_bank(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """Make the run's file for the bank."""
    found, form = _found(run_id), PaymentForm(request.POST)
    if form.is_valid() and done(
        form,
        lambda: make_payment_file(
            run_id=run_id,
            execution_on=form.cleaned_data["execution_on"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        return redirect("pay-run", request.cooperative.slug, run_id)
    return _run_page(request, found, payment_form=form, status=422)


@require_POST
@allow(can_approve_run)
def provision(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """Put the leave owed at the month's end into the books."""
    attempt(
        request,
        lambda: book_leave_provision(run_id=run_id, by=actor_of(request), at=timezone.now()),
        said=_("The leave owed is in the books."),
    )
    return redirect("pay-run", request.cooperative.slug, run_id)


@allow(can_compute_payslips)
def documents(request: TenantRequest, run_id: UUID) -> HttpResponse:
    """How far the PDFs are, as a part of the page that asks again while they are being made."""
    found = _found(run_id)
    return render(request, "members/parts/documents.html", {"run": found, **_documents(found)})


def _found(run_id: UUID) -> PayRun:
    found = pay_run(run_id)
    if found is None:
        raise Http404
    return found


def _run_page(
    request: TenantRequest,
    found: PayRun,
    *,
    validation_form: ValidationForm | None = None,
    payment_form: PaymentForm | None = None,
    status: int = 200,
) -> HttpResponse:
    slips = payslips_of_run(found.pk)
    first, last = weeks_ending_in(found.month)
    today = timezone.localdate()
    bank_day = max(today, last_day_paid(found.month))
    context = {
        "run": found,
        "payslips": slips,
        "totals": RunTotals.of(slips),
        "blocking": [check for check in found.checks if check["is_blocking"]],
        "others": [check for check in found.checks if not (check["is_blocking"] or _is_labour(check))],
        "labour": [check for check in found.checks if _is_labour(check)],
        "first": first,
        "last": last,
        "last_paid": last_day_paid(found.month),
        "is_over": is_over(found.month, today),
        "is_own": str(actor_of(request)) == found.prepared_by,
        "payment_file": payment_file(found.pk),
        "provision": leave_provision_of(found) if found.is_approved else None,
        "validation_form": validation_form or ValidationForm(),
        "payment_form": payment_form or PaymentForm(initial={"execution_on": bank_day}),
        **_documents(found),
        **people_of(found),
    }
    return render(request, "members/pay_run.html", context, status=status)


def _is_labour(check: dict[str, Any]) -> bool:
    return str(check["code"]).startswith("labour_")


def _documents(found: PayRun) -> dict[str, Any]:
    validation = validation_of(found.pk)
    return {
        "validation": validation,
        "progress": document_progress(found.pk, is_validated=bool(validation)) if found.is_approved else None,
    }


def _month_form(request: TenantRequest, runs: list[PayRun]) -> MonthForm:
    approved = {run.month for run in runs if run.is_approved}
    return MonthForm(posted(request), today=timezone.localdate(), approved=approved)


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


def people_of(found: PayRun) -> dict[str, str]:
    """Who computed and who approved, by name."""
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
