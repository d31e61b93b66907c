"""A grant is used: a slip goes with each use; the other side checks it, takes it on, and says what became of it."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any
from uuid import UUID

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.granting import GrantUsed, GrantUseMoved
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work
from federation.adapters.archive.key import signing_key
from federation.domain.means import slips
from federation.domain.means.grants import Counted, check_limits, check_use
from federation.domain.means.slips import check_slip, hash_of, signed
from federation.domain.means.terms import Amount
from federation.domain.means.uses import Moved, UseState, UseStep, check_step
from federation.models import GrantUse, GrantUseLetter, GrantUseStep
from federation.queries.means.grants import SeenGrant, SeenUse, letter_of, slip_for, use_seen
from federation.queries.means.partners import who_belong
from federation.services.means.granting import check_reason
from federation.services.means.locking import locked_grant

NEEDS_REASON = (UseStep.DECLINED, UseStep.FAILED)


@dataclass(frozen=True, slots=True)
class UseAsked:
    """What is used. `key` names it for good (`order:<id>`); `on` is the day it counts for. Persons and places are in
    the `letter` only. After `good_until` nobody takes it on any more."""

    key: str
    what: str
    on: date
    amount: Amount
    good_until: datetime
    body: Mapping[str, Any] = field(default_factory=dict)
    letter: Mapping[str, Any] = field(default_factory=dict)


@unit_of_work
def use_grant(*, grant_id: UUID, asked: UseAsked, by: Actor, at: datetime) -> GrantUse:
    """The side that uses it begins a use, with its signed slip. The same again is the row there is.

    Raises NotFound; Invalid (`use_replayed`) for a known key with something else in it; NotAllowedNow where the
    grant's state, its days or its limits forbid it, it is the other side's to use, or a side has left the federation.
    """
    found = locked_grant(grant_id, at)
    if found.terms.used_by is not found.side:
        raise NotAllowedNow("not_yours_to_use", _("The other co-op begins what this grant is for."))
    row = GrantUse(
        member_id=found.partner_id,
        grant=found.grant,
        key=asked.key,
        what=asked.what[:120],
        on=asked.on,
        deliveries=asked.amount.deliveries,
        minutes=asked.amount.minutes,
        cents=asked.amount.cents,
        body=dict(asked.body),
        letter_sha256=hash_of(asked.letter),
        good_until=asked.good_until,
        begun_by=str(by),
        begun_at=at,
    )
    if (known := next((one.use for one in found.uses if one.use.key == asked.key), None)) is not None:
        return _the_same(known, row)
    check_usable(found)
    check_use(found.terms, found.stepped, found.counted, Counted(asked.on, asked.amount), found.today)
    slip = slip_for(row, found.terms.sha256, dict(asked.letter))
    row.slip = signed(slip, slips.key_of(signing_key(), cooperative_here().pk))
    row.save(force_insert=True)
    GrantUseLetter.objects.create(use=row, member_id=found.partner_id, body=dict(asked.letter))
    record(GrantUsed(grant_id=found.grant.pk, use_id=row.pk, occurred_at=at), by=by)
    return row


@unit_of_work
def move_use(
    *,
    use_id: UUID,
    step: UseStep,
    by: Actor,
    at: datetime,
    reason: str = "",
    amount: Amount | None = None,
    body: Mapping[str, Any] | None = None,
) -> GrantUseStep:
    """A side says what became of a use: the one that began it withdraws it, the other one all the rest. Twice is once.

    What is taken on is checked first: its slip, the grant, its limits. `amount` is what a done one came to, no more
    than planned. Raises NotFound; Invalid for a slip that is forged, altered or of something else, or without the
    reason that declining and failing need; NotAllowedNow.
    """
    found = locked_use(use_id, at)
    grant, use = found
    mine = cooperative_here().pk
    if (
        known := next((one for one in use.steps if (one.step, one.cooperative_id) == (step, mine)), None)
    ) is not None:
        return known
    moved = Moved(step, mine == use.use.cooperative_id, amount)
    check_step(use.moves, moved, use.use.amount)
    if step is UseStep.TAKEN:
        check_taking(grant, use, at)
    elif use.state is UseState.REPORTED and step is UseStep.DONE:
        check_reported(grant, use)
        amount = use.counted.amount
    ended = (amount or use.use.amount) if step in (UseStep.DONE, UseStep.REPORTED) else Amount()
    row = GrantUseStep.objects.create(
        member_id=grant.partner_id,
        use=use.use,
        step=step,
        reason=check_reason(reason) if step in NEEDS_REASON else " ".join(reason.split())[:300],
        deliveries=ended.deliveries,
        minutes=ended.minutes,
        cents=ended.cents,
        body=dict(body or {}),
        taken_by=str(by),
        taken_at=at,
    )
    record(GrantUseMoved(grant_id=grant.grant.pk, use_id=use.use.pk, kind=step, occurred_at=at), by=by)
    return row


@unit_of_work
def empty_letter(*, use_id: UUID, at: datetime) -> None:
    """Forget the persons and places of a use that the co-op in scope began. Twice is once."""
    GrantUseLetter.objects.filter(
        use_id=use_id, cooperative=cooperative_here(), emptied_at__isnull=True
    ).update(body={}, emptied_at=at)


def locked_use(use_id: UUID, at: datetime) -> tuple[SeenGrant, SeenUse]:
    """A building block: a use as it is now, while whoever else would move it waits. Raises NotFound."""
    found = use_seen(use_id, at)
    if found is not None:
        locked_grant(found[0].grant.pk, at)
        found = use_seen(use_id, at)
    if found is None:
        raise NotFound("no_use", _("There is no such use of a grant."))
    return found


def check_taking(grant: SeenGrant, use: SeenUse, at: datetime) -> None:
    """What is about to be taken on is what was signed, under a grant that allows it. Raises as `move_use`."""
    row = use.use
    slip = slips.read(row.slip, slips.key_of(signing_key(), _writer(row)))
    check_slip(slip, slip_for(row, grant.terms.sha256, letter_of(row)), at)
    check_usable(grant)
    others = [one.counted for one in grant.uses if one.use.pk != row.pk]
    check_use(grant.terms, grant.stepped, others, Counted(row.on, row.amount), grant.today)


def check_reported(grant: SeenGrant, use: SeenUse) -> None:
    """What is accepted as done was signed and within the limits, though the grant may have ended since."""
    row = use.use
    slip = slips.read(row.slip, slips.key_of(signing_key(), _writer(row)))
    check_slip(slip, slip_for(row, grant.terms.sha256, letter_of(row)), min(row.begun_at, row.good_until))
    others = [one.counted for one in grant.uses if one.use.pk != row.pk and one.use.begun_at <= row.begun_at]
    check_limits(grant.terms, others, Counted(row.on, row.amount))


def _writer(row: GrantUse) -> int:
    assert row.cooperative_id is not None
    return row.cooperative_id


def check_usable(found: SeenGrant) -> None:
    """Raises Invalid for terms that are not those of the hash; NotAllowedNow once a side has left the federation."""
    if not found.is_whole:
        raise Invalid("other_terms", _("The terms of this grant are not those that were offered."))
    if not {found.terms.giver, found.terms.taker} <= who_belong(found.today):
        raise NotAllowedNow("has_left", _("One of the two co-ops no longer belongs to the federation."))


def _the_same(known: GrantUse, row: GrantUse) -> GrantUse:
    same = ("key", "what", "on", "deliveries", "minutes", "cents", "body", "letter_sha256")
    if any(getattr(known, name) != getattr(row, name) for name in same):
        raise Invalid("use_replayed", _("This was used before, for something else: it is refused."))
    return known
