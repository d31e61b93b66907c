"""Two people decide on a claim: one proposes within the rules, a second confirms. In the federation's scope."""

from datetime import date, datetime
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.funding import FundClaimDecided, FundClaimProposed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.means.fund import Purpose
from federation.domain.means.fund_aftermath import conditions_of, instalments_of
from federation.domain.means.fund_claims import Covered, check_decision, check_two
from federation.domain.review.membership import State, belongs
from federation.models import FundClaim, FundDecision, FundProposal
from federation.queries.means.fund_staff import newest_proposal, reckoned
from federation.queries.membership import belonging
from federation.queries.review.conflicts import is_conflicted
from federation.services.here import require_federation
from federation.services.means.fund_rules import required_version
from federation.services.review.register import person_of


@unit_of_work
def propose_grant(
    *,
    claim_id: UUID,
    cents: int,
    reason: str,
    first_on: date,
    instalments: int = 1,
    by: Actor,
    at: datetime,
) -> FundProposal:
    """Propose what a claim gets, 0 to refuse it; proposed anew, the newest waits for a second person.

    Raises NotFound; NotAllowedNow without adopted rules, once it is decided, for one of the co-op that asks or with a
    declared conflict, while a loss of a suspended co-op waits; Invalid for more than the rules give or a short reason.
    """
    require_federation()
    one_at_a_time("fund")
    claim, covered = _open(claim_id, at)
    person = person_of(by)
    _check_free(claim, person)
    assert claim.cooperative is not None
    told = check_decision(cents=cents, allowed_cents=covered.cents, reason=reason)
    purpose = Purpose(claim.purpose)
    today = timezone.localdate(at, cooperative_here().zone)
    parts = instalments_of(cents, instalments, first_on) if cents else ()
    conditions = conditions_of(claim.version.rules, purpose, today) if cents else ()
    made = FundProposal.objects.create(
        member=claim.cooperative,
        claim=claim,
        cents=cents,
        allowed_cents=covered.cents,
        covered=covered.as_json(),
        terms={
            "instalments": [
                {"number": one.number, "due_on": one.due_on.isoformat(), "cents": one.cents} for one in parts
            ],
            "conditions": [{"code": one.code, "due_on": one.due_on.isoformat()} for one in conditions],
        },
        reason=told,
        proposed_by_id=person,
        proposed_at=at,
    )
    record(FundClaimProposed(proposal_id=made.pk, occurred_at=at), by=by)
    return made


@unit_of_work
def confirm_grant(*, proposal_id: UUID, by: Actor, at: datetime) -> FundDecision:
    """A second person of the board confirms the newest proposal: the claim is decided.

    Raises NotFound; NotAllowedNow for the same person twice, one of the co-op that asks, another proposal made since,
    a claim decided already, or where the rules give less by now.
    """
    require_federation()
    one_at_a_time("fund")
    proposal = FundProposal.objects.select_related("claim").filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound("no_proposal", _("There is no such proposal."))
    claim, covered = _open(proposal.claim_id, at)
    newest = newest_proposal(claim.pk)
    if newest is None or newest.pk != proposal.pk:
        raise NotAllowedNow("proposed_anew", _("Something else was proposed since: read that one."))
    person = person_of(by)
    check_two(
        proposer=proposal.proposed_by_id,
        second=person,
        claimants=frozenset(claim.people),
    )
    _check_free(claim, person)
    if proposal.cents > covered.cents:
        raise NotAllowedNow(
            "rules_give_less", _("The rules give less by now: propose it anew, by what the fund has today.")
        )
    assert claim.cooperative is not None
    made = FundDecision.objects.create(
        member=claim.cooperative,
        claim=claim,
        proposal=proposal,
        proposed_by_id=proposal.proposed_by_id,
        decided_by_id=person,
        decided_at=at,
    )
    record(FundClaimDecided(decision_id=made.pk, occurred_at=at), by=by)
    return made


def check_may_receive(slug: str, purpose: Purpose, at: datetime) -> None:
    """Raises NotAllowedNow for one that has left, or whose loss waits while it is suspended."""
    state = belonging(slug, timezone.localdate(at, cooperative_here().zone))
    if not belongs(state):
        raise NotAllowedNow("has_left", _("This co-op has left: it has no claim on the fund."))
    if state is State.SUSPENDED and purpose is Purpose.SOLIDARITY:
        raise NotAllowedNow(
            "suspended", _("This co-op is suspended: help with its loss waits, guaranteed wages do not.")
        )


def _open(claim_id: UUID, at: datetime) -> tuple[FundClaim, Covered]:
    """A claim that waits, with what its rules give beside all other open claims."""
    required_version()
    claim = FundClaim.objects.select_related("version", "cooperative").filter(pk=claim_id).first()
    if claim is None or claim.cooperative is None:
        raise NotFound("no_claim", _("There is no such claim."))
    if FundDecision.objects.filter(claim=claim).exists():
        raise NotAllowedNow("decided_already", _("This claim is decided already."))
    purpose = Purpose(claim.purpose)
    check_may_receive(claim.cooperative.slug, purpose, at)
    today = timezone.localdate(at, cooperative_here().zone)
    return claim, reckoned(purpose, today)[claim.pk]


def _check_free(claim: FundClaim, person: int) -> None:
    assert claim.cooperative is not None
    if person in claim.people or is_conflicted(person, claim.cooperative.slug):
        raise NotAllowedNow("own_claim", _("Nobody decides on a claim of their own co-op."))
