"""One co-op as its reviewers see it: application, dossier, opinions, report, decisions, appeal."""

from datetime import date
from typing import Any

from django import forms
from django.http import HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from cooperatives.domain.roles import Role
from cooperatives.models import Cooperative
from cooperatives.queries.access import people_with
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest
from federation.domain.review.criteria import COLOURS, Colour
from federation.domain.review.forms import BY_CODE
from federation.domain.review.membership import BY_PANEL, State
from federation.models import Review
from federation.permissions import can_decide, can_draw_panel, can_review, can_see_register
from federation.queries.means.leaving import standing_of as account_at_exit
from federation.queries.membership import decided_state
from federation.queries.review.appeals import draw_of, newest_appeal, verdict_of, votes_of
from federation.queries.review.conflicts import is_conflicted
from federation.queries.review.dossier import newest_dossier
from federation.queries.review.overview import known, open_proposals
from federation.queries.review.reviews import (
    newest_application,
    newest_report,
    open_review_of,
    open_triggers,
    opinions_of,
    plan_of,
    reply_to,
    reviewers_of,
)
from federation.web.review.judged import judged, possible_here
from federation.web.review.register import staff_rooms
from federation.web.review.showing import (
    action_word,
    due_shown,
    history_shown,
    in_federation,
    lines_shown,
    state_shape,
    state_word,
)


class OpenForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of review"), choices=Review.Kind.choices)
    why = forms.CharField(label=gettext_lazy("Why now"), widget=forms.Textarea(attrs={"rows": 3}))


@allow(can_see_register)
@require_safe
def case(request: TenantRequest, member: str) -> HttpResponse:
    """Everything the federation knows of a co-op, and what can be done next."""
    in_federation(request)
    found, today = judged(request, member), timezone.localdate()
    standing = known(found, today, request.cooperative.zone)
    running, dossier, report = open_review_of(found.pk), newest_dossier(found.pk), newest_report(found.pk)
    reviewers = reviewers_of(running.pk) if running else []
    proposal = open_proposals().get(found.pk)
    appeal = newest_appeal(found.pk)
    draw = draw_of(appeal.pk) if appeal else None
    application = newest_application(found.pk)
    context = staff_rooms("reviews") | {
        "member": found,
        "standing": standing,
        "state_word": state_word(standing.state),
        "state_shape": state_shape(standing.state),
        "dues": [due_shown(due, today) for due in standing.dues],
        "has_account": account_at_exit(found) is not None,
        "history": history_shown(standing.transitions),
        "application": application,
        "legal_form": BY_CODE.get(application.legal_form) if application else None,
        "founders": application.founders.splitlines() if application else [],
        "dossier": dossier,
        "chapters": lines_shown(dossier.lines) if dossier else [],
        "opinions": _opinions(running),
        "review": running,
        "reviewers": reviewers,
        "may_be_named": _may_be_named(reviewers, found, today) if running else [],
        "is_reviewer": request.user.pk in {row.reviewer_id for row in reviewers},
        "open_form": _open_form(found, running),
        "report": report,
        "reply": reply_to(report.pk) if report else None,
        "plan": plan_of(found.pk),
        "triggers": open_triggers().get(found.pk, []),
        "actions": _actions(request, found) if proposal is None else [],
        "proposal": proposal,
        "proposal_word": action_word(proposal.action) if proposal else "",
        "proposal_reasons": sorted(proposal.red_reasons.items()) if proposal else [],
        "is_own_proposal": proposal is not None and proposal.proposed_by_id == request.user.pk,
        "may_decide": can_decide.test(request.access),
        "may_review": can_review.test(request.access),
        "may_draw": can_draw_panel.test(request.access),
        "appeal": appeal,
        "draw": draw,
        "votes": votes_of(draw.pk) if draw else [],
        "may_enter": _may_enter(request, appeal, draw, standing.transitions),
    }
    return render(request, "federation/review/case.html", context)


def _may_enter(request: TenantRequest, appeal: Any, drawn: Any, transitions: Any) -> bool:
    """Once the panel has decided, as long as it is not entered."""
    if drawn is None or not can_draw_panel.test(request.access) or verdict_of(drawn.pk) is None:
        return False
    return not any(
        row.action in BY_PANEL and row.sequence > appeal.transition.sequence for row in transitions
    )


def _actions(request: TenantRequest, member: Cooperative) -> list[tuple[str, str]]:
    if not can_decide.test(request.access):
        return []
    return [(action.value, action_word(action)) for action in possible_here(member)]


def _opinions(running: Review | None) -> dict[str, list[tuple[str, str, str]]]:
    if running is None:
        return {}
    return {
        code: [(one.reviewer.name, _(COLOURS[Colour(one.colour)]), one.text) for one in by.values()]
        for code, by in opinions_of(running.pk).items()
    }


def _may_be_named(reviewers: Any, member: Cooperative, today: date) -> list[Any]:
    named = {row.reviewer_id for row in reviewers}
    people = people_with([Role.REVIEWER], on=today)
    return [one for one in people if one.pk not in named and not is_conflicted(one.pk, member.slug)]


def _open_form(member: Cooperative, running: Review | None) -> OpenForm | None:
    """Only the kinds that suit the co-op's state."""
    if running is not None:
        return None
    state = decided_state(member.pk)
    form = OpenForm()
    field = form.fields["kind"]
    assert isinstance(field, forms.ChoiceField)
    is_applying = state in (State.APPLICANT, State.IN_REVIEW)
    is_member = state in (State.ADMITTED, State.OBSERVATION, State.SUSPENDED)
    field.choices = [
        choice
        for choice in Review.Kind.choices
        if (is_applying if choice[0] == Review.Kind.ADMISSION else is_member)
    ]
    return form if field.choices else None
