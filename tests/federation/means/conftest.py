"""Lille and Nantes have agreed on something; Gand looks on. Nour is admin of each, Bruno dispatches, Théo counts."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from federation.domain.means.terms import Amount, Kind, Limits, Tariff, Terms
from federation.services.admitting import admit_cooperative
from federation.services.means.granting import accept_grant, offer_grant
from federation.services.means.using import UseAsked, use_grant
from tests.conftest import PASSWORD, PLATFORM, TERMS, Cast, make_cooperative

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
TODAY = date(2026, 11, 4)
DAY = timedelta(days=1)
PEOPLE = {"nour": Role.COOP_ADMIN, "bruno": Role.DISPATCHER, "theo": Role.TREASURER, "alma": Role.COURIER}
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
