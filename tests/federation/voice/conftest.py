"""Five co-ops of a federation, each with its delegate Ines and its admin Nour; Simone of the board asks them."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from federation.services.admitting import admit_cooperative
from federation.services.voice.consulting import (
    ConsultationSaid,
    decide_consultation,
    open_consultation,
)
from federation.services.voice.taking_part import cast_vote, enter_roll
from tests.conftest import PASSWORD, PLATFORM, TERMS, Cast, make_cooperative

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
DAY = timedelta(days=1)
AMENDING, BETWEEN, VOTING, OVER = NOW + DAY, NOW + 7.5 * DAY, NOW + 9 * DAY, NOW + 16 * DAY
TEXT = "Couriers are employees.\n\nThey own what they ride for."
PEOPLE = {"ines": Role.DELEGATE, "nour": Role.COOP_ADMIN, "alma": Role.COURIER, "rosa": Role.STORE_STAFF}
WORKERS = {"lille": 3, "nantes": 9, "paris": 14, "gand": 22, "lyon": 50}


@dataclass
class Agora:
    """The federation and its co-ops, with what they do over and over."""

    cast: Cast
    members: dict[str, Cast]

    def open(self, *, kind: str = "position", at: datetime = NOW, **changes: Any) -> Any:
        calendar = {"amend_until": at + 7 * DAY, "vote_from": at + 8 * DAY, "vote_until": at + 15 * DAY}
        said = ConsultationSaid(**{"kind": kind, "title": "Employees", "text": TEXT, **calendar, **changes})
        with self.cast.inside():
            return open_consultation(said=said, by=self.cast.by("simone"), at=at)

    def enter(self, consultation: Any, *slugs: str, at: datetime = AMENDING) -> None:
        for slug in slugs or self.members:
            with self.members[slug].inside():
                enter_roll(
                    consultation_id=consultation.pk,
                    declared_workers=WORKERS[slug],
                    by=PLATFORM,
                    at=at,
                )

    def vote(self, consultation: Any, *, at: datetime = VOTING, amendment: Any = None, **said: str) -> None:
        """`yes="lille paris"`."""
        for choice, slugs in said.items():
            for slug in slugs.split():
                member = self.members[slug]
                with member.inside():
                    cast_vote(
                        consultation_id=consultation.pk,
                        choice=choice,
                        amendment_id=amendment and amendment.pk,
                        by=member.by("ines"),
                        at=at,
                    )

    def decide(self, consultation: Any, *, at: datetime = OVER) -> Any:
        with self.cast.inside():
            return decide_consultation(consultation_id=consultation.pk, by=PLATFORM, at=at)


@pytest.fixture
def agora(db: None) -> Agora:
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
        for name, role in {"simone": Role.BOARD, "fatou": Role.STATISTICIAN}.items():
            cast.users[name] = invite(
                email=f"{name}@federation.example", name=name.title(), password=PASSWORD, by=PLATFORM
            )
            grant_role(user=cast.users[name], role=role, started_on=date(2024, 1, 1), by=PLATFORM)
    members = {slug: make_cooperative(slug, slug.title(), PEOPLE, NOW) for slug in WORKERS}
    with cast.inside():
        for slug in members:
            admit_cooperative(slug=slug, on=date(2025, 1, 1), by=cast.by("simone"), at=NOW)
    return Agora(cast, members)
