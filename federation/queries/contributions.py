"""What a co-op shares of a month, counted by itself from its own world; and what it has shared."""

import math
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from fractions import Fraction

from cooperatives.domain.charts import Role
from cooperatives.domain.sections import GROCERIES, MEALS, PARCELS
from cooperatives.queries.charters import charter_on
from cooperatives.queries.flows import earned_and_spent, owed_by_pay
from cooperatives.queries.here import cooperative_here
from cooperatives.queries.purchases import bought
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.kernel.money import half_up
from coopplatform.kernel.text import Sentence, _
from coopplatform.kernel.time import last_of_month
from coopplatform.tenancy.scope import required
from deliveries.domain.vehicles import Counted
from deliveries.queries.billing import invoicing_details, proposed_details
from deliveries.queries.month import DeliveredInPeriod, delivered_in
from federation.domain.statistics.figures import MonthFigures, pay_in_groups
from federation.domain.statistics.nearby import LEAST_PLACED, Nearby, area, nearby
from federation.domain.statistics.value_added import bought_accounts, sales_cents, value_added_cents
from federation.models import Contribution, ContributionHold, SharingChoice
from members.queries.assemblies import turnout
from members.queries.days import day_window
from members.queries.month_of_work import month_of_work
from members.queries.pay import PaidMonth, paid_month
from members.queries.surplus import work_share_adopted_in

NO_NET = _("Here pay is computed up to the gross; the net is not known.")
NO_PLACES = _(
    "The books know where %(share)s%% of what was bought comes from; %(least)s%% are needed. Write the postcodes of "
    "suppliers under Accounts, third parties."
)
NO_COSTS = _(
    "The charter does not say what an hour costs those who work (statistics, worker_costs_cents_per_hour)."
)


def month_figures(month: date) -> MonthFigures:
    """The figures of the co-op in scope for a month, from deliveries, approved pay and books.

    Raises NotAllowedNow while the month's pay is not approved.
    """
    month = month.replace(day=1)
    here, last = cooperative_here(), last_of_month(month)
    window = day_window(month, last, here.zone)
    pay = paid_month(month)
    if pay is None:
        raise NotAllowedNow("pay_not_approved", _("The pay of this month is not approved yet."))
    done, work = delivered_in(window, here.zone), month_of_work(month)
    accounts = [(row.code, row.cents) for row in earned_and_spent(first=month, last=last)]
    costs, near = _worker_costs(last, work.logged_seconds), bought_nearby(month, last)
    seats, votes = turnout(window)
    values: dict[str, int | None] = {
        **_ridden(done),
        "paid_seconds": pay.seconds,
        "logged_seconds": work.logged_seconds,
        "on_task_seconds": done.on_task_seconds,
        "night_seconds": work.night_seconds,
        "sunday_seconds": work.sunday_seconds,
        "leave_days": work.leave_days,
        "person_months": pay.payslips,
        "worker_months": work.workers,
        "member_months": work.members,
        "permanent_months": work.permanent,
        "leavers": work.left,
        "accidents": work.accidents,
        "accident_days": work.accident_days,
        "assembly_seats": seats,
        "assembly_votes": votes,
        "gross_pay_cents": pay.gross_cents - pay.work_share_cents,
        "net_pay_cents": pay.net_cents,
        "contributions_cents": pay.contributions_cents,
        "worker_costs_cents": costs,
        "sales_cents": sales_cents(accounts, here.country),
        "value_added_cents": value_added_cents(accounts, here.country),
        "purchases_cents": near.all_cents,
        "near_purchases_cents": near.near_cents if near.is_told else None,
        "work_share_cents": work_share_adopted_in(window),
    }
    return MonthFigures(
        here.slug,
        here.country,
        here.currency,
        values,
        _missing(pay, costs, near),
        pay_in_groups(pay.hourly_cents),
        done.editions,
    )


def booked(month: date) -> tuple[int, int]:
    """Sales and gross wages of a month as the books have them, in cents."""
    first, last = month, last_of_month(month)
    accounts = [(row.code, row.cents) for row in earned_and_spent(first=first, last=last)]
    sales = sales_cents(accounts, cooperative_here().country)
    return sales, owed_by_pay(first=first, last=last).get(Role.WAGES, 0)


def bought_nearby(first: date, last: date) -> Nearby:
    """What the co-op in scope bought, and of that in its own area: that of the postcode its invoices carry."""
    here = cooperative_here()
    own = invoicing_details() or proposed_details()
    home = area(own.country or here.country, own.postcode)
    spent = bought(first=first, last=last, accounts=bought_accounts(here.country))
    return nearby(home, spent)


