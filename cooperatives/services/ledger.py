"""Posting to the books."""

from collections.abc import Iterable
from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.db.models import Q
from django.utils.translation import gettext

from cooperatives.domain.journals import check_journal
from cooperatives.domain.ledger import YEAR_CLOSED, DraftEntry, DraftLine, reversal
from cooperatives.models import Account, Entry, EntryVat, Line, MatchedLine
from cooperatives.queries.here import cooperative_here
from cooperatives.services.lettering import pair_off
from cooperatives.services.turns import one_at_a_time
from coopplatform.contracts.booking import EntryPosted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotAllowedNow, NotFound
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import keep, require_unit_of_work, unit_of_work
from coopplatform.web.words import lawful_in


def post_entry(
    draft: DraftEntry,
    *,
    journal: str,
    posted_on: date,
    by: Actor,
    at: datetime,
    reverses: Entry | None = None,
) -> Entry:
    """A building block: write a balanced entry with the next number of its journal and year.

    The fact `draft.source_key` is posted once: a replay returns the entry there is. The label is written in the
    co-op's language. Raises Invalid when the chart lacks an account or there is no such journal, NotAllowedNow
    when the books of the year, or of a later one, are closed, NoUnitOfWork outside of a service.
    """
    require_unit_of_work()
    if (known := Entry.objects.filter(source_key=draft.source_key).first()) is not None:
        keep(draft.source_key)
        return known
    check_journal(journal)
    accounts = _accounts(draft.lines)
    with lawful_in(cooperative_here().locale):
        label = draft.label.render(gettext)
    entry = Entry.objects.create(
        journal=journal,
        year=posted_on.year,
        number=_next_number(journal, posted_on.year),
        posted_on=posted_on,
        label=label[:200],
        source_key=draft.source_key,
        piece_ref=draft.piece_ref[:80],
        piece_on=draft.piece_on,
        reverses=reverses,
    )
    Line.objects.bulk_create(
        Line(
            entry=entry,
            account_id=accounts[line.code or str(line.role)],
            amount_cents=line.cents,
            auxiliary=line.auxiliary,
            section=line.section,
            label=line.label[:200],
        )
        for line in draft.lines
    )
    EntryVat.objects.bulk_create(
        EntryVat(
            entry=entry,
            taxing=one.taxing.value,
            per_mille=one.per_mille,
            net_cents=one.net_cents,
            vat_cents=one.vat_cents,
        )
        for one in draft.taxed
    )
    keep(draft.source_key)
    record(EntryPosted(entry_id=entry.id, source_key=draft.source_key, occurred_at=at), by=by)
    return entry


@unit_of_work
def reverse_entry(*, entry_id: UUID, posted_on: date, by: Actor, at: datetime) -> Entry:
    """Correct a posted entry the only way there is: by its mirror. Twice is once.

    Raises NotFound; NotAllowedNow for the close of a year, or while a payment is matched with the entry.
    """
    entry = Entry.objects.filter(pk=entry_id).prefetch_related("lines__account").first()
    if entry is None:
        raise NotFound("no_entry", _("There is no such entry."))
    if entry.source_key.startswith(YEAR_CLOSED):
        raise NotAllowedNow("year_stays_closed", _("The close of a year is not taken back."))
    return mirror(entry, posted_on=posted_on, by=by, at=at)


def mirror(entry: Entry, *, posted_on: date, by: Actor, at: datetime) -> Entry:
    """A building block: post the reversal of an entry and pair the two off, so that neither stays open."""
    one_at_a_time("matching")
    lines = list(entry.lines.all())
    draft = DraftEntry(
        entry.source_key,
        Sentence(entry.label.replace("%", "%%")),
        tuple(
            DraftLine(
                None, line.amount_cents, line.auxiliary, line.section, line.label, code=line.account.code
            )
            for line in lines
        ),
        entry.piece_ref,
        entry.piece_on,
        tuple(row.part for row in entry.taxed.all()),
    )
    known = Entry.objects.filter(source_key=f"reversal:{entry.source_key}").first()
    if known is None and MatchedLine.objects.filter(line__in=lines).exists():
        raise NotAllowedNow(
            "entry_is_matched", _("A payment is matched with this entry: undo the matching first.")
        )
    reversed_by = post_entry(
        reversal(draft), journal=entry.journal, posted_on=posted_on, by=by, at=at, reverses=entry
    )
    if known is None:
        pair_off(entry, reversed_by, by=by, at=at)
    return reversed_by


def _accounts(lines: Iterable[DraftLine]) -> dict[str, UUID]:
    """The id of each account, by the code or else the role a line names. One query."""
    codes = {line.code for line in lines if line.code}
    roles = {str(line.role) for line in lines if line.role and not line.code}
    asked = Q(role__in=roles) | Q(code__in=codes) if codes else Q(role__in=roles)
    known: dict[str, UUID] = {}
    for key, role, code in Account.objects.filter(asked).values_list("id", "role", "code"):
        known |= {name: key for name in (role, code) if name}
    if missing := ", ".join(sorted((roles | codes) - known.keys())):
        raise Invalid("no_account", _("Open these accounts in the chart first: %(roles)s."), roles=missing)
    return known


def _next_number(journal: str, year: int) -> int:
    """Gapless under concurrency: the counter's row stays locked until the entry is committed.

    A closed year gives none: its counters say so, and closing waits for those who hold one of them.
    """
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cooperatives_entrycounter (id, cooperative_id, journal, year, last, is_closed)"
            " select %s, %s, %s, %s, 1, false where not exists ("
            " select from cooperatives_entrycounter where cooperative_id = %s and year >= %s and is_closed)"
            " on conflict (cooperative_id, journal, year)"
            " do update set last = cooperatives_entrycounter.last + 1"
            " where not cooperatives_entrycounter.is_closed returning last",
            [uuid7(), required(), journal, year, required(), year],
        )
        if (row := cursor.fetchone()) is None:
            raise NotAllowedNow(
                "year_is_closed",
                _("The books of %(year)s are closed: date the entry in a year that is open."),
                field="posted_on",
                year=str(year),
            )
        return int(row[0])
