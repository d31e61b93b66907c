"""A policy being written: from what the co-op uses now, from an empty page, or from a file."""

from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError, Invalid, sentence_of
from coopplatform.kernel.text import Sentence
from coopplatform.web.wording import explain
from coopplatform.web.wording import write as in_words
from deliveries.queries.price_books import rule_sets
from federation.domain.commons.document import Document
from federation.domain.commons.gate import Check, Report
from federation.domain.commons.kinds import KINDS, kind_of
from federation.domain.commons.reading import document_from, read
from federation.models import PolicyDraft
from federation.permissions import can_see_commons, can_write_policy
from federation.queries.commons.desk import draft_here
from federation.queries.commons.ours import ours_as_policy
from federation.services.commons.checking import checked
from federation.services.commons.drafting import begin_draft, discard_draft, save_draft
from federation.services.commons.submitting import submit_draft
from federation.web.commons.shown import kinds, parameters_of
from federation.web.here import of_a_cooperative
from federation.web.rooms import rooms_for

OF_OURS = ("pricing", "wage_scheme", "dispatch_weights", "availability_rule")
EMPTY: dict[str, dict[str, Any]] = {
    "pricing": {"strategy": "sum", "rules": []},
    "dispatch_weights": {"weights": {}},
    "wage_scheme": {"premiums": {}, "supplements": []},
    "availability_rule": {"labour": {}, "roster": {}},
    "document_template": {"document": "letter", "title": "", "text": ""},
    "translation_overlay": {"locale": "fr", "entries": []},
    "criteria_set": {"criteria": []},
    "assembly_rules": {"notice_days": 15, "proxies_each": 1, "calls": []},
}


class BeginForm(forms.Form):
    """What a draft begins from."""

    begin = forms.ChoiceField(label=gettext_lazy("Begin with"))
    file = forms.FileField(
        label=gettext_lazy("Or a file"), required=False, help_text=gettext_lazy("TOML or JSON, up to 200 kB.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        ours = [(f"set:{found.pk}", _("our price list “%s”") % found.name) for found in rule_sets()]
        ours += [
            (f"ours:{code}", _("what our charter says: %s") % in_words(Sentence(KINDS[code].label)))
            for code in OF_OURS[1:]
        ]
        empty = [(f"empty:{code}", in_words(label)) for code, label in kinds()]
        field = self.fields["begin"]
        assert isinstance(field, forms.ChoiceField)
        field.choices = [
            (_("Share what we use"), ours),
            (_("An empty page"), empty),
            (_("A file"), [("file", _("the file chosen below"))]),
        ]


class DraftForm(forms.Form):
    text = forms.CharField(
        label=gettext_lazy("The policy, in JSON or TOML"),
        widget=forms.Textarea(attrs={"rows": 28, "spellcheck": "false"}),
        strip=False,
    )


@allow(can_write_policy)
@require_http_methods(["GET", "POST"])
@of_a_cooperative
def begin(request: TenantRequest) -> HttpResponse:
    form = BeginForm(request.POST or None, request.FILES or None)
    if form.is_valid():
        try:
            stored = _begun(form, request)
            draft = begin_draft(stored=stored, by=actor_of(request), at=timezone.now())
        except DomainError as refused:
            form.add_error("begin", explain(refused))
        else:
            return redirect("commons-draft", request.cooperative.slug, draft.pk)
    context = rooms_for(request, "commons") | {"form": form}
    return render(request, "federation/commons/begin.html", context, status=422 if form.is_bound else 200)


def _begun(form: BeginForm, request: TenantRequest) -> dict[str, Any]:
    """Raises DomainError for what cannot be shared or read."""
    how, _colon, what = form.cleaned_data["begin"].partition(":")
    on = timezone.localdate(timezone.now(), request.cooperative.zone)
    if how == "set":
        return ours_as_policy("pricing", on=on, rule_set_id=UUID(what))
    if how == "ours":
        return ours_as_policy(what, on=on)
    if how == "file":
        return _of_file(form.cleaned_data["file"])
    return {
        "kind": what,
        "slug": what.replace("_", "-"),
        "title": in_words(Sentence(KINDS[what].label)).capitalize(),
        "summary": "",
        "version": "1.0.0",
        "changelog": "",
        "parameters": {},
        "body": EMPTY[what],
        "golden": [],
    }


def _of_file(file: Any) -> dict[str, Any]:
    if file is None:
        raise Invalid("no_file", _("Choose a file."))
    try:
        found = read(file.read(250_000).decode())
    except UnicodeDecodeError:
        raise Invalid("unreadable_policy", _("This file is no text.")) from None
    if not isinstance(found, dict):
        raise Invalid("not_a_policy", _("A policy is a table of fields: kind, slug, title, version, body."))
    return found


@allow(can_see_commons)
@require_http_methods(["GET", "POST"])
@of_a_cooperative
def draft(request: TenantRequest, draft_id: UUID) -> HttpResponse:
    """Kept as it is typed, looked at by the gate, submitted or discarded."""
    found = draft_here(draft_id)
    if found is None:
        raise Http404
    if found.submitted_version_id is not None:
        return redirect("commons", request.cooperative.slug)
    if request.method != "POST":
        return _page(request, found, DraftForm(initial={"text": found.text}), None)
    if not can_write_policy.test(request.access):
        raise Http404
    return _done(request, found)


def _done(request: TenantRequest, found: PolicyDraft) -> HttpResponse:
    by, at, asked = actor_of(request), timezone.now(), request.POST.get("do", "save")
    if asked == "discard":
        discard_draft(draft_id=found.pk, by=by, at=at)
        messages.success(request, _("The draft is discarded."))
        return redirect("commons", request.cooperative.slug)
    form = DraftForm(request.POST)
    report: Report | None = None
    if form.is_valid():
        try:
            found = save_draft(draft_id=found.pk, text=form.cleaned_data["text"], by=by, at=at)
            if asked == "submit":
                report, version = submit_draft(draft_id=found.pk, by=by, at=at)
                if version is not None:
                    messages.success(
                        request, _("Submitted. Two other co-ops read it now, then you can publish it.")
                    )
                    return redirect(
                        "commons-policy",
                        request.cooperative.slug,
                        request.cooperative.slug,
                        version.policy.slug,
                    )
            elif asked == "check":
                report = checked(document_from(found.text))
            else:
                messages.success(request, _("Kept."))
                return redirect("commons-draft", request.cooperative.slug, found.pk)
        except DomainError as refused:
            report = Report("", (Check("shape", False, sentence_of(refused)),))
    status = 422 if report is None or not report.passed else 200
    return _page(request, found, form, report, status=status)


def _page(
    request: TenantRequest, found: PolicyDraft, form: DraftForm, report: Report | None, *, status: int = 200
) -> HttpResponse:
    document = _readable(form["text"].value() or "")
    currency = request.cooperative.currency
    context = rooms_for(request, "commons") | {
        "draft": found,
        "form": form,
        "report": report,
        "document": document,
        "parts": _parts(document, currency),
        "parameters": parameters_of(document, currency) if document else [],
        "kind_label": Sentence(KINDS[found.kind].label) if found.kind in KINDS else None,
        "can_write": can_write_policy.test(request.access),
    }
    return render(request, "federation/commons/draft.html", context, status=status)


def _readable(text: str) -> Document | None:
    try:
        return document_from(text)
    except Invalid:
        return None


def _parts(document: Document | None, currency: str) -> list[Any]:
    if document is None:
        return []
    try:
        return kind_of(document.kind).parts(document.body, document.parameters, currency)
    except (Invalid, AttributeError, KeyError, TypeError, ValueError):
        return []
