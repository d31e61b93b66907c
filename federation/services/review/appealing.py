"""A decision is appealed against; five workers of other co-ops, drawn by lot, decide on it."""

import secrets
from datetime import datetime
from typing import Any
from uuid import UUID

from cooperatives.models import Cooperative
from cooperatives.queries.directory import cooperatives_called
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import AppealFiled, PanelConsentSaid, PanelDrawn, PanelVoted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review import terms
from federation.domain.review.deadlines import last_day, local_day
from federation.domain.review.lot import draw_panel
from federation.domain.review.membership import MAY_BE_APPEALED, Action, check_reason
from federation.models import (
    Appeal,
    PanelConsent,
    PanelDraw,
    PanelSeat,
    PanelVolunteer,
    PanelVote,
    Transition,
)
from federation.queries.membership import last_transition
from federation.queries.releases import latest_release
from federation.queries.review.appeals import candidates, draw_of, own_seat, verdict_of, votes_of
from federation.queries.review.reviews import newest_report, reply_to
from federation.services.here import require_cooperative, require_federation
from federation.services.review.register import Said, enter, person_of

OUTCOMES = {True: Action.OVERTURN, False: Action.UPHOLD}


@unit_of_work
def file_appeal(*, grounds: str, by: Actor, at: datetime) -> Appeal:
    """The co-op in scope appeals against the last decision on it. An exclusion then waits for the panel.

    Raises Invalid for short grounds; NotAllowedNow when the last decision is none that may be appealed, or
    after 30 days.
    """
    require_cooperative()
    here, last = cooperative_here(), last_transition(required())
    if last is None or last.action not in MAY_BE_APPEALED:
        raise NotAllowedNow(
            "nothing_to_appeal",
            _("Only a refusal, a suspension or an exclusion can be appealed, and only once."),
        )
    today, until = local_day(at, here.zone), last_day(local_day(last.decided_at, here.zone), terms.APPEAL)
    if today > until:
        raise NotAllowedNow("too_late", _("The time to appeal ended on %(until)s."), until=until)
    words = check_reason(grounds, field="grounds")
    appeal = Appeal.objects.create(transition=last, grounds=words, filed_by_id=person_of(by), filed_at=at)
    enter(here, Said(Action.APPEAL, reason=words, in_force_from=today), by=by, at=at)
    record(AppealFiled(appeal_id=appeal.pk, transition_id=last.pk, occurred_at=at), by=by)
    return appeal


@unit_of_work
def say_consent(*, is_willing: bool, by: Actor, at: datetime) -> PanelConsent:
    """A worker of the co-op in scope would sit in panels, or would not any more.

    A pseudonym is published; who it is, only the co-op's own tables know. Saying the same twice publishes nothing.
    """
    require_cooperative()
    consent = PanelConsent.objects.filter(user_id=person_of(by)).first()
    if consent is not None and consent.is_willing == is_willing:
        return consent
    if consent is None:
        consent = PanelConsent(user_id=person_of(by), pseudonym=secrets.token_hex(8))
    consent.is_willing, consent.said_at = is_willing, at
    consent.save()
    PanelVolunteer.objects.create(pseudonym=consent.pseudonym, is_willing=is_willing, published_at=at)
    record(PanelConsentSaid(consent_id=consent.pk, is_willing=is_willing, occurred_at=at), by=by)
    return consent


@unit_of_work
def draw_for_appeal(*, appeal_id: UUID, seed: str = "", by: Actor, at: datetime) -> PanelDraw:
    """Draw the panel of an appeal from those who were willing when it was filed. In the federation's scope.

    The seed is the hash of the last published release; one is given only where nothing is published yet.
    Raises NotFound; NotAllowedNow when it is drawn already, without a seed, or with too few who are willing.
    """
    require_federation()
    appeal = Appeal.objects.filter(pk=appeal_id).select_related("cooperative", "transition").first()
    if appeal is None:
        raise NotFound("no_appeal", _("There is no such appeal."))
    if draw_of(appeal_id) is not None:
        raise NotAllowedNow("drawn", _("This panel is drawn already."))
    seed, source = _seed(seed)
    willing = [one for one in candidates(until=appeal.filed_at) if one.cooperative != appeal.cooperative.slug]
    panel = draw_panel(seed, willing, against=appeal.cooperative.slug)
    drawn = PanelDraw.objects.create(
        appeal=appeal.pk,
        seed=seed,
        seed_source=source,
        candidates=[[one.cooperative, one.pseudonym] for one in willing],
        drawn=[[one.cooperative, one.pseudonym] for one in panel],
        drawn_by_id=person_of(by),
        drawn_at=at,
    )
    homes = cooperatives_called([one.cooperative for one in panel])
    case = _case(appeal)
    PanelSeat.objects.bulk_create(
        PanelSeat(member=homes[one.cooperative], draw=drawn, pseudonym=one.pseudonym, case=case)
        for one in panel
    )
    record(PanelDrawn(draw_id=drawn.pk, appeal_id=appeal.pk, occurred_at=at), by=by)
    return drawn


