"""A policy is tried on the co-op's own past before anyone decides: at once where that is little, else by a worker."""

import logging
from collections.abc import Mapping
from datetime import datetime
from time import monotonic
from typing import Any
from uuid import UUID

from django.utils import timezone

from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.commons import PolicyReplayAsked
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound, sentence_of
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import unit_of_work
from deliveries.queries.stores import rule_sets_of
from federation.domain.commons.document import Document
from federation.domain.commons.kinds import slot_of
from federation.domain.commons.lifecycle import State
from federation.domain.commons.runtime import filled_body
from federation.models import PolicyReplay
from federation.queries.commons.registry import entry_of
from federation.queries.commons.trial import AT_ONCE, size_of, trial, window_of
from members.queries.contracts import member_here

log = logging.getLogger(__name__)

REPLAY_POLICY = "federation.replay_policy"
TOLD_EVERY_SECONDS = 1.0
READABLE = (State.IN_REVIEW, State.REVIEWED, State.PUBLISHED, State.DEPRECATED)


def ask_replay(
    *, version_id: UUID, values: Mapping[str, int], target: Mapping[str, Any], by: Actor, at: datetime
) -> PolicyReplay:
    """Try a version with these values; what is little is tried at once. Raises as `begin_replay`."""
    replay = begin_replay(version_id=version_id, values=values, target=target, by=by, at=at)
    if is_little(replay):
        carry_out_replay(replay_id=replay.pk)
        replay.refresh_from_db()
    return replay


@unit_of_work
def begin_replay(
    *, version_id: UUID, values: Mapping[str, int], target: Mapping[str, Any], by: Actor, at: datetime
) -> PolicyReplay:
    """Note what is to be tried. Raises NotFound; NotAllowedNow for a version nobody may read any more; Invalid for
    values out of their bounds, a body that makes no sense, prices without a name or a store."""
    found = entry_of(version_id)
    if found is None:
        raise NotFound("no_policy", _("There is no such policy."))
    entry, known = found
    if known.state not in READABLE:
        raise NotAllowedNow("withdrawn", _("Its author has withdrawn this version."))
    document = known.document
    filled_body(document, values)
    here = cooperative_here()
    first, last = window_of(entry.policy.kind, timezone.localdate(at, here.zone))
    replay = PolicyReplay.objects.create(
        version_id=version_id,
        sha256=document.sha256,
        values=dict(values),
        target=_target(document, target),
        first_on=first,
        last_on=last,
        asked_by=str(by),
        asked_at=at,
    )
    if not is_little(replay, entry.policy.kind):
        record(PolicyReplayAsked(replay_id=replay.pk, occurred_at=at), by=by)
    return replay


def is_little(replay: PolicyReplay, kind: str = "") -> bool:
    """Whether it is tried while the page waits."""
    if not kind:
        found = entry_of(replay.version_id)
        assert found is not None
        kind = found[0].policy.kind
    return size_of(kind, replay.target, replay.first_on, replay.last_on) <= AT_ONCE


def carry_out_replay(*, replay_id: UUID) -> bool:
    """Outside of any transaction while it computes. False where it was done already or could not be.

    Twice does no harm: the result is written once.
    """
    replay = PolicyReplay.objects.filter(pk=replay_id, state=PolicyReplay.State.RUNNING).first()
    found = entry_of(replay.version_id) if replay else None
    if replay is None or found is None:
        return False
    teller = _Teller(replay_id)
    try:
        result = trial(
            found[1].document,
            replay.values,
            replay.target,
            replay.first_on,
            replay.last_on,
            tell=teller.tell,
        )
    except DomainError as refused:
        _finish(replay_id=replay_id, result=None, trouble=sentence_of(refused), at=timezone.now())
        return False
    except Exception:
        log.exception("Replaying a policy failed: replay %s", replay_id)
        trouble = Sentence(_("The trial failed for a reason of our own. It is noted; try again later."))
        _finish(replay_id=replay_id, result=None, trouble=trouble, at=timezone.now())
        return False
    _finish(replay_id=replay_id, result=result, trouble=None, at=timezone.now())
    return True


class _Teller:
    """Stores how far it is, about once a second."""

    def __init__(self, replay_id: UUID) -> None:
        self._replay_id, self._told_at = replay_id, monotonic()

    def tell(self, done: int, all_: int) -> None:
        if monotonic() - self._told_at >= TOLD_EVERY_SECONDS:
            self._told_at = monotonic()
            _progress(replay_id=self._replay_id, done=done, all_=all_)


@unit_of_work
def _progress(*, replay_id: UUID, done: int, all_: int) -> None:
    running = PolicyReplay.objects.filter(pk=replay_id, state=PolicyReplay.State.RUNNING)
    running.update(progress={"done": done, "all": all_})


@unit_of_work
def _finish(
    *, replay_id: UUID, result: dict[str, Any] | None, trouble: Sentence | None, at: datetime
) -> None:
    state = PolicyReplay.State.FAILED if result is None else PolicyReplay.State.DONE
    PolicyReplay.objects.filter(pk=replay_id, state=PolicyReplay.State.RUNNING).update(
        state=state, result=result, trouble=trouble.as_json() if trouble else None, finished_at=at
    )


def _target(document: Document, target: Mapping[str, Any]) -> dict[str, Any]:
    """For prices the list's name and the stores that would get it; for a letter whom it is tried for; and the place
    that a letter or a language has. Nothing for what the charter holds."""
    kind, slot = document.kind, slot_of(document.kind, document.body)
    if kind == "document_template":
        return {"slot": slot, "member_id": _member(target)}
    if kind != "pricing":
        return {"slot": slot} if slot else {}
    store_ids = [str(store_id) for store_id in target.get("store_ids", ())]
    if not store_ids:
        raise Invalid("no_stores", _("Choose at least one store."), field="store_ids")
    if len(rule_sets_of([UUID(store_id) for store_id in store_ids])) < len(store_ids):
        raise NotFound("no_store", _("There is no such store."))
    name = str(target.get("name") or document.title).strip()
    if not 0 < len(name) <= 80:
        raise Invalid("rule_set_name", _("A price list needs a name of at most 80 characters."), field="name")
    return {"name": name, "store_ids": store_ids}


def _member(target: Mapping[str, Any]) -> str:
    """Raises Invalid where nobody is named, NotFound for a stranger."""
    if not target.get("member_id"):
        raise Invalid("no_member", _("Choose for whom the letter is tried."), field="member_id")
    if member_here(UUID(str(target["member_id"]))) is None:
        raise NotFound("no_member", _("There is no such member."))
    return str(target["member_id"])
