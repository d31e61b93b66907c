"""The commons inside a co-op: the catalogue, a policy with its reviews, what changes between two versions."""

from datetime import date

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.kernel.errors import DomainError
from coopplatform.web.doing import attempt
from coopplatform.web.wording import explain
from federation.domain.commons.diff import changes
from federation.domain.commons.kinds import KINDS
from federation.domain.commons.lifecycle import State
from federation.permissions import (
    can_adopt_policy,
    can_replay_policy,
    can_review_policy,
    can_see_commons,
    can_write_policy,
)
from federation.queries.commons.desk import drafts, in_use, replays_of
from federation.queries.commons.registry import Entry, Known, catalogue, policy_called
from federation.queries.commons.standing import may_take_part
from federation.services.commons.drafting import begin_version
from federation.services.commons.submitting import LEAST_WORDS, mark_version, review_version
from federation.web.commons.shown import kinds, policy_context, state_words
from federation.web.here import of_a_cooperative
from federation.web.rooms import rooms_for

UNDER_REVIEW = (State.IN_REVIEW, State.REVIEWED)


class ReviewForm(forms.Form):
    """What a co-op says of another's policy."""

    verdict = forms.ChoiceField(
        label=gettext_lazy("Your co-op’s word"),
        choices=[("agree", gettext_lazy("We agree")), ("object", gettext_lazy("We ask for changes"))],
        widget=forms.RadioSelect,
    )
    words = forms.CharField(
        label=gettext_lazy("What you looked at, and why"),
        widget=forms.Textarea(attrs={"rows": 4}),
        min_length=LEAST_WORDS,
        max_length=4000,
    )


