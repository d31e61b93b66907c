"""What the demo's co-ops shared and the federation published: two quarters by hand, the last one released twice.

The five neighbours ride with other software, and the three live towns did so before they came: their months are
declared, in proportion to their size. Where a live co-op keeps its books here, money and hours are those of the books.
Brussels carries nearly all the parcels of the north: one cell dominated, one that goes with it. Bordeaux then
corrects its incidents, and the quarter is published again.
"""

import random
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from fractions import Fraction

from cooperatives.domain.roles import Role
from cooperatives.queries.access import account, cooperative
from coopplatform.kernel.actor import Actor
from coopplatform.kernel.errors import NotAllowedNow
from coopplatform.tenancy.scope import scope
from deliveries.domain.emissions import balance
from federation.demo.cast import FEDERATION, FEDERATION_STAFF, MEMBERS
from federation.demo.founding import PLATFORM
from federation.demo.neighbours import NEIGHBOURS
from federation.domain.release.period import Quarter
from federation.domain.statistics.fields import FIELDS
from federation.domain.statistics.figures import pay_in_groups
from federation.queries.contributions import booked, month_figures, own_contribution
from federation.services.contributing import choose_sharing, declare_contribution, share_contribution
from federation.services.publishing import publish_release

HOURS_A_MONTH = 104
METRES = {"meals": 2_350, "groceries": 3_200, "parcels": 4_100}
ASSEMBLIES = (6, 9, 12)
"""The months a neighbour's members meet in."""
OF_THE_BOOKS = {"sales_cents", "value_added_cents", "purchases_cents", "near_purchases_cents"}
CORRECTION = "Les Sacoches bordelaises counted the incidents of a month twice, and corrected them."
SEASON = {
    1: 1.05,
    2: 1.0,
    3: 1.0,
    4: 0.98,
    5: 0.97,
    6: 1.0,
    7: 0.92,
    8: 0.85,
    9: 1.03,
    10: 1.06,
    11: 1.1,
    12: 1.12,
}


@dataclass(frozen=True, slots=True)
class Ways:
    """How a co-op works: its share of meals and parcels, what an hour and a delivery bring, in cents."""

    workers: int
    deliveries: int
    meals: float
    parcels: float
    hourly: int
    price: int
    costs: int = 0
    net: float | None = 0.79


WAYS: Mapping[str, Ways] = {
    "bordeaux": Ways(22, 5_400, 0.66, 0.22, 1_372, 1_240, costs=18),
    "rennes": Ways(14, 3_100, 0.6, 0.28, 1_355, 1_290, costs=25),
    "grenoble": Ways(9, 1_900, 0.57, 0.3, 1_341, 1_310),
    "bruxelles": Ways(50, 12_800, 0.235, 0.755, 1_655, 1_230, costs=12),
    "liege": Ways(7, 1_300, 0.885, 0.08, 1_598, 1_720, costs=30),
    "monaco": Ways(9, 1_700, 0.8, 0.12, 1_490, 1_580),
    "vaduz": Ways(8, 1_500, 0.82, 0.1, 2_640, 2_450, costs=15, net=None),
    "helsinki": Ways(8, 1_700, 0.965, 0.03, 1_560, 1_500, net=None),
}


def share_and_publish(*, today: date, at: datetime) -> None:
    """Every member's declared months, what they chose, and the last whole quarter as it was first counted."""
    last = Quarter.of(today).before
    slugs = [plan.slug for plan in MEMBERS] + [plan.slug for plan in NEIGHBOURS if plan.is_member]
    for plan in MEMBERS:
        with scope(_id(plan.slug)):
            share_contribution(month=last_month(today), by=PLATFORM, at=at)
    for slug in slugs:
        declare_quarters(slug, (last.before, last), at=at)
    with scope(_id(FEDERATION)):
        publish_release(period=str(last), by=_statistician(), at=at)


def revise(*, today: date, at: datetime) -> None:
    """Bordeaux corrects a month of it, and the quarter is published again."""
    last = Quarter.of(today).before
    _correct_incidents(last.months[1], at=at)
    with scope(_id(FEDERATION)):
        publish_release(period=str(last), note=CORRECTION, by=_statistician(), at=at)


def last_month(today: date) -> date:
    """Played on the platform by the three live towns: they share it as it is."""
    return (today.replace(day=1) - timedelta(days=1)).replace(day=1)


def declare_quarters(slug: str, quarters: Iterable[Quarter], *, at: datetime) -> None:
    """The months of these quarters that nobody shared yet; each co-op agrees to be compared."""
    with scope(_id(slug)):
        by = treasurer_of(slug)
        choose_sharing(compares=True, publishes_itself=False, by=by, at=at)
        for quarter in quarters:
            for month in quarter.months:
                if own_contribution(month) is None:
                    values, groups = usual_month(slug, month)
                    declare_contribution(month=month, values=values, pay_groups=groups, by=by, at=at)


