"""Whether the co-op in scope belongs: the register is the federation's, and only this much of it is asked."""

from collections.abc import Iterable
from datetime import date

from cooperatives.queries.directory import the_federation
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.scope import scope
from federation.queries.members import admitted_slugs


def belongs_here(on: date) -> bool:
    """Of the co-op in scope, on a day; nobody belongs before there is a federation."""
    slug, federation = cooperative_here().slug, the_federation()
    if federation is None:
        return False
    with scope(federation.pk):
        return slug in admitted_slugs(on=on)


def members_by_month(months: Iterable[date]) -> dict[date, set[str]]:
    """Who belonged on the last day of each month: a co-op counts for those months. In the federation's scope."""
    return {month: admitted_slugs(on=last_of_month(month)) for month in months}
