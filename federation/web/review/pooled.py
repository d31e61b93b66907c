"""The federation takes a set of criteria out of the commons: tried on the dossiers it has, adopted, and taken back."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from federation.domain.commons.lifecycle import State
from federation.domain.review.criteria import COLOURS, Colour
from federation.domain.review.pooled import Judged
from federation.permissions import can_publish_criteria, can_see_register
from federation.queries.commons.registry import Known, policy_called
from federation.queries.review.criteria import criteria_in_force
from federation.queries.review.pooled import tried_on_dossiers
from federation.services.review.criteria import adopt_pooled_criteria, return_to_criteria, take_up_edition
from federation.web.commons.trials import TryForm
from federation.web.here import of_the_federation
from federation.web.review.register import staff_rooms
from members.web.forms import done, posted

SHOWN = (Colour.GREEN, Colour.AMBER, Colour.RED, Colour.UNKNOWN)


class AdoptForm(TryForm):
    """The federation's values, and the vote behind them once it adopts."""

    note = forms.CharField(
        label=gettext_lazy("Why, as it was voted"),
        widget=forms.Textarea(attrs={"rows": 3}),
        required=False,
        help_text=gettext_lazy("Needed to adopt it, not to try it."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.order_fields([*(name for name in self.fields if name != "note"), "note"])


@allow(can_see_register)
@require_http_methods(["GET", "POST"])
@of_the_federation
def pooled(request: TenantRequest, author: str, policy: str) -> HttpResponse:
    """What a set would change of the newest dossiers, by colour; the board adopts it."""
    entry = policy_called(author, policy, only_public=True)
    known = _known(entry, request.GET.get("version", ""))
    if entry is None or known is None or entry.policy.kind != "criteria_set":
        raise Http404
    may_adopt = can_publish_criteria.test(request.access) and known.state is State.PUBLISHED
    form = AdoptForm(
        posted(request), document=known.document, stores=[], currency=request.cooperative.currency
    )
    wants = request.POST.get("do") == "adopt"
    if wants and not may_adopt:
        raise Http404
    if form.is_valid() and wants:
        adopted = done(
            form,
            lambda: adopt_pooled_criteria(
                version_id=known.version.pk,
                values=form.values(),
                note=form.cleaned_data["note"],
                by=actor_of(request),
                at=timezone.now(),
            ),
        )
        if adopted is not None:
            messages.success(request, _("Adopted. Reviews begun from now on are judged by it."))
            return redirect("review-criteria", request.cooperative.slug)
    tried = _tried(form, known)
    context = staff_rooms("review-criteria") | {
        "entry": entry,
        "known": known,
        "document": known.document,
        "version": criteria_in_force()[0],
        "form": form,
        "may_adopt": may_adopt,
        "colours": [_(COLOURS[one]) for one in SHOWN],
        **tried,
    }
    status = 422 if form.errors else 200
    return render(request, "federation/review/pooled.html", context, status=status)


@require_POST
@allow(can_publish_criteria)
@of_the_federation
def back(request: TenantRequest) -> HttpResponse:
    """An earlier version stands again."""
    told = request.POST.get("version", "")
    if not told.isdigit():
        raise Http404
    attempt(
        request,
        lambda: return_to_criteria(
            version=int(told), note=request.POST.get("note", ""), by=actor_of(request), at=timezone.now()
        ),
        said=_("Published anew. Reviews begun from now on are judged by it."),
    )
    return redirect("review-criteria", request.cooperative.slug)


@require_POST
@allow(can_publish_criteria)
@of_the_federation
def edition(request: TenantRequest) -> HttpResponse:
    """The platform's newest way of counting, over the criteria in force."""
    attempt(
        request,
        lambda: take_up_edition(note=request.POST.get("note", ""), by=actor_of(request), at=timezone.now()),
        said=_("Published. Reviews begun from now on are judged by it."),
    )
    return redirect("review-criteria", request.cooperative.slug)


def _known(entry: Any, number: str) -> Known | None:
    known: Known | None = (entry.version(number) if number else entry.published) if entry else None
    return known if known is not None and known.is_public else None


def _tried(form: AdoptForm, known: Known) -> dict[str, Any]:
    """With the values typed, or the usual ones; nothing where one is missing or a criterion does not fit."""
    values = form.values() if form.is_bound and form.is_valid() else {}
    try:
        count, rows = tried_on_dossiers(known.document, values, timezone.localdate())
    except DomainError as refused:
        return {"dossiers": 0, "rows": [], "refused": explain(refused)}
    return {"dossiers": count, "rows": [_row(one) for one in rows], "refused": ""}


def _row(one: Judged) -> dict[str, Any]:
    pairs = [(one.was.get(colour, 0), one.now.get(colour, 0)) for colour in SHOWN]
    return {"code": one.code, "title": _(one.title), "pairs": pairs, "is_new": one.is_new}
