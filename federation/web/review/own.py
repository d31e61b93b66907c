"""A co-op's own standing in the federation: its state, the report and its reply, its plan, leaving, appealing."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from coopplatform.web.papers import uploaded
from federation.domain.review import terms
from federation.domain.review.deadlines import last_day, local_day
from federation.domain.review.membership import MAY_BE_APPEALED, Action, State, possible
from federation.models import PlanItem, ReviewRequest
from federation.permissions import can_answer_report, can_apply, can_ask_for_review, can_read_membership
from federation.queries.membership import decided_state
from federation.queries.review.appeals import newest_appeal
from federation.queries.review.overview import known
from federation.queries.review.reviews import newest_report, plan_of, reply_to
from federation.services.review.appealing import file_appeal
from federation.services.review.deciding import complete_item
from federation.services.review.leaving import ask_for_review, give_notice, take_request_back
from federation.services.review.reviewing import reply_to_report
from federation.web.review.showing import due_shown, history_shown, in_cooperative, state_shape, state_word
from federation.web.rooms import rooms_for
from members.web.forms import day_field, done, posted


class TextForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("What you say to it"), widget=forms.Textarea(attrs={"rows": 6}))


class DoneForm(forms.Form):
    text = forms.CharField(label=gettext_lazy("How it was done"), widget=forms.Textarea(attrs={"rows": 4}))
    paper = forms.FileField(label=gettext_lazy("Evidence, PDF up to 5 MB"), required=False)


class LeaveForm(forms.Form):
    last_day = day_field(gettext_lazy("Last day as a member"))
    reason = forms.CharField(
        label=gettext_lazy("Why"),
        help_text=gettext_lazy("As your assembly decided it."),
        widget=forms.Textarea(attrs={"rows": 4}),
    )


class AppealForm(forms.Form):
    grounds = forms.CharField(
        label=gettext_lazy("Why the decision is wrong"), widget=forms.Textarea(attrs={"rows": 8})
    )


@allow(can_read_membership)
@require_safe
def membership(request: TenantRequest) -> HttpResponse:
    """Where the co-op stands, and what it can do now."""
    in_cooperative(request)
    here, today = request.cooperative, timezone.localdate()
    standing, report = known(here, today, here.zone), newest_report(here.pk)
    state = decided_state(here.pk)
    context = rooms_for(request, "membership") | {
        "state_word": state_word(standing.state),
        "state_shape": state_shape(standing.state),
        "standing": standing,
        "is_suspended": standing.state is State.SUSPENDED,
        "belongs": standing.state in (State.ADMITTED, State.OBSERVATION, State.SUSPENDED),
        "dues": [due_shown(due, today) for due in standing.dues],
        "history": history_shown(standing.transitions),
        "report": report,
        "reply": reply_to(report.pk) if report else None,
        "reply_until": last_day(local_day(report.sent_at, here.zone), terms.REPLY) if report else None,
        "may_reply": _may_reply(request, report),
        "plan": plan_of(here.pk) if standing.state in (State.OBSERVATION, State.SUSPENDED) else [],
        "appeal": newest_appeal(here.pk),
        "may_answer": can_answer_report.test(request.access),
        "may_apply": can_apply.test(request.access) and Action.APPLY in possible(state),
        "may_leave": can_apply.test(request.access) and Action.LEAVE in possible(state),
        "may_appeal": _may_appeal(request, standing.transitions),
        "asks": ReviewRequest.objects.filter(user=request.user.pk, withdrawn_at=None).exists(),
        "term": terms,
    }
    return render(request, "federation/review/membership.html", context)


@allow(can_answer_report)
@require_http_methods(["GET", "POST"])
def reply(request: TenantRequest, report_id: UUID) -> HttpResponse:
    """The right of reply."""
    in_cooperative(request)
    report = newest_report(request.cooperative.pk)
    if report is None or report.pk != report_id:
        raise Http404
    form = TextForm(posted(request))
    if form.is_valid() and done(
        form,
        lambda: reply_to_report(
            report_id=report_id, text=form.cleaned_data["text"], by=actor_of(request), at=timezone.now()
        ),
    ):
        messages.success(request, _("Your reply is with the federation."))
        return redirect("membership", request.cooperative.slug)
    until = last_day(local_day(report.sent_at, request.cooperative.zone), terms.REPLY)
    return _form_page(
        request,
        form,
        title=_("Reply to the report"),
        lede=_("The federation reads it before it decides. You can reply once, until %(until)s.")
        % {"until": _day(until)},
        button=_("Send the reply"),
        quoted=report.conclusion,
    )


@allow(can_answer_report)
@require_http_methods(["GET", "POST"])
def plan_item(request: TenantRequest, item_id: UUID) -> HttpResponse:
    """An item of the plan is done."""
    in_cooperative(request)
    item = PlanItem.objects.filter(pk=item_id, member=request.cooperative).first()
    if item is None:
        raise Http404
    form = DoneForm(posted(request), request.FILES or None)
    if form.is_valid() and done(
        form,
        lambda: complete_item(
            item_id=item_id,
            text=form.cleaned_data["text"],
            paper=uploaded(form, "paper"),
            by=actor_of(request),
            at=timezone.now(),
        ),
    ):
        messages.success(request, _("Told to the federation."))
        return redirect("membership", request.cooperative.slug)
    return _form_page(
        request,
        form,
        title=item.text,
        lede=_("Until %(until)s.") % {"until": _day(item.due_on)},
        button=_("Say it is done"),
    )


@allow(can_apply)
@require_http_methods(["GET", "POST"])
def leave(request: TenantRequest) -> HttpResponse:
    """The co-op leaves of its own will."""
    in_cooperative(request)
    form = LeaveForm(posted(request))
    if form.is_valid() and done(
        form, lambda: give_notice(**form.cleaned_data, by=actor_of(request), at=timezone.now())
    ):
        messages.success(request, _("The federation has your notice."))
        return redirect("membership", request.cooperative.slug)
    return _form_page(
        request,
        form,
        title=_("Leave the federation"),
        lede=_(
            "You belong until your last day. Your data stays yours: download all of it at any time, also afterwards."
        ),
        button=_("Give notice"),
    )


@allow(can_answer_report)
@require_http_methods(["GET", "POST"])
def appeal(request: TenantRequest) -> HttpResponse:
    """Workers of other co-ops decide."""
    in_cooperative(request)
    form = AppealForm(posted(request))
    if form.is_valid() and done(
        form,
        lambda: file_appeal(grounds=form.cleaned_data["grounds"], by=actor_of(request), at=timezone.now()),
    ):
        messages.success(request, _("Your appeal is filed. A panel is drawn within a week."))
        return redirect("membership", request.cooperative.slug)
    return _form_page(
        request,
        form,
        title=_("Appeal"),
        lede=_(
            "Five workers of other cooperatives, drawn by lot, decide within thirty days. They read the decision, the "
            "report, your reply and what you write here. An exclusion waits for them."
        ),
        button=_("File the appeal"),
    )


@require_POST
@allow(can_ask_for_review)
def request_review(request: TenantRequest) -> HttpResponse:
    """A worker asks for a review of their own co-op, or takes that back."""
    in_cooperative(request)
    by, at = actor_of(request), timezone.now()
    if "back" in request.POST:
        attempt(request, lambda: take_request_back(by=by, at=at), said=_("Taken back."))
    else:
        said = _("You ask for a review. The federation hears only how many of you do, once it is a tenth.")
        attempt(request, lambda: ask_for_review(by=by, at=at), said=said)
    return redirect("membership", request.cooperative.slug)


def _may_reply(request: TenantRequest, report: Any) -> bool:
    if report is None or not can_answer_report.test(request.access) or reply_to(report.pk):
        return False
    return timezone.localdate() <= last_day(local_day(report.sent_at, request.cooperative.zone), terms.REPLY)


def _may_appeal(request: TenantRequest, transitions: Any) -> bool:
    if not transitions or transitions[-1].action not in MAY_BE_APPEALED:
        return False
    until = last_day(local_day(transitions[-1].decided_at, request.cooperative.zone), terms.APPEAL)
    return timezone.localdate() <= until and can_answer_report.test(request.access)


def _day(day: Any) -> str:
    return date_format(day, "j F Y")


def _form_page(request: TenantRequest, form: forms.Form, **more: Any) -> HttpResponse:
    context = rooms_for(request, "membership") | {"form": form} | more
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/own_form.html", context, status=status)
