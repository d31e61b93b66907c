"""Sharing a closed year's surplus, and the shares members hold."""

from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.ledger import shares_paid_in, surplus_allocated
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.story import SurplusAllocated
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.models import MemberWorker, PayRun, ShareMovement, SurplusYear
from members.queries.surplus import Proposal, adopted, propose_allocation, shares_held

ALLOCATION_JOURNAL = "OD"
SHARES_JOURNAL = "BQ"


@unit_of_work
def adopt_allocation(*, year: int, by: Actor, at: datetime) -> SurplusYear:
    """Share the year's surplus as the statutes say, and book it. Adopting twice changes nothing.

    Raises NotAllowedNow while the year is open, a pay run of it waits for approval, or there is no surplus.
    """
    if (known := adopted(year)) is not None:
        return known
    today = timezone.localdate(at, cooperative_here().zone)
    proposal = propose_allocation(year, on=today)
    if proposal.allocation is None or proposal.obstacle is not None:
        reason = proposal.obstacle
        assert reason is not None
        raise NotAllowedNow("no_allocation", reason.message, **dict[str, Any](reason.params))
    if PayRun.objects.filter(month__year=year).exclude(state=PayRun.State.APPROVED).exists():
        raise NotAllowedNow("pay_not_approved", _("A pay run of this year still waits for its approval."))
    surplus = _keep(proposal, by, at)
    shared = SurplusAllocated(
        surplus_id=surplus.id, year=year, surplus_cents=surplus.surplus_cents, occurred_at=at
    )
    record(shared, by=by)
    draft = surplus_allocated(
        year=year,
        legal_reserve_cents=proposal.allocation.cents("legal_reserve"),
        development_cents=proposal.allocation.cents("development"),
        work_cents=proposal.allocation.cents("work"),
        interest_cents=proposal.allocation.cents("interest"),
    )
    post_entry(draft, journal=ALLOCATION_JOURNAL, posted_on=today, by=by, at=at)
    return surplus


@unit_of_work
def subscribe_shares(
    *, member_id: UUID, units: int, nominal_cents: int, on: date, by: Actor, at: datetime
) -> ShareMovement:
    """A member pays for shares, or with negative `units` is paid back at nominal value; booked at once.

    Raises NotFound; Invalid for no share, a nominal value of nothing, or more paid back than is held.
    """
    member = MemberWorker.objects.select_for_update(of=("self",), no_key=True).filter(pk=member_id).first()
    if member is None:
        raise NotFound("no_member", _("There is no such member."))
    if units == 0 or nominal_cents <= 0:
        raise Invalid("no_shares", _("Give a number of shares and their value."), field="units")
    held, _cents = shares_held(last=date.max).get(member.id, (0, 0))
    if held + units < 0:
        raise Invalid("shares_not_held", _("This member holds %(held)s shares."), field="units", held=held)
    move = ShareMovement.objects.create(member=member, on=on, units=units, nominal_cents=nominal_cents)
    draft = shares_paid_in(movement_id=str(move.id), name=member.name, cents=units * nominal_cents)
    post_entry(draft, journal=SHARES_JOURNAL, posted_on=on, by=by, at=at)
    return move


def _keep(proposal: Proposal, by: Actor, at: datetime) -> SurplusYear:
    allocation = proposal.allocation
    assert allocation is not None
    return SurplusYear.objects.create(
        year=proposal.year.year,
        surplus_cents=allocation.base_cents,
        currency=allocation.currency,
        lines=[line.as_json() for line in allocation.lines],
        parts=proposal.parts,
        adopted_at=at,
        adopted_by=str(by),
    )
