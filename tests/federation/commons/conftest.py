"""Five members around a federation: Bordeaux writes, Rennes and Liège review, La Roue Libre tries and decides."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings

from cooperatives.domain.roles import Role
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from coopplatform.kernel.actor import Actor
from coopplatform.tenancy.work import unit_of_work
from federation.domain.commons.document import Document, filled
from federation.domain.commons.gate import Report, corners
from federation.domain.commons.kinds import kind_of
from federation.domain.commons.reading import read
from federation.domain.commons.timing import Cost, measure
from federation.domain.review.membership import Action
from federation.models import PolicyVersion
from federation.services.admitting import admit_cooperative
from federation.services.commons.drafting import begin_draft
from federation.services.commons.submitting import mark_version, review_version, submit_draft
from federation.services.review.register import Said, enter
from members.services.roster import clock_out
from tests.conftest import PASSWORD, PLATFORM, TERMS, Cast, furnish, make_cooperative

NOON = datetime(2026, 11, 28, 12, tzinfo=UTC)
TODAY = NOON.date()
WORDS = "Read line by line, tried on our own last weeks."
PEOPLE = {"nour": Role.COOP_ADMIN, "ines": Role.DELEGATE, "theo": Role.TREASURER, "alma": Role.COURIER}


def example(name: str) -> dict[str, Any]:
    """A policy of `data/policies`, as it is read."""
    found: dict[str, Any] = read((Path(settings.ROOT) / "data" / "policies" / f"{name}.toml").read_text())
    return found


@unit_of_work
def _left(cast: Cast, by: Actor, second: Actor) -> None:
    said = Said(
        Action.LEAVE, reason="They ride on by themselves from today on, as they said.", in_force_from=TODAY
    )
    enter(cast.cooperative, said, by=by, second=second, at=NOON)


@dataclass
class Commons:
    house: Cast
    roue: Cast
    bordeaux: Cast
    rennes: Cast
    liege: Cast

    def leaves(self, *casts: Cast) -> None:
        """Out of the federation from today on."""
        with self.house.inside():
            for cast in casts:
                _left(cast, self.house.by("simone"), self.house.by("fatou"))

    def draft(self, stored: dict[str, Any], cast: Cast | None = None) -> Any:
        cast = cast or self.bordeaux
        with cast.inside():
            return begin_draft(stored=stored, by=cast.by("ines"), at=NOON)

    def submit(self, draft: Any, cast: Cast | None = None) -> tuple[Report, PolicyVersion | None]:
        cast = cast or self.bordeaux
        with cast.inside():
            return submit_draft(draft_id=draft.pk, by=cast.by("ines"), at=NOON)

    def submitted(self, stored: dict[str, Any]) -> PolicyVersion:
        _report, version = self.submit(self.draft(stored))
        assert version is not None
        return version

    def review(self, version: PolicyVersion, *casts: Cast, agrees: bool = True) -> None:
        for cast in casts or (self.rennes, self.liege):
            with cast.inside():
                review_version(version_id=version.pk, agrees=agrees, words=WORDS, by=cast.by("ines"), at=NOON)

    def mark(self, version: PolicyVersion, kind: str = "published") -> None:
        with self.bordeaux.inside():
            mark_version(
                version_id=version.pk, kind=kind, reason="Said so", by=self.bordeaux.by("ines"), at=NOON
            )

    def published(self, stored: dict[str, Any]) -> PolicyVersion:
        version = self.submitted(stored)
        self.review(version)
        self.mark(version)
        return version


def a_house(**people: Role) -> Cast:
    cast = Cast(
        found_cooperative(
            slug="federation",
            name="Coursiers ensemble",
            kind="federation",
            country="FR",
            currency="EUR",
            timezone="Europe/Paris",
            founded_on=date(2024, 1, 1),
            terms=TERMS,
            by=PLATFORM,
            at=NOON,
        )
    )
    with cast.inside():
        for name, role in people.items():
            cast.users[name] = invite(
                email=f"{name}@federation.example", name=name.title(), password=PASSWORD, by=PLATFORM
            )
            grant_role(user=cast.users[name], role=role, started_on=date(2024, 1, 1), by=PLATFORM)
    return cast


@pytest.fixture(autouse=True)
def _timed_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """The same trials without a process of their own, which takes a second to start; `test_gate` starts one."""

    def measured(document: Document) -> Cost:
        bodies = [filled(document.body, values) for values in corners(document)]
        return measure(kind_of(document.kind), bodies)

    monkeypatch.setattr("federation.services.commons.checking.measured", measured)


@pytest.fixture
def commons(db: None) -> Commons:
    house = a_house(rui=Role.TREASURER, simone=Role.BOARD, fatou=Role.STATISTICIAN)
    roue = make_cooperative(
        "roue-libre", "La Roue Libre", {**PEOPLE, "rosa": Role.STORE_STAFF, "bruno": Role.DISPATCHER}, NOON
    )
    furnish(roue, "alma", "rosa", "AL", NOON)
    with roue.inside():
        assert roue.shift_id is not None
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=NOON)
    others = [
        make_cooperative(slug, name, PEOPLE, NOON)
        for slug, name in (
            ("bordeaux", "Les Sacoches bordelaises"),
            ("rennes", "Rayon Vert"),
            ("liege", "Mosa Vélo"),
        )
    ]
    with house.inside():
        for cast in (roue, *others):
            admit_cooperative(slug=cast.slug, on=date(2025, 1, 1), by=house.by("simone"), at=NOON)
    return Commons(house, roue, *others)


def yesterday(hour: int, days: int = 1) -> datetime:
    """An hour of a day before (UTC)."""
    return NOON.replace(hour=hour) - timedelta(days=days)
