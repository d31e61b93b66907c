"""One co-op as its reviewers see it: application, dossier, opinions, report, decisions, appeal."""

from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.dateparse import parse_date
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.domain.roles import Role
from cooperatives.models import Cooperative
from cooperatives.queries.access import people_with
from cooperatives.queries.directory import cooperatives_called
from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.adapters.dossier_pdf import rendered
from federation.domain.review.criteria import COLOURS, Colour
from federation.domain.review.dossier import reds
from federation.domain.review.forms import BY_CODE
from federation.domain.review.membership import BY_PANEL, FOUR_EYES, Action, State, possible
from federation.models import Proposal, Review
from federation.permissions import can_decide, can_draw_panel, can_review, can_see_register
from federation.queries.membership import decided_state
from federation.queries.review.appeals import draw_of, newest_appeal, verdict_of, votes_of
from federation.queries.review.conflicts import is_conflicted
from federation.queries.review.dossier import dossier_paper, newest_dossier
from federation.queries.review.overview import known, open_proposals
from federation.queries.review.reviews import (
    newest_application,
    newest_report,
    open_review_of,
    open_triggers,
    opinions_of,
    plan_of,
    plan_paper,
    reply_to,
    review,
    reviewers_of,
)
from federation.services.review.appealing import draw_for_appeal, record_outcome
from federation.services.review.deciding import (
    NOT_DECIDED_HERE,
    DecisionSaid,
    PlanSaid,
    confirm_proposal,
    decide,
    drop_proposal,
)
from federation.services.review.reviewing import give_opinion, name_reviewer, open_review, send_report
from federation.web.review.register import staff_rooms
from federation.web.review.showing import (
    action_word,
    due_shown,
    history_shown,
    in_federation,
    line_shown,
    lines_shown,
    pdf_file,
    state_shape,
    state_word,
)
from members.web.forms import done, posted

PLAN_ROWS = 4


class OpenForm(forms.Form):
    kind = forms.ChoiceField(label=gettext_lazy("Kind of review"), choices=Review.Kind.choices)
    why = forms.CharField(label=gettext_lazy("Why now"), widget=forms.Textarea(attrs={"rows": 3}))


