"""The relay: takes each reader through each co-op's journal, in order, losing nothing.

One cursor per (reader, co-op), moved after the reactions of an entry have run: at least once. A session
lock keeps two relays off the same cursor. A reaction that keeps failing is set aside and told.
"""

import logging
from collections.abc import Callable
from functools import partial
from typing import Any

from django.db import connection
from django.db.models import F

from coopplatform.journal.models import FailedReaction
from coopplatform.journal.reactions import Reaction, all_reactions, reactions, readers
from coopplatform.journal.reading import Place, Recorded, entry_at, here, is_anything_pending, since
from coopplatform.journal.recording import Cause, caused_by
from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.scope import required, scope

log = logging.getLogger(__name__)

ATTEMPTS = 5
BATCH = 200
Deliver = Callable[[Recorded], bool]


class TryAgain(Exception):
    """A reaction failed; its entry stays next in line."""


def read_on(cooperative_id: int, *, is_settled_only: bool = True) -> bool:
    """Take every reader of reactions as far as it can go. True if something is still waiting."""
    is_waiting, look = False, _Look(is_settled_only)
    for reader in readers():
        is_waiting |= advance(cooperative_id, reader, partial(_react, look, reader), look=look)
    return is_waiting


def advance(cooperative_id: int, reader: str, deliver: Deliver, *, look: "_Look | None" = None) -> bool:
    """Deliver entries to one reader from where it stands. True if more is waiting or to be tried again."""
    look = look or _Look()
    with scope(cooperative_id):
        if not _locked(reader):
            return True
        try:
            began = place = _place_of(reader)
            try:
                is_more = True
                while is_more:
                    batch = look.after(place)
                    for entry in batch:
                        deliver(entry)
                        place = entry.place
                    is_more = len(batch) == BATCH
            except TryAgain:
                return True
            finally:
                if place != began:
                    _move(reader, place)
            return is_anything_pending(place)
        finally:
            _unlock(reader)


class _Look:
    """What one look at a co-op's journal has read: readers at the same place share it."""

    def __init__(self, is_settled_only: bool = True) -> None:
        self._is_settled_only = is_settled_only
        self._read: dict[Place, list[Recorded]] = {}
        self._failed: set[tuple[str, int]] | None = None

    def after(self, place: Place) -> list[Recorded]:
        """The next entries, `BATCH` at most."""
        if place not in self._read:
            found = since(place, limit=BATCH, is_settled_only=self._is_settled_only)
            self._read[place] = list(found)
        return self._read[place]

    def had_failed(self, reaction: Reaction, entry: Recorded) -> bool:
        if self._failed is None:
            self._failed = set(FailedReaction.objects.values_list("reaction", "entry"))
        return (reaction.name, entry.place.position) in self._failed


def skip_to_end(cooperative_id: int, reader: str) -> None:
    """The reader begins after what is settled now, like live updates of a history nobody was there to watch."""
    with scope(cooperative_id):
        _move(reader, here())


def retry(cooperative_id: int) -> list[FailedReaction]:
    """Run again what was set aside in one co-op, once its cause is mended. Returns what fails still."""
    with scope(cooperative_id):
        look = _Look()
        for failure in FailedReaction.objects.filter(attempts__gte=ATTEMPTS).order_by("entry"):
            if (entry := entry_at(failure.entry)) is None:
                continue
            for reaction in all_reactions():
                if reaction.name == failure.reaction:
                    _run(look, reaction, entry)
        return list(FailedReaction.objects.filter(attempts__gte=ATTEMPTS))


def _react(look: _Look, reader: str, entry: Recorded) -> bool:
    todo = reactions(reader, entry.name)
    for reaction in todo:
        _run(look, reaction, entry)
    return bool(todo)


def _run(look: _Look, reaction: Reaction, entry: Recorded) -> None:
    try:
        with caused_by(Cause(entry.place.position, entry.correlation_id)):
            reaction.react(entry)
    except Exception as problem:
        key: dict[str, Any] = {
            "cooperative_id": entry.cooperative_id,
            "reaction": reaction.name,
            "entry": entry.place.position,
        }
        failure, _ = FailedReaction.objects.update_or_create(**key, defaults={"error": repr(problem)[:2000]})
        FailedReaction.objects.filter(pk=failure.pk).update(attempts=F("attempts") + 1)
        if failure.attempts + 1 < ATTEMPTS:
            log.warning("%s failed on entry %s, to be tried again", reaction.name, entry.place, exc_info=True)
            raise TryAgain from problem
        log.exception("%s set aside entry %s after %s attempts", reaction.name, entry.place, ATTEMPTS)
    else:
        if look.had_failed(reaction, entry):
            FailedReaction.objects.filter(reaction=reaction.name, entry=entry.place.position).delete()


def _place_of(reader: str) -> Place:
    with connection.cursor() as sql:
        sql.execute(
            "select txid, position from journal_readercursor where cooperative_id = %s and reader = %s",
            [required(), reader],
        )
        return Place(*(sql.fetchone() or ()))


def _move(reader: str, place: Place) -> None:
    with connection.cursor() as sql:
        sql.execute(
            "insert into journal_readercursor (id, cooperative_id, reader, txid, position)"
            " values (%s, %s, %s, %s, %s) on conflict (cooperative_id, reader)"
            " do update set txid = excluded.txid, position = excluded.position",
            [uuid7(), required(), reader, place.txid, place.position],
        )


def _locked(reader: str) -> bool:
    with connection.cursor() as sql:
        sql.execute("select pg_try_advisory_lock(hashtextextended(%s, %s))", [reader, required()])
        return bool(sql.fetchone()[0])


def _unlock(reader: str) -> None:
    with connection.cursor() as sql:
        sql.execute("select pg_advisory_unlock(hashtextextended(%s, %s))", [reader, required()])
