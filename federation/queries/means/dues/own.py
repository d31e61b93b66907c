"""What the co-op in scope has booked and paid of its dues, by its own books."""

from collections import defaultdict
from datetime import date
from uuid import UUID

from cooperatives.queries.books import posted_keys
from coopplatform.tenancy.scope import required
from federation.domain.means.dues_booking import CALL, SENT
from federation.domain.means.dues_periods import Period
from federation.models import DuesCall, DuesSent
from federation.queries.means.dues.bases import own_bases
from federation.queries.means.dues.calls import PeriodAccount, own_accounts
from federation.queries.means.dues.members import belonged_here
from federation.queries.means.dues.terms import periods


def calls_to_book() -> list[DuesCall]:
    """The oldest first; a call of nothing is not booked."""
    booked = posted_keys(CALL)
    rows = (
        DuesCall.objects.filter(member_id=required())
        .exclude(amount_cents=0)
        .order_by("issued_at", "sequence")
    )
    return [row for row in rows if f"{CALL}{row.pk}" not in booked]


def sent_by_call() -> dict[UUID, list[DuesSent]]:
    found: dict[UUID, list[DuesSent]] = defaultdict(list)
    for row in DuesSent.objects.order_by("recorded_at"):
        found[row.call].append(row)
    return dict(found)


def sent_of(account: PeriodAccount) -> list[DuesSent]:
    """The co-op's own payments of a period."""
    return list(DuesSent.objects.filter(call__in=[call.pk for call in account.calls]))


def sent_cents(account: PeriodAccount) -> int:
    return sum(row.cents for row in sent_of(account))


def sent_keys(account: PeriodAccount) -> list[str]:
    return [f"{SENT}{row.pk}" for row in sent_of(account)]


def periods_to_share(today: date) -> list[Period]:
    """Periods that are over, in which the co-op in scope belonged, and whose base it has not shared; newest first."""
    shared, called = own_bases(), {one.period: one for one in own_accounts()}
    return [
        period
        for period in periods(today)
        if period.is_over(today)
        and belonged_here(period)
        and str(period) not in shared
        and not _is_settled(called.get(str(period)))
    ]


def _is_settled(account: PeriodAccount | None) -> bool:
    """Called from a base, not provisionally."""
    return bool(account and account.standing and not account.standing.is_provisional)
