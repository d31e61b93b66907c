"""Posting to the books."""

from dataclasses import dataclass
from datetime import date, datetime
from uuid import UUID

from django.db import connection

from cooperatives.models import Account, Entry, Line
from coopplatform.contracts.story import EntryPosted
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import Invalid, NotFound
from coopplatform.kernel.text import _
from coopplatform.kernel.ids import uuid7
from coopplatform.tenancy.scope import required
from coopplatform.tenancy.work import keep, require_unit_of_work, unit_of_work


@dataclass(frozen=True, slots=True)
class Posting:
    """A line to be: cents on an account, debit positive, credit negative."""

    account: str
    amount_cents: int
    label: str = ""
    section: str = ""


def post_entry(
    *,
    journal: str,
    posted_on: date,
    label: str,
    source_key: str,
    postings: list[Posting],
    by: Actor,
    at: datetime,
    reverses: Entry | None = None,
) -> Entry:
    """A building block: write a balanced entry with the next number of its journal and year.

    The fact `source_key` is posted once: a replay returns the entry there is. Lines of zero cents are
    left out. Raises Invalid when the postings do not balance or name an unknown account, NoUnitOfWork
    outside of a service.
    """
    require_unit_of_work()
    if (known := Entry.objects.filter(source_key=source_key).first()) is not None:
        keep(source_key)
        return known
    lines = [posting for posting in postings if posting.amount_cents]
    if len(lines) < 2 or sum(posting.amount_cents for posting in lines):
        total = sum(posting.amount_cents for posting in lines)
        raise Invalid("unbalanced", _("An entry needs two lines or more adding up to zero, not %(total)s."), total=total)
    accounts = _accounts({posting.account for posting in lines})
    entry = Entry.objects.create(
        journal=journal,
        year=posted_on.year,
        number=_next_number(journal, posted_on.year),
        posted_on=posted_on,
        label=label[:200],
        source_key=source_key,
        reverses=reverses,
    )
    Line.objects.bulk_create(
        Line(
            entry=entry,
            account_id=accounts[posting.account],
            amount_cents=posting.amount_cents,
            label=posting.label[:200],
            section=posting.section,
        )
        for posting in lines
    )
    keep(source_key)
    record(EntryPosted(entry_id=entry.id, source_key=source_key, occurred_at=at), by=by)
    return entry


@unit_of_work
def reverse_entry(*, entry_id: UUID, posted_on: date, by: Actor, at: datetime) -> Entry:
    """Correct a posted entry the only way there is: by its mirror. Twice is once. Raises NotFound."""
    entry = Entry.objects.filter(pk=entry_id).prefetch_related("lines__account").first()
    if entry is None:
        raise NotFound("no_entry", _("There is no such entry."))
    return post_entry(
        journal=entry.journal,
        posted_on=posted_on,
        label=f"Reversal of {entry}: {entry.label}",
        source_key=f"reversal:{entry.id}",
        postings=[
            Posting(line.account.code, -line.amount_cents, line.label, line.section) for line in entry.lines.all()
        ],
        by=by,
        at=at,
        reverses=entry,
    )


def _accounts(codes: set[str]) -> dict[str, UUID]:
    known = dict(Account.objects.filter(code__in=codes).values_list("code", "id"))
    if missing := sorted(codes - known.keys()):
        codes_text = ", ".join(missing)
        raise Invalid("no_account", _("Open these accounts first: %(codes)s."), codes=codes_text)
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
