"""Writing into the register: a transition, by a person, with a reason, after the one before it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from uuid import UUID

from django.db import IntegrityError, transaction

from cooperatives.models import Cooperative
from coopplatform.contracts.federating import CooperativeAdmitted
from coopplatform.contracts.reviewing import MembershipChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import require_unit_of_work
from federation.domain.review.chain import sealed
from federation.domain.review.membership import (
    FOUR_EYES,
    Action,
    State,
    check_reason,
    check_second,
    next_state,
)
from federation.models import Transition
from federation.queries.membership import head_of, last_transition


@dataclass(frozen=True, slots=True)
class Said:
    """What a person decides: the action, why, what everybody may read of it, and one reason for each red criterion."""

    action: Action
    reason: str
    in_force_from: date
    summary: str = ""
    red_reasons: Mapping[str, str] = field(default_factory=dict)
    dossier_id: UUID | None = None


def person_of(by: Actor) -> int:
    """The person behind an actor. Raises Invalid for anything else: no machine decides on belonging."""
    if by.kind != "person":
        raise Invalid("no_person", _("Only a person decides on this, with a written reason."))
    return int(by.id)


def enter(
    member: Cooperative, said: Said, *, by: Actor, at: datetime, second: Actor | None = None
) -> Transition:
    """Add a transition to a co-op's chain; a step of a service's unit of work.

    Raises Invalid without a person or with a reason that is too short; NotAllowedNow when the action is not possible
    in the co-op's state, when it takes a second person, or when somebody else was quicker.
    """
    require_unit_of_work()
    person = person_of(by)
    second_person = person_of(second) if second else None
    if said.action in FOUR_EYES:
        if second_person is None:
            raise NotAllowedNow(
                "needs_a_second", _("This takes a second person who reads it and confirms it.")
            )
        check_second(said.action, first=person, second=second_person)
    last = last_transition(member.pk)
    state = next_state(State(last.state) if last else None, said.action)
    sequence, prev_hash = head_of(member.pk)
    row = Transition(
        member=member,
        sequence=sequence + 1,
        action=said.action,
        state=state,
        in_force_from=said.in_force_from,
        reason=check_reason(said.reason),
        summary=" ".join(said.summary.split())[:300],
        red_reasons=dict(said.red_reasons),
        dossier_id=said.dossier_id,
        decided_by_id=person,
        seconded_by_id=second_person,
        decided_at=at,
        prev_hash=prev_hash,
    )
    row.sha256 = sealed(prev_hash, row.body(member.slug))
    try:
        with transaction.atomic():
            row.save(force_insert=True)
    except IntegrityError:
        raise NotAllowedNow(
            "decided_meanwhile", _("Somebody decided on this cooperative a moment ago: look again.")
        ) from None
    _record(row, member.slug, by=by, at=at)
    return row


def _record(row: Transition, slug: str, *, by: Actor, at: datetime) -> None:
    changed = MembershipChanged(
        transition_id=row.pk, member_slug=slug, kind=row.action, state=row.state, occurred_at=at
    )
    record(changed, by=by)
    if row.action in (Action.ADMIT, Action.FOUND):
        record(CooperativeAdmitted(admission_id=row.pk, member_slug=slug, occurred_at=at), by=by)
