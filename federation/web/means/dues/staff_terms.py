"""Terms of dues: proposed with what each member would owe, then confirmed by a second person."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from federation.domain.means.dues_periods import Every
from federation.domain.means.dues_terms import Terms, check_terms
from federation.permissions import can_confirm_dues, can_propose_dues
from federation.queries.means.dues.members import owing_on
from federation.queries.means.dues.preview import Previewed, preview
from federation.queries.means.dues.terms import adopted_by_vote, terms_on
from federation.services.means.dues.terms import decide_terms, propose_terms
from federation.web.here import of_the_federation
from federation.web.means.dues.forms import TermsForm, as_typed
from federation.web.means.dues.showing import group_words, next_first_day
from federation.web.means.tabs import means_for
from members.web.forms import done, posted

USUAL_MONTHS = {"from_growing": 12, "from_full": 36}
USUAL_DUE_DAYS = 30


@allow(can_propose_dues)
@require_http_methods(["GET", "POST"])
@of_the_federation
def dues_terms(request: TenantRequest) -> HttpResponse:
    """New terms: looked at first, as often as one likes, then proposed."""
    today = timezone.localdate(timezone.now(), request.cooperative.zone)
    currencies = sorted(
        {one.cooperative.currency for one in owing_on(today)} or {request.cooperative.currency}
    )
    form = TermsForm(
        posted(request), currencies=currencies, adopted=adopted_by_vote(), initial=_initial(today)
    )
    shown: list[dict[str, Any]] = []
    valid_from = form.cleaned_data["valid_from"] if form.is_valid() else None
    if valid_from and (terms := done(form, lambda: check_terms(form.terms()))):
        if request.POST.get("do") == "propose" and _proposed(request, form, terms):
            return redirect("federation-dues", request.cooperative.slug)
        shown = [_row(one) for one in preview(terms, valid_from, today=today)]
    context = means_for(request, "federation-dues") | {"form": form, "preview": shown}
    return render(request, "federation/means/dues_terms.html", context, status=422 if form.errors else 200)


@require_POST
@allow(can_confirm_dues)
@of_the_federation
def dues_decide(request: TenantRequest, terms_id: UUID) -> HttpResponse:
    """A second person confirms, or sets aside."""
    is_confirmed = request.POST.get("confirm") == "1"
    attempt(
        request,
        lambda: decide_terms(
            terms_id=terms_id, is_confirmed=is_confirmed, by=actor_of(request), at=timezone.now()
        ),
        said=_("Confirmed: in force from their day on.") if is_confirmed else _("Set aside."),
    )
    return redirect("federation-dues", request.cooperative.slug)


def _proposed(request: TenantRequest, form: TermsForm, terms: Terms) -> bool:
    said = form.cleaned_data
    made = done(
        form,
        lambda: propose_terms(
            terms=terms,
            valid_from=said["valid_from"],
            minute=said["minute"],
            consultation_id=UUID(said["consultation"]) if said["consultation"] else None,
            by=actor_of(request),
            at=timezone.now(),
        ),
    )
    if made is not None:
        messages.success(
            request,
            _("In force from their day on, by the consultation.")
            if made.consultation_id
            else _("Proposed. A second person of the board confirms them."),
        )
    return made is not None


def _initial(today: Any) -> dict[str, Any]:
    """The terms in force, from the next period on; else what is usual where it is no figure of money."""
    row = terms_on(today)
    if row is None:
        first = next_first_day(today, Every.QUARTER)
        return {**USUAL_MONTHS, "due_days": USUAL_DUE_DAYS, "valid_from": first}
    return as_typed(row.terms, next_first_day(today, row.terms.every))


def _row(one: Previewed) -> dict[str, Any]:
    here, told = one.one.cooperative, one.reckoned
    return {
        "name": here.name,
        "group": group_words(one.one.group),
        "currency": here.currency,
        "base": one.base_cents,
        "cents": told.cents if told else None,
        "refusal": explain(one.refusal) if one.refusal else "",
    }
