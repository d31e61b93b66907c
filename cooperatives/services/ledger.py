"""Posting to the books."""

from datetime import date, datetime
from uuid import UUID

from django.db import connection
from django.utils.translation import gettext, override

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine, reversal
from cooperatives.models import Account, Entry, Line
from cooperatives.queries.here import cooperative_here
from coopplatform.contracts.story import EntryPosted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.ids import uuid7
from coopplatform.kernel.text import Sentence, _
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import keep, require_unit_of_work, unit_of_work


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
    co-op's language. Raises Invalid when the chart lacks an account, NoUnitOfWork outside of a service.
    """
    require_unit_of_work()
    if (known := Entry.objects.filter(source_key=draft.source_key).first()) is not None:
        keep(draft.source_key)
        return known
    accounts = _accounts({line.role for line in draft.lines})
    with override(cooperative_here().locale):
        label = draft.label.render(gettext)
    entry = Entry.objects.create(
        journal=journal,
        year=posted_on.year,
        number=_next_number(journal, posted_on.year),
        posted_on=posted_on,
        label=label[:200],
        source_key=draft.source_key,
        reverses=reverses,
    )
    Line.objects.bulk_create(
        Line(
            entry=entry,
            account_id=accounts[line.role],
            amount_cents=line.cents,
            auxiliary=line.auxiliary,
            section=line.section,
            label=line.label[:200],
        )
        for line in draft.lines
    )
    keep(draft.source_key)
    record(EntryPosted(entry_id=entry.id, source_key=draft.source_key, occurred_at=at), by=by)
    return entry


@unit_of_work
def reverse_entry(*, entry_id: UUID, posted_on: date, by: Actor, at: datetime) -> Entry:
    """Correct a posted entry the only way there is: by its mirror. Twice is once. Raises NotFound."""
    entry = Entry.objects.filter(pk=entry_id).prefetch_related("lines__account").first()
    if entry is None:
        raise NotFound("no_entry", _("There is no such entry."))
    draft = DraftEntry(
        entry.source_key,
        Sentence(entry.label),
        tuple(
            DraftLine(Role(line.account.role), line.amount_cents, line.auxiliary, line.section, line.label)
            for line in entry.lines.all()
        ),
    )
    return post_entry(
        reversal(draft), journal=entry.journal, posted_on=posted_on, by=by, at=at, reverses=entry
    )


def _accounts(roles: set[Role]) -> dict[Role, UUID]:
    known = {
        Role(role): key for role, key in Account.objects.filter(role__in=roles).values_list("role", "id")
    }
    if missing := ", ".join(sorted(roles - known.keys())):
        raise Invalid("no_account", _("Open these accounts in the chart first: %(roles)s."), roles=missing)
    return known


def _next_number(journal: str, year: int) -> int:
    """Gapless under concurrency: the counter's row stays locked until the entry is committed."""
    with connection.cursor() as cursor:
        cursor.execute(
            "insert into cooperatives_entrycounter (id, cooperative_id, journal, year, last)"
            " values (%s, %s, %s, %s, 1) on conflict (cooperative_id, journal, year)"
            " do update set last = cooperatives_entrycounter.last + 1 returning last",
            [uuid7(), required(), journal, year],
        )
        return int(cursor.fetchone()[0])
