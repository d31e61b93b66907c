"""E1, E2, E3, F1, F2: where the money goes, and how sound the co-op is."""

from datetime import date, timedelta
from decimal import Decimal

from cooperatives.domain.charts import Kind, Role
from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.queries.books import balances_by_role, closed_results, highest_credit_cents
from cooperatives.queries.flows import earned_and_spent
from cooperatives.queries.here import cooperative_here
from coopplatform.kernel.text import Sentence, _
from deliveries.queries.reports.asked import Asked
from deliveries.queries.reports.by_store import by_store
from federation.domain.review.deadlines import add_months
from federation.domain.review.democracy import joined
from federation.domain.review.dossier import Measured
from federation.queries.evidence.measuring import (
    CENTS,
    NO_ALLOCATION,
    NO_BOOKS,
    NO_CONTRACTS,
    NO_ORDERS,
    share,
    unknown,
    year_before,
)
from federation.queries.means.dues.calls import is_very_late_here
from members.queries.days import day_window
from members.queries.evidence import pay_of_period, wages_of_contracts
from members.queries.shares import CAPITAL, losses_borne
from members.queries.surplus import adopted_years, work_share_adopted_in

RESERVE_PERCENT, WORK_PERCENT = 15, 25
LOSS_YEARS, RUNWAY_MONTHS = 3, 2
CASH_WINDOW_MONTHS = 3


def surplus_goes_to_work(today: date) -> Measured:
    """Of the last allocation, how many of the four conditions are kept."""
    years = adopted_years()
    if not years:
        return unknown("E1", today, today, NO_ALLOCATION)
    last = years[0]
    part = {line["code"]: line["cents"] for line in last.lines}
    kept = [
        part.get("legal_reserve", 0) * 100 >= RESERVE_PERCENT * last.surplus_cents,
        part.get("development", 0) > 0,
        part.get("work", 0) * 100 >= WORK_PERCENT * last.surplus_cents,
        part.get("interest", 0) <= part.get("work", 0),
    ]
    first, end = date(last.year, 1, 1), date(last.year, 12, 31)
    return share("E1", first, end, sum(kept), len(kept), none=NO_ALLOCATION)


def spread_of_wages(today: date) -> Measured:
    wages = wages_of_contracts(today)
    if wages is None:
        return unknown("E2", today, today, NO_CONTRACTS)
    least, most = (Decimal(cents) / 100 for cents in wages)
    return Measured("E2", today, today, (most / least).quantize(CENTS), most, least)


def value_to_workers(today: date) -> Measured:
    first, last = year_before(today)
    work = pay_of_period(first, last).cost_cents + work_share_adopted_in(
        day_window(first, last, cooperative_here().zone)
    )
    sales = -balances_by_role(first=first, last=last, excluding=YEAR_CLOSED).get(Role.SALES, 0)
    return share("E3", first, last, Decimal(work) / 100, Decimal(sales) / 100, none=NO_BOOKS)


def early_warning(today: date) -> Measured:
    """How many of the four warnings there are: three that the books give, and dues that stay unpaid."""
    first, last = add_months(today, -CASH_WINDOW_MONTHS), today - timedelta(days=1)
    spent = sum(row.cents for row in earned_and_spent(first=first, last=last) if row.kind is Kind.EXPENSE)
    results = [result for _year, result in sorted(closed_results().items())][-LOSS_YEARS:]
    is_late = is_very_late_here(today)
    if not spent and not results and not is_late:
        return unknown("F1", first, last, NO_BOOKS)
    losses, capital = losses_borne(), highest_credit_cents(*CAPITAL, last=today)
    cash = balances_by_role(last=today).get(Role.BANK, 0)
    warnings = {
        _("three years of loss"): len(results) == LOSS_YEARS and all(result < 0 for result in results),
        _("losses of half the highest capital"): losses > 0 and losses * 2 >= capital,
        _("cash for less than two months"): cash * CASH_WINDOW_MONTHS < spent * RUNWAY_MONTHS,
        _("dues more than 60 days late"): is_late,
    }
    given = [Sentence(words) for words, is_given in warnings.items() if is_given]
    note = joined(given).as_json() if given else None
    return Measured("F1", first, last, Decimal(len(given)), Decimal(len(given)), Decimal(len(warnings)), note)


def no_single_client(today: date) -> Measured:
    first, last = year_before(today)
    turnover = [row.net_cents for row in by_store(Asked(first, last, cooperative_here().zone))]
    most, all_ = Decimal(max(turnover, default=0)) / 100, Decimal(sum(turnover)) / 100
    return share("F2", first, last, most, all_, none=NO_ORDERS)


SOURCES = (surplus_goes_to_work, spread_of_wages, value_to_workers, early_warning, no_single_client)