@unit_of_work
def vote_in_panel(*, seat_id: UUID, is_overturned: bool, reason: str, by: Actor, at: datetime) -> PanelVote:
    """The worker who has the seat decides, once, with a reason.

    Raises NotFound for anybody else; Invalid for a short reason; NotAllowedNow a second time.
    """
    require_cooperative()
    seat = own_seat(seat_id, person_of(by))
    if seat is None:
        raise NotFound("no_seat", _("There is no such seat."))
    if PanelVote.objects.filter(seat=seat).exists():
        raise NotAllowedNow("voted", _("You have decided in this panel."))
    vote = PanelVote.objects.create(
        seat=seat, is_overturned=is_overturned, reason=check_reason(reason), voted_at=at
    )
    record(PanelVoted(seat_id=seat.pk, occurred_at=at), by=by)
    return vote


@unit_of_work
def record_outcome(*, draw_id: UUID, by: Actor, at: datetime) -> Transition:
    """Enter what a panel decided: the person who does it has no say in it. In the federation's scope.

    Raises NotFound; NotAllowedNow while the panel has not decided.
    """
    require_federation()
    drawn = PanelDraw.objects.filter(pk=draw_id).first()
    rows = Appeal.objects.select_related("cooperative", "transition")
    appeal = rows.filter(pk=drawn.appeal).first() if drawn else None
    if drawn is None or appeal is None:
        raise NotFound("no_panel", _("There is no such panel."))
    if (is_overturned := verdict_of(draw_id)) is None:
        raise NotAllowedNow("undecided", _("The panel has not decided yet."))
    member: Cooperative = appeal.cooperative
    later = Transition.objects.filter(member=member, sequence__gt=appeal.transition.sequence)
    if later.filter(action__in=[action.value for action in OUTCOMES.values()]).exists():
        raise NotAllowedNow("entered", _("The panel's decision is entered already."))
    votes = votes_of(draw_id)
    agreeing = [vote for vote in votes if vote.is_overturned is is_overturned]
    reason = " · ".join(vote.reason for vote in agreeing)
    said = Said(
        OUTCOMES[is_overturned],
        reason=reason,
        in_force_from=local_day(at, cooperative_here().zone),
        summary=f"{len(agreeing)}/{terms.SEATS.number}",
    )
    return enter(member, said, by=by, at=at)


def _seed(given: str) -> tuple[str, str]:
    """The seed, and where everybody finds it."""
    latest = latest_release()
    if latest is not None:
        return latest.sha256, f"{latest.period} v{latest.version}"
    if not given.strip():
        raise NotAllowedNow(
            "no_seed",
            _("Nothing is published yet whose hash could be the seed: agree on a public number and give it."),
        )
    return given.strip()[:200], ""


def _case(appeal: Appeal) -> dict[str, Any]:
    """What a panel reads: the decision with its reasons, the report, the reply, the appeal."""
    decision, report = appeal.transition, newest_report(appeal.cooperative.pk)
    reply = reply_to(report.pk) if report else None
    return {
        "cooperative": appeal.cooperative.name,
        "action": decision.action,
        "decided_on": local_day(decision.decided_at, cooperative_here().zone).isoformat(),
        "reason": decision.reason,
        "red_reasons": decision.red_reasons,
        "conclusion": report.conclusion if report else "",
        "findings": report.findings if report else [],
        "reply": reply.text if reply else "",
        "grounds": appeal.grounds,
    }
