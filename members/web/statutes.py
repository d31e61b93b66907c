"""The statutes' figures of surplus and shares, each with its article; an admin changes them from a day on."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cooperatives.queries.charters import charter_on, charter_versions
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from members.domain.surplus.capital import ShareTerms
from members.domain.surplus.terms import Term, TermKind, is_known, law_of, terms_of_statutes
from members.permissions import can_change_statutes, can_read_surplus
from members.services.statutes import adopt_statutes
from members.web.around import around
from members.web.forms import day_field, done, posted
from members.web.terms_forms import TermsForm, initial_of, key_words

DEFAULTS = {"refund_years": ShareTerms().refund_years, "minimum_units": ShareTerms().minimum_units}


class StatutesForm(TermsForm):
    valid_from = day_field(
        gettext_lazy("In force from"), help_text=gettext_lazy("The old figures stay for the time before.")
    )


@allow(can_read_surplus)
@require_http_methods(["GET", "POST"])
def statutes(request: TenantRequest) -> HttpResponse:
    may_change = can_change_statutes.test(request.access)
    if request.method == "POST" and not may_change:
        raise Http404
    today, legal_form = timezone.localdate(), request.cooperative.legal_form
    versions = charter_versions()
    in_force = charter_on(today)
    charter = next((one for one in versions if str(one.version) == request.GET.get("version")), in_force)
    stored = dict(charter.terms.get("surplus") or {})
    terms = terms_of_statutes(legal_form)
    form = StatutesForm(
        posted(request),
        terms=terms,
        law=law_of(legal_form),
        initial={"valid_from": today, **initial_of(terms, stored)},
    )
    if form.is_bound and form.is_valid() and _adopted(request, form):
        messages.success(request, _("Adopted as a new version of the charter."))
        return redirect("statutes", request.cooperative.slug)
    context = {
        **around(request),
        "charter": charter,
        "in_force": in_force,
        "versions": versions,
        "rows": [_row(term, stored.get(term.name, DEFAULTS.get(term.name))) for term in terms],
        "form": form,
        "may_change": may_change,
        "is_known": is_known(legal_form),
        "currency": request.cooperative.currency,
    }
    return render(request, "members/statutes.html", context, status=422 if form.is_bound else 200)


def _adopted(request: TenantRequest, form: StatutesForm) -> bool:
    adopted = done(
        form,
        lambda: (
            adopt_statutes(
                terms=form.values(),
                valid_from=form.cleaned_data["valid_from"],
                today=timezone.localdate(),
                by=actor_of(request),
                at=timezone.now(),
            )
            or True
        ),
    )
    return bool(adopted)


def _row(term: Term, value: Any) -> dict[str, Any]:
    """A term as the page shows it; None is what the statutes do not say."""
    return {
        "term": term,
        "value": key_words(value) if term.kind is TermKind.KEY and value else value,
        "is_cents": term.kind is TermKind.CENTS,
        "is_percent": term.kind is TermKind.PERCENT,
        "is_yes": term.kind is TermKind.YES,
    }
