"""The demo's past, made by calling the services with the moments of then."""

import random
from collections.abc import Iterator, Sequence
from datetime import date, datetime, time, timedelta
from uuid import UUID

from cooperatives.domain.charts import Role as Account
from cooperatives.domain.roles import Role
from cooperatives.services.entering import enter_by_hand
from coopplatform.kernel.money import half_up
from coopplatform.kernel.time import TimeWindow, last_of_month
from deliveries.domain.pricing.vat import vat_rate
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.ordering import place_order
from deliveries.simulation.player import PLAYER
from deliveries.simulation.script import ScriptedOrder
from federation.demo.founded import Founded
from federation.demo.payroll import pay_month
from federation.demo.trade import former_books, open_the_books
from federation.demo.year import PlayMonth, close_and_share, months, work_until
from members.queries.absences import absences_between
from members.services.records import confirm_matching
from members.services.roster import clock_in, clock_out, plan_shift
from members.services.shares import subscribe_shares
from members.services.timesheets import enter_timesheet

DAY_BEGINS_AT = time(9)
SHIFTS = ((time(11), time(15, 30)), (time(17, 30), time(22, 30)))
RIDERS_A_SHIFT = 1
DELIVERIES_AN_HOUR = 2.4
SHORTEST_SHIFT = timedelta(hours=2)
LATE_SHARE = 0.06
LONGEST_OVERRUN = timedelta(minutes=30)
MONTHLY_SALES_CENTS = 1_450_000
MONTHLY_WAGES_SHARE = 0.78
MONTHS_PAID = 3
EVENINGS_SHARE = 0.45
SHARE_CENTS = 2_000


def days(first: date, last: date) -> Iterator[date]:
    while first <= last:
        yield first
        first += timedelta(days=1)


def former_year(founded: Founded, year: int, until: date, at: datetime) -> None:
    """A year kept elsewhere: shares, everyone's timesheets before `until`, and the books as monthly sums."""
    chance = random.Random(f"{founded.plan.slug} {year}")
    treasurer, employer = founded.by(Role.TREASURER), founded.plan.employer
    last = min(date(year, 12, 31), until - timedelta(days=1))
    for rider in founded.riders:
        subscribe_shares(
            member_id=rider,
            units=chance.randrange(5, 31, 5),
            nominal_cents=SHARE_CENTS,
            on=founded.founded_on,
            by=treasurer,
            at=founded.moment(founded.founded_on),
        )
    if employer is not None:
        work_until(founded, employer, date(year, 1, 1), last, at)
        open_the_books(founded, employer)
        former_books(founded, employer, year, at, paid_by_run_from=until)
        return
    evenings_until(founded, date(year, 1, 1), last, at)
    for month in months(date(year, 1, 1), date(year, 12, 1)):
        month_by_hand(founded, month, at, is_paid_by_run=month >= until)


def gross_only_until(founded: Founded, at: datetime, *, played_from: date, play: PlayMonth) -> None:
    """The year of a co-op whose pay is computed up to the gross: sums by hand, and the pay of the last months."""
    today = at.astimezone(founded.zone).date()
    begins = min(date(today.year, 1, 1), played_from)
    paid_from = list(months(begins, today))[-1 - MONTHS_PAID :][0]
    if begins < played_from:
        evenings_until(founded, begins, played_from - timedelta(days=1), at)
    for month in months(begins, today):
        if month == date(today.year, 1, 1):
            close_and_share(founded, today.year - 1, at)
        if month >= played_from:
            play(month)
        if month < today.replace(day=1):
            is_paid = month >= paid_from
            if month.year == today.year:
                month_by_hand(founded, month, at, is_paid_by_run=is_paid)
            if is_paid:
                pay_month(founded, month, at)


def month_by_hand(founded: Founded, month: date, at: datetime, *, is_paid_by_run: bool = False) -> None:
    """A month's sales and, where no pay run books them, its wages, as one entry each; its VAT is paid."""
    chance = random.Random(f"{founded.plan.slug} {month} sums")
    treasurer, last = founded.by(Role.TREASURER), last_of_month(month)
    net = int(MONTHLY_SALES_CENTS * chance.uniform(0.85, 1.2))
    vat = half_up(net * vat_rate(founded.plan.country, last).fraction)
    wages = int(net * MONTHLY_WAGES_SHARE)
    sums = {
        "sales": {Account.BANK: net + vat, Account.SALES: -net, Account.VAT: -vat},
        "vat": {Account.VAT: vat, Account.BANK: -vat},
        "wages": {Account.WAGES: wages, Account.BANK: -wages},
    }
    labels = {"sales": "Deliveries of", "vat": "VAT paid for", "wages": "Wages of"}
    for fact, amounts in sums.items():
        if fact == "wages" and is_paid_by_run:
            continue
        enter_by_hand(
            fact=f"former-{fact}:{month:%Y-%m}",
            label=f"{labels[fact]} {month:%Y-%m}, from the former books",
            amounts=amounts,
            posted_on=last,
            by=treasurer,
            at=min(at, founded.moment(last, 18)),
        )


