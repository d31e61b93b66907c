"""What co-ops say together, for everybody: positions with who signs them, and how they were decided."""

from uuid import UUID

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import render
from django.utils import timezone
from django.views.decorators.http import require_safe

from federation.queries.voice.consultations import consultations, seen
from federation.queries.voice.positions import stand, stands, versions_of
from federation.web.in_language import in_language, languages
from federation.web.voice.showing import listed, page_of, stand_shown


@require_safe
@in_language
def positions(request: HttpRequest) -> HttpResponse:
    context = languages(request) | {
        "page": "positions",
        "stands": [stand_shown(one) for one in stands()],
        "consultations": [listed(one, timezone.now()) for one in consultations()],
    }
    return render(request, "federation/voice/positions.html", context)


@require_safe
@in_language
def position(request: HttpRequest, position: str, version: int | None = None) -> HttpResponse:
    found = stand(position, version)
    if found is None:
        raise Http404
    context = languages(request) | {
        "page": "positions",
        "stand": stand_shown(found),
        "versions": versions_of(position),
    }
    return render(request, "federation/voice/position.html", context)


@require_safe
@in_language
def consultation(request: HttpRequest, consultation_id: UUID) -> HttpResponse:
    found = seen(consultation_id, timezone.now())
    if found is None:
        raise Http404
    context = languages(request) | page_of(found) | {"page": "positions"}
    return render(request, "federation/voice/public_consultation.html", context)
