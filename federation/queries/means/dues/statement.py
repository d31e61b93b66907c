"""What dues paid for: a co-op's of a year by the voted uses, and all of the federation's together."""

from dataclasses import dataclass

from django.db.models import QuerySet

from cooperatives.queries.directory import the_federation
from coopplatform.tenancy.scope import required, scope
from federation.domain.means.dues_periods import Period
from federation.domain.means.dues_uses import added, split
from federation.models import DuesCall
from federation.queries.roadmap import Got, rounds, standing_of


@dataclass(frozen=True, slots=True)
class Statement:
    """Dues of a year in one currency, by use; `uses` add up to `cents`."""

    year: int
    currency: str
    cents: int
    uses: dict[str, int]


def own_statement(year: int) -> Statement | None:
    """Of the co-op in scope, from the calls and credit notes of the year; None where it was called nothing."""
    rows = list(_of(year).filter(member_id=required()))
    if not rows:
        return None
    uses = added(split(row.amount_cents, row.terms.terms.uses) for row in rows)
    return Statement(year, rows[0].currency, sum(row.amount_cents for row in rows), uses)


def whole_statement(year: int) -> Statement | None:
    """Of all members, in the currency of the federation's books. In any scope: it tells sums, nobody's dues."""
    federation = the_federation()
    if federation is None:
        return None
    with scope(federation.pk):
        rows = list(_of(year))
    if not rows:
        return None
    uses = added(split(row.books_cents, row.terms.terms.uses) for row in rows)
    return Statement(year, federation.currency, sum(row.books_cents for row in rows), uses)


def built_with(slug: str, year: int) -> list[Got]:
    """The features of the roadmap that a co-op's budget paid for, of the rounds decided in a year."""
    return [
        got
        for one in rounds()
        if (outcome := getattr(one, "outcome", None)) and outcome.decided_at.year == year
        for got in standing_of(one).got_by(slug)
    ]


def years_called() -> list[int]:
    """Of whose dues the scope may see any, the newest first."""
    periods = DuesCall.objects.values_list("period", flat=True).distinct()
    return sorted({Period.parse(period).year for period in periods}, reverse=True)


def _of(year: int) -> QuerySet[DuesCall]:
    return DuesCall.objects.filter(period__startswith=str(year)).select_related("terms").order_by("sequence")
