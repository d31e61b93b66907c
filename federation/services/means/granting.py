"""A grant is offered, and answered: accepted, declined, revoked. Each side in its own scope."""

from dataclasses import replace
from datetime import datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.directory import cooperatives_called
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.granting import GrantAnswered, GrantOffered
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.means.grants import Step, check_answer
from federation.domain.means.offering import check_terms
from federation.domain.means.terms import Kind, Terms
from federation.models import Grant, GrantStep
from federation.queries.commons.standing import taking_part
from federation.queries.means.grants import SeenGrant
from federation.services.here import require_cooperative
from federation.services.means.locking import locked_grant
from federation.services.means.partner_stores import own_party, relay_store

LEAST_REASON = 3
MOST_OPEN = 50


@unit_of_work
def offer_grant(*, terms: Terms, by: Actor, at: datetime) -> Grant:
    """The co-op in scope offers another something, on these terms; giver and currency are its own, whatever they say.

    Raises Invalid, at the field, for terms that make no sense or another currency; NotFound for no such co-op;
    NotAllowedNow where one of the two may not take part, or too many grants are open.
    """
    require_cooperative()
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    terms = replace(terms, giver=here.slug, currency=here.currency, purpose=terms.purpose.strip())
    other = cooperatives_called([terms.taker]).get(terms.taker)
    if other is None:
        raise NotFound("no_cooperative", _("There is no such co-op."), field="taker")
    check_terms(terms, today)
    if other.currency != here.currency:
        raise Invalid("other_currency", _("Both co-ops must reckon in the same currency."), field="taker")
    check_both_take_part(terms, at)
    if Grant.objects.filter(cooperative=here, offered_at__date__gte=today).count() >= MOST_OPEN:
        raise NotAllowedNow("too_many_offers", _("You offered enough for today: wait for an answer."))
    grant = Grant.objects.create(
        member=other,
        kind=terms.kind,
        terms=terms.as_json(),
        sha256=terms.sha256,
        party=own_party(),
        offered_by=str(by),
        offered_at=at,
    )
    record(GrantOffered(grant_id=grant.pk, kind=grant.kind, occurred_at=at), by=by)
    return grant


@unit_of_work
def accept_grant(*, grant_id: UUID, sha256: str, by: Actor, at: datetime) -> GrantStep:
    """The co-op it is offered to accepts the terms it read, named by their hash. Twice is once.

    Raises NotFound; Invalid (`other_terms`) when the terms are not those; NotAllowedNow for an offer that is answered
    or over, or where one of the two may not take part.
    """
    found = locked_grant(grant_id, at)
    if not found.is_whole or sha256 != found.terms.sha256:
        raise Invalid(
            "other_terms", _("The terms are not those you read: open the offer again, and read it anew.")
        )
    if (known := _own(found, Step.ACCEPTED)) is not None:
        return known
    check_answer(found.state, Step.ACCEPTED, found.side)
    check_both_take_part(found.terms, at)
    step = _answer(found, Step.ACCEPTED, "", by=by, at=at)
    if found.terms.kind is Kind.RELAY:
        relay_store(found, by=by, at=at)
    return step


@unit_of_work
def decline_grant(*, grant_id: UUID, reason: str, by: Actor, at: datetime) -> GrantStep:
    """The co-op it is offered to says no, and why. Raises NotFound, Invalid without a reason, NotAllowedNow."""
    found = locked_grant(grant_id, at)
    check_answer(found.state, Step.DECLINED, found.side)
    return _answer(found, Step.DECLINED, check_reason(reason), by=by, at=at)


@unit_of_work
def revoke_grant(*, grant_id: UUID, reason: str, by: Actor, at: datetime) -> GrantStep:
    """Either side ends it, at once for what is new; what was taken on is finished and paid.

    Raises NotFound, Invalid without a reason, NotAllowedNow for one that is over.
    """
    found = locked_grant(grant_id, at)
    check_answer(found.state, Step.REVOKED, found.side)
    return _answer(found, Step.REVOKED, check_reason(reason), by=by, at=at)


def check_reason(reason: str) -> str:
    reason = " ".join(reason.split())
    if len(reason) < LEAST_REASON:
        raise Invalid("no_reason", _("Say why: the other co-op reads it."), field="reason")
    return reason[:300]


def check_both_take_part(terms: Terms, at: datetime) -> None:
    able = taking_part(timezone.localdate(at, cooperative_here().zone))
    if not {terms.giver, terms.taker} <= able:
        raise NotAllowedNow(
            "may_not_take_part",
            _("Both co-ops must belong to the federation with all their rights for this."),
            field="taker",
        )


def _own(found: SeenGrant, step: Step) -> GrantStep | None:
    mine = cooperative_here().pk
    return next((one for one in found.steps if (one.step, one.cooperative_id) == (step, mine)), None)


def _answer(found: SeenGrant, step: Step, reason: str, *, by: Actor, at: datetime) -> GrantStep:
    row = GrantStep.objects.create(
        member_id=found.partner_id,
        grant=found.grant,
        step=step,
        sha256=found.terms.sha256,
        reason=reason,
        party=own_party() if step is Step.ACCEPTED else {},
        taken_by=str(by),
        taken_at=at,
    )
    record(GrantAnswered(grant_id=found.grant.pk, kind=step, occurred_at=at), by=by)
    return row
