"""The federation's register: everybody at a glance, the calendar, what is late, criteria and conflicts."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from cooperatives.queries.directory import member_cooperatives
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from federation.domain.review.catalogue import GROUPS
from federation.domain.review.criteria import EVERYWHERE, KINDS, Criterion, Scale
from federation.domain.review.deadlines import TITLES, Kind
from federation.domain.review.editions import changed_by
from federation.domain.review.membership import State
from federation.domain.review.terms import TERMS
from federation.models import ConflictOfInterest
from federation.permissions import (
    can_decide,
    can_publish_criteria,
    can_see_escalations,
    can_see_register,
)
from federation.queries.review.appeals import appeals, draw_of
from federation.queries.review.conflicts import conflicted_with, declared_conflicts
from federation.queries.review.criteria import criteria_in_force, criteria_sets
from federation.queries.review.overview import Known, escalations, everybody, open_proposals
from federation.queries.review.pooled import published_sets
from federation.services.review.criteria import publish_criteria
from federation.services.review.reviewing import declare_conflict
from federation.web.review.showing import (
    action_word,
    due_shown,
    in_federation,
    state_shape,
    state_word,
    value_shown,
)
from members.web.forms import done, posted

IN_ORDER = (
    State.APPLICANT, State.IN_REVIEW, State.SUSPENDED, State.OBSERVATION, State.ADMITTED, State.REFUSED,
    State.WITHDRAWN, State.EXITED,
)  # fmt: skip
ROOMS = (
    ("reviews", gettext_lazy("Register")),
    ("review-calendar", gettext_lazy("Calendar")),
    ("review-escalations", gettext_lazy("Late")),
    ("review-criteria", gettext_lazy("Criteria")),
    ("review-conflicts", gettext_lazy("Conflicts of interest")),
)


def staff_rooms(current: str) -> dict[str, Any]:
    """The context of the row of rooms."""
    return {"staff_rooms": ROOMS, "room": current}


@allow(can_see_register)
@require_safe
def reviews(request: TenantRequest) -> HttpResponse:
    """Every co-op with its state, the colours of its dossier and what is next. Out of what they shared."""
    in_federation(request)
    today, conflicted = timezone.localdate(), conflicted_with(request.user.pk)
    proposals = open_proposals()
    rows = [_row(known, today, conflicted) for known in everybody(today, request.cooperative.zone)]
    rows.sort(key=lambda row: IN_ORDER.index(row["state"]) if row["state"] else 0)
    waiting = [
        (proposal, action_word(proposal.action))
        for proposal in proposals.values()
        if proposal.member.slug not in conflicted
    ]
    context = staff_rooms("reviews") | {"rows": rows, "waiting": waiting}
    return render(request, "federation/review/register.html", context)


@allow(can_see_register)
@require_safe
def calendar(request: TenantRequest) -> HttpResponse:
    """Everything that has to happen, by day, with the terms it is counted by."""
    in_federation(request)
    today, conflicted = timezone.localdate(), conflicted_with(request.user.pk)
    dues = [
        (known.cooperative, due_shown(due, today), known.cooperative.slug in conflicted)
        for known in everybody(today, request.cooperative.zone)
        for due in known.dues
    ]
    context = staff_rooms("review-calendar") | {
        "dues": sorted(dues, key=lambda row: row[1].until),
        "terms": TERMS,
    }
    return render(request, "federation/review/calendar.html", context)


@allow(can_see_escalations)
@require_safe
def late(request: TenantRequest) -> HttpResponse:
    """What went by, and appeals without a panel's decision."""
    in_federation(request)
    told = [(row, _(TITLES[Kind(row.kind)])) for row in escalations()]
    today = timezone.localdate()
    now_late = [
        (known.cooperative, [due_shown(due, today) for due in known.overdue(today)])
        for known in everybody(today, request.cooperative.zone)
        if known.overdue(today)
    ]
    undrawn = [appeal for appeal in appeals() if draw_of(appeal.pk) is None]
    context = staff_rooms("review-escalations") | {"told": told, "now_late": now_late, "undrawn": undrawn}
    return render(request, "federation/review/late.html", context)


