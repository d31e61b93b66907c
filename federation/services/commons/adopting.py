"""A co-op's own decision to use a version, or to go back: with its vote, its values, and what the trial showed."""

from collections.abc import Mapping
from datetime import date, datetime, timedelta
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.commons import PolicyAdopted, PolicyTookEffect
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.domain.commons.lifecycle import Step, next_state
from federation.domain.commons.runtime import filled_body
from federation.models import PolicyApplied, PolicyDecision, PolicyReplay, PolicyUse, PolicyVersion
from federation.queries.commons.desk import (
    decision_here,
    due_decisions,
    standing_decision,
)
from federation.queries.commons.registry import Entry, Known, entry_of
from federation.queries.commons.ruling import of_slot
from federation.queries.commons.standing import may_take_part
from federation.services.commons.applying import (
    CHARTER_PARTS,
    apply,
    changed_terms,
    check_day,
    restore,
    standing,
)

LEAST_MINUTE = 10
OF_THE_FEDERATION = "criteria_set"
"""The kind that no co-op adopts for itself: it is judged by it."""
REPLAY_GOOD_FOR = timedelta(days=60)
LATEST = timedelta(days=366)


@unit_of_work
def adopt_version(
    *, replay_id: UUID, minute: str, valid_from: date, by: Actor, at: datetime
) -> PolicyDecision:
    """Decide to use what a trial tried, with its hash and its values. Takes effect on its day, today at once.

    Raises NotFound; NotAllowedNow for a version that is not published, a co-op that may not take part, an old or
    unfinished trial; Invalid without a reference to the vote, for a day that is past, and what cannot be applied.
    """
    here = cooperative_here()
    today = timezone.localdate(at, here.zone)
    replay = _good_replay(replay_id, at)
    entry, known = _entry(replay.version_id)
    next_state(known.state, Step.ADOPT)
    if entry.policy.kind == OF_THE_FEDERATION:
        raise NotAllowedNow(
            "of_the_federation",
            _("A set of criteria is adopted by the federation’s board, for everybody: ask for it there."),
        )
    if not may_take_part(here.slug, today):
        raise NotAllowedNow(
            "may_not_take_part",
            _("Only a co-op that belongs to the federation with all its rights does this."),
        )
    _check_day(entry.policy.kind, valid_from, today)
    document = known.document
    if document.sha256 != replay.sha256:
        raise NotAllowedNow("hash_differs", _("This version is not what was tried: try it again."))
    body = filled_body(document, replay.values)
    before = standing(entry.policy.kind, replay.target, valid_from)
    if entry.policy.kind in CHARTER_PARTS:
        changed_terms(entry.policy.kind, body, before)
    decision = PolicyDecision.objects.create(
        version_id=known.version.pk,
        kind=entry.policy.kind,
        sha256=document.sha256,
        values=replay.values,
        target=replay.target,
        minute=_minute(minute),
        valid_from=valid_from,
        replay=without_person(replay.result),
        before=before,
        decided_by=str(by),
        decided_at=at,
    )
    record(PolicyAdopted(decision_id=decision.pk, version_id=known.version.pk, occurred_at=at), by=by)
    _tell_use(entry, known, decision, at)
    if valid_from <= today or entry.policy.kind in CHARTER_PARTS:
        _take_effect(decision, body, by, at)
    return decision


@unit_of_work
def undo_decision(
    *, decision_id: UUID, minute: str, valid_from: date, by: Actor, at: datetime
) -> PolicyDecision:
    """What stood before a decision stands again, by a decision of its own.

    Raises NotFound; NotAllowedNow for one that is undone already or that a later one of its kind replaced; Invalid as
    for adopting.
    """
    decision = decision_here(decision_id)
    if decision is None or decision.undoes_id is not None:
        raise NotFound("no_decision", _("There is no such decision."))
    slot = decision.target.get("slot", "")
    held = standing_decision(decision.kind, slot)
    if held is None or held.pk != decision.pk:
        raise NotAllowedNow(
            "not_the_last", _("Something of this kind was decided later: undo that first, or adopt another.")
        )
    today = timezone.localdate(at, cooperative_here().zone)
    _check_day(decision.kind, valid_from, today)
    _policy, known = _entry(decision.version_id)
    undoing = PolicyDecision.objects.create(
        version_id=decision.version_id,
        kind=decision.kind,
        sha256=decision.sha256,
        values={},
        target=decision.target,
        minute=_minute(minute),
        valid_from=valid_from,
        replay=None,
        before=standing(decision.kind, decision.target, valid_from),
        undoes=decision,
        decided_by=str(by),
        decided_at=at,
    )
    record(
        PolicyAdopted(decision_id=undoing.pk, version_id=decision.version_id, is_undo=True, occurred_at=at),
        by=by,
    )
    _use(known.version, valid_from, at, is_over=True)
    if valid_from <= today or decision.kind in CHARTER_PARTS:
        _take_effect(undoing, None, by, at)
    former = standing_decision(decision.kind, slot)
    if former is not None and decision.kind != "pricing":
        _use(_entry(former.version_id)[1].version, valid_from, at, is_over=False)
    return undoing


