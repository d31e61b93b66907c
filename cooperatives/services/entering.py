"""Entries a treasurer writes by hand: what no service of the platform knows of, like an invoice or former books."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime

from cooperatives.domain.charts import Role
from cooperatives.domain.journals import GENERAL
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.models import Entry
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.work import unit_of_work


@unit_of_work
def enter_by_hand(
    *, fact: str, label: str, amounts: Mapping[Role, int], posted_on: date, by: Actor, at: datetime
) -> Entry:
    """Debits positive, credits negative, by role, in cents. The same `fact` is posted once.

    Raises Invalid unless there are two lines or more, none of zero, that add up to zero.
    """
    draft = DraftEntry(
        f"hand:{fact}",
        _spoken(label),
        tuple(DraftLine(role, cents) for role, cents in amounts.items()),
    )
    return post_entry(draft, journal=GENERAL, posted_on=posted_on, by=by, at=at)


@unit_of_work
def enter_entry(
    *,
    key: str,
    journal: str,
    label: str,
    lines: Sequence[DraftLine],
    posted_on: date,
    piece_ref: str,
    piece_on: date | None,
    by: Actor,
    at: datetime,
) -> Entry:
    """An entry on any accounts, by the paper it is written from. The same `key` is posted once.

    Raises Invalid without a label or piece, for a day before the co-op's first year or after the current one, unless
    the lines balance, or where an account is not open; NotAllowedNow when the year is closed.
    """
    first, last = cooperative_here().founded_on.year, at.year
    if not first <= posted_on.year <= last:
        raise Invalid(
            "no_such_year",
            _("The books are of %(first)s to %(last)s: date the entry in one of these years."),
            field="posted_on",
            first=str(first),
            last=str(last),
        )
    if not label.strip():
        raise Invalid("no_label", _("Say in a few words what the entry is."), field="label")
    if not piece_ref.strip():
        raise Invalid("no_piece", _("Give the number of the paper behind it."), field="piece_ref")
    draft = DraftEntry(f"hand:{key}", _spoken(label), tuple(lines), piece_ref.strip(), piece_on)
    return post_entry(draft, journal=journal, posted_on=posted_on, by=by, at=at)


def _spoken(label: str) -> Sentence:
    """The treasurer's own words, which are no msgid."""
    return Sentence(label.strip().replace("%", "%%"))
