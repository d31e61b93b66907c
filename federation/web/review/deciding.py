"""Deciding about a co-op: the reason in writing, four eyes, and the lot of an appeal."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.review.dossier import reds
from federation.domain.review.membership import FOUR_EYES, Action
from federation.models import Proposal
from federation.permissions import can_decide, can_draw_panel
from federation.queries.review.conflicts import is_conflicted
from federation.queries.review.dossier import newest_dossier
from federation.services.review.appealing import draw_for_appeal, record_outcome
from federation.services.review.deciding import (
    DecisionSaid,
    PlanSaid,
    confirm_proposal,
    decide,
    drop_proposal,
)
from federation.web.review.judged import form_page, judged, possible_here
from federation.web.review.showing import (
    action_word,
    in_federation,
)
from members.web.forms import done, posted

PLAN_ROWS = 4


class DecisionForm(forms.Form):
    """A reason; one for each red criterion; a plan where it is an observation."""

    reason = forms.CharField(
        label=gettext_lazy("Reason"),
        help_text=gettext_lazy("The cooperative reads it whole."),
        widget=forms.Textarea(attrs={"rows": 6}),
    )
    summary = forms.CharField(
        label=gettext_lazy("What everybody may read"),
        help_text=gettext_lazy("One sentence for the public register; may stay empty."),
        max_length=300,
        required=False,
    )

    def __init__(self, *args: object, action: Action, codes: list[str], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        self.action, self.codes = action, codes
        for code in codes:
            label = _("Reason for %(criterion)s, which is not met") % {"criterion": code}
            self.fields[f"red_{code}"] = forms.CharField(
                label=label, widget=forms.Textarea(attrs={"rows": 3}), required=False
            )
        if action is Action.OBSERVE:
            self.fields["plan"] = forms.CharField(
                label=_("Plan"),
                help_text=_("One item a line: the day it is due, then what. 2027-02-15 Hold the assembly"),
                widget=forms.Textarea(attrs={"rows": PLAN_ROWS}),
            )

    def clean_plan(self) -> list[PlanSaid]:
        found = []
        for line in self.cleaned_data["plan"].splitlines():
            day, _blank, text = line.strip().partition(" ")
            if not day:
                continue
            due_on = _day(day)
            if due_on is None or not text.strip():
                raise forms.ValidationError(
                    _("“%(line)s” does not begin with a day like 2027-02-15, or says nothing after it."),
                    params={"line": line.strip()[:60]},
                )
            found.append(PlanSaid(text.strip(), due_on))
        return found

    def said(self, slug: str) -> DecisionSaid:
        data = self.cleaned_data
        return DecisionSaid(
            slug,
            self.action,
            data["reason"],
            data["summary"],
            {code: data[f"red_{code}"] for code in self.codes},
            data.get("plan", ()),
        )


@allow(can_decide)
@require_http_methods(["GET", "POST"])
def decision(request: TenantRequest, member: str, action: str) -> HttpResponse:
    """The reason in writing; where it ends something, a second person confirms it after."""
    in_federation(request)
    found = judged(request, member)
    if action not in {one.value for one in possible_here(found)}:
        raise Http404
    dossier, chosen = newest_dossier(found.pk), Action(action)
    form = DecisionForm(posted(request), action=chosen, codes=red_codes(dossier, chosen))
    if form.is_valid() and (
        made := done(form, lambda: decide(said=form.said(member), by=actor_of(request), at=timezone.now()))
    ):
        is_proposed = isinstance(made, Proposal)
        messages.success(
            request, _("Proposed. A second person reads and confirms it.") if is_proposed else _("Decided.")
        )
        return redirect("review-case", request.cooperative.slug, member)
    lede = _("The machine shows colours; you decide, and say why.")
    if chosen in FOUR_EYES:
        lede += " " + _("This takes four eyes: it holds once a second person has confirmed it.")
    return form_page(
        request,
        form,
        found,
        title=f"{action_word(action)}: {found.name}",
        lede=lede,
        button=action_word(action),
    )


@require_POST
@allow(can_decide)
def proposal(request: TenantRequest, proposal_id: UUID) -> HttpResponse:
    """Confirm it or drop it."""
    in_federation(request)
    row = Proposal.objects.filter(pk=proposal_id).select_related("member").first()
    if row is None or is_conflicted(request.user.pk, row.member.slug):
        raise Http404
    by, at = actor_of(request), timezone.now()
    if "drop" in request.POST:
        attempt(request, lambda: drop_proposal(proposal_id=proposal_id, by=by, at=at), said=_("Dropped."))
    else:
        attempt(
            request, lambda: confirm_proposal(proposal_id=proposal_id, by=by, at=at), said=_("Confirmed.")
        )
    return redirect("review-case", request.cooperative.slug, row.member.slug)


@require_POST
@allow(can_draw_panel)
def draw(request: TenantRequest, appeal_id: UUID) -> HttpResponse:
    in_federation(request)
    seed = request.POST.get("seed", "")
    attempt(
        request,
        lambda: draw_for_appeal(appeal_id=appeal_id, seed=seed, by=actor_of(request), at=timezone.now()),
        said=_("Drawn. Everybody can draw it again."),
    )
    return redirect("reviews", request.cooperative.slug)


@require_POST
@allow(can_draw_panel)
def outcome(request: TenantRequest, draw_id: UUID) -> HttpResponse:
    in_federation(request)
    attempt(
        request,
        lambda: record_outcome(draw_id=draw_id, by=actor_of(request), at=timezone.now()),
        said=_("Entered as the panel decided."),
    )
    return redirect("reviews", request.cooperative.slug)


def red_codes(dossier: Any, action: Action) -> list[str]:
    return [] if dossier is None or action is Action.LEAVE else reds(dossier.lines)


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None
