"""Lettrage: lines of one account that settle each other, kept beside the books because lines never change."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.db.models import Max

from cooperatives.models import BankLine, Entry, Line, MatchedLine, Matching
from cooperatives.services.turns import one_at_a_time
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _


def letter(
    lines: Iterable[Line],
    *,
    by: Actor,
    at: datetime,
    bank_line: BankLine | None = None,
    entry: Entry | None = None,
) -> Matching:
    """A building block: these lines settle each other from now on. Raises NotAllowedNow if one is settled."""
    one_at_a_time("matching")
    wanted: Sequence[Line] = list(lines)
    if MatchedLine.objects.filter(line__in=wanted).exists():
        raise NotAllowedNow("already_matched", _("One of these lines was matched meanwhile: look again."))
    last = Matching.objects.aggregate(last=Max("number"))["last"] or 0
    matching = Matching.objects.create(
        number=last + 1, bank_line=bank_line, entry=entry, matched_at=at, matched_by=str(by)
    )
    MatchedLine.objects.bulk_create(MatchedLine(matching=matching, line=line) for line in wanted)
    return matching


def open_again(lines: Iterable[Line]) -> None:
    """A building block: what these lines settle each other for is undone; every line of it is open again.

    Raises NotAllowedNow where the bank is part of it: unmatch the movement instead.
    """
    one_at_a_time("matching")
    found = Matching.objects.filter(lines__line__in=list(lines)).distinct()
    if any(matching.bank_line_id or matching.entry_id for matching in found):
        raise NotAllowedNow(
            "entry_is_matched", _("A payment is matched with this entry: undo the matching first.")
        )
    Matching.objects.filter(pk__in=[matching.pk for matching in found]).delete()


def pair_off(entry: Entry, mirrored: Entry, *, by: Actor, at: datetime) -> Matching:
    """A building block: an entry and its reversal leave nothing open."""
    return letter(Line.objects.filter(entry__in=(entry, mirrored)), by=by, at=at)
