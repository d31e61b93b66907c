"""Five co-ops whose fund has rules voted some weeks ago; Simone and Kofi of the board, Rui the treasurer run it."""

from dataclasses import dataclass, replace
from datetime import date, datetime
from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import grant_role
from cooperatives.services.people import invite
from federation.domain.means.fund import FundRules, Purpose
from federation.domain.means.simulation import Parameters
from federation.services.means.fund_asking import ask_fund, share_base
from federation.services.means.fund_calling import call_contributions, receive_contribution
from federation.services.means.fund_deciding import confirm_grant, propose_grant
from federation.services.means.fund_rules import Calendar, propose_rules
from tests.conftest import PASSWORD, PLATFORM
from tests.federation.voice.conftest import DAY, NOW, Agora, agora

__all__ = ["agora"]
PROPOSED = NOW - 30 * DAY
RULES = replace(FundRules(), reserve_cents=0, surplus_per=1_500, payroll_per=100)
FEW = Parameters(runs=10)
WHY = "The client failed, the plan holds, and the board has read the figures."
GOOD_YEAR = {"turnover_cents": 900_000_00, "result_cents": 40_000_00, "payroll_cents": 500_000_00}
BAD_YEAR = {"turnover_cents": 200_000_00, "result_cents": -30_000_00, "payroll_cents": 120_000_00}
SHORT = {
    "turnover_cents": 200_000_00, "unpaid_cents": 30_000_00, "wages_owed_cents": 6_000_00,
    "weekly_wages_cents": 1_000_00,
}  # fmt: skip
LAST_YEAR = NOW.year - 1


@dataclass
class House:
    """The federation's fund, with what it does over and over."""

    agora: Agora

    def by(self, name: str) -> Any:
        return self.agora.cast.by(name)

    def inside(self, slug: str = "") -> Any:
        return (self.agora.members[slug] if slug else self.agora.cast).inside()

    def propose(self, rules: FundRules = RULES, at: datetime = PROPOSED) -> Any:
        calendar = Calendar(at + 7 * DAY, at + 8 * DAY, at + 15 * DAY)
        with self.inside():
            return propose_rules(
                told=rules.as_json(), title="The fund", why="", calendar=calendar, by=self.by("simone"), at=at,
                parameters=FEW,
            )  # fmt: skip

    def adopt(self, version: Any, at: datetime = PROPOSED) -> None:
        self.agora.enter(version.consultation, at=at + DAY)
        self.agora.vote(version.consultation, at=at + 9 * DAY, yes="lille nantes paris gand lyon")
        self.agora.decide(version.consultation, at=at + 16 * DAY)

    def share(self, slug: str, year: int = LAST_YEAR, at: datetime = NOW, **told: int) -> Any:
        with self.inside(slug):
            by = self.agora.members[slug].by("nour")
            return share_base(year=year, declared=told or GOOD_YEAR, by=by, at=at)

    def call(self, year: int = LAST_YEAR, at: datetime = NOW) -> list[Any]:
        with self.inside():
            return call_contributions(year=year, by=self.by("rui"), at=at)

    def receive(self, call: Any, on: date | None = None) -> Any:
        with self.inside():
            return receive_contribution(call_id=call.pk, moved_on=on or NOW.date(), by=self.by("rui"), at=NOW)

    def filled(self) -> None:
        """Nantes, Paris and Lyon put in what last year owes: 18,000 for losses, 15,000 for wages."""
        for slug in ("nantes", "paris", "lyon"):
            self.share(slug)
        for call in self.call():
            self.receive(call)

    def ask(self, slug: str, purpose: Purpose = Purpose.SOLIDARITY, at: datetime = NOW, **told: int) -> Any:
        usual = BAD_YEAR if purpose is Purpose.SOLIDARITY else SHORT
        with self.inside(slug):
            by = self.agora.members[slug].by("nour")
            return ask_fund(purpose=purpose, declared=told or usual, words=WHY, by=by, at=at)

    def grant(self, claim: Any, cents: int, at: datetime = NOW, instalments: int = 1) -> Any:
        with self.inside():
            proposal = propose_grant(
                claim_id=claim.pk, cents=cents, reason=WHY, first_on=at.date(), instalments=instalments,
                by=self.by("rui"), at=at,
            )  # fmt: skip
            return confirm_grant(proposal_id=proposal.pk, by=self.by("simone"), at=at)


@pytest.fixture
def house(agora: Agora) -> House:
    with agora.cast.inside():
        for name, role in {"kofi": Role.BOARD, "rui": Role.TREASURER}.items():
            agora.cast.users[name] = invite(
                email=f"{name}@federation.example", name=name.title(), password=PASSWORD, by=PLATFORM
            )
            grant_role(user=agora.cast.users[name], role=role, started_on=date(2024, 1, 1), by=PLATFORM)
    return House(agora)


@pytest.fixture
def fund(house: House) -> House:
    """With rules in force."""
    house.adopt(house.propose())
    return house