class CriteriaForm(forms.Form):
    """One threshold moved, for one country or for all; empty publishes what is in force as it is."""

    code = forms.ChoiceField(label=gettext_lazy("Criterion"), required=False)
    country = forms.CharField(
        label=gettext_lazy("Country"),
        max_length=2,
        required=False,
        help_text=gettext_lazy("Two letters; empty for all that have no threshold of their own."),
    )
    green = forms.DecimalField(label=gettext_lazy("Met from"), localize=True, required=False)
    amber = forms.DecimalField(label=gettext_lazy("Nearly met from"), localize=True, required=False)
    source = forms.CharField(label=gettext_lazy("Law or decision it is from"), max_length=200, required=False)
    note = forms.CharField(
        label=gettext_lazy("Why, as it was voted"), widget=forms.Textarea(attrs={"rows": 3})
    )

    def __init__(self, *args: object, criteria: tuple[Criterion, ...], **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["code"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [("", _("None: publish as they are")), *((one.code, f"{one.code} {_(one.title)}") for
        one in criteria if one.scale is not Scale.SHOWN)]  # fmt: skip


@allow(can_see_register)
@require_http_methods(["GET", "POST"])
def criteria(request: TenantRequest) -> HttpResponse:
    """The criteria in force with their sources; the board publishes a new version."""
    in_federation(request)
    version, found = criteria_in_force()
    may_publish = can_publish_criteria.test(request.access)
    form = CriteriaForm(posted(request) if may_publish else None, criteria=found)
    if form.is_valid() and done(
        form, lambda: publish_criteria(**form.cleaned_data, by=actor_of(request), at=timezone.now())
    ):
        messages.success(request, _("Published. New dossiers are judged by it."))
        return redirect("review-criteria", request.cooperative.slug)
    sets = criteria_sets()
    context = staff_rooms("review-criteria") | {
        "version": version,
        "criteria": [_criterion(one) for one in found],
        "sets": sets,
        "origin": sets[0].origin if sets else {},
        "pooled": published_sets(),
        "counted_now": changed_by(found) if may_publish and version else [],
        "form": form if may_publish else None,
    }
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/criteria.html", context, status=status)


class ConflictForm(forms.Form):
    slug = forms.ChoiceField(label=gettext_lazy("Cooperative"))
    kind = forms.ChoiceField(
        label=gettext_lazy("What the conflict is"), choices=ConflictOfInterest.Kind.choices
    )
    note = forms.CharField(label=gettext_lazy("In a word"), max_length=300, required=False)

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["slug"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.slug, one.name) for one in member_cooperatives()]


@allow(can_decide)
@require_http_methods(["GET", "POST"])
def conflicts(request: TenantRequest) -> HttpResponse:
    """Each declares their own; nobody takes it back."""
    in_federation(request)
    form = ConflictForm(posted(request))
    if form.is_valid() and done(
        form,
        lambda: declare_conflict(
            person_id=request.user.pk, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("Declared. You see and decide nothing of this cooperative any more."))
        return redirect("review-conflicts", request.cooperative.slug)
    context = staff_rooms("review-conflicts") | {"form": form, "declared": declared_conflicts()}
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/conflicts.html", context, status=status)


def _row(known: Known, today: Any, conflicted: set[str]) -> dict[str, Any]:
    return {
        "cooperative": known.cooperative,
        "state": known.state,
        "state_word": state_word(known.state),
        "state_shape": state_shape(known.state),
        "since": known.since,
        "colours": known.colours,
        "reds": ", ".join(known.reds),
        "next": due_shown(known.next_due, today) if known.next_due else None,
        "is_conflicted": known.cooperative.slug in conflicted,
    }


def _criterion(one: Criterion) -> dict[str, Any]:
    limits = [
        {
            "country": "" if country == EVERYWHERE else country,
            "green": value_shown(limit.green, one.unit),
            "amber": value_shown(limit.amber, one.unit),
            "source": _(limit.source),
            "checked_on": limit.checked_on,
        }
        for country, limit in one.thresholds.items()
    ]
    return {
        "code": one.code,
        "title": _(one.title),
        "group": _(GROUPS[one.code[0]]),
        "formula": _(one.formula),
        "source": _(one.source),
        "kind": _(KINDS[one.kind]),
        "is_shown_only": one.scale is Scale.SHOWN,
        "is_at_least": one.scale is Scale.AT_LEAST,
        "limits": limits,
    }
