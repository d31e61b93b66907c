"""What the co-op in scope has booked and paid of its dues, by its own books."""

from collections import defaultdict
from dataclasses import dataclass
from datetime import date
from uuid import UUID

from cooperatives.queries.books import posted_keys
from coopplatform.tenancy.scope import required
from federation.domain.means.dues_belonging import belonged_in
from federation.domain.means.dues_booking import CALL, SENT
from federation.domain.means.dues_periods import Period
from federation.domain.means.dues_terms import A_UNIT, Base
from federation.models import DuesBase, DuesCall, DuesSent
from federation.queries.means.dues.bases import booked_base, own_bases, told_by_months
from federation.queries.means.dues.calls import PeriodAccount, own_accounts
from federation.queries.means.dues.members import steps_here
from federation.queries.means.dues.terms import periods, terms_for


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
    shared, called, steps = own_bases(), {one.period: one for one in own_accounts()}, steps_here()
    return [
        period
        for period in periods(today)
        if period.is_over(today)
        and belonged_in(steps, period)
        and str(period) not in shared
        and not _is_settled(called.get(str(period)))
    ]


def _is_settled(account: PeriodAccount | None) -> bool:
    """Called from a base, not provisionally."""
    return bool(account and account.standing and not account.standing.is_provisional)


@dataclass(frozen=True, slots=True)
class BaseAsked:
    """What a period that is over asks of the co-op: by its books, by its months, and as it was shared."""

    period: Period
    base: Base
    booked_cents: int | None
    told_cents: int | None
    shared: DuesBase | None

    @property
    def is_moved(self) -> bool:
        """The books say something else than what was shared from them."""
        shared = self.shared
        is_known = shared is not None and not shared.is_declared and self.booked_cents is not None
        return is_known and shared is not None and shared.cents != self.booked_cents

    @property
    def is_contradicted(self) -> bool:
        """By more than rounding, the months say something else than the books."""
        if self.booked_cents is None or self.told_cents is None:
            return False
        return abs(self.booked_cents - self.told_cents) > A_UNIT * len(self.period.months)


def bases_asked(today: date, *, limit: int = 6) -> list[BaseAsked]:
    """Of the co-op in scope, the newest period first."""
    shared, steps = own_bases(), steps_here()
    found: list[BaseAsked] = []
    for period in periods(today):
        row = terms_for(period)
        if len(found) < limit and row and period.is_over(today) and belonged_in(steps, period):
            base = row.terms.base
            booked, told = booked_base(period, base), told_by_months(period, base)
            found.append(BaseAsked(period, base, booked, told, shared.get(str(period))))
    return found
