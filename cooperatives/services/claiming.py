"""Claims on customers that are put together: by an invoice, and apart again by its credit note."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cooperatives.domain.charts import Role
from cooperatives.models import Entry, Line, MatchedLine
from cooperatives.services.lettering import letter, open_again
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _


def letter_claims(entry: Entry, claim_ids: Collection[UUID], *, by: Actor, at: datetime) -> None:
    """A building block: these claims are settled by the credit side of an entry; its debit side is what is open now.

    Raises NotAllowedNow if one of them was settled meanwhile.
    """
    taken = _customers(entry).filter(amount_cents__lt=0)
    letter([*Line.objects.filter(pk__in=claim_ids), *taken], by=by, at=at)


def claimed_cents(source_key: str) -> int:
    """What the entry of that fact took over from the claims it stands for. Raises NotFound."""
    return -sum(line.amount_cents for line in _customers(_entry(source_key)).filter(amount_cents__lt=0))


def reopen_claims(source_key: str) -> None:
    """A building block: the claims that the entry of that fact took over are open again. Raises NotAllowedNow."""
    open_again(_customers(_entry(source_key)).filter(amount_cents__lt=0))


def pair_off_mirror(source_key: str, mirrored: Entry, *, by: Actor, at: datetime) -> None:
    """A building block: each side of the fact's entry is settled by its mirror, unless a payment has settled it.

    What was paid already stays matched with its payment, and its mirror open, to be paid back or set off.
    """
    entry = _entry(source_key)
    for line in _customers(entry):
        opposite = _customers(mirrored).filter(amount_cents=-line.amount_cents).first()
        if opposite is None or MatchedLine.objects.filter(line__in=[line, opposite]).exists():
            continue
        letter([line, opposite], by=by, at=at)


def _entry(source_key: str) -> Entry:
    found = Entry.objects.filter(source_key=source_key).first()
    if found is None:
        raise NotFound("no_entry", _("There is no such entry."))
    return found


def _customers(entry: Entry) -> QuerySet[Line]:
    found: QuerySet[Line] = Line.objects.filter(entry=entry, account__role=Role.CUSTOMERS)
    return found