class OpinionForm(forms.Form):
    colour = forms.ChoiceField(
        label=gettext_lazy("What you think"),
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("Not needed where it is met."),
        widget=forms.Textarea(attrs={"rows": 5}),
        required=False,
    )

    def __init__(self, *args: object, **kwargs: object) -> None:
        super().__init__(*args, **kwargs)  # type: ignore[arg-type]
        field = self.fields["colour"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [(one.value, _(COLOURS[one])) for one in (Colour.GREEN, Colour.AMBER, Colour.RED)]


class ReportForm(forms.Form):
    conclusion = forms.CharField(label=gettext_lazy("Conclusion"), widget=forms.Textarea(attrs={"rows": 8}))


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


@allow(can_see_register)
@require_safe
def case(request: TenantRequest, member: str) -> HttpResponse:
    """Everything the federation knows of a co-op, and what can be done next."""
    in_federation(request)
    found, today = _judged(request, member), timezone.localdate()
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


@require_POST
@allow(can_review)
def open_(request: TenantRequest, member: str) -> HttpResponse:
    in_federation(request)
    _judged(request, member)
    kind, why = request.POST.get("kind", ""), request.POST.get("why", "")
    attempt(
        request,
        lambda: open_review(slug=member, kind=kind, why=why, by=actor_of(request), at=timezone.now()),
        said=_("The review is open. Name its reviewers."),
    )
    return redirect("review-case", request.cooperative.slug, member)


@require_POST
@allow(can_decide)
def reviewer(request: TenantRequest, review_id: UUID) -> HttpResponse:
    """Name one, or take the name back."""
    in_federation(request)
    found = _review(request, review_id)
    who, is_named = request.POST.get("reviewer", ""), "back" not in request.POST
    attempt(
        request,
        lambda: name_reviewer(
            review_id=review_id,
            user_id=int(who) if who.isdecimal() else 0,
            is_named=is_named,
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=_("Named.") if is_named else _("Not a reviewer any more."),
    )
    return redirect("review-case", request.cooperative.slug, found.member.slug)


@allow(can_review)
@require_http_methods(["GET", "POST"])
def opinion(request: TenantRequest, review_id: UUID, code: str) -> HttpResponse:
    """A reviewer's word on one line."""
    in_federation(request)
    found = _review(request, review_id)
    dossier = newest_dossier(found.member_id)
    line = next((one for one in (dossier.lines if dossier else ()) if one["code"] == code), None)
    if line is None or request.user.pk not in {row.reviewer_id for row in reviewers_of(review_id)}:
        raise Http404
    own = opinions_of(review_id).get(code, {}).get(request.user.pk)
    initial = {"colour": own.colour, "text": own.text} if own else None
    form = OpinionForm(posted(request), initial=initial)
    if form.is_valid() and done(
        form,
        lambda: give_opinion(
            review_id=review_id, criterion=code, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("Kept until the report."))
        return redirect("review-case", request.cooperative.slug, found.member.slug)
    context = staff_rooms("reviews") | {
        "member": found.member,
        "review": found,
        "line": line_shown(line),
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/opinion.html", context, status=status)


@allow(can_review)
@require_http_methods(["GET", "POST"])
def report(request: TenantRequest, review_id: UUID) -> HttpResponse:
    """The report closes the review."""
    in_federation(request)
    found = _review(request, review_id)
    form = ReportForm(posted(request))
    if form.is_valid() and done(
        form,
        lambda: send_report(
            review_id=review_id,
            conclusion=form.cleaned_data["conclusion"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Sent. The cooperative has 15 days to reply."))
        return redirect("review-case", request.cooperative.slug, found.member.slug)
    return _form_page(
        request,
        form,
        found.member,
        title=_("Report on %(name)s") % {"name": found.member.name},
        lede=_("It closes the review with every opinion given. All members of the cooperative may read it."),
        button=_("Send the report"),
    )


@allow(can_decide)
@require_http_methods(["GET", "POST"])
def decision(request: TenantRequest, member: str, action: str) -> HttpResponse:
    """The reason in writing; where it ends something, a second person confirms it after."""
    in_federation(request)
    found = _judged(request, member)
    if action not in {one.value for one in _possible(found)}:
        raise Http404
    dossier, chosen = newest_dossier(found.pk), Action(action)
    form = DecisionForm(posted(request), action=chosen, codes=_codes(dossier, chosen))
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
    return _form_page(
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


@allow(can_see_register)
@require_safe
def statutes(request: TenantRequest, member: str) -> HttpResponse:
    in_federation(request)
    found = newest_application(_judged(request, member).pk, with_statutes=True)
    if found is None:
        raise Http404
    return pdf_file(bytes(found.statutes), found.statutes_name)


@allow(can_see_register)
@require_safe
def paper(request: TenantRequest, member: str, code: str) -> HttpResponse:
    """A paper of the released dossier."""
    in_federation(request)
    dossier = newest_dossier(_judged(request, member).pk)
    found = dossier_paper(dossier.pk, code) if dossier else None
    if found is None:
        raise Http404
    return pdf_file(bytes(found.content), found.name)


@allow(can_see_register)
@require_safe
def item_paper(request: TenantRequest, item_id: UUID) -> HttpResponse:
    """What a co-op sent of an item of its plan."""
    in_federation(request)
    found = plan_paper(item_id)
    if found is None or found.content is None:
        raise Http404
    _judged(request, found.item.member.slug)
    return pdf_file(bytes(found.content), found.name)


@allow(can_see_register)
@require_safe
def printed(request: TenantRequest, member: str) -> HttpResponse:
    """The released dossier on paper."""
    in_federation(request)
    found = _judged(request, member)
    dossier, last = newest_dossier(found.pk), newest_report(found.pk)
    if dossier is None:
        raise Http404
    content = rendered(
        name=found.name,
        lines=dossier.lines,
        on=timezone.localdate(dossier.released_at),
        report=last,
        reply=reply_to(last.pk) if last else None,
    )
    return pdf_file(content, f"dossier-{member}.pdf")


def _judged(request: TenantRequest, slug: str) -> Cooperative:
    """A co-op this person may judge; unknown and conflicted look alike."""
    found = cooperatives_called([slug]).get(slug)
    if found is None or decided_state(found.pk) is None or is_conflicted(request.user.pk, slug):
        raise Http404
    return found


def _review(request: TenantRequest, review_id: UUID) -> Review:
    found = review(review_id)
    if found is None or is_conflicted(request.user.pk, found.member.slug):
        raise Http404
    return found


def _may_enter(request: TenantRequest, appeal: Any, drawn: Any, transitions: Any) -> bool:
    """Once the panel has decided, as long as it is not entered."""
    if drawn is None or not can_draw_panel.test(request.access) or verdict_of(drawn.pk) is None:
        return False
    return not any(
        row.action in BY_PANEL and row.sequence > appeal.transition.sequence for row in transitions
    )


def _possible(member: Cooperative) -> list[Action]:
    return [action for action in possible(decided_state(member.pk)) if action not in NOT_DECIDED_HERE]


def _actions(request: TenantRequest, member: Cooperative) -> list[tuple[str, str]]:
    if not can_decide.test(request.access):
        return []
    return [(action.value, action_word(action)) for action in _possible(member)]


def _codes(dossier: Any, action: Action) -> list[str]:
    return [] if dossier is None or action is Action.LEAVE else reds(dossier.lines)


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


def _day(text: str) -> date | None:
    try:
        return parse_date(text)
    except ValueError:
        return None


def _form_page(request: TenantRequest, form: forms.Form, member: Cooperative, **more: Any) -> HttpResponse:
    context = staff_rooms("reviews") | {"form": form, "member": member} | more
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/staff_form.html", context, status=status)
