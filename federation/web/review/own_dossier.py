"""The co-op's dossier, seen by the co-op first: line by line, with its formula, its evidence and a word of its own."""

from datetime import timedelta
from typing import Any

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from coopplatform.web.papers import pdf_file, uploaded
from federation.adapters.dossier_pdf import rendered
from federation.domain.review.dossier import counts
from federation.permissions import can_keep_dossier, can_read_dossier
from federation.queries.review.criteria import criteria_set
from federation.queries.review.dossier import computed_value_known, own_dossiers, own_lines, own_paper
from federation.queries.review.reviews import newest_report, open_review_of, reply_to
from federation.services.review.evidence import (
    Declared,
    collect_evidence,
    comment_line,
    declare_evidence,
    release_dossier,
)
from federation.web.review.showing import in_cooperative, line_shown, lines_shown
from federation.web.rooms import rooms_for
from members.web.forms import day_field, done, posted


class CommentForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("What you say to this line"),
        help_text=gettext_lazy("It goes to the reviewers with the line."),
        widget=forms.Textarea(attrs={"rows": 4}),
        max_length=2000,
        required=False,
    )


class DeclareForm(forms.Form):
    value = forms.DecimalField(label=gettext_lazy("Value"), localize=True, max_digits=14, decimal_places=2)
    first = day_field(gettext_lazy("From"))
    last = day_field(gettext_lazy("To"))
    words = forms.CharField(
        label=gettext_lazy("Where this is from"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3})
    )
    paper = forms.FileField(label=gettext_lazy("PDF up to 5 MB"), required=False)


@allow(can_read_dossier)
@require_http_methods(["GET", "POST"])
def dossier(request: TenantRequest) -> HttpResponse:
    """Every line as it stands; POST counts again what the platform can."""
    in_cooperative(request)
    may_keep = can_keep_dossier.test(request.access)
    if request.method == "POST":
        if not may_keep:
            raise Http404
        attempt(
            request,
            lambda: collect_evidence(by=actor_of(request), at=timezone.now()),
            said=_("Counted again from your data."),
        )
        return redirect("dossier", request.cooperative.slug)
    version, lines = own_lines()
    running = open_review_of(request.cooperative.pk)
    released = own_dossiers()
    context = rooms_for(request, "dossier") | {
        "chapters": lines_shown(lines),
        "counts": counts(lines),
        "released": released,
        "is_as_released": bool(released) and released[0].lines == lines,
        "may_keep": may_keep,
        "version": version,
        "origin": found.origin if (found := criteria_set(version)) else {},
        "is_in_review": running is not None and running.criteria_version == version,
    }
    return render(request, "federation/review/dossier.html", context)


@allow(can_keep_dossier)
@require_http_methods(["GET", "POST"])
def line(request: TenantRequest, code: str) -> HttpResponse:
    """One line: a comment, or what is declared."""
    in_cooperative(request)
    found = next((one for one in own_lines()[1] if one["code"] == code), None)
    if found is None:
        raise Http404
    today = timezone.localdate()
    sent = posted(request)
    is_comment = sent is not None and "comment" in sent
    comment_form = CommentForm(sent if is_comment else None, initial={"text": found["comment"]})
    initial = {"first": today - timedelta(days=365), "last": today}
    declare_form = DeclareForm(
        sent if sent is not None and not is_comment else None, request.FILES or None, initial=initial
    )
    form = comment_form if is_comment else declare_form
    if sent is not None and form.is_valid() and done(form, lambda: _keep(request, code, form)):
        messages.success(request, _("Kept. It leaves with the dossier only."))
        return redirect("dossier", request.cooperative.slug)
    context = rooms_for(request, "dossier") | {
        "line": line_shown(found),
        "comment_form": comment_form,
        "declare_form": None if computed_value_known(code) else declare_form,
    }
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/dossier_line.html", context, status=status)


@require_POST
@allow(can_keep_dossier)
def release(request: TenantRequest) -> HttpResponse:
    """Let the federation see it."""
    in_cooperative(request)
    attempt(
        request,
        lambda: release_dossier(by=actor_of(request), at=timezone.now()),
        said=_("Released: the federation sees these lines as they are now."),
    )
    return redirect("dossier", request.cooperative.slug)


@allow(can_read_dossier)
@require_safe
def paper(request: TenantRequest, code: str) -> HttpResponse:
    """The PDF behind a line."""
    in_cooperative(request)
    found = own_paper(code)
    if found is None:
        raise Http404
    return pdf_file(bytes(found.content), found.name)


@allow(can_read_dossier)
@require_safe
def printed(request: TenantRequest) -> HttpResponse:
    """The dossier on paper, with the last report and its reply, for the assembly."""
    in_cooperative(request)
    here = request.cooperative
    _version, lines = own_lines()
    report = newest_report(here.pk)
    content = rendered(
        name=here.name,
        lines=lines,
        on=timezone.localdate(),
        report=report,
        reply=reply_to(report.pk) if report else None,
    )
    return pdf_file(content, f"dossier-{here.slug}.pdf")


def _keep(request: TenantRequest, code: str, form: Any) -> object:
    by, at, said = actor_of(request), timezone.now(), form.cleaned_data
    if isinstance(form, CommentForm):
        return comment_line(criterion=code, text=said["text"], by=by, at=at)
    declared = Declared(
        code, said["value"], said["first"], said["last"], said["words"], uploaded(form, "paper")
    )
    return declare_evidence(said=declared, by=by, at=at)
