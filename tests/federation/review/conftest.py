"""The federation's house: Fatou and Rui review, Simone and Kofi are its board. La Roue Libre and others apply."""

from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal
from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from federation.domain.review.membership import Action
from federation.models import Review
from federation.services.admitting import admit_cooperative
from federation.services.review.applying import ApplicationSaid, save_draft, submit_application
from federation.services.review.deciding import DecisionSaid, PlanSaid, confirm_proposal, decide
from federation.services.review.evidence import Declared, declare_evidence, release_dossier
from federation.services.review.reviewing import (
    give_opinion,
    name_reviewer,
    open_review,
    reply_to_report,
    send_report,
)
from tests.conftest import PASSWORD, PLATFORM, TERMS, Cast, make_cooperative

NOW = datetime(2026, 11, 4, 9, tzinfo=UTC)
TODAY = NOW.date()
PDF = b"%PDF-1.7 statutes"
REASON = "Read, discussed and found to hold by both of us, line by line."
STAFF = {"fatou": Role.REVIEWER, "rui": Role.REVIEWER, "simone": Role.BOARD, "kofi": Role.BOARD}


@dataclass
class House:
    """The federation, with what its people do a hundred times."""

    cast: Cast

    def inside(self) -> Any:
        return self.cast.inside()

    def by(self, name: str) -> Any:
        return self.cast.by(name)

    def founder(self, member: Cast, on: date = date(2025, 1, 1)) -> None:
        with self.inside():
            admit_cooperative(slug=member.slug, on=on, by=self.by("simone"), at=NOW)

    def review(self, member: Cast, *, kind: str = Review.Kind.ADMISSION, at: datetime = NOW) -> Review:
        """Opened, with both reviewers."""
        with self.inside():
            review = open_review(slug=member.slug, kind=kind, why=REASON, by=self.by("fatou"), at=at)
            for name in ("fatou", "rui"):
                who = self.cast.users[name].pk
                name_reviewer(review_id=review.pk, user_id=who, by=self.by("simone"), at=at)
        return review

    def report(
        self,
        member: Cast,
        *,
        kind: str = Review.Kind.ADMISSION,
        reds: tuple[str, ...] = (),
        at: datetime = NOW,
    ) -> Any:
        """Both have said something about each red line."""
        review = self.review(member, kind=kind, at=at)
        with self.inside():
            for name in ("fatou", "rui"):
                for code in reds:
                    give_opinion(
                        review_id=review.pk,
                        criterion=code,
                        colour="red",
                        text=REASON,
                        by=self.by(name),
                        at=at,
                    )
            return send_report(review_id=review.pk, conclusion=REASON, by=self.by("rui"), at=at)

    def decide(
        self, member: Cast, action: Action, *, by: str = "fatou", at: datetime = NOW, **more: Any
    ) -> Any:
        said = DecisionSaid(member.slug, action, **{"reason": REASON, **more})
        with self.inside():
            return decide(said=said, by=self.by(by), at=at)

    def confirm(self, proposal: Any, *, by: str = "rui", at: datetime = NOW) -> Any:
        with self.inside():
            return confirm_proposal(proposal_id=proposal.pk, by=self.by(by), at=at)

    def observe(self, member: Cast, *, at: datetime = NOW, red_reasons: dict[str, str] | None = None) -> Any:
        plan = (PlanSaid("Hold the assembly", at.date() + timedelta(days=60), "D1"),)
        return self.decide(member, Action.OBSERVE, at=at, plan=plan, red_reasons=red_reasons or {})

    def suspend(self, member: Cast, *, at: datetime = NOW) -> Any:
        """In observation, reported on, replied to, proposed by Fatou and confirmed by Rui."""
        self.observe(member, at=at)
        report = self.report(member, kind=Review.Kind.EXTRAORDINARY, at=at)
        reply(member, report, at=at)
        return self.confirm(self.decide(member, Action.SUSPEND, at=at), at=at)


def apply(member: Cast, *, by: str = "nour", at: datetime = NOW) -> Any:
    with member.inside():
        said = ApplicationSaid(
            "cooperative" if member.cooperative.country not in ("FR", "BE") else "scop-sarl",
            "Alma\nNour",
            REASON,
            ("statutes.pdf", PDF),
        )
        save_draft(said=said, by=member.by(by), at=at)
        return submit_application(by=member.by(by), at=at)


def release(member: Cast, *, by: str = "nour", at: datetime = NOW, **values: Any) -> Any:
    """A dossier of what is declared: `W1=45`."""
    with member.inside():
        for code, value in values.items():
            said = Declared(
                code, Decimal(value), at.date() - timedelta(days=365), at.date(), "From our own books."
            )
            declare_evidence(said=said, by=member.by(by), at=at)
        return release_dossier(by=member.by(by), at=at)


def reply(member: Cast, report: Any, *, by: str = "nour", at: datetime = NOW) -> Any:
    with member.inside():
        return reply_to_report(report_id=report.pk, text=REASON, by=member.by(by), at=at)


@pytest.fixture
def house(db: None) -> House:
    return a_house()


def a_house() -> House:
    """The federation with its four people."""
    federation = found_cooperative(
        slug="federation",
        name="Coursiers ensemble",
        kind="federation",
        country="FR",
        currency="EUR",
        timezone="Europe/Paris",
        founded_on=date(2024, 1, 1),
        terms=TERMS,
        by=PLATFORM,
        at=NOW,
    )
    cast = Cast(federation)
    with cast.inside():
        for name, role in STAFF.items():
            cast.users[name] = invite(
                email=f"{name}@federation.example", name=name.title(), password=PASSWORD, by=PLATFORM
            )
            grant_role(user=cast.users[name], role=role, started_on=date(2024, 1, 1), by=PLATFORM)
    return House(cast)


def cooperative(slug: str, name: str, *workers: str, **facts: Any) -> Cast:
    """A co-op of its administrator Nour and these workers."""
    return make_cooperative(
        slug, name, {"nour": Role.COOP_ADMIN, **dict.fromkeys(workers, Role.COURIER)}, NOW, **facts
    )


@pytest.fixture
def lyon(db: None) -> Cast:
    """It would like to belong."""
    return cooperative("lyon", "Traboules", "alma", country="FR")


@pytest.fixture
def vaduz(db: None) -> Cast:
    return cooperative("vaduz", "Vaduz", "malik", "anja", country="LI", currency="CHF")
