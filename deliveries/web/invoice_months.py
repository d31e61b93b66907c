"""A month's invoices before they are issued: each as it would be, who is left out and why."""

from datetime import date
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.time import last_of_month
from coopplatform.web.wording import write
from deliveries.domain.invoicing.drafting import DraftLine
from deliveries.permissions import can_keep_invoices
from deliveries.queries.billing import invoicing_details
from deliveries.queries.invoices import invoices_between
from deliveries.queries.invoicing import Planned, month_plan
from deliveries.services.invoice_mails import send_unsent, unsent_invoices
from deliveries.services.invoicing import Run, first_day_to_issue, issue_invoices, line_label
from members.web.forms import day_field, done, month_asked, next_month, posted, previous_month


class IssueForm(forms.Form):
    """The day the invoices bear, and one store where not all are issued."""

    issued_on = day_field(gettext_lazy("Dated"))
    store = forms.UUIDField(required=False, widget=forms.HiddenInput)


@allow(can_keep_invoices)
@require_http_methods(["GET", "POST"])
def invoice_month(request: TenantRequest, month: str) -> HttpResponse:
    """The preview; sent, the invoices of all, or of the store whose button was pressed."""
    today = timezone.localdate()
    first = month_asked(month, today)
    form = IssueForm(posted(request), initial={"issued_on": first_day_to_issue(first, today)})
    if form.is_bound and form.is_valid() and (run := _issued(request, form, first)) is not None:
        _tell(request, run)
        return redirect("invoice-month", request.cooperative.slug, f"{first:%Y-%m}")
    plan = month_plan(first)
    ready = [_preview(one) for one in plan if one.draft]
    context = {
        "month": first,
        "before": previous_month(first),
        "after": next_month(first) if next_month(first) <= today else None,
        "is_over": today >= last_of_month(first),
        "form": form,
        "ready": ready,
        "left_out": [(one, write(one.refusal)) for one in plan if one.refusal],
        "total_cents": sum(one.payable_cents for one, _lines in ready),
        "paid_before": sum(one.paid_before for one in plan),
        "with_later": sum(one.with_later for one in plan),
        "issued": invoices_between(first, last_of_month(first)),
        "unsent": len(unsent_invoices(first, last_of_month(first))),
        "details": invoicing_details(),
    }
    return render(request, "deliveries/invoice_month.html", context, status=422 if form.errors else 200)


@allow(can_keep_invoices)
@require_POST
def send_month(request: TenantRequest, month: str) -> HttpResponse:
    """All that is dated in the month and was not sent yet."""
    first = month_asked(month, timezone.localdate())
    sent = send_unsent(first=first, last=last_of_month(first), by=actor_of(request), at=timezone.now())
    said = ngettext("%(count)s invoice is on its way.", "%(count)s invoices are on their way.", sent)
    messages.success(request, said % {"count": sent} if sent else _("All of them were sent before."))
    return redirect("invoice-month", request.cooperative.slug, f"{first:%Y-%m}")


def _issued(request: TenantRequest, form: IssueForm, month: date) -> Run | None:
    store: UUID | None = form.cleaned_data["store"]
    run: Run | None = done(
        form,
        lambda: issue_invoices(
            month=month,
            issued_on=form.cleaned_data["issued_on"],
            store_ids=None if store is None else [store],
            by=actor_of(request),
            at=timezone.now(),
        ),
    )
    return run


def _tell(request: TenantRequest, run: Run) -> None:
    count = len(run.issued)
    if count:
        said = ngettext("%(count)s invoice is issued.", "%(count)s invoices are issued.", count)
        messages.success(request, said % {"count": count})
    else:
        messages.info(request, _("Nothing was left to issue."))
    if run.left_out:
        names = ", ".join(name for name, _why in run.left_out)
        messages.warning(request, _("Left out: %(names)s. See below why.") % {"names": names})


def _preview(planned: Planned) -> tuple[Planned, list[tuple[str, DraftLine]]]:
    assert planned.draft is not None
    return planned, [(line_label(line), line) for line in planned.draft.lines]
