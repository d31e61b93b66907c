"""A federation whose terms are voted: Rui proposes, Simone confirms; three co-ops, one of them in francs."""

from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

from cooperatives.domain.charts import Role as Account
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.domain.roles import Role
from cooperatives.models import Line
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.ledger import post_entry
from cooperatives.services.people import invite
from coopplatform.kernel.text import Sentence
from coopplatform.tenancy.work import unit_of_work
from federation.domain.means.dues_kinds import Group
from federation.domain.means.dues_periods import Every, Period
from federation.domain.means.dues_terms import Base, Stage, Terms
from federation.domain.means.dues_uses import Use
from federation.queries.means.dues.bases import booked_base
from federation.services.admitting import admit_cooperative
from federation.services.means.dues.calling import issue_calls
from federation.services.means.dues.sharing import declare_base, share_base
from federation.services.means.dues.terms import decide_terms, propose_terms
from tests.conftest import PASSWORD, PLATFORM, TERMS, Cast, make_cooperative

VOTED = datetime(2026, 1, 10, 9, tzinfo=UTC)
NOW = datetime(2026, 10, 6, 9, tzinfo=UTC)
Q3 = Period(2026, 3)
RATES = {"CHF": {"euros": "1.07", "on": "2026-10-01", "source": "of the test"}}
PEOPLE = {"theo": Role.TREASURER, "nour": Role.COOP_ADMIN, "alma": Role.COURIER}
MINUTE = "General assembly of 10 January 2026, resolution 4"
EVERYBODY = {Group.COOPERATIVE: 200, Group.ASSOCIATION: 100, Group.INSTITUTION: 0}
DUES = Terms(
    Base.VALUE_ADDED,
    Every.QUARTER,
    (
        Stage("start", 0, dict.fromkeys(Group, 0), {"EUR": 0, "CHF": 0}),
        Stage("growing", 12, EVERYBODY, {"EUR": 50_00, "CHF": 55_00}),
        Stage("full", 36, EVERYBODY, {"EUR": 100_00, "CHF": 110_00}),
    ),
    30,
    (Use("guarantee", 3_333), Use("software", 6_667)),
)


@dataclass
class House:
    cast: Cast
    members: dict[str, Cast]

    def propose(
        self, *, terms: Terms = DUES, on: date = date(2026, 1, 1), at: datetime = VOTED, **more: Any
    ) -> Any:
        with self.cast.inside():
            return propose_terms(
                terms=terms, valid_from=on, minute=MINUTE, by=self.cast.by("rui"), at=at, **more
            )

    def decide(
        self, terms: Any, *, by: str = "simone", is_confirmed: bool = True, at: datetime = VOTED
    ) -> Any:
        with self.cast.inside():
            return decide_terms(terms_id=terms.pk, is_confirmed=is_confirmed, by=self.cast.by(by), at=at)

    def issue(self, *, period: Period = Q3, at: datetime = NOW, **more: Any) -> Any:
        with self.cast.inside():
            return issue_calls(period=period, by=self.cast.by("rui"), at=at, **more)

    def declare(self, slug: str, cents: int, *, reason: str = "", at: datetime = NOW) -> Any:
        member = self.members[slug]
        with member.inside():
            return declare_base(period=Q3, cents=cents, reason=reason, by=member.by("theo"), at=at)

    def share(self, slug: str) -> Any:
        member = self.members[slug]
        with member.inside():
            seen = booked_base(Q3, Base.VALUE_ADDED)
            assert seen is not None
            return share_base(period=Q3, seen_cents=seen, by=member.by("theo"), at=NOW)

    def sell(self, slug: str, cents: int, *, on: date = date(2026, 8, 3), key: str = "sale") -> None:
        with self.members[slug].inside():
            posted(key, on, (Account.CUSTOMERS, cents), (Account.SALES, -cents))


@unit_of_work
def posted(key: str, on: date, *lines: tuple[Account, int]) -> None:
    draft = DraftEntry(key, Sentence("Something"), tuple(DraftLine(role, cents) for role, cents in lines))
    post_entry(draft, journal="OD", posted_on=on, by=PLATFORM, at=NOW)


def lines_of(cast: Cast, beginning: str) -> list[tuple[str, int, str]]:
    """Role, cents and auxiliary of what was posted by these facts."""
    with cast.inside():
        rows = Line.objects.filter(entry__source_key__startswith=beginning)
        order = ("entry__posted_on", "entry__number", "-amount_cents", "account__role")
        return list(rows.order_by(*order).values_list("account__role", "amount_cents", "auxiliary"))


def found_house() -> House:
    cast = Cast(
        found_cooperative(
            slug="federation",
            name="Coursiers ensemble",
            kind="federation",
            founded_on=date(2024, 1, 1),
            terms={**TERMS, "statistics": {"euros_per_unit": RATES}},
            country="FR",
            currency="EUR",
            timezone="Europe/Paris",
            by=PLATFORM,
            at=VOTED,
        )
    )
    staff = {"rui": Role.TREASURER, "simone": Role.BOARD, "fatou": Role.REVIEWER}
    with cast.inside():
        for name, role in staff.items():
            cast.users[name] = invite(
                email=f"{name}@federation.example", name=name.title(), password=PASSWORD, by=PLATFORM
            )
            grant_role(user=cast.users[name], role=role, started_on=date(2024, 1, 1), by=PLATFORM)
    members = {
        "lille": make_cooperative("lille", "Lille", PEOPLE, VOTED),
        "vaduz": make_cooperative("vaduz", "Vaduz", PEOPLE, VOTED, country="LI", currency="CHF"),
        "metz": make_cooperative("metz", "Metz", PEOPLE, VOTED, legal_form="association"),
    }
    admitted = {"lille": date(2020, 1, 1), "vaduz": date(2020, 1, 1), "metz": date(2026, 8, 1)}
    with cast.inside():
        for slug, day in admitted.items():
            admit_cooperative(slug=slug, on=day, by=cast.by("simone"), at=VOTED)
    return House(cast, members)
