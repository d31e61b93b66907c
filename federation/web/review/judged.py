"""Which co-op and which review this person may judge here, and what the pages about them share."""

from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import render

from cooperatives.models import Cooperative
from cooperatives.queries.directory import cooperatives_called
from cooperatives.web.requests import TenantRequest
from federation.domain.review.membership import Action, possible
from federation.models import Review
from federation.queries.membership import decided_state
from federation.queries.review.conflicts import is_conflicted
from federation.queries.review.reviews import (
    review,
)
from federation.services.review.deciding import (
    NOT_DECIDED_HERE,
)
from federation.web.review.register import staff_rooms


def judged(request: TenantRequest, slug: str) -> Cooperative:
    """A co-op this person may judge; unknown and conflicted look alike."""
    found = cooperatives_called([slug]).get(slug)
    if found is None or decided_state(found.pk) is None or is_conflicted(request.user.pk, slug):
        raise Http404
    return found


def judged_review(request: TenantRequest, review_id: UUID) -> Review:
    found = review(review_id)
    if found is None or is_conflicted(request.user.pk, found.member.slug):
        raise Http404
    return found


def possible_here(member: Cooperative) -> list[Action]:
    return [action for action in possible(decided_state(member.pk)) if action not in NOT_DECIDED_HERE]


def form_page(request: TenantRequest, form: forms.Form, member: Cooperative, **more: Any) -> HttpResponse:
    context = staff_rooms("reviews") | {"form": form, "member": member} | more
    status = 422 if form.is_bound else 200
    return render(request, "federation/review/staff_form.html", context, status=status)
