"""Lille and Nantes have agreed on something; Gand looks on. Nour is admin of each, Bruno dispatches, Théo counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from deliveries.models import Order, Task
from deliveries.services.carrying import complete_task
from deliveries.services.dispatching import adopt_plan
from federation.domain.means.terms import Amount, Kind, Limits, Tariff, Terms
from federation.services.admitting import admit_cooperative
from federation.services.means.following import look_after
from federation.services.means.granting import accept_grant, offer_grant
from federation.services.means.handing_over import hand_over
from federation.services.means.taking_over import take_on
from federation.services.means.using import UseAsked, use_grant
from tests.conftest import PASSWORD, PLATFORM, TERMS, Cast, furnish, make_cooperative, placed
from tests.federation.means.dues_cast import House, found_house

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
TODAY = date(2026, 11, 4)
DAY = timedelta(days=1)
PEOPLE = {
    "nour": Role.COOP_ADMIN,
    "bruno": Role.DISPATCHER,
    "theo": Role.TREASURER,
    "alma": Role.COURIER,
    "rosa": Role.STORE_STAFF,
}
RELAY = Terms(
    kind=Kind.RELAY,
    giver="lille",
    taker="nantes",
    valid_from=TODAY,
    valid_until=TODAY + 90 * DAY,
    purpose="Parcels for the other bank.",
    currency="EUR",
    limits=Limits(deliveries=3, cents=50_00, daily_deliveries=2),
    tariff=Tariff(cents_per_delivery=6_00, cents_per_km=50),
)


@dataclass
class Pair:
    """The giver, the taker, who looks on, and the federation; with what they do over and over."""

    lille: Cast
    nantes: Cast
    gand: Cast
    house: Cast

    def offer(self, terms: Terms = RELAY, at: datetime = NOW) -> Any:
        with self.lille.inside():
            return offer_grant(terms=terms, by=self.lille.by("nour"), at=at)

    def granted(self, terms: Terms = RELAY, at: datetime = NOW) -> Any:
        grant = self.offer(terms, at)
        with self.nantes.inside():
            accept_grant(grant_id=grant.pk, sha256=grant.sha256, by=self.nantes.by("nour"), at=at)
        return grant

    def use(self, grant: Any, key: str = "order:1", at: datetime = NOW, **changes: Any) -> Any:
        with self.lille.inside():
            return use_grant(grant_id=grant.pk, asked=asked(key, **changes), by=PLATFORM, at=at)


def asked(key: str = "order:1", **changes: Any) -> UseAsked:
    facts: dict[str, Any] = {
        "key": key,
        "what": "A parcel",
        "on": TODAY,
        "amount": Amount(deliveries=1, cents=8_00),
        "good_until": NOW + DAY,
        "body": {"metres": 4000},
        "letter": {"name": "Mme Rossi"},
    }
    return UseAsked(**facts | changes)


@pytest.fixture
def pair(db: None) -> Pair:
    house = found_cooperative(
        slug="federation",
        name="Coursiers ensemble",
        kind="federation",
        founded_on=date(2024, 1, 1),
        terms=TERMS,
        country="FR",
        currency="EUR",
        timezone="Europe/Paris",
        by=PLATFORM,
        at=NOW,
    )
    cast = Cast(house)
    with cast.inside():
        for name, role in {"simone": Role.BOARD, "rui": Role.REVIEWER}.items():
            cast.users[name] = invite(
                email=f"{name}@federation.example", name=name.title(), password=PASSWORD, by=PLATFORM
            )
            grant_role(user=cast.users[name], role=role, started_on=date(2024, 1, 1), by=PLATFORM)
    made = {slug: make_cooperative(slug, slug.title(), PEOPLE, NOW) for slug in ("lille", "nantes", "gand")}
    with cast.inside():
        for slug in made:
            admit_cooperative(slug=slug, on=date(2025, 1, 1), by=cast.by("simone"), at=NOW)
    return Pair(**made, house=cast)


@dataclass
class Relay:
    """Lille's order of Rosa's, and Alma of Nantes who would carry it."""

    pair: Pair
    grant: Any
    order: Any

    def hand_over(self, at: datetime = NOW) -> Any:
        with self.pair.lille.inside():
            return hand_over(
                order_id=self.order.pk, grant_id=self.grant.pk, by=self.pair.lille.by("bruno"), at=at
            )

    def take_on(self, use: Any, at: datetime = NOW) -> Any:
        with self.pair.nantes.inside():
            return take_on(use_id=use.pk, by=self.pair.nantes.by("bruno"), at=at)

    def ride(self, order_id: Any, kind: str, at: datetime) -> None:
        """Alma of Nantes gets it, and does one of its stops."""
        cast = self.pair.nantes
        assert cast.courier_id is not None
        with cast.inside():
            task = Task.objects.select_related("delivery").get(delivery__order=order_id, kind=kind)
            if task.assignee_id is None:
                adopt_plan(
                    delivery_id=task.delivery_id,
                    courier_id=cast.courier_id,
                    seen_courier_id=None,
                    by=PLATFORM,
                    at=at,
                )
            complete_task(task_id=task.pk, courier_id=cast.courier_id, by=PLATFORM, at=at)

    def follow(self, at: datetime = NOW) -> None:
        """The carrying side tells, the other one follows; then once more, which changes nothing."""
        for cast in (self.pair.nantes, self.pair.lille) * 2:
            with cast.inside():
                for work in look_after(use_id=None, at=at):
                    work(PLATFORM, at)

    def ours(self) -> Any:
        with self.pair.lille.inside():
            return Order.objects.select_related("delivery", "store").get(pk=self.order.pk)


@pytest.fixture
def relay(pair: Pair) -> Relay:
    for cast in (pair.lille, pair.nantes):
        furnish(cast, "alma", "rosa", "AL", NOW)
    return Relay(pair, pair.granted(), placed(pair.lille, NOW))


@pytest.fixture
def house(db: None) -> House:
    """Of dues: nothing voted yet."""
    return found_house()


@pytest.fixture
def voted(house: House) -> House:
    """Terms of dues in force since January."""
    house.decide(house.propose())
    return house


@pytest.fixture
def quarter_called(house: House) -> House:
    """Terms are in force from July on. Q3 is called: 800 euros from Lille, 1,000 francs from Vaduz, none from Metz."""
    house.decide(house.propose(on=date(2026, 7, 1)))
    house.sell("lille", 40_000_00)
    house.share("lille")
    house.declare("vaduz", 50_000_00)
    house.declare("metz", 9_000_00)
    house.issue()
    return house
