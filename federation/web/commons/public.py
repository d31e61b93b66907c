"""The commons for everybody: what is published, by whom, under which licence, and who uses it. No login, no script."""

import json

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from cooperatives.queries.directory import the_federation
from federation.domain.commons.kinds import KINDS
from federation.queries.commons.registry import Entry, Known, catalogue, forks_of, policy_called
from federation.web.commons.shown import kinds, policy_context, state_words
from federation.web.in_language import in_language, languages

CURRENCY = "EUR"


@in_language
@require_safe
def commons(request: HttpRequest) -> HttpResponse:
    """The catalogue, of all kinds or of one."""
    kind = request.GET.get("kind", "")
    kind = kind if kind in KINDS else ""
    entries = catalogue(kind=kind, only_public=True)
    context = languages(request) | {
        "page": "commons",
        "federation": the_federation(),
        "kinds": kinds(),
        "kind": kind,
        "rows": [
            (entry, entry.published, state_words(entry.published.state))
            for entry in entries
            if entry.published
        ],
    }
    return render(request, "federation/commons/public.html", context)


@in_language
@require_safe
def policy(request: HttpRequest, author: str, policy: str) -> HttpResponse:
    entry, known = _published(author, policy, request.GET.get("version", ""))
    context = (
        policy_context(entry, known, CURRENCY)
        | languages(request)
        | {"page": "commons", "federation": the_federation()}
    )
    context["forks"] = forks_of(entry, only_public=True)
    context["versions"] = [row for row in context["versions"] if row[0].is_public]
    return render(request, "federation/commons/public_policy.html", context)


@require_safe
def policy_file(request: HttpRequest, author: str, policy: str, number: str) -> HttpResponse:
    """A version as JSON, as it was hashed: to be checked, forked or used elsewhere."""
    _entry, known = _published(author, policy, number)
    text = json.dumps(known.version.document, indent=2, ensure_ascii=False, sort_keys=True)
    response = HttpResponse(text, content_type="application/json; charset=utf-8")
    response["Content-Disposition"] = f'inline; filename="{author}-{policy}-{number}.json"'
    return response


def _published(author: str, policy: str, number: str) -> tuple[Entry, Known]:
    entry = policy_called(author, policy, only_public=True)
    known = None
    if entry is not None:
        known = entry.version(number) if number else entry.published
    if entry is None or known is None or not known.is_public:
        raise Http404
    return entry, known
