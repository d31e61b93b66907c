"""The roadmap: what co-ops propose, what each would spend its budget on, what came out and what its euros got."""

from datetime import date, datetime, time, timedelta
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.queries.directory import cooperatives_called
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.models import RoadmapRound
from federation.permissions import can_propose_feature, can_run_roadmap, can_see_commons, can_support_feature
from federation.queries.roadmap import Standing, known_dues, round_called, rounds, standing_of
from federation.services.roadmap import (
    LEAST_WORDS,
    decide_round,
    open_round,
    propose_feature,
    support_features,
)
from federation.web.here import of_a_cooperative, of_the_federation
from federation.web.rooms import rooms_for
from members.web.forms import amount_field, cents_of, day_field, done

USUAL_EQUAL_PERCENT = 50
USUAL_DAYS = 30


class FeatureForm(forms.Form):
    """Something to be built."""

    name = forms.CharField(label=gettext_lazy("What it is called"), max_length=80)
    words = forms.CharField(
        label=gettext_lazy("What it is for"),
        widget=forms.Textarea(attrs={"rows": 3}),
        min_length=LEAST_WORDS,
        max_length=4000,
    )
    cost = amount_field(gettext_lazy("What it costs"))


class RoundForm(forms.Form):
    """A round by the parameters that were voted, with each member's dues."""

    title = forms.CharField(label=gettext_lazy("Title"), max_length=80)
    opens_on = day_field(gettext_lazy("First day"))
    closes_on = day_field(gettext_lazy("Last day"))
    pot = amount_field(gettext_lazy("The pot"))
    equal_percent = forms.IntegerField(
        label=gettext_lazy("Shared in equal parts, percent"),
        min_value=0,
        max_value=100,
        help_text=gettext_lazy("The rest goes in proportion to dues."),
    )
    ties = forms.ChoiceField(
        label=gettext_lazy("Equal claims go to"),
        choices=[
            (RoadmapRound.Ties.NEWEST, gettext_lazy("the newest proposal")),
            (RoadmapRound.Ties.OLDEST, gettext_lazy("the oldest proposal")),
        ],
    )
    minute = forms.CharField(
        label=gettext_lazy("The vote that set this budget"), min_length=10, max_length=300
    )

    def __init__(self, *args: Any, dues: dict[str, int], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        names = cooperatives_called(dues.keys())
        for slug, cents in dues.items():
            self.fields[f"dues_{slug}"] = amount_field(
                _("Dues of %(name)s") % {"name": names[slug].name},
                initial=cents / 100,
                help_text=_("Called in the last twelve months.") if cents else "",
            )

    def dues(self) -> dict[str, int]:
        return {
            name.removeprefix("dues_"): cents_of(value)
            for name, value in self.cleaned_data.items()
            if name.startswith("dues_")
        }


@allow(can_see_commons)
@require_safe
@of_a_cooperative
def roadmap(request: TenantRequest) -> HttpResponse:
    """Every round, the newest first, and what our euros got in it."""
    now = timezone.now()
    shown = [_told(standing_of(one, us=request.cooperative), request, now) for one in rounds(limit=8)]
    return render(request, "federation/roadmap.html", rooms_for(request, "roadmap") | {"rounds": shown})


@allow(can_see_commons)
@require_http_methods(["GET", "POST"])
@of_a_cooperative
def roadmap_round(request: TenantRequest, round_id: UUID) -> HttpResponse:
    """A round: its proposals; while it is open ours, and our support."""
    round_ = _round(round_id)
    is_proposal = request.method == "POST" and request.POST.get("do") == "propose"
    form = FeatureForm(request.POST if is_proposal else None)
    if request.method == "POST":
        if not is_proposal:
            return _supported(request, round_)
        if not can_propose_feature.test(request.access):
            raise Http404
        if form.is_valid() and _proposed(request, round_, form):
            return redirect("roadmap-round", request.cooperative.slug, round_.pk)
    standing = standing_of(round_, us=request.cooperative)
    context = rooms_for(request, "roadmap") | _told(standing, request, timezone.now())
    context |= {
        "form": form,
        "can_propose": can_propose_feature.test(request.access),
        "can_support": can_support_feature.test(request.access),
    }
    status = 422 if form.is_bound else 200
    return render(request, "federation/roadmap_round.html", context, status=status)


def _proposed(request: TenantRequest, round_: RoadmapRound, form: FeatureForm) -> bool:
    said = form.cleaned_data
    made = done(
        form,
        lambda: propose_feature(
            round_id=round_.pk,
            name=said["name"],
            words=said["words"],
            cost_cents=cents_of(said["cost"]),
            by=actor_of(request),
            at=timezone.now(),
        ),
    )
    if made is not None:
        messages.success(request, _("Proposed. Every co-op sees it now."))
    return made is not None


def _supported(request: TenantRequest, round_: RoadmapRound) -> HttpResponse:
    if not can_support_feature.test(request.access):
        raise Http404
    try:
        chosen = [UUID(one) for one in request.POST.getlist("features")]
    except ValueError:
        raise Http404 from None
    attempt(
        request,
        lambda: support_features(
            round_id=round_.pk, feature_ids=chosen, by=actor_of(request), at=timezone.now()
        ),
        said=_("Kept. You can change it until the round closes."),
    )
    return redirect("roadmap-round", request.cooperative.slug, round_.pk)


@allow(can_run_roadmap)
@require_http_methods(["GET", "POST"])
@of_the_federation
def federation_roadmap(request: TenantRequest) -> HttpResponse:
    """The rounds as the federation runs them; a new one with its budgets."""
    today = timezone.localdate(timezone.now(), request.cooperative.zone)
    initial = {
        "opens_on": today,
        "closes_on": today + timedelta(days=USUAL_DAYS),
        "equal_percent": USUAL_EQUAL_PERCENT,
    }
    form = RoundForm(request.POST or None, dues=known_dues(today), initial=initial)
    if form.is_valid() and _opened(request, form) is not None:
        messages.success(request, _("The round is set, with its budgets."))
        return redirect("federation-roadmap", request.cooperative.slug)
    now = timezone.now()
    shown = [_told(standing_of(one), request, now) for one in rounds(limit=8)]
    status = 422 if form.is_bound else 200
    return render(
        request, "federation/federation_roadmap.html", {"rounds": shown, "form": form}, status=status
    )


def _opened(request: TenantRequest, form: RoundForm) -> RoadmapRound | None:
    said, zone = form.cleaned_data, request.cooperative.zone
    made: RoadmapRound | None = done(
        form,
        lambda: open_round(
            title=said["title"],
            opens_at=datetime.combine(said["opens_on"], time(), zone),
            closes_at=datetime.combine(said["closes_on"] + timedelta(days=1), time(), zone),
            pot_cents=cents_of(said["pot"]),
            dues_cents=form.dues(),
            equal_percent=said["equal_percent"],
            minute=said["minute"],
            ties=said["ties"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    )
    return made


@require_POST
@allow(can_run_roadmap)
@of_the_federation
def federation_roadmap_decide(request: TenantRequest, round_id: UUID) -> HttpResponse:
    attempt(
        request,
        lambda: decide_round(round_id=round_id, by=actor_of(request), at=timezone.now()),
        said=_("Decided. Each co-op sees what its euros got."),
    )
    return redirect("federation-roadmap", request.cooperative.slug)


def _round(round_id: UUID) -> RoadmapRound:
    found = round_called(round_id)
    if found is None:
        raise Http404
    return found


def _told(standing: Standing, request: TenantRequest, now: datetime) -> dict[str, Any]:
    """A round for its page: whether it is open, our budget, what we got."""
    slug = request.cooperative.slug
    names = cooperatives_called(standing.budgets.keys())
    got = standing.got_by(slug)
    return {
        "standing": standing,
        "round": standing.round,
        "is_open": standing.is_open(now),
        "is_to_come": standing.is_to_come(now),
        "is_over": standing.is_over(now),
        "last_day": _last_day(standing.round, request),
        "our_budget": standing.budgets.get(slug),
        "got": got,
        "spent": sum(one.paid_cents for one in got),
        "left": standing.left_of(slug),
        "budgets": [(names[one].name, cents) for one, cents in standing.budgets.items() if one in names],
        "bought": [one for one in standing.proposals if one.is_bought],
        "not_bought": [one for one in standing.proposals if not one.is_bought],
    }


def _last_day(round_: RoadmapRound, request: TenantRequest) -> date:
    return (round_.closes_at - timedelta(seconds=1)).astimezone(request.cooperative.zone).date()
