"""The board puts texts to the co-ops and publishes positions."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from federation.permissions import can_open_consultation, can_publish_position, can_see_voice
from federation.queries.voice.consultations import consultations, seen
from federation.queries.voice.positions import stand, stands
from federation.services.here import require_federation
from federation.services.voice.consulting import open_consultation
from federation.services.voice.positions import publish_position
from federation.web.voice.forms import ConsultationForm, PositionForm
from federation.web.voice.showing import listed, page_of, stand_shown
from members.web.forms import done, posted


@allow(can_see_voice)
@require_safe
def voice(request: TenantRequest) -> HttpResponse:
    require_federation()
    context = {
        "consultations": [listed(one, timezone.now()) for one in consultations()],
        "positions": [stand_shown(one) for one in stands()],
        "may_open": can_open_consultation.test(request.access),
        "may_publish": can_publish_position.test(request.access),
    }
    return render(request, "federation/voice/staff.html", context)


@allow(can_open_consultation)
@require_http_methods(["GET", "POST"])
def new_consultation(request: TenantRequest) -> HttpResponse:
    require_federation()
    form = ConsultationForm(posted(request))
    if form.is_valid():
        opened = done(
            form, lambda: open_consultation(said=form.said, by=actor_of(request), at=timezone.now())
        )
        if opened:
            messages.success(request, _("Open. Every co-op can amend it now."))
            return redirect("federation-consultation", request.cooperative.slug, opened.pk)
    return render(request, "federation/voice/open.html", {"form": form}, status=422 if form.is_bound else 200)


@allow(can_see_voice)
@require_safe
def consultation(request: TenantRequest, consultation_id: UUID) -> HttpResponse:
    require_federation()
    found = seen(consultation_id, timezone.now())
    if found is None:
        raise Http404
    return render(request, "federation/voice/consultation.html", page_of(found) | {"is_staff": True})


@allow(can_publish_position)
@require_http_methods(["GET", "POST"])
def position(request: TenantRequest, position: str = "") -> HttpResponse:
    """A new one, or the next version of one."""
    require_federation()
    known = stand(position) if position else None
    if position and known is None:
        raise Http404
    adopted = [one for one in consultations() if getattr(one, "decided", None) and one.decided.is_adopted]
    form = PositionForm(posted(request), adopted=adopted, initial=_as_typed(known))
    if form.is_valid() and done(
        form,
        lambda: publish_position(said=form.said(position), by=actor_of(request), at=timezone.now()),
    ):
        messages.success(request, _("Published. Co-ops can sign it now."))
        return redirect("federation-voice", request.cooperative.slug)
    context = {"form": form, "known": known}
    return render(
        request, "federation/voice/position_form.html", context, status=422 if form.is_bound else 200
    )


def _as_typed(known: Any) -> dict[str, Any] | None:
    if known is None:
        return None
    told = known.position
    return {
        "title": told.title,
        "text": told.text,
        "figures": [one["key"] for one in told.citations],
        "consultation": str(told.consultation_id) if told.consultation_id else "",
    }
