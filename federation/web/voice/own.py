"""A co-op's voice in the federation: what is asked, its amendments and vote, its workers' answers, what it signs."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django import forms
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils import timezone
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from cooperatives.web.guards import allow
from cooperatives.web.requests import TenantRequest, actor_of
from coopplatform.web.doing import attempt
from federation.domain.voice.phases import Phase
from federation.permissions import (
    can_answer_as_worker,
    can_enter_roll,
    can_propose_amendment,
    can_read_voice,
    can_sign_position,
    can_vote_for_cooperative,
)
from federation.queries.membership import may_take_part
from federation.queries.voice.answers import answer_of, told_by_workers
from federation.queries.voice.consultations import Seen, consultations, seen
from federation.queries.voice.positions import signed_by, stands
from federation.services.here import require_cooperative
from federation.services.voice.positions import sign_position
from federation.services.voice.taking_part import (
    answer_as_worker,
    cast_vote,
    enter_roll,
    propose_amendment,
    withdraw_amendment,
)
from federation.web.rooms import rooms_for
from federation.web.voice.forms import AmendmentForm, AnswerForm, RollForm, VoteForm
from federation.web.voice.showing import listed, page_of, stand_shown
from members.web.forms import done


@allow(can_read_voice)
@require_safe
def voice(request: TenantRequest) -> HttpResponse:
    require_cooperative()
    here = request.cooperative
    context = rooms_for(request, "voice") | {
        "consultations": [listed(one, timezone.now()) for one in consultations()],
        "positions": [(stand_shown(one), signed_by(one.position.pk, here.pk)) for one in stands()],
        "may_take_part": may_take_part(here.slug, timezone.localdate()),
        "may_sign": can_sign_position.test(request.access),
    }
    return render(request, "federation/voice/voice.html", context)


@allow(can_read_voice)
@require_safe
def consultation(request: TenantRequest, consultation_id: UUID) -> HttpResponse:
    require_cooperative()
    return _page(request, _seen(consultation_id))


@allow(can_enter_roll)
@require_POST
def roll(request: TenantRequest, consultation_id: UUID) -> HttpResponse:
    form = RollForm(request.POST)
    return _did(
        request,
        consultation_id,
        "roll_form",
        form,
        lambda: enter_roll(
            consultation_id=consultation_id,
            declared_workers=form.cleaned_data["workers"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    )


@allow(can_propose_amendment)
@require_POST
def amend(request: TenantRequest, consultation_id: UUID) -> HttpResponse:
    found = _seen(consultation_id)
    form = AmendmentForm(request.POST, paragraphs=len(found.paragraphs))
    return _did(
        request,
        consultation_id,
        "amendment_form",
        form,
        lambda: propose_amendment(
            consultation_id=consultation_id, **form.cleaned_data, by=actor_of(request), at=timezone.now()
        ),
    )


@allow(can_propose_amendment)
@require_POST
def withdraw(request: TenantRequest, amendment_id: UUID) -> HttpResponse:
    """What we proposed, taken back before the vote."""
    require_cooperative()
    back: list[Any] = []
    attempt(
        request,
        lambda: back.append(
            withdraw_amendment(amendment_id=amendment_id, by=actor_of(request), at=timezone.now())
        ),
        said=_("Taken back: it is not voted on."),
    )
    if not back:
        return redirect("voice", request.cooperative.slug)
    return redirect("voice-consultation", request.cooperative.slug, back[0].amendment.consultation_id)


@allow(can_vote_for_cooperative)
@require_POST
def vote(request: TenantRequest, consultation_id: UUID) -> HttpResponse:
    form = VoteForm(request.POST)

    def cast() -> Any:
        told = form.cleaned_data
        return cast_vote(
            consultation_id=consultation_id,
            choice=told["choice"],
            mandate=told["mandate"],
            reason=told["reason"],
            amendment_id=told["amendment"],
            by=actor_of(request),
            at=timezone.now(),
        )

    return _did(request, consultation_id, "vote_form", form, cast)


@allow(can_answer_as_worker)
@require_POST
def answer(request: TenantRequest, consultation_id: UUID) -> HttpResponse:
    form = AnswerForm(request.POST)
    return _did(
        request,
        consultation_id,
        "answer_form",
        form,
        lambda: answer_as_worker(
            consultation_id=consultation_id,
            choice=form.cleaned_data["choice"],
            by=actor_of(request),
            at=timezone.now(),
        ),
    )


@allow(can_sign_position)
@require_POST
def sign(request: TenantRequest, position_id: UUID) -> HttpResponse:
    is_signed = request.POST.get("sign") == "1"
    attempt(
        request,
        lambda: sign_position(
            position_id=position_id, is_signed=is_signed, by=actor_of(request), at=timezone.now()
        ),
        said=_("Signed, for everybody to read.") if is_signed else _("Your name is off."),
    )
    return redirect("voice", request.cooperative.slug)


def _did(
    request: TenantRequest,
    consultation_id: UUID,
    name: str,
    form: forms.Form,
    service: Callable[[], Any],
) -> HttpResponse:
    """Done, and back to the page; or the page with what is wrong at its field."""
    require_cooperative()
    found = _seen(consultation_id)
    if form.is_valid() and done(form, service):
        return redirect("voice-consultation", request.cooperative.slug, consultation_id)
    return _page(request, found, status=422, **{name: form})


def _page(request: TenantRequest, found: Seen, *, status: int = 200, **told: Any) -> HttpResponse:
    here, access = request.cooperative, request.access
    one, is_voting = found.consultation, found.phase is Phase.VOTING
    may_take_part_now = may_take_part(here.slug, timezone.localdate())
    is_on_roll = here.slug in found.roll
    answered = answer_of(one.pk, request.user.pk or 0)
    own_vote = found.votes.get(here.slug)
    offers = {
        "roll_form": RollForm()
        if can_enter_roll.test(access) and not is_on_roll and found.phase in (Phase.AMENDING, Phase.BETWEEN)
        else None,
        "amendment_form": AmendmentForm(paragraphs=len(found.paragraphs))
        if can_propose_amendment.test(access) and found.phase is Phase.AMENDING
        else None,
        "vote_form": VoteForm(initial={"choice": own_vote.choice} if own_vote else None)
        if can_vote_for_cooperative.test(access) and is_voting and is_on_roll
        else None,
    }
    context = rooms_for(request, "voice") | page_of(found)
    context |= offers if may_take_part_now else {}
    context |= {
        "may_take_part": may_take_part_now,
        "is_on_roll": is_on_roll,
        "may_withdraw": can_propose_amendment.test(access) and found.phase in (Phase.AMENDING, Phase.BETWEEN),
        "own_vote": own_vote,
        "own_votes": {key: votes.get(here.slug) for key, votes in found.voted_on.items()},
        "answer_form": AnswerForm(initial={"choice": answered})
        if one.asks_workers and is_voting and can_answer_as_worker.test(access)
        else None,
        "answered": answered,
        "workers": told_by_workers(one.pk) if one.asks_workers else None,
    }
    return render(request, "federation/voice/consultation.html", context | told, status=status)


def _seen(consultation_id: UUID) -> Seen:
    found = seen(consultation_id, timezone.now())
    if found is None:
        raise Http404
    return found
