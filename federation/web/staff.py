"""The federation's own staff: who has contributed, what a release would be, publishing it and its corrections."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from coopplatform.web.wording import explain
from federation.domain.disclosure.rule import RULE
from federation.domain.release.period import Quarter
from federation.domain.statistics.figures import MonthFigures
from federation.permissions import can_publish_release, can_see_quarter
from federation.queries.drafts import Drafted, draft_of
from federation.queries.quarters import MemberQuarter, members_of_quarter, quarters_over
from federation.queries.releases import releases_of
from federation.services.here import require_federation
from federation.services.publishing import publish_release
from federation.web.contribution_lines import lines_of
from federation.web.figure_tables import shown_table
from federation.web.figure_words import quarter_words, said_in


class QuarterForm(forms.Form):
    """One of the last quarters that are over."""

    period = forms.ChoiceField(label=gettext_lazy("Quarter"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["period"]
        assert isinstance(field, forms.ChoiceField)
        offered = [str(one) for one in quarters_over(timezone.localdate())]
        field.choices = [(one, quarter_words(one)) for one in offered]


class PublishForm(forms.Form):
    note = forms.CharField(
        label=gettext_lazy("Why there is a new version"),
        max_length=400,
        required=False,
        help_text=gettext_lazy("Readers see it; who cited the version before is told."),
    )


@allow(can_see_quarter)
@require_safe
def members(request: TenantRequest) -> HttpResponse:
    """Every member's months of a quarter: shared, held back, late."""
    require_federation()
    form, quarter = _quarter(request.GET)
    found = members_of_quarter(quarter, today=timezone.localdate())
    context = {
        "form": form,
        "period": str(quarter),
        "quarter": quarter_words(str(quarter)),
        "members": [_shown(one) for one in found],
        "contributed": sum(1 for one in found if one.is_whole),
        "releases": releases_of(str(quarter)),
        "rule": RULE,
        "can_publish": can_publish_release.test(request.access),
    }
    return render(request, "federation/members.html", context)


@allow(can_publish_release)
@require_safe
def draft(request: TenantRequest) -> HttpResponse:
    """What would be published, with what is withheld and why, before anybody else sees it."""
    require_federation()
    _form, quarter = _quarter(request.GET)
    return render(request, "federation/draft.html", _draft_context(quarter, PublishForm()))


@require_POST
@allow(can_publish_release)
def publish(request: TenantRequest) -> HttpResponse:
    require_federation()
    _form, quarter = _quarter(request.POST)
    form = PublishForm(request.POST)
    form.is_valid()
    try:
        publish_release(
            period=str(quarter),
            note=form.cleaned_data.get("note", ""),
            by=actor_of(request),
            at=timezone.now(),
        )
    except (Invalid, NotAllowedNow) as problem:
        form.add_error(problem.field if problem.field in form.fields else None, explain(problem))
        return render(request, "federation/draft.html", _draft_context(quarter, form), status=422)
    messages.success(request, _("Published. Everybody can read it."))
    to = redirect("federation-members", request.cooperative.slug)
    to["Location"] += f"?period={quarter}"
    return to


def _draft_context(quarter: Quarter, form: PublishForm) -> dict[str, Any]:
    context: dict[str, Any] = {"period": str(quarter), "quarter": quarter_words(str(quarter)), "form": form}
    try:
        drafted = draft_of(quarter, at=timezone.now())
    except DomainError as problem:
        return {**context, "obstacle": explain(problem)}
    body = drafted.body
    return {
        **context,
        "drafted": drafted,
        "is_over": quarter.last < timezone.localdate(),
        "panel": body["panel"],
        "body": body,
        "indicators": [said_in(row) for row in body["indicators"]],
        "tables": [shown_table(table) for table in body["tables"]],
        "changes": [{**one.as_json(), "title": _(one.title)} for one in drafted.changes],
        "waiting": _waiting(drafted),
    }


def _waiting(drafted: Drafted) -> list[str]:
    """Newcomers that some sheet leaves out until three have come."""
    return sorted({slug for slugs in drafted.made.left_out.values() for slug in slugs})


def _shown(one: MemberQuarter) -> dict[str, Any]:
    months = []
    for month in one.months:
        row = month.contribution
        lines = lines_of(MonthFigures.from_json(row.figures), None) if row else []
        months.append(
            {"month": month.month, "state": month.state.value, "row": row, "hold": month.hold, "lines": lines}
        )
    return {"name": one.name, "country": one.country, "is_whole": one.is_whole, "months": months}


def _quarter(asked: Any) -> tuple[QuarterForm, Quarter]:
    """The quarter asked for, or the last one that is over."""
    form = QuarterForm({"period": asked.get("period", "")})
    if form.is_valid():
        return form, Quarter.parse(form.cleaned_data["period"])
    last = quarters_over(timezone.localdate())[0]
    return QuarterForm(initial={"period": str(last)}), last
