"""What a co-op shares of a month, counted by itself from its own world."""

from datetime import date

from cooperatives.domain.charts import Role
from cooperatives.queries.books import balances_by_role
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.text import _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.scope import required
from deliveries.queries.month import delivered_in
from federation.domain import statistics
from federation.models import Contribution
from members.queries.days import day_window
from members.queries.pay import paid_month
from members.queries.surplus import work_share_adopted_in


def month_figures(month: date) -> statistics.Contribution:
    """The figures of the co-op in scope for a month, from deliveries, approved pay and books.

    Raises NotAllowedNow while the month's pay is not approved.
    """
    here, last = cooperative_here(), last_of_month(month)
    window = day_window(month, last, here.zone)
    pay = paid_month(month)
    if pay is None:
        raise NotAllowedNow("pay_not_approved", _("The pay of this month is not approved yet."))
    done = delivered_in(window)
    sales = -balances_by_role(first=month, last=last).get(Role.SALES, 0)
    return statistics.Contribution(
        cooperative=here.slug,
        currency=here.currency,
        deliveries=done.deliveries,
        ridden_metres=done.ridden_metres,
        paid_seconds=pay.seconds,
        gross_pay_cents=pay.gross_cents,
        value_cents=sales,
        workers_cents=pay.gross_cents + work_share_adopted_in(window),
        promised=done.deliveries,
        on_time=done.on_time,
    )


def own_contributions(*, limit: int = 24) -> list[Contribution]:
    """What the co-op in scope has shared, the newest month first."""
    return list(Contribution.objects.filter(cooperative_id=required()).order_by("-month")[:limit])


def own_contribution(month: date) -> Contribution | None:
    return Contribution.objects.filter(cooperative_id=required(), month=month).first()


def contributions_of(month: date) -> list[Contribution]:
    """What all co-ops have shared for a month. Only the federation's scope sees them."""
    return list(Contribution.objects.filter(month=month).order_by("cooperative_id"))
