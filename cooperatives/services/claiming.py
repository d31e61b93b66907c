"""Claims on customers that are put together: by an invoice, and apart again by its credit note."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from django.db.models import QuerySet

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import Claimed
from cooperatives.domain.taxed import TaxedPart
from cooperatives.models import Entry, EntryVat, Line, MatchedLine
from cooperatives.queries.claims import CLAIMS
from cooperatives.services.lettering import letter, open_again
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotFound
from coopplatform.kernel.text import _


def letter_claims(entry: Entry, claim_ids: Collection[UUID], *, by: Actor, at: datetime) -> None:
    """A building block: these claims are settled by what an entry takes off their account, account by account; its
    debit side on the customers' account is what is open now.

    Raises NotAllowedNow if one of them was settled meanwhile.
    """
    for role in CLAIMS:
        if claims := list(Line.objects.filter(pk__in=claim_ids, account__role=role)):
            letter([*claims, *_taken(entry, role)], by=by, at=at)


def taken_over(source_key: str) -> Claimed:
    """What the entry of that fact took over from the claims it stands for. Raises NotFound."""
    entry = _entry(source_key)
    return Claimed(
        unbilled_cents=-_sum(_taken(entry, Role.UNBILLED)),
        unbilled_vat_cents=_sum(_on(entry, Role.VAT_UNBILLED)),
        customers_cents=-_sum(_taken(entry, Role.CUSTOMERS)),
    )


def taxed_by(source_key: str) -> tuple[TaxedPart, ...]:
    """What the entry of that fact says of VAT, rate by rate; nothing where it is read off its amounts."""
    return tuple(row.part for row in EntryVat.objects.filter(entry__source_key=source_key).order_by("pk"))


def reopen_claims(source_key: str) -> None:
    """A building block: the claims that the entry of that fact took over are open again. Raises NotAllowedNow."""
    entry = _entry(source_key)
    for role in CLAIMS:
        open_again(_taken(entry, role))


def pair_off_mirror(source_key: str, mirrored: Entry, *, by: Actor, at: datetime) -> None:
    """A building block: each side of the fact's entry is settled by its mirror, unless a payment has settled it.

    What was paid already stays matched with its payment, and its mirror open, to be paid back or set off.
    """
    entry = _entry(source_key)
    for role in CLAIMS:
        for line in _on(entry, role):
            opposite = _on(mirrored, role).filter(amount_cents=-line.amount_cents).first()
            if opposite is None or MatchedLine.objects.filter(line__in=[line, opposite]).exists():
                continue
            letter([line, opposite], by=by, at=at)


def _entry(source_key: str) -> Entry:
    found = Entry.objects.filter(source_key=source_key).first()
    if found is None:
        raise NotFound("no_entry", _("There is no such entry."))
    return found


def _taken(entry: Entry, role: Role) -> QuerySet[Line]:
    """What an invoice's entry takes off an account; what it puts on the customers' is the invoice itself."""
    lines = _on(entry, role)
    return lines.filter(amount_cents__lt=0) if role == Role.CUSTOMERS else lines


def _on(entry: Entry, role: Role) -> QuerySet[Line]:
    found: QuerySet[Line] = Line.objects.filter(entry=entry, account__role=role)
    return found


def _sum(lines: QuerySet[Line]) -> int:
    return sum(line.amount_cents for line in lines)
