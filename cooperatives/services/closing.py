"""Closing a year's books."""

from datetime import date, datetime

from django.utils import timezone

from cooperatives.domain.charts import KINDS, Kind
from cooperatives.domain.ledger import YEAR_CLOSED, year_closed
from cooperatives.models import Entry
from cooperatives.queries.books import balances_by_role
from cooperatives.queries.here import cooperative_here
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.tenancy.work import unit_of_work

CLOSING_JOURNAL = "OD"


@unit_of_work
def close_year(*, year: int, by: Actor, at: datetime) -> Entry:
    """Empty the year's income and expenses into its result. Closing twice is once.

    Raises NotAllowedNow before the year is over, or when nothing happened in it.
    """
    if timezone.localdate(at, cooperative_here().zone).year <= year:
        raise NotAllowedNow("year_not_over", _("The year %(year)s is not over yet."), year=year)
    last = date(year, 12, 31)
    balances = balances_by_role(first=date(year, 1, 1), last=last, excluding=f"{YEAR_CLOSED}{year}")
    if not any(cents for role, cents in balances.items() if KINDS[role] in (Kind.INCOME, Kind.EXPENSE)):
        raise NotAllowedNow("year_empty", _("Nothing was earned or spent in %(year)s."), year=year)
    return post_entry(
        year_closed(year=year, balances=balances), journal=CLOSING_JOURNAL, posted_on=last, by=by, at=at
    )