@unit_of_work
def take_effect(*, decision_id: UUID, by: Actor, at: datetime) -> bool:
    """Write what a decision says, now that its day has come; again does nothing. Raises what applying it raises."""
    decision = PolicyDecision.objects.filter(pk=decision_id, applied__isnull=True).first()
    if decision is None:
        return False
    body = None
    if decision.undoes_id is None:
        body = filled_body(_entry(decision.version_id)[1].document, decision.values)
    _take_effect(decision, body, by, at)
    return True


def _take_effect(decision: PolicyDecision, body: Mapping[str, Any] | None, by: Actor, at: datetime) -> None:
    if decision.undoes is not None:
        before = decision.undoes.before
        made = restore(
            kind=decision.kind,
            before=before,
            target=decision.target,
            valid_from=decision.valid_from,
            by=by,
            at=at,
        )
    else:
        assert body is not None
        made = apply(
            kind=decision.kind,
            body=body,
            version_id=decision.version_id,
            target=decision.target,
            valid_from=decision.valid_from,
            by=by,
            at=at,
        )
    PolicyApplied.objects.create(decision=decision, made=made, applied_at=at)
    record(PolicyTookEffect(decision_id=decision.pk, occurred_at=at), by=by)


def _tell_use(entry: Entry, known: Known, decision: PolicyDecision, at: datetime) -> None:
    """This version is used from its day on; where there is one place for its kind, the one before no longer."""
    before = _used_before(decision)
    if before is not None and entry.policy.kind != "pricing":
        replaced_entry, replaced = _entry(before)
        if replaced_entry.policy.pk != entry.policy.pk:
            _use(replaced.version, decision.valid_from, at, is_over=True)
    _use(known.version, decision.valid_from, at, is_over=False)


def _used_before(decision: PolicyDecision) -> UUID | None:
    """The version the last standing decision in its place, other than this version's, is about."""
    rows = PolicyDecision.objects.filter(kind=decision.kind, undoes__isnull=True, undone_by__isnull=True)
    others = of_slot(rows, decision.target.get("slot", "")).exclude(version_id=decision.version_id)
    found = others.order_by("-decided_at", "-id").first()
    return found.version_id if found else None


def _use(version: PolicyVersion, valid_from: date, at: datetime, *, is_over: bool) -> None:
    PolicyUse.objects.create(
        version=version, sha256=version.sha256, valid_from=valid_from, is_over=is_over, told_at=at
    )


def _good_replay(replay_id: UUID, at: datetime) -> PolicyReplay:
    replay = PolicyReplay.objects.filter(pk=replay_id).first()
    if replay is None:
        raise NotFound("no_replay", _("There is no such trial."))
    if replay.state != PolicyReplay.State.DONE:
        raise NotAllowedNow("replay_not_done", _("Look at the whole trial first: it is not done."))
    if at - replay.asked_at > REPLAY_GOOD_FOR:
        raise NotAllowedNow("replay_too_old", _("This trial is more than 60 days old: try it again."))
    return replay


def without_person(result: Mapping[str, Any] | None) -> dict[str, Any] | None:
    """What a decision keeps of a trial, for good: not the letter that was filled for somebody."""
    return None if result is None else {key: part for key, part in result.items() if key != "letter"}


def _entry(version_id: UUID) -> tuple[Entry, Known]:
    found = entry_of(version_id)
    if found is None:
        raise NotFound("no_policy", _("There is no such policy."))
    return found


def _check_day(kind: str, valid_from: date, today: date) -> None:
    if valid_from < today:
        raise Invalid("day_past", _("A decision takes effect today or later."), field="valid_from")
    if valid_from > today + LATEST:
        raise Invalid("day_too_late", _("Choose a day within a year."), field="valid_from")
    check_day(kind, valid_from)


def _minute(minute: str) -> str:
    text = minute.strip()
    if not LEAST_MINUTE <= len(text) <= 300:
        raise Invalid(
            "no_minute",
            _("Name the vote or the minutes that decided it, in %(least)s to 300 characters."),
            field="minute",
            least=LEAST_MINUTE,
        )
    return text


def take_due_effects(*, by: Actor, at: datetime) -> tuple[int, list[DomainError]]:
    """Every decision whose day has come, each by itself: how many took effect, and what kept others from it."""
    done, kept = 0, []
    for decision in due_decisions(timezone.localdate(at, cooperative_here().zone)):
        try:
            done += take_effect(decision_id=decision.pk, by=by, at=at)
        except DomainError as refused:
            kept.append(refused)
    return done, kept
