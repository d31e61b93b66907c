"""A policy on a co-op's own desk: begun, written, discarded. Nobody else sees it."""

from datetime import datetime
from typing import Any
from uuid import UUID

from coopplatform.contracts.commons import PolicyDraftChanged
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.text import _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import unit_of_work
from federation.domain.commons.document import LONGEST_BYTES
from federation.domain.commons.kinds import kind_of
from federation.domain.commons.reading import read, written
from federation.models import PolicyDraft
from federation.queries.commons.registry import PUBLIC, entry_of

MOST_DRAFTS = 50


@unit_of_work
def begin_draft(*, stored: dict[str, Any], by: Actor, at: datetime) -> PolicyDraft:
    """A new draft, of this content. Raises Invalid for an unknown kind, NotAllowedNow where the desk is full."""
    return _begun(stored, by, at)


@unit_of_work
def begin_version(*, version_id: UUID, by: Actor, at: datetime) -> PolicyDraft:
    """The next version of a policy of ours, or a fork of somebody else's: their licence and name stay with it.

    Raises NotFound; NotAllowedNow for another's version that is not published.
    """
    found = entry_of(version_id)
    if found is None:
        raise NotFound("no_policy", _("There is no such policy."))
    entry, known = found
    is_ours = entry.policy.cooperative_id == required()
    if not is_ours and known.state not in PUBLIC:
        raise NotAllowedNow("not_published", _("Only what is published can be forked."))
    stored = dict(known.version.document)
    if is_ours:
        newest = entry.versions[0].document.number
        return _begun(
            stored | {"version": f"{newest[0]}.{newest[1] + 1}.0", "changelog": ""},
            by,
            at,
            policy_id=entry.policy.pk,
        )
    return _begun(stored | {"version": "1.0.0", "changelog": ""}, by, at, parent_id=known.version.pk)


@unit_of_work
def save_draft(*, draft_id: UUID, text: str, by: Actor, at: datetime) -> PolicyDraft:
    """What is written so far, whether it can be read or not. Raises NotFound; Invalid for more than 200 kB."""
    draft = locked_draft(draft_id)
    if len(text.encode()) > LONGEST_BYTES:
        raise Invalid("policy_too_long", _("A policy has at most 200 kB."), field="document")
    draft.text, draft.changed_at = text, at
    _name(draft)
    draft.save(update_fields=["text", "title", "kind", "changed_at"])
    record(PolicyDraftChanged(draft_id=draft.pk, kind="changed", occurred_at=at), by=by)
    return draft


@unit_of_work
def discard_draft(*, draft_id: UUID, by: Actor, at: datetime) -> PolicyDraft:
    """Raises NotFound."""
    draft = locked_draft(draft_id)
    draft.discarded_at = at
    draft.save(update_fields=["discarded_at"])
    record(PolicyDraftChanged(draft_id=draft.pk, kind="discarded", occurred_at=at), by=by)
    return draft


def locked_draft(draft_id: UUID) -> PolicyDraft:
    """Raises NotFound for one that is submitted or discarded."""
    open_ = PolicyDraft.objects.filter(
        pk=draft_id, discarded_at__isnull=True, submitted_version_id__isnull=True
    )
    draft = open_.select_for_update(of=("self",), no_key=True).first()
    if draft is None:
        raise NotFound("no_draft", _("There is no such draft."))
    return draft


def _begun(stored: dict[str, Any], by: Actor, at: datetime, **links: UUID) -> PolicyDraft:
    kind_of(str(stored.get("kind")))
    if PolicyDraft.objects.filter(discarded_at=None, submitted_version_id=None).count() >= MOST_DRAFTS:
        raise NotAllowedNow(
            "many_drafts", _("There are %(most)s drafts already: discard one first."), most=MOST_DRAFTS
        )
    draft = PolicyDraft(
        kind=str(stored["kind"]),
        title=str(stored.get("title") or stored["kind"])[:80],
        text=written(stored),
        changed_at=at,
        **links,
    )
    draft.save(force_insert=True)
    record(PolicyDraftChanged(draft_id=draft.pk, kind="begun", occurred_at=at), by=by)
    return draft


def _name(draft: PolicyDraft) -> None:
    """Title and kind as the text says them, as far as it can be read."""
    try:
        found = read(draft.text)
    except Invalid:
        return
    if isinstance(found, dict):
        draft.title = str(found.get("title") or draft.title)[:80]
        draft.kind = str(found.get("kind") or draft.kind)[:40]
