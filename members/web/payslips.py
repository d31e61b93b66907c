"""A payslip: its fall of bars, every line with its formula and source, as PDF and as CSV."""

from datetime import date
from decimal import Decimal
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.tables import csv_file, units
from coopplatform.web.wording import write
from members.adapters.payslip_pdf import rendered
from members.domain.pay import weeks_ending_in
from members.models import Payslip
from members.permissions import can_compute_payslips, can_read_own_work
from members.queries.closed import closed_months
from members.queries.corrections import corrections_of
from members.queries.documents import document_of, validation_of
from members.queries.hours import records_of
from members.queries.pay import own_payslip, payslip
from members.services.correcting_pay import correct_pay
from members.web.forms import day_field, done, month_choices, next_month
from members.web.pay import people_of
from members.web.waterfall import waterfall

MONTHS_OFFERED = 4


class CorrectionForm(forms.Form):
    """Hours of a day that the payslip missed, and the later month that pays them."""

    worked_on = day_field(gettext_lazy("Day"))
    hours = forms.DecimalField(
        label=gettext_lazy("Hours more, with a minus less"), max_digits=5, decimal_places=2, localize=True
    )
    month = forms.ChoiceField(label=gettext_lazy("Paid with the month"))
    reason = forms.CharField(label=gettext_lazy("Why"), max_length=200, required=False)

    def __init__(self, *args: Any, after: date, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choice = self.fields["month"]
        assert isinstance(choice, forms.ChoiceField)
        closed = closed_months()
        months = month_choices(next_month(max(closed, default=after)), MONTHS_OFFERED)
        choice.choices = [month for month in months if date.fromisoformat(month[0]) not in closed]

    def seconds(self) -> int:
        hours: Decimal = self.cleaned_data["hours"]
        return round(hours * 3600)


@allow(can_compute_payslips)
def member_payslip(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    return _page(request, _known(payslip(payslip_id)), is_own=False)


@allow(can_read_own_work)
def my_payslip(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    """One's own; another member's is not found."""
    return _page(request, _known(own_payslip(payslip_id, request.user.pk)), is_own=True)


@allow(can_compute_payslips)
def member_payslip_pdf(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    return _pdf(request, _known(payslip(payslip_id)))


@allow(can_read_own_work)
def my_payslip_pdf(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    return _pdf(request, _known(own_payslip(payslip_id, request.user.pk)))


@allow(can_compute_payslips)
def member_payslip_csv(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    return _csv(_known(payslip(payslip_id)))


@allow(can_read_own_work)
def my_payslip_csv(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    return _csv(_known(own_payslip(payslip_id, request.user.pk)))


@require_POST
@allow(can_compute_payslips)
def correct(request: TenantRequest, payslip_id: UUID) -> HttpResponse:
    """Hours that were missed, or too many: paid in a later month."""
    slip = _known(payslip(payslip_id))
    form = CorrectionForm(request.POST, after=slip.run.month)
    if form.is_valid() and done(
        form,
        lambda: correct_pay(
            payslip_id=slip.pk,
            worked_on=form.cleaned_data["worked_on"],
            seconds=form.seconds(),
            month=date.fromisoformat(form.cleaned_data["month"]),
            reason=form.cleaned_data["reason"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Entered. The chosen month takes the pay back and pays it anew."))
        return redirect("payslip", request.cooperative.slug, payslip_id)
    return _page(request, slip, is_own=False, form=form, status=422)


def _known(slip: Payslip | None) -> Payslip:
    if slip is None:
        raise Http404
    return slip


def _page(
    request: TenantRequest,
    slip: Payslip,
    *,
    is_own: bool,
    form: CorrectionForm | None = None,
    status: int = 200,
) -> HttpResponse:
    first, last = weeks_ending_in(slip.run.month)
    lines = slip.statement["contributions"]
    context = {
        "payslip": slip,
        "is_own": is_own,
        "first": first,
        "last": last,
        "waterfall": waterfall(slip),
        "groups": [
            {"label": group, "lines": [_signed(line) for line in own]}
            for group, own in groupby(lines, key=lambda line: line["group"])
        ],
        "withheld": -slip.withheld_cents,
        "validation": validation_of(slip.run_id),
        "records": records_of(slip.member_id, first, last, request.cooperative.zone),
        "corrections": corrections_of(slip.pk),
        "correction_form": form or CorrectionForm(after=slip.run.month),
        **people_of(slip.run),
    }
    return render(request, "members/payslip.html", context, status=status)


def _signed(line: dict[str, Any]) -> dict[str, Any]:
    """With what the line takes from pay as a person reads it: minus, or plus for a reduction."""
    return {**line, "minus_employee": -(line["employee_cents"] or 0)}


def _pdf(request: TenantRequest, slip: Payslip) -> HttpResponse:
    """The kept document; one drawn now while it is being made, or for a draft."""
    validation = validation_of(slip.run_id)
    pdf = document_of(slip.pk) or rendered(
        slip,
        locale=request.cooperative.locale,
        professional=validation.professional if validation else "",
    )
    response = HttpResponse(pdf, content_type="application/pdf")
    name = f"payslip-{slip.run.month:%Y-%m}-{slip.member.code}.pdf"
    response["Content-Disposition"] = f'inline; filename="{name}"'
    return response


def _csv(slip: Payslip) -> HttpResponse:
    head = ("part", "code", "label", "hours", "base", "rate", "employee", "employer", "formula", "sources")
    return csv_file(
        f"payslip-{slip.run.month:%Y-%m}-{slip.member.code}.csv", head, list(_rows(slip.statement))
    )


def _rows(statement: dict[str, Any]) -> Any:
    for part in ("items", "net_items"):
        for item in statement[part]:
            yield (
                "pay" if part == "items" else "besides",
                item["code"],
                write(item["label"]),
                item["hours"],
                "",
                units(item["rate_cents"]) if item["rate_cents"] else "",
                units(item["cents"]),
                "",
                write(item["formula"]),
                "; ".join(item["sources"]),
            )
    for line in statement["contributions"]:
        yield (
            "contribution",
            line["code"],
            write(line["label"]),
            "",
            "" if line["base_cents"] is None else units(line["base_cents"]),
            line["employee_rate"] or line["employer_rate"] or "",
            units(line["employee_cents"] or 0),
            units(line["employer_cents"] or 0),
            write(line["formula"]),
            "; ".join(line["sources"]),
        )
