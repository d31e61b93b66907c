"""Closing a year's books, and what the next one begins with.

Closing posts one entry on the year's last day that empties income and expenses into the result (120, a loss into
129), locks every journal of the year and of the years before, and writes down what each account of the balance sheet
holds then, by auxiliary code (`CarriedForward`). That is the next year's opening: a statement or a FEC of a year reads
this snapshot and the year's own lines, never the lines of the years before. No opening entry is posted, because sums
over all time would count it twice; the FEC writes it as the first entry of journal AN. As long as the year before is
open, `queries.statements.opening` computes the same from its lines.
"""

from datetime import date, datetime

from django.utils import timezone

from cooperatives.domain.charts import chart_for
from cooperatives.domain.journals import NAMES
from cooperatives.domain.ledger import YEAR_CLOSED, year_closed
from cooperatives.models import CarriedForward, Entry, EntryCounter
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.statements import balances_at_end, moved
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.booking import YearClosed
from coopplatform.journal.recording import record
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work

CLOSING_JOURNAL = "OD"


@unit_of_work
def close_year(*, year: int, by: Actor, at: datetime) -> Entry:
    """Empty the year's income and expenses into its result; nothing is posted in it any more. Twice is once.

    Raises NotAllowedNow before the year is over, while an earlier year with income or expenses is open, or when
    nothing happened in it.
    """
    here = cooperative_here()
    if timezone.localdate(at, here.zone).year <= year:
        raise NotAllowedNow("year_not_over", _("The year %(year)s is not over yet."), year=year)
    _hold_journals(min(here.founded_on.year, year), year)
    if (known := Entry.objects.filter(source_key=f"{YEAR_CLOSED}{year}").first()) is not None:
        return known
    chart = chart_for(here.country)
    for before in range(here.founded_on.year, year):
        if any(cents for code, cents in moved(*_year(before)).items() if chart.is_result(code)):
            raise NotAllowedNow(
                "earlier_year_open", _("Close the books of %(year)s first."), year=str(before)
            )
    first, last = _year(year)
    results = {code: cents for code, cents in moved(first, last).items() if chart.is_result(code) and cents}
    if not results:
        raise NotAllowedNow("year_empty", _("Nothing was earned or spent in %(year)s."), year=year)
    entry = post_entry(
        year_closed(year=year, results=results), journal=CLOSING_JOURNAL, posted_on=last, by=by, at=at
    )
    _carry_forward(year)
    EntryCounter.objects.filter(year__lte=year).update(is_closed=True)
    record(YearClosed(entry_id=entry.id, year=year, occurred_at=at), by=by)
    return entry


def _year(year: int) -> tuple[date, date]:
    return date(year, 1, 1), date(year, 12, 31)


def _hold_journals(first: int, last: int) -> None:
    """Whoever is posting in these years finishes first; whoever comes later waits, and is refused."""
    EntryCounter.objects.bulk_create(
        (EntryCounter(journal=journal, year=year) for year in range(first, last + 1) for journal in NAMES),
        ignore_conflicts=True,
    )
    list(
        EntryCounter.objects.select_for_update(no_key=True)
        .filter(year__lte=last)
        .order_by("id")
        .values_list("id")
    )


def _carry_forward(year: int) -> None:
    CarriedForward.objects.bulk_create(
        CarriedForward(
            year=year, account_id=held.account_id, auxiliary=held.auxiliary, amount_cents=held.cents
        )
        for held in balances_at_end(year)
    )
