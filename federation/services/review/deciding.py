"""The federation decides on a co-op: one person writes why; where it ends something, a second one confirms."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from uuid import UUID

from django.db import IntegrityError, transaction

from cooperatives.models import Cooperative
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.reviewing import DecisionProposed, PlanItemCompleted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.papers import checked_pdf
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.review import terms
from federation.domain.review.deadlines import exit_in_force_from, last_day, local_day
from federation.domain.review.dossier import reds
from federation.domain.review.membership import (
    BY_COOPERATIVE,
    BY_PANEL,
    FOUR_EYES,
    Action,
    check_reason,
    check_red,
    check_second,
    next_state,
)
from federation.models import LeaveNotice, PlanItem, PlanItemDone, Proposal, Transition
from federation.queries.membership import decided_state
from federation.queries.review.conflicts import is_conflicted
from federation.queries.review.dossier import newest_dossier
from federation.queries.review.reviews import newest_report, plan_of, reply_to
from federation.services.here import require_cooperative, require_federation
from federation.services.review.register import Said, enter, person_of
from federation.services.review.reviewing import member_called

NOT_DECIDED_HERE = BY_COOPERATIVE | BY_PANEL | {Action.FOUND, Action.OPEN_REVIEW}
ADVERSE = frozenset({Action.REFUSE, Action.SUSPEND, Action.EXCLUDE})
"""Not before the co-op has replied to the report, or has let the time for it go by."""


@dataclass(frozen=True, slots=True)
class PlanSaid:
    """An item of a plan: what, until when, for which criterion."""

    text: str
    due_on: date
    criterion: str = ""


@dataclass(frozen=True, slots=True)
class DecisionSaid:
    """As the form says it. `plan` is for an observation only."""

    slug: str
    action: Action
    reason: str
    summary: str = ""
    red_reasons: Mapping[str, str] = field(default_factory=dict)
    plan: Sequence[PlanSaid] = ()


@unit_of_work
def decide(*, said: DecisionSaid, by: Actor, at: datetime) -> Transition | Proposal:
    """Decide on a co-op, or propose it where a second person has to confirm. In the federation's scope.

    Raises NotFound for an unknown co-op or one the person has a conflict with; Invalid, at its field, for a
    short reason, a red criterion without one, a plan without items; NotAllowedNow where the state, the report
    or the right of reply forbids it.
    """
    require_federation()
    member = member_called(said.slug, by=by)
    checked = _checked(member, said, at)
    if said.action not in FOUR_EYES:
        entered = enter(member, checked, by=by, at=at)
        _plan(entered, said.plan)
        return entered
    try:
        with transaction.atomic():
            proposal = Proposal.objects.create(
                member=member,
                action=said.action,
                reason=check_reason(said.reason),
                summary=checked.summary,
                red_reasons=dict(checked.red_reasons),
                proposed_by_id=person_of(by),
                proposed_at=at,
            )
    except IntegrityError:
        raise NotAllowedNow(
            "proposal_open", _("A proposal about this cooperative waits already: confirm or drop it first.")
        ) from None
    event = DecisionProposed(proposal_id=proposal.pk, member_slug=said.slug, kind=said.action, occurred_at=at)
    record(event, by=by)
    return proposal


@unit_of_work
def confirm_proposal(*, proposal_id: UUID, by: Actor, at: datetime) -> Transition:
    """The second person confirms; everything is checked again as it is now.

    Raises NotFound; NotAllowedNow for the person who proposed, or when it is decided already or not possible any more.
    """
    require_federation()
    proposal = _locked(proposal_id)
    member = member_called(proposal.member.slug, by=by)
    action = Action(proposal.action)
    check_second(action, first=proposal.proposed_by_id, second=person_of(by))
    if is_conflicted(proposal.proposed_by_id, member.slug):
        raise NotAllowedNow(
            "conflict_since",
            _("Who proposed this has a conflict of interest by now: drop it, somebody else proposes."),
        )
    said = DecisionSaid(member.slug, action, proposal.reason, proposal.summary, proposal.red_reasons)
    first = Actor.person(proposal.proposed_by_id)
    entered = enter(member, _checked(member, said, at), by=first, second=by, at=at)
    _close(proposal, Proposal.State.CONFIRMED, by=by, at=at)
    return entered


@unit_of_work
def drop_proposal(*, proposal_id: UUID, by: Actor, at: datetime) -> None:
    """Nothing comes of a proposal. Raises NotFound; NotAllowedNow when it is decided already."""
    require_federation()
    proposal = _locked(proposal_id)
    member_called(proposal.member.slug, by=by)
    _close(proposal, Proposal.State.DROPPED, by=by, at=at)


@unit_of_work
def complete_item(
    *, item_id: UUID, text: str, paper: tuple[str, bytes] | None = None, by: Actor, at: datetime
) -> PlanItemDone:
    """The co-op in scope says how an item of its plan was done, with a PDF if there is one.

    Raises NotFound; Invalid for a short text or another kind of file; NotAllowedNow when it is done already.
    """
    require_cooperative()
    item = PlanItem.objects.filter(pk=item_id, member_id=required()).first()
    if item is None:
        raise NotFound("no_item", _("There is no such item."))
    if PlanItemDone.objects.filter(item=item).exists():
        raise NotAllowedNow("item_done", _("This item is done already."))
    name, content = checked_pdf(*paper, field="paper") if paper else ("", None)
    done = PlanItemDone.objects.create(
        item=item,
        text=check_reason(text, field="text"),
        name=name,
        content=content,
        done_by_id=person_of(by),
        done_at=at,
    )
    record(PlanItemCompleted(item_id=item.pk, occurred_at=at), by=by)
    return done


def _checked(member: Cooperative, said: DecisionSaid, at: datetime) -> Said:
    """What will be entered, if nothing forbids it."""
    if said.action in NOT_DECIDED_HERE:
        raise Invalid("not_decided_here", _("Choose what is decided."), field="action")
    next_state(decided_state(member.pk), said.action)
    dossier = newest_dossier(member.pk)
    reason = check_reason(said.reason)
    red_reasons = check_red(reds(dossier.lines) if dossier else (), said.red_reasons, said.action)
    today = local_day(at, cooperative_here().zone)
    _check_reviewed(member, said.action, today)
    _check_plan(member, said, today)
    return Said(
        said.action,
        reason=reason,
        in_force_from=_in_force_from(member, said.action, today),
        summary=said.summary,
        red_reasons=red_reasons,
        dossier_id=dossier.pk if dossier else None,
    )


def _check_reviewed(member: Cooperative, action: Action, today: date) -> None:
    """An admission or a refusal follows a report; nothing adverse comes before the right of reply has run."""
    if action not in ADVERSE | {Action.ADMIT}:
        return
    report = newest_report(member.pk)
    is_applying = action in (Action.ADMIT, Action.REFUSE)
    if report is None or (is_applying and report.sent_at < _applied_at(member)):
        raise NotAllowedNow("no_report", _("Two reviewers report first; then this can be decided."))
    until = last_day(local_day(report.sent_at, cooperative_here().zone), terms.REPLY)
    if action in ADVERSE and today <= until and reply_to(report.pk) is None:
        raise NotAllowedNow(
            "reply_runs",
            _("The cooperative may reply to the report until %(until)s; decide after that."),
            until=until,
        )


def _check_plan(member: Cooperative, said: DecisionSaid, today: date) -> None:
    if said.action is Action.OBSERVE:
        if not said.plan:
            raise Invalid(
                "no_plan", _("An observation has a plan: at least one item with its date."), field="plan"
            )
        for item in said.plan:
            if not item.text.strip() or item.due_on <= today:
                raise Invalid(
                    "bad_plan",
                    _("Each item of the plan says what, and until which coming day."),
                    field="plan",
                )
    if said.action is Action.END_OBSERVATION:
        open_items = [item for item in plan_of(member.pk) if item.answer is None]  # type: ignore[attr-defined]
        if open_items:
            raise NotAllowedNow(
                "plan_open", _("%(count)s items of the plan are not done yet."), count=len(open_items)
            )


def _in_force_from(member: Cooperative, action: Action, today: date) -> date:
    if action is Action.EXCLUDE:
        return exit_in_force_from(today)
    if action is Action.LEAVE:
        notice = LeaveNotice.objects.filter(cooperative_id=member.pk).order_by("-given_at").first()
        last_decision = Transition.objects.filter(member=member).order_by("-sequence").first()
        if notice is None or (last_decision and notice.given_at < last_decision.decided_at):
            raise NotAllowedNow("no_notice", _("A cooperative leaves by its own notice, and has given none."))
        return max(today, notice.last_day + timedelta(days=1))
    return today


def _plan(entered: Transition, plan: Sequence[PlanSaid]) -> None:
    if entered.action == Action.OBSERVE:
        PlanItem.objects.bulk_create(
            PlanItem(
                member_id=entered.member_id,
                transition=entered,
                criterion=item.criterion,
                text=" ".join(item.text.split())[:300],
                due_on=item.due_on,
            )
            for item in plan
        )


def _applied_at(member: Cooperative) -> datetime:
    return Transition.objects.filter(member=member, action=Action.APPLY).latest("sequence").decided_at


def _locked(proposal_id: UUID) -> Proposal:
    rows = Proposal.objects.select_for_update(of=("self",), no_key=True).select_related("member")
    proposal = rows.filter(pk=proposal_id).first()
    if proposal is None:
        raise NotFound("no_proposal", _("There is no such proposal."))
    if proposal.state != Proposal.State.OPEN:
        raise NotAllowedNow("proposal_closed", _("This proposal is decided already."))
    return proposal


def _close(proposal: Proposal, state: str, *, by: Actor, at: datetime) -> None:
    proposal.state, proposal.closed_by_id, proposal.closed_at = state, person_of(by), at
    proposal.save(update_fields=["state", "closed_by", "closed_at"])