@allow(can_see_commons)
@require_safe
@of_a_cooperative
def commons(request: TenantRequest) -> HttpResponse:
    """What may be adopted, what waits for our review, what is on our desk, what we use."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    entries = catalogue(kind=kind)
    us = request.cooperative.pk
    waiting = [
        (entry, known)
        for entry in entries
        for known in entry.versions
        if known.state in UNDER_REVIEW
        and entry.policy.cooperative_id != us
        and all(review.cooperative_id != us for review in known.reviews)
    ]
    context = rooms_for(request, "commons") | {
        "kinds": kinds(),
        "kind": kind,
        "rows": [
            (entry, entry.published, state_words(entry.published.state))
            for entry in entries
            if entry.published
        ],
        "waiting": waiting,
        "ours": [
            (entry, known, state_words(known.state))
            for entry in entries
            for known in entry.versions
            if entry.policy.cooperative_id == us and known.state in UNDER_REVIEW
        ],
        "drafts": drafts(),
        "in_use": in_use(),
        "can_write": can_write_policy.test(request.access),
    }
    return render(request, "federation/commons/catalogue.html", context)


@allow(can_see_commons)
@require_safe
@of_a_cooperative
def policy(request: TenantRequest, author: str, policy: str) -> HttpResponse:
    entry, known = _known(author, policy, request.GET.get("version", ""))
    return _page(request, entry, known, ReviewForm())


@require_POST
@allow(can_review_policy)
@of_a_cooperative
def review(request: TenantRequest, author: str, policy: str) -> HttpResponse:
    entry, known = _known(author, policy, request.POST.get("version", ""))
    form = ReviewForm(request.POST)
    if form.is_valid():
        try:
            review_version(
                version_id=known.version.pk,
                agrees=form.cleaned_data["verdict"] == "agree",
                words=form.cleaned_data["words"],
                by=actor_of(request),
                at=timezone.now(),
            )
        except DomainError as refused:
            form.add_error("words" if refused.field == "words" else None, explain(refused))
        else:
            return _to(request, entry, known)
    return _page(request, entry, known, form, status=422)


@require_POST
@allow(can_write_policy)
@of_a_cooperative
def mark(request: TenantRequest, author: str, policy: str) -> HttpResponse:
    """Publish, retire or withdraw a version of ours."""
    entry, known = _known(author, policy, request.POST.get("version", ""))
    said = {
        "published": _("Published. Every co-op can adopt it, everybody can read it."),
        "deprecated": _("Retired. Who uses it may go on; nobody new adopts it."),
        "withdrawn": _("Withdrawn."),
    }
    kind = request.POST.get("kind", "")
    if kind not in said:
        raise Http404
    attempt(
        request,
        lambda: mark_version(
            version_id=known.version.pk,
            kind=kind,
            reason=request.POST.get("reason", ""),
            by=actor_of(request),
            at=timezone.now(),
        ),
        said=said[kind],
    )
    return _to(request, entry, known)


@require_POST
@allow(can_write_policy)
@of_a_cooperative
def fork(request: TenantRequest, author: str, policy: str) -> HttpResponse:
    """The next version of ours, or a copy of theirs, as a draft."""
    entry, known = _known(author, policy, request.POST.get("version", ""))
    made = []
    attempt(
        request,
        lambda: made.append(
            begin_version(version_id=known.version.pk, by=actor_of(request), at=timezone.now())
        ),
        said=_("A draft stands on your desk."),
    )
    if made:
        return redirect("commons-draft", request.cooperative.slug, made[0].pk)
    return _to(request, entry, known)


@allow(can_see_commons)
@require_GET
@of_a_cooperative
def changed(request: TenantRequest, author: str, policy: str) -> HttpResponse:
    """What is different between two versions, in words."""
    entry, after = _known(author, policy, request.GET.get("to", ""))
    before = entry.version(request.GET.get("from", ""))
    if before is None:
        raise Http404
    context = rooms_for(request, "commons") | {
        "entry": entry,
        "before": before,
        "after": after,
        "changes": changes(before.document, after.document, currency=request.cooperative.currency),
        "can_try": can_replay_policy.test(request.access),
    }
    return render(request, "federation/commons/changes.html", context)


def _page(
    request: TenantRequest, entry: Entry, known: Known, form: ReviewForm, *, status: int = 200
) -> HttpResponse:
    us = request.cooperative
    is_ours = entry.policy.cooperative_id == us.pk
    state, belongs = known.state, may_take_part(us.slug, _today(request))
    context = rooms_for(request, "commons") | policy_context(entry, known, us.currency)
    context |= {
        "form": form,
        "is_ours": is_ours,
        "belongs": belongs,
        "can_review": can_review_policy.test(request.access)
        and not is_ours
        and belongs
        and state in UNDER_REVIEW,
        "can_publish": is_ours and can_write_policy.test(request.access) and state is State.REVIEWED,
        "can_withdraw": is_ours and can_write_policy.test(request.access) and state in UNDER_REVIEW,
        "can_retire": is_ours and can_write_policy.test(request.access) and state is State.PUBLISHED,
        "can_fork": can_write_policy.test(request.access) and (is_ours or known.is_public),
        "can_try": can_replay_policy.test(request.access) and state is not State.WITHDRAWN,
        "can_adopt": can_adopt_policy.test(request.access),
        "replays": replays_of(known.version.pk),
        "older": [one for one in entry.versions if one.document.number < known.document.number][:5],
    }
    return render(request, "federation/commons/policy.html", context, status=status)


def _known(author: str, policy: str, number: str) -> tuple[Entry, Known]:
    """A version by its number, else the one shown first. 404 where there is none."""
    entry = policy_called(author, policy)
    known = None
    if entry is not None:
        known = entry.version(number) if number else (entry.shown or entry.versions[0])
    if entry is None or known is None:
        raise Http404
    return entry, known


def _to(request: TenantRequest, entry: Entry, known: Known) -> HttpResponse:
    to = redirect(
        "commons-policy", request.cooperative.slug, entry.policy.cooperative.slug, entry.policy.slug
    )
    to["Location"] += f"?version={known.version.number}"
    return to


def _today(request: TenantRequest) -> date:
    return timezone.localdate(timezone.now(), request.cooperative.zone)
