"""What everybody may read of belonging: how to join, who came and went, panels, the key of archives."""

from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_safe

from cooperatives.queries.directory import the_federation
from federation.adapters.archive import archive_public_key
from federation.domain.review.catalogue import GROUPS
from federation.domain.review.forms import FORMS
from federation.domain.review.lot import Candidate
from federation.domain.review.membership import HAPPENED, Action
from federation.domain.review.terms import TERMS
from federation.queries.review.appeals import draw, draws
from federation.queries.review.criteria import criteria_in_force
from federation.queries.review.published import published_transitions
from federation.web.in_language import in_language, languages


@in_language
@require_safe
def join(request: HttpRequest) -> HttpResponse:
    """How a co-op comes to belong, by which criteria, within which terms."""
    version, criteria = criteria_in_force()
    chapters: dict[str, list[tuple[str, str, str]]] = {}
    for one in criteria:
        chapters.setdefault(_(GROUPS[one.code[0]]), []).append((one.code, _(one.title), _(one.formula)))
    context = languages(request) | {
        "page": "federation",
        "federation": the_federation(),
        "version": version,
        "chapters": list(chapters.items()),
        "forms": FORMS,
        "terms": TERMS,
    }
    return render(request, "federation/review/join.html", context)


@in_language
@require_safe
def register(request: HttpRequest) -> HttpResponse:
    """Who was admitted, put in observation, suspended, who left: with the day and what may be read of why."""
    rows = [(row, _(HAPPENED[_told(row.action)])) for row in published_transitions(timezone.localdate())]
    context = languages(request) | {
        "page": "federation",
        "federation": the_federation(),
        "rows": rows,
        "draws": draws(),
    }
    return render(request, "federation/review/public_register.html", context)


def _told(action: str) -> Action:
    """An exclusion that a panel upheld is read as what it is."""
    return Action.EXCLUDE if action == Action.UPHOLD else Action(action)


@in_language
@require_safe
def panel(request: HttpRequest, draw_id: Any) -> HttpResponse:
    """A panel with its seed and every ticket: how to draw it again."""
    found = draw(draw_id)
    if found is None:
        raise Http404
    drawn = {pseudonym for _home, pseudonym in found.drawn}
    tickets = sorted(
        (Candidate(pseudonym, home).ticket(found.seed), home, pseudonym, pseudonym in drawn)
        for home, pseudonym in found.candidates
    )
    context = languages(request) | {"page": "federation", "draw": found, "tickets": tickets}
    return render(request, "federation/review/public_panel.html", context)


@require_safe
def archive_key(request: HttpRequest) -> HttpResponse:
    """The public key that archives are checked by, as text."""
    return HttpResponse(archive_public_key() + "\n", content_type="text/plain; charset=utf-8")
