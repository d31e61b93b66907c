"""A co-op's own side of the fund, from its own books, in its own scope."""

from dataclasses import dataclass
from datetime import date, timedelta

from cooperatives.domain.charts import KINDS, Kind, Role
from cooperatives.domain.ledger import YEAR_CLOSED
from cooperatives.queries.books import balances_by_role, closed_results, highest_credit_cents
from cooperatives.queries.flows import earned_and_spent
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.statements import result_cents
from coopplatform.tenancy.scope import required
from federation.domain.means.fund import FundRules, Purpose
from federation.domain.means.fund_aftermath import owed_on_exit
from federation.domain.means.fund_claims import Asking
from federation.domain.means.fund_figures import Figures, Light, lights
from federation.domain.statistics.value_added import sales_cents
from federation.models import FundBase, FundCall, FundClaim, FundMovement, Transition
from federation.queries.membership import belonging, member_since
from members.queries.pay import paid_month
from members.queries.shares import CAPITAL, losses_borne

MONTHS_LOOKED_BACK = 3
WEEKS, MONTHS = 52, 12


def computed(year: int, *, until: date | None = None) -> dict[str, int]:
    """What the books say of a year, or of its days `until` one.

    Empty where neither sales nor wages are booked: such a co-op keeps its books elsewhere, whatever else stands here.
    """
    first, last = date(year, 1, 1), until or date(year, 12, 31)
    flows = earned_and_spent(first=first, last=last)
    sales = sales_cents([(row.code, row.cents) for row in flows], cooperative_here().country)
    wages = balances_by_role(first=first, last=last, excluding=YEAR_CLOSED).get(Role.WAGES, 0)
    if not sales and not wages:
        return {}
    spent = sum(row.cents for row in flows if row.kind is Kind.EXPENSE)
    held = balances_by_role(last=last)
    equity = -sum(cents for role, cents in held.items() if KINDS[role] is Kind.EQUITY)
    result = result_cents(first, last)
    is_closed = year in closed_results()
    return {
        "turnover_cents": max(0, sales),
        "result_cents": result,
        "payroll_cents": max(0, wages),
        "equity_cents": equity if is_closed else equity + result,
        "highest_capital_cents": highest_credit_cents(*CAPITAL, last=last),
        "losses_cents": losses_borne() if is_closed else losses_borne() + max(0, -result),
        "loss_years": _losses_in_a_row(year, result),
        "cash_cents": held.get(Role.BANK, 0),
        "spent_cents": max(0, spent // last.month),
        "wages_owed_cents": max(0, -held.get(Role.STAFF, 0)),
        "weekly_wages_cents": _weekly_wages(last),
    }


def _losses_in_a_row(year: int, result: int) -> int:
    """Ending with this year: a year before counts once it is closed."""
    if result >= 0:
        return 0
    closed, count = closed_results(), 1
    while closed.get(year - count, 0) < 0:
        count += 1
    return count


def _weekly_wages(last: date) -> int:
    """By the newest month whose pay is approved, of the last three."""
    month = last.replace(day=1)
    for _month in range(MONTHS_LOOKED_BACK + 1):
        pay = paid_month(month)
        if pay is not None and pay.net_cents is not None:
            return pay.net_cents * MONTHS // WEEKS
        month = (month - timedelta(days=1)).replace(day=1)
    return 0


def own_lights(rules: FundRules, today: date) -> tuple[Light, ...]:
    """How near the co-op is to needing the fund, this year so far; none where nothing is booked."""
    told = computed(today.year, until=today)
    return lights(rules, Figures.read(told)) if told else ()


def own_bases() -> list[FundBase]:
    """The newest first."""
    return list(FundBase.objects.filter(cooperative_id=required()).order_by("-year", "-shared_at"))


def own_calls() -> list[FundCall]:
    rows = FundCall.objects.filter(member_id=required()).select_related("received", "version")
    return list(rows.order_by("-year"))


def own_claims() -> list[FundClaim]:
    """The newest first, with decision, conditions met and payments."""
    rows = FundClaim.objects.filter(cooperative_id=required()).select_related("decision__proposal", "version")
    return list(rows.prefetch_related("decision__met", "decision__paid").order_by("-asked_at"))


def own_movements() -> list[FundMovement]:
    rows = FundMovement.objects.filter(member_id=required()).select_related("call", "decision__claim")
    return list(rows.order_by("moved_on", "id"))


def owed_if_we_left(rules: FundRules, today: date) -> int:
    """What the co-op would owe the fund if it left today, in cents."""
    received = [
        (one.moved_on, one.cents)
        for one in own_movements()
        if one.decision is not None and one.decision.claim.purpose == Purpose.SOLIDARITY
    ]
    repaid = sum(call.repayment_cents for call in own_calls())
    return owed_on_exit(rules, received, repaid, today)


@dataclass(frozen=True, slots=True)
class AskedBefore:
    year: int
    asking: Asking


def asking(purpose: Purpose, today: date) -> AskedBefore:
    """The year a claim would be for (a loss: the year before; wages: this one), and where the co-op stands."""
    year = today.year if purpose is Purpose.GUARANTEE else today.year - 1
    here = cooperative_here()
    steps = [row.step for row in Transition.objects.filter(member_id=here.pk).order_by("sequence")]
    has_asked = FundClaim.objects.filter(cooperative_id=here.pk, purpose=purpose, year=year).exists()
    return AskedBefore(year, Asking(belonging(here.slug, today), member_since(steps, today), has_asked))