def usual_month(slug: str, month: date) -> tuple[dict[str, int | None], tuple[tuple[int, int], ...]]:
    """By chance seeded with co-op and month; hours and money as this platform's books have them, where they do."""
    ways, chance = WAYS[slug], random.Random(f"{slug} {month:%Y-%m} figures")
    done = round(ways.deliveries * SEASON[month.month] * chance.uniform(0.96, 1.04))
    meals, parcels = round(done * ways.meals), round(done * ways.parcels)
    counts = {"meals": meals, "parcels": parcels, "groceries": done - meals - parcels}
    worked = _worked(ways, done, chance, is_assembly=month.month in ASSEMBLIES)
    values = {one.code: None for one in FIELDS} | _ridden(counts, month, chance) | worked
    groups = pay_in_groups(
        Fraction(round(ways.hourly * chance.uniform(0.93, 1.09))) for _person in range(ways.workers)
    )
    sales, _wages = booked(month)
    if sales:
        values |= dict.fromkeys(OF_THE_BOOKS) | {"sales_cents": sales}
    known = _from_the_books(month)
    if known is not None:
        values |= {code: value for code, value in known[0].items() if value is not None}
        groups = known[1]
    logged = values["logged_seconds"] or 0
    if known is None or "on_task_seconds" not in known[0]:
        values["on_task_seconds"] = round(logged * chance.uniform(0.62, 0.7))
    if known is None or known[0].get("worker_costs_cents") is None:
        values["worker_costs_cents"] = ways.costs * logged // 3600
    return values, groups


def _ridden(counts: Mapping[str, int], month: date, chance: random.Random) -> dict[str, int | None]:
    done = sum(counts.values())
    metres = {service: round(count * METRES[service]) for service, count in counts.items()}
    carbon = [balance(service, length, month) for service, length in metres.items()]
    on_time = round(done * chance.uniform(0.915, 0.95))
    return {
        "deliveries_meals": counts["meals"],
        "deliveries_groceries": counts["groceries"],
        "deliveries_parcels": counts["parcels"],
        "deliveries_other": 0,
        "metres_bike": metres["meals"],
        "metres_cargo": metres["groceries"] + metres["parcels"],
        "metres_motor": round(sum(metres.values()) * chance.uniform(0.005, 0.02)),
        "promised": done,
        "on_time": on_time,
        "on_time_15": round(on_time + (done - on_time) * 0.7),
        "incidents": round(done * chance.uniform(0.004, 0.009)) + 1,
        "co2_emitted_grams": sum(one.emitted for one in carbon) // 1000,
        "co2_low_grams": sum(one.low for one in carbon) // 1000,
        "co2_central_grams": sum(one.central for one in carbon) // 1000,
        "co2_high_grams": sum(one.high for one in carbon) // 1000,
    }


def _worked(ways: Ways, done: int, chance: random.Random, *, is_assembly: bool) -> dict[str, int | None]:
    paid = round(ways.workers * HOURS_A_MONTH * chance.uniform(0.95, 1.05)) * 3600
    logged, gross = paid * 925 // 1000, paid * ways.hourly // 3600
    sales = done * ways.price
    added = min(round(gross * 1.52), sales * 94 // 100)
    accidents = int(chance.random() < 0.011 * ways.workers)
    seats = round(ways.workers * 0.72) if is_assembly else 0
    has_net = ways.net is not None
    contributions = round(gross * 0.39) if has_net else None
    return {
        "paid_seconds": paid,
        "logged_seconds": logged,
        "night_seconds": round(logged * chance.uniform(0.09, 0.13)),
        "sunday_seconds": round(logged * chance.uniform(0.06, 0.09)),
        "leave_days": round(ways.workers * chance.uniform(1.2, 2.8)),
        "person_months": ways.workers,
        "worker_months": ways.workers,
        "member_months": round(ways.workers * 0.72),
        "permanent_months": round(ways.workers * 0.83),
        "gross_pay_cents": gross,
        "net_pay_cents": round(gross * ways.net) if ways.net is not None else None,
        "contributions_cents": contributions,
        "leavers": int(chance.random() < 0.012 * ways.workers),
        "accidents": accidents,
        "accident_days": accidents * chance.randint(3, 16),
        "assembly_seats": seats,
        "assembly_votes": round(seats * chance.uniform(0.52, 0.8)),
        "sales_cents": sales,
        "value_added_cents": added,
        "purchases_cents": sales - added,
        "near_purchases_cents": round((sales - added) * chance.uniform(0.38, 0.56)),
        "work_share_cents": round(gross * 0.045),
    }


def _from_the_books(month: date) -> tuple[dict[str, int | None], tuple[tuple[int, int], ...]] | None:
    """Work, people and money of a month whose pay is approved here; None where it is not."""
    try:
        figures = month_figures(month)
    except NotAllowedNow:
        return None
    ours = {one.code for one in FIELDS if one.group in ("work", "people", "safety", "money")}
    if not figures.values["on_task_seconds"]:
        ours -= {"on_task_seconds"}
    if not figures.values["sales_cents"]:
        ours -= OF_THE_BOOKS
    values = {code: figures.values[code] for code in ours}
    return values, figures.pay_groups


def _correct_incidents(month: date, *, at: datetime) -> None:
    """Bordeaux counted them twice."""
    with scope(_id("bordeaux")):
        known = own_contribution(month)
        assert known is not None
        values = dict(known.figures["values"])
        values["incidents"] = max(1, values["incidents"] // 2)
        groups = [(people, cents) for people, cents in known.figures["pay_groups"]]
        declare_contribution(
            month=month,
            values=values,
            pay_groups=groups,
            comment="Incidents were counted twice.",
            by=treasurer_of("bordeaux"),
            at=at,
        )


def _id(slug: str) -> int:
    found = cooperative(slug)
    assert found is not None
    return found.pk


def treasurer_of(slug: str) -> Actor:
    plans = {plan.slug: plan.people for plan in (*MEMBERS, *NEIGHBOURS)}
    person = next(one for one in plans[slug] if one.role == Role.TREASURER)
    user = account(person.email)
    assert user is not None
    return Actor.person(user.pk)


def _statistician() -> Actor:
    person = next(one for one in FEDERATION_STAFF if one.role == Role.STATISTICIAN)
    user = account(person.email)
    assert user is not None
    return Actor.person(user.pk)
