"""Rows of the fund for tests that need a real id of each kind."""

from datetime import datetime
from typing import Any

from cooperatives.queries.directory import the_federation
from coopplatform.tenancy.scope import scope
from federation.domain.means.fund import FundRules
from federation.domain.means.fund_figures import Figures
from federation.domain.means.simulation import Parameters
from federation.models import (
    Consultation,
    FundBase,
    FundCall,
    FundClaim,
    FundDecision,
    FundProposal,
    FundVersion,
)
from federation.services.means.fund_rules import simulation_body
from tests.conftest import Cast


def of_the_fund(cast: Cast, now: datetime) -> dict[str, Any]:
    """Rules of the fund, put to a vote; what the co-op put in, asked and was granted by them."""
    house = the_federation()
    assert house is not None
    who, other = cast.users["theo"], cast.users["nour"]
    shared: dict[str, Any] = {"year": 2025, "currency": "EUR", "figures": Figures().as_json()}
    with cast.inside():
        base = FundBase.objects.create(shared_by=who, shared_at=now, **shared)
    with scope(house.pk):
        moments = dict.fromkeys(("opened_at", "amend_until", "vote_from", "vote_until"), now)
        asked = Consultation.objects.create(
            kind="dues", title="F", text="F", rule={}, opened_by=who, **moments
        )
        body = simulation_body(FundRules(), Parameters(runs=10))
        version = FundVersion.objects.create(
            number=1, consultation=asked, body=body, sha256="x", proposed_by=who, proposed_at=now
        )
        about: dict[str, Any] = {"member": cast.cooperative}
        call = FundCall.objects.create(
            year=2025, version=version, base=base, solidarity_cents=1, guarantee_cents=1, currency="EUR",
            lines=[], due_on=now.date(), called_by=who, called_at=now, **about,
        )  # fmt: skip
    with cast.inside():
        claim = FundClaim.objects.create(
            purpose="solidarity", version=version, words="x", asked_by=who, asked_at=now, **shared
        )
    with scope(house.pk):
        told: dict[str, Any] = {"covered": {"steps": []}, "terms": {"instalments": [], "conditions": []}}
        proposal = FundProposal.objects.create(
            claim=claim,
            cents=1,
            allowed_cents=1,
            reason="x",
            proposed_by=who,
            proposed_at=now,
            **told,
            **about,
        )
        decision = FundDecision.objects.create(
            claim=claim, proposal=proposal, proposed_by=who, decided_by=other, decided_at=now, **about
        )
    return {
        "fund_version_id": version.pk,
        "fund_call_id": call.pk,
        "fund_claim_id": claim.pk,
        "fund_proposal_id": proposal.pk,
        "fund_decision_id": decision.pk,
    }
