"""What the assembly decided of a closed year's surplus: booked, and shown to each."""

from collections import Counter
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import result_carried_forward, surplus_allocated
from cooperatives.queries.books import closed_results, entry_of
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.sharing import ResultCarriedForward, SurplusAllocated
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from members.domain.surplus import Allocation
from members.models import PayRun, SurplusScenario, SurplusYear
from members.queries.scenarios import scenario_here
from members.queries.surplus import Ground, Proposal, adopted, ground_of, left_to_share

ALLOCATION_JOURNAL = "OD"
ACCOUNTS = {
    "legal_reserve": Role.LEGAL_RESERVE,
    "fro": Role.LEGAL_RESERVE,
    "fro_other": Role.LEGAL_RESERVE,
    "fep": Role.EDUCATION_FUND,
    "statutory_reserve": Role.DEVELOPMENT_FUND,
    "development": Role.DEVELOPMENT_FUND,
    "work": Role.WORK_SHARE,
    "interest": Role.SHARE_INTEREST,
}


@unit_of_work
def adopt_allocation(
    *,
    year: int,
    by: Actor,
    at: datetime,
    scenario_id: UUID | None = None,
    decided_on: date | None = None,
    vote: str = "",
) -> SurplusYear:
    """Share the year's surplus as the assembly chose, or as the statutes say, and book it. Twice changes nothing.

    Losses brought forward are made good first; years before it with nothing to share are carried forward too. Raises
    NotFound; NotAllowedNow while the year is open, a pay run of it waits for approval, or there is no surplus;
    Invalid for an assembly before the year's end or to come.
    """
    if (known := adopted(year)) is not None:
        return known
    today = timezone.localdate(at, cooperative_here().zone)
    ground = ground_of(year, on=today)
    scenario = _chosen(scenario_id, year)
    proposal = ground.propose(scenario.choices if scenario else {})
    if proposal.allocation is None or proposal.obstacle is not None:
        reason = proposal.obstacle
        assert reason is not None
        raise NotAllowedNow("no_allocation", reason.message, **dict[str, Any](reason.params))
    if PayRun.objects.filter(month__year=year).exclude(state=PayRun.State.APPROVED).exists():
        raise NotAllowedNow("pay_not_approved", _("A pay run of this year still waits for its approval."))
    decided = decided_on or today
    if not date(year, 12, 31) < decided <= today:
        raise Invalid(
            "bad_assembly_day",
            _("The assembly was after the year's end and not after today."),
            field="decided_on",
        )
    closed = closed_results()
    for earlier in sorted(before for before in closed if before < year):
        _carry(earlier, closed, by, at, today)
    surplus = _keep(proposal, scenario, decided, vote, by, at)
    shared = SurplusAllocated(
        surplus_id=surplus.id, year=year, surplus_cents=surplus.surplus_cents, occurred_at=at
    )
    record(shared, by=by)
    draft = surplus_allocated(year=year, credits_by_role=_credits(proposal.allocation, ground))
    post_entry(draft, journal=ALLOCATION_JOURNAL, posted_on=today, by=by, at=at)
    return surplus


@unit_of_work
def carry_forward(*, year: int, by: Actor, at: datetime) -> None:
    """A closed year with nothing to share, mostly a loss, goes to the result brought forward. Twice is once.

    Raises NotAllowedNow while it is open, or where there is something to share.
    """
    today = timezone.localdate(at, cooperative_here().zone)
    closed = closed_results()
    if year not in closed:
        raise NotAllowedNow("year_open", _("The books of %(year)s are not closed yet."), year=str(year))
    if left_to_share(year, closed):
        raise NotAllowedNow(
            "something_to_share",
            _("The year %(year)s left a surplus: the assembly decides how it is shared."),
            year=str(year),
        )
    _carry(year, closed, by, at, today)


def _carry(year: int, closed: dict[int, int], by: Actor, at: datetime, today: date) -> None:
    """Moves what a year with nothing to share left in the account of the result, unless that is done."""
    result = closed[year]
    if left_to_share(year, closed) or not result or entry_of(f"carried:{year}") is not None:
        return
    record(ResultCarriedForward(year=year, occurred_at=at), by=by)
    post_entry(
        result_carried_forward(year=year, result_cents=result),
        journal=ALLOCATION_JOURNAL,
        posted_on=today,
        by=by,
        at=at,
    )


def _credits(allocation: Allocation, ground: Ground) -> dict[Role, int]:
    """By account, what the allocation gives it; the losses it makes good to the result brought forward."""
    credited: Counter[Role] = Counter()
    for line in allocation.lines:
        credited[ACCOUNTS[line.code]] += line.cents
    credited[Role.RETAINED_LOSSES] += ground.year.losses_brought_forward_cents
    return dict(credited)


def _chosen(scenario_id: UUID | None, year: int) -> SurplusScenario | None:
    """The alternative named, or else the one marked as chosen; None where there is none: the statutes then."""
    if scenario_id is None:
        return SurplusScenario.objects.filter(year=year, is_chosen=True, withdrawn_at__isnull=True).first()
    scenario = scenario_here(scenario_id)
    if scenario is None or scenario.year != year:
        raise NotFound("no_scenario", _("There is no such alternative."))
    return scenario


def _keep(
    proposal: Proposal,
    scenario: SurplusScenario | None,
    decided_on: date,
    vote: str,
    by: Actor,
    at: datetime,
) -> SurplusYear:
    allocation = proposal.allocation
    assert allocation is not None
    return SurplusYear.objects.create(
        year=proposal.year.year,
        surplus_cents=allocation.base_cents,
        currency=allocation.currency,
        lines=[line.as_json() for line in allocation.lines],
        parts=proposal.parts,
        scenario=scenario.name if scenario else "",
        decided_on=decided_on,
        vote=vote.strip()[:300],
        adopted_at=at,
        adopted_by=str(by),
    )
