"""What La Roue Libre's administrator and a store set up at their desks: prices, slots, a standing order."""

from datetime import datetime, time, timedelta
from uuid import UUID

from cooperatives.domain.roles import Access, Role
from deliveries.domain.pricing import Rule, Strategy
from deliveries.domain.pricing.conditions import InZone
from deliveries.domain.pricing.prices import Fixed, PerKilometre, PerPackage
from deliveries.domain.recurrence import DAYS, weekly
from deliveries.domain.slots import SlotTerms
from deliveries.queries.stores import orders_of, stores_of
from deliveries.services.asking_again import as_asked
from deliveries.services.packages import PackageSaid, add_package_type
from deliveries.services.recurring import set_up_recurrence
from deliveries.services.requesting import set_public_form
from deliveries.services.rule_sets import create_rule_set, save_rule
from deliveries.services.slot_plans import SlotPlanSaid, save_slot_plan
from deliveries.services.store_prices import set_store_prices
from deliveries.services.zones import draw_zone
from federation.demo.founded import Founded

CENTRE, CRATE = "Centre", "XL"
HALF_A_SIDE = 0.004
"""Degrees from the middle of town to the zone's sides, some 400 m."""

LUNCH = time(11, 30)


def set_up_desks(founded: Founded, at: datetime) -> None:
    """The second store has prices of its own; the first one's lunch for an office comes back every working day."""
    kitchen, cook = founded.first_store_id, founded.person(founded.plan.people[0].login)
    assert kitchen is not None
    everything = stores_of(Access.of(founded.users[founded.plan.people[0].login], [Role.COOP_ADMIN]))
    _price(founded, next(store.pk for store in everything if store.pk != kitchen), at)
    for order in orders_of(kitchen, is_open=False, limit=1):
        set_up_recurrence(
            name="Déjeuner du bureau",
            rule=weekly(DAYS[:5]),
            starts_on=at.astimezone(founded.zone).date() + timedelta(days=1),
            ready_time=LUNCH,
            new=as_asked(order),
            by=cook,
            at=at,
        )
    set_public_form(store_id=kitchen, is_open=True, is_automatic=False, welcome="", by=cook, at=at)


def _price(founded: Founded, store_id: UUID, at: datetime) -> None:
    by, middle, half = founded.by(Role.COOP_ADMIN), founded.plan.centre, HALF_A_SIDE
    corners = ((-half, -half), (half, -half), (half, half), (-half, half))
    ring = tuple((middle.lon + east, middle.lat + north) for east, north in corners)
    draw_zone(name=CENTRE, ring=ring, by=by, at=at)
    crate = add_package_type(said=PackageSaid("Bac", CRATE, 4, 6, 8_000, 12_000), by=by, at=at)
    prices = create_rule_set(name="Courses et bacs", strategy=Strategy.SUM, by=by, at=at)
    for rule in (
        Rule("", Fixed(450), "Prise en charge"),
        Rule("", PerKilometre(90, 1_000), "Distance"),
        Rule("", PerPackage(CRATE, 300, cheaper_from=3, cheaper_cents=200), "Bacs"),
        Rule("", Fixed(120), "Centre", conditions=(InZone("dropoff", CENTRE),)),
        Rule("", Fixed(200), "Escaliers", is_supplement=True),
    ):
        prices = save_rule(rule_set_id=prices.pk, rule=rule, by=by, at=at)
    set_store_prices(store_id=store_id, rule_set_id=prices.pk, package_ids=[crate.pk], by=by, at=at)
    terms = SlotTerms(("Mo-Sa 10:00-12:00,14:00-16:00,16:00-18:00",), days=3, notice=60)
    save_slot_plan(store_id=store_id, said=SlotPlanSaid("Courses", terms, 6), by=by, at=at)
