"""The years: close one, and take its file for the tax office."""

from datetime import date
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from cooperatives.permissions import can_keep_books, can_read_books
from cooperatives.queries.books import closed_results
from cooperatives.queries.fec import WRITTEN_IN, fec
from cooperatives.queries.statements import result_cents
from cooperatives.services.closing import close_year
from cooperatives.services.founding import state_registration
from cooperatives.web.fields import refuse
from cooperatives.web.guards import allow
from cooperatives.web.periods import years_of
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain


class RegistrationForm(forms.Form):
    """Who the co-op is for the State."""

    registration_number = forms.CharField(
        label="SIREN / SIRET", max_length=24, help_text=gettext_lazy("9 or 14 digits, spaces allowed.")
    )


@allow(can_read_books)
def years(request: TenantRequest) -> HttpResponse:
    """Every year of the co-op with its result, open or closed."""
    form = RegistrationForm(initial={"registration_number": request.cooperative.registration_number})
    return _page(request, form)


@require_POST
@allow(can_keep_books)
def close(request: TenantRequest, year: int) -> HttpResponse:
    _check(request, year)
    attempt(
        request,
        lambda: close_year(year=year, by=actor_of(request), at=timezone.now()),
        said=_("The books of %(year)s are closed.") % {"year": year},
    )
    return redirect("books-years", request.cooperative.slug)


@require_POST
@allow(can_keep_books)
def registration(request: TenantRequest) -> HttpResponse:
    form = RegistrationForm(request.POST)
    if form.is_valid():
        try:
            state_registration(**form.cleaned_data, by=actor_of(request))
        except DomainError as refusal:
            refuse(form, refusal)
        else:
            messages.success(request, _("The number is kept."))
            return redirect("books-years", request.cooperative.slug)
    return _page(request, form, status=422)


@allow(can_read_books)
def fec_file(request: TenantRequest, year: int) -> HttpResponse:
    """The year's fichier des écritures comptables; `?pay=centralised` adds up each pay entry."""
    _check(request, year)
    try:
        name, content = fec(
            year, is_pay_centralised=request.GET.get("pay") == "centralised", at=timezone.now()
        )
    except DomainError as refusal:
        messages.error(request, explain(refusal))
        return redirect("books-years", request.cooperative.slug)
    response = HttpResponse(content, content_type="text/plain; charset=iso-8859-15")
    response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


def _check(request: TenantRequest, year: int) -> None:
    """Raises Http404 for a year the co-op has not."""
    if year not in years_of(request.cooperative.founded_on):
        raise Http404


def _page(request: TenantRequest, form: RegistrationForm, status: int = 200) -> HttpResponse:
    closed = closed_results()
    today = timezone.localdate()
    rows: list[dict[str, Any]] = [
        {
            "year": year,
            "first": date(year, 1, 1),
            "last": date(year, 12, 31),
            "is_closed": year in closed,
            "is_over": year < today.year,
            "result_cents": closed[year]
            if year in closed
            else result_cents(date(year, 1, 1), date(year, 12, 31)),
        }
        for year in years_of(request.cooperative.founded_on)
    ]
    context = {"rows": rows, "form": form, "has_fec": request.cooperative.country in WRITTEN_IN}
    return render(request, "cooperatives/years.html", context, status=status)
