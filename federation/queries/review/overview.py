"""The federation's view of everybody: state, colours, what is due next.

Out of what was shared, never a co-op's tables.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any
from zoneinfo import ZoneInfo

from cooperatives.models import Cooperative
from cooperatives.queries.directory import member_cooperatives
from federation.domain.review.deadlines import Case, Due, dues_of, local_day
from federation.domain.review.dossier import attached_on, counts, reds
from federation.domain.review.membership import Action, State, state_on
from federation.models import (
    Appeal,
    Dossier,
    Escalation,
    PanelDraw,
    PlanItem,
    PlanItemDone,
    Proposal,
    Reply,
    Report,
    Review,
    ReviewTrigger,
    Transition,
)
from federation.queries.membership import histories, history_of
from federation.queries.review.dossier import newest_dossiers
from federation.queries.review.reviews import open_triggers, reports

ENDS = (Action.UPHOLD, Action.OVERTURN)


@dataclass(frozen=True, slots=True)
class Known:
    """A co-op as the federation knows it on a day: `state` in force, `colours` of its last dossier, what is `dues`."""

    cooperative: Cooperative
    state: State | None
    since: date | None
    colours: Mapping[str, int]
    reds: Sequence[str]
    dues: Sequence[Due]
    transitions: Sequence[Transition]

    @property
    def next_due(self) -> Due | None:
        return self.dues[0] if self.dues else None

    def overdue(self, today: date) -> list[Due]:
        return [due for due in self.dues if due.escalates and due.is_overdue(today)]


@dataclass(slots=True)
class _Facts:
    """What was read for all, by co-op."""

    dossiers: Mapping[int, Dossier]
    reports: Mapping[int, Report]
    fulls: Mapping[int, Report]
    replied: set[Any]
    appeals: Mapping[int, Appeal]
    draws: Mapping[Any, PanelDraw]
    triggers: Mapping[int, Sequence[ReviewTrigger]]
    plans: Mapping[int, Sequence[PlanItem]]


def everybody(today: date, zone: ZoneInfo) -> list[Known]:
    """Every co-op that has ever applied or belonged, by name. A fixed number of queries. In the federation's scope."""
    transitions, facts = histories(), _read()
    return [
        _known(cooperative, transitions[cooperative.slug], facts, today, zone)
        for cooperative in member_cooperatives()
        if cooperative.slug in transitions
    ]


def known(cooperative: Cooperative, today: date, zone: ZoneInfo) -> Known:
    """One co-op, in its own scope or the federation's."""
    return _known(cooperative, history_of(cooperative.pk), _read(), today, zone)


def escalations() -> list[Escalation]:
    """Deadlines that went by and were told, the newest first."""
    return list(Escalation.objects.select_related("member").order_by("-told_at", "member__name")[:200])


def open_proposals() -> dict[int, Proposal]:
    """By co-op, what waits for a second person."""
    rows = Proposal.objects.filter(state=Proposal.State.OPEN).select_related("member", "proposed_by")
    return {row.member_id: row for row in rows}


def _read() -> _Facts:
    newest: dict[int, Report] = {}
    fulls: dict[int, Report] = {}
    for report in reversed(reports()):
        newest[report.member_id] = report
        if report.review.kind in (Review.Kind.FULL, Review.Kind.ADMISSION):
            fulls[report.member_id] = report
    plans: dict[int, list[PlanItem]] = defaultdict(list)
    done = set(PlanItemDone.objects.values_list("item_id", flat=True))
    for item in PlanItem.objects.select_related("transition").order_by("transition__sequence", "due_on"):
        if plans[item.member_id] and plans[item.member_id][0].transition_id != item.transition_id:
            plans[item.member_id] = []
        plans[item.member_id].append(item)
    return _Facts(
        dossiers=newest_dossiers(),
        reports=newest,
        fulls=fulls,
        replied=set(Reply.objects.values_list("report_id", flat=True)),
        appeals={
            row.cooperative_id or 0: row
            for row in Appeal.objects.select_related("transition").order_by("filed_at")
        },
        draws={row.appeal: row for row in PanelDraw.objects.all()},
        triggers=open_triggers(),
        plans={who: [item for item in items if item.pk not in done] for who, items in plans.items()},
    )


def _known(
    cooperative: Cooperative, transitions: Sequence[Transition], facts: _Facts, today: date, zone: ZoneInfo
) -> Known:
    steps = [row.step for row in transitions]
    state, pk = state_on(steps, today), cooperative.pk
    dossier = facts.dossiers.get(pk)
    lines = dossier.lines if dossier else []
    in_force = [row for row in transitions if row.in_force_from <= today and row.state == state]
    case = _case(pk, state, transitions, facts, zone)
    return Known(
        cooperative=cooperative,
        state=state,
        since=in_force[-1].in_force_from if in_force else None,
        colours=counts(lines),
        reds=reds(lines),
        dues=[due for due in dues_of(case) if due.escalates or not due.is_overdue(today)],
        transitions=transitions,
    )


def _case(
    pk: int, state: State | None, transitions: Sequence[Transition], facts: _Facts, zone: ZoneInfo
) -> Case:
    def last(*actions: Action) -> date | None:
        found = [row for row in transitions if row.action in actions]
        return local_day(found[-1].decided_at, zone) if found else None

    report, full = facts.reports.get(pk), facts.fulls.get(pk)
    appeal = facts.appeals.get(pk)
    is_open = appeal is not None and not any(
        row.action in ENDS and row.sequence > appeal.transition.sequence for row in transitions
    )
    drawn = facts.draws.get(appeal.pk) if appeal and is_open else None
    triggers = facts.triggers.get(pk, ())
    entered = [row.in_force_from for row in transitions if row.action in (Action.ADMIT, Action.FOUND)]
    begun = entered[-1] if entered else None
    is_plan_running = state is State.OBSERVATION or state is State.SUSPENDED
    return Case(
        state=state,
        applied_on=last(Action.APPLY),
        report_sent_on=local_day(report.sent_at, zone) if report and report.pk not in facts.replied else None,
        suspended_on=last(Action.SUSPEND),
        appealed_on=local_day(appeal.filed_at, zone) if appeal and is_open else None,
        drawn_on=local_day(drawn.drawn_at, zone) if drawn else None,
        light_on=max(
            filter(None, [local_day(report.sent_at, zone) if report else None, begun]), default=None
        ),
        full_on=max(filter(None, [local_day(full.sent_at, zone) if full else None, begun]), default=None),
        triggered_on=local_day(triggers[0].raised_at, zone) if triggers else None,
        to_attach_since=_to_attach_since(facts, pk, zone),
        plan=[(item.text, item.transition.in_force_from, item.due_on) for item in facts.plans.get(pk, ())]
        if is_plan_running
        else (),
    )


def _to_attach_since(facts: _Facts, pk: int, zone: ZoneInfo) -> date | None:
    """When the last report was sent, unless the released dossier names an assembly that had it."""
    report, dossier = facts.reports.get(pk), facts.dossiers.get(pk)
    if report is None:
        return None
    sent_on, attached = local_day(report.sent_at, zone), attached_on(dossier.lines) if dossier else None
    return None if attached is not None and attached >= sent_on else sent_on
