"""Direct debits: what would be collected until a day, the file for the bank, and those made before."""

from datetime import date, timedelta
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from deliveries.permissions import can_keep_invoices
from deliveries.queries.invoices import debit_file, debit_files
from deliveries.services.debiting import collectable, make_debit_file
from members.web.forms import day_field, done, posted

USUAL_AHEAD = timedelta(days=5)


class CollectForm(forms.Form):
    """The bank day to collect on."""

    collection_on = day_field(gettext_lazy("Collected on"))


@allow(can_keep_invoices)
@require_http_methods(["GET", "POST"])
def debits(request: TenantRequest) -> HttpResponse:
    today = timezone.localdate()
    form = CollectForm(posted(request), initial={"collection_on": today + USUAL_AHEAD})
    if form.is_bound and form.is_valid():
        made = done(
            form,
            lambda: make_debit_file(
                collection_on=form.cleaned_data["collection_on"], by=actor_of(request), at=timezone.now()
            ),
        )
        if made is not None:
            messages.success(request, _("The file is made: hand it to the bank."))
            return redirect("invoice-debits", request.cooperative.slug)
    until = _day(request.GET.get("until", ""), today + USUAL_AHEAD)
    due = collectable(until, today)
    context = {
        "form": form,
        "until": until,
        "due": due,
        "due_cents": sum(one.facts.open_cents for one in due),
        "files": debit_files(),
    }
    return render(request, "deliveries/debits.html", context, status=422 if form.errors else 200)


@allow(can_keep_invoices)
@require_GET
def debit_file_xml(request: TenantRequest, debit_file_id: UUID) -> HttpResponse:
    """pain.008, as it was made."""
    found = debit_file(debit_file_id)
    if found is None:
        raise Http404
    response = HttpResponse(found.xml, content_type="application/xml")
    name = f"prelevements-{found.collection_on}.xml"
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _day(text: str, otherwise: date) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError:
        return otherwise