def evenings_until(founded: Founded, first: date, last: date, at: datetime) -> None:
    """Everyone's timesheets: about every other evening."""
    chance = random.Random(f"{founded.plan.slug} {first} evenings")
    for rider in founded.riders:
        worked = [
            TimeWindow(
                begins := datetime.combine(day, time(17, 30), founded.zone),
                begins + timedelta(minutes=chance.randrange(240, 340, 10)),
            )
            for day in days(first, last)
            if chance.random() < EVENINGS_SHARE
        ]
        enter_timesheet(member_id=rider, worked=worked, by=founded.by(Role.TREASURER), at=at)


def play_day(
    founded: Founded, script: Sequence[ScriptedOrder], day: date, orders: int, *, until: datetime
) -> None:
    """A day of the co-op in scope: two shifts as long as `orders` of the script need, each order delivered.

    A shift that is not over at `until` is not played.
    """
    chance = random.Random(f"{founded.plan.slug} {day}")
    zone = founded.zone
    begins = datetime.combine(day, DAY_BEGINS_AT, zone)
    away = absences_between(day, day)
    here = [rider for rider in founded.riders if rider not in away]
    riders = chance.sample(here, RIDERS_A_SHIFT * len(SHIFTS))
    length = max(SHORTEST_SHIFT, timedelta(hours=orders / len(SHIFTS) / DELIVERIES_AN_HOUR))
    for start, _end in SHIFTS:
        starts_at = datetime.combine(day, start, zone)
        window = TimeWindow(starts_at, starts_at + length)
        if window.before + LONGEST_OVERRUN > until:
            return
        team, riders = riders[:RIDERS_A_SHIFT], riders[RIDERS_A_SHIFT:]
        _work(founded, team, window, _drawn(script, begins, window, orders // len(SHIFTS), chance), chance)


def _drawn(
    script: Sequence[ScriptedOrder], begins: datetime, window: TimeWindow, most: int, chance: random.Random
) -> list[tuple[datetime, ScriptedOrder]]:
    """Some of the day's orders that fit into the shift, by placement."""
    placed = [(begins + timedelta(minutes=order.placed_minute), order) for order in script]
    fitting = [
        (at, order) for at, order in placed if window.after <= at <= window.before - timedelta(hours=1)
    ]
    return sorted(chance.sample(fitting, min(most, len(fitting))), key=lambda pair: pair[0])


def _work(
    founded: Founded,
    team: Sequence[UUID],
    window: TimeWindow,
    orders: Sequence[tuple[datetime, ScriptedOrder]],
    chance: random.Random,
) -> None:
    dispatcher = founded.by(Role.DISPATCHER)
    shifts = {
        rider: plan_shift(member_id=rider, starts_at=window.after, ends_at=window.before, by=dispatcher).pk
        for rider in team
    }
    for rider, shift_id in shifts.items():
        clock_in(shift_id=shift_id, by=founded.riders[rider], at=window.after)
    for at, order in orders:
        _deliver(founded, order, at, chance.choice(team), chance)
    for rider, shift_id in shifts.items():
        late = timedelta(minutes=chance.randrange(12))
        clock_out(shift_id=shift_id, by=founded.riders[rider], at=window.before + late)


def _deliver(
    founded: Founded, order: ScriptedOrder, at: datetime, rider: UUID, chance: random.Random
) -> None:
    ready_at = order.ready_after(at)
    delivery = place_order(new=order.placed(ready_at), by=PLAYER, at=at).delivery
    adopt_plan(
        delivery_id=delivery.pk,
        courier_id=rider,
        seen_courier_id=None,
        by=founded.by(Role.DISPATCHER),
        at=at + timedelta(minutes=chance.randrange(1, 4)),
    )
    picked_up_at = ready_at + timedelta(minutes=chance.randrange(5))
    delay = chance.randrange(20, 30) if chance.random() < LATE_SHARE else chance.randrange(2, 11)
    delivered_at = picked_up_at + timedelta(seconds=delivery.ride_seconds, minutes=delay)
    tasks = {task.kind: task.pk for task in delivery.tasks.all()}
    for kind, done_at in (("pickup", picked_up_at), ("dropoff", delivered_at)):
        complete_task(task_id=tasks[kind], courier_id=rider, by=founded.riders[rider], at=done_at)


def confirm_hours(founded: Founded, first: date, last: date, at: datetime) -> None:
    """The dispatcher closes the co-op's side of what went as planned."""
    confirm_matching(first=first, last=last, by=founded.by(Role.DISPATCHER), at=at)


def plan_ahead(founded: Founded, *, at: datetime) -> None:
    """The next evenings of a week, tonight's only if it was not played, so that everyone finds shifts of theirs."""
    start, end = SHIFTS[-1]
    first = at.astimezone(founded.zone).date()
    if datetime.combine(first, end, founded.zone) + LONGEST_OVERRUN <= at:
        first += timedelta(days=1)
    chance = random.Random(f"{founded.plan.slug} {first} roster")
    for day in days(first, first + timedelta(days=6)):
        for rider in chance.sample(list(founded.riders), len(founded.riders) // 2):
            plan_shift(
                member_id=rider,
                starts_at=datetime.combine(day, start, founded.zone),
                ends_at=datetime.combine(day, end, founded.zone),
                by=founded.by(Role.DISPATCHER),
            )
