"""Looking at a co-op: who looks, what each says of a line, the report."""

from uuid import UUID

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
from coopplatform.web.doing import attempt
from federation.domain.review.criteria import COLOURS, Colour
from federation.permissions import can_decide, can_review
from federation.queries.review.dossier import newest_dossier
from federation.queries.review.reviews import (
    opinions_of,
    reviewers_of,
)
from federation.services.review.reviewing import give_opinion, name_reviewer, open_review, send_report
from federation.web.review.judged import form_page, judged, judged_review
from federation.web.review.register import staff_rooms
from federation.web.review.showing import (
    in_federation,
    line_shown,
)
from members.web.forms import done, posted


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


@require_POST
@allow(can_review)
def open_(request: TenantRequest, member: str) -> HttpResponse:
    in_federation(request)
    judged(request, member)
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
    found = judged_review(request, review_id)
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
    found = judged_review(request, review_id)
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
    found = judged_review(request, review_id)
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
    return form_page(
        request,
        form,
        found.member,
        title=_("Report on %(name)s") % {"name": found.member.name},
        lede=_("It closes the review with every opinion given. All members of the cooperative may read it."),
        button=_("Send the report"),
    )