def _ridden(done: DeliveredInPeriod) -> dict[str, int | None]:
    known = {MEALS: "meals", GROCERIES: "groceries", PARCELS: "parcels"}
    counts = dict.fromkeys(("meals", "groceries", "parcels", "other"), 0)
    for activity, count in done.deliveries.items():
        counts[known.get(activity, "other")] += count
    carbon = done.emissions
    return {
        **{f"deliveries_{service}": count for service, count in counts.items()},
        "metres_bike": done.metres.get(Counted.BIKE, 0),
        "metres_cargo": done.metres.get(Counted.CARGO, 0),
        "metres_motor": done.metres.get(Counted.MOTOR, 0),
        "promised": done.promised,
        "on_time": done.on_time,
        "on_time_15": done.on_time_15,
        "incidents": done.incidents,
        "co2_emitted_grams": carbon.emitted // 1000,
        "co2_low_grams": carbon.low // 1000,
        "co2_central_grams": carbon.central // 1000,
        "co2_high_grams": carbon.high // 1000,
    }


def _worker_costs(day: date, logged_seconds: int) -> int | None:
    """By the charter, what an hour of work costs those who do it; None where it does not say."""
    hourly = charter_on(day).terms.get("statistics", {}).get("worker_costs_cents_per_hour")
    return None if hourly is None else half_up(Fraction(int(hourly) * logged_seconds, 3600))


def _missing(pay: PaidMonth, costs: int | None, near: Nearby) -> dict[str, Sentence]:
    missing: dict[str, Sentence] = {}
    if pay.net_cents is None:
        missing |= dict.fromkeys(("net_pay_cents", "contributions_cents"), Sentence(NO_NET))
    if costs is None:
        missing["worker_costs_cents"] = Sentence(NO_COSTS)
    if not near.is_told:
        share = math.floor(100 * near.placed_share)
        missing["near_purchases_cents"] = Sentence(
            NO_PLACES, {"share": share, "least": int(100 * LEAST_PLACED)}
        )
    return missing


def latest(rows: Iterable[Contribution]) -> list[Contribution]:
    """Of each co-op and month the newest version."""
    newest: dict[tuple[int, date], Contribution] = {}
    for row in rows:
        key = row.owner, row.month
        if key not in newest or row.version > newest[key].version:
            newest[key] = row
    return list(newest.values())


def own_contributions(*, limit: int = 24) -> list[Contribution]:
    """Every version the co-op in scope has shared, the newest first."""
    own = Contribution.objects.filter(cooperative_id=required())
    return list(own.order_by("-month", "-version")[:limit])


def own_contribution(month: date) -> Contribution | None:
    """The version that counts."""
    own = Contribution.objects.filter(cooperative_id=required(), month=month)
    return own.order_by("-version").first()


def contributions_of(months: Iterable[date]) -> list[Contribution]:
    """Of all co-ops for these months, the version of each that counts. Only the federation's scope sees them."""
    rows = Contribution.objects.filter(month__in=list(months)).order_by("cooperative_id", "month")
    return latest(rows)


def contributions_by_id(ids: Iterable[str]) -> list[Contribution]:
    """The very rows a release was made of. In the federation's scope."""
    return list(Contribution.objects.filter(pk__in=list(ids)).order_by("cooperative_id", "month"))


def own_hold(month: date) -> ContributionHold | None:
    """The newest word of the co-op in scope on keeping a month back."""
    own = ContributionHold.objects.filter(cooperative_id=required(), month=month)
    return own.order_by("-held_at", "-id").first()


def own_holds(months: Iterable[date]) -> dict[date, ContributionHold]:
    """The newest word of the co-op in scope for each of these months. One query."""
    rows = ContributionHold.objects.filter(cooperative_id=required(), month__in=list(months))
    return {row.month: row for row in rows.order_by("held_at", "id")}


def holds_of(months: Iterable[date]) -> dict[tuple[int, date], ContributionHold]:
    """The newest word of each co-op for these months. In the federation's scope."""
    rows = ContributionHold.objects.filter(month__in=list(months)).order_by("held_at", "id")
    return {(row.owner, row.month): row for row in rows}


@dataclass(frozen=True, slots=True)
class Choice:
    """What a co-op chose about comparison and its own figures; neither, until it says so."""

    compares: bool = False
    publishes_itself: bool = False


def own_choice() -> Choice:
    own = SharingChoice.objects.filter(cooperative_id=required()).order_by("-chosen_at", "-id").first()
    return Choice(own.compares, own.publishes_itself) if own else Choice()


def choices() -> dict[int, Choice]:
    """Each co-op's newest choice. In the federation's scope."""
    rows = SharingChoice.objects.order_by("chosen_at", "id")
    return {row.owner: Choice(row.compares, row.publishes_itself) for row in rows}
