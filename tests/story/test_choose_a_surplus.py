"""Before the assembly: Théo drafts at his desk, Alma reads on her phone what each alternative is for her."""

from datetime import UTC, date, datetime

import pytest

from cooperatives.domain.charts import Role
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.services.closing import close_year
from cooperatives.services.founding import adopt_charter
from cooperatives.services.ledger import post_entry
from coopplatform.kernel.text import Sentence
from coopplatform.kernel.time import TimeWindow
from coopplatform.tenancy.work import unit_of_work
from members.services.roster import hire
from members.services.scenarios import choose_scenario, draft_scenario
from members.services.shares import refund_shares, subscribe_shares
from members.services.timesheets import enter_timesheet
from tests.conftest import PLATFORM, TERMS
from tests.story.browsers import PHONE, Open, is_accessible, shows

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 900}
HERE = "/c/roue-libre"
YEAR = 2025
THEN = date(2025, 12, 31)
SHARES = {"nominal_cents": 2000, "minimum_units": 5, "reserves_absorb_losses": True}
BOOKS = {
    "sales:1": ((Role.CUSTOMERS, 33_600_000), (Role.SALES, -33_600_000)),
    "dues:1": ((Role.FEDERATION_DUES, 840_000), (Role.BANK, -840_000)),
    "travel:1": ((Role.TRAVEL_EXPENSES, 2_360_000), (Role.BANK, -2_360_000)),
    "pay_run:2025": (
        (Role.WAGES, 19_900_000),
        (Role.SOCIAL_SECURITY_CHARGE, 4_900_000),
        (Role.PENSION_CHARGE, 1_600_000),
        (Role.SOCIAL_SECURITY, -7_000_000),
        (Role.PENSION_FUND, -2_600_000),
        (Role.WITHHOLDING_TAX, -400_000),
        (Role.STAFF, -16_400_000),
    ),
}
DRAFTS = {
    "A. Prudente": {"work_percent": 40, "development_percent": 45, "interest_percent": 0},
    "B. Équilibre": {"work_percent": 40, "development_percent": 30, "interest_percent": 20},
    "C. Part travail": {"work_percent": 60, "development_percent": 5, "interest_percent": 30},
}


@unit_of_work
def book(at: datetime) -> None:
    for key, lines in BOOKS.items():
        draft = DraftEntry(key, Sentence(key), tuple(DraftLine(role, cents) for role, cents in lines))
        post_entry(draft, journal="OD", posted_on=THEN, by=PLATFORM, at=at)


@pytest.fixture
def before_the_assembly(roue, now):
    with roue.inside():
        terms = TERMS | {"surplus": TERMS["surplus"] | SHARES}
        adopt_charter(terms=terms, valid_from=date(2024, 1, 1), by=PLATFORM, at=now)
        book(now)
        bruno = hire(
            user_id=roue.bruno.pk, name="Bruno", code="BR", weekly_minutes=2100, hourly_cents=1500,
            started_on=date(2024, 1, 1), by=PLATFORM,
        )  # fmt: skip
        for member, days in ((roue.courier_id, 20), (bruno.pk, 14)):
            worked = [
                TimeWindow(datetime(YEAR, 3, day, 9, tzinfo=UTC), datetime(YEAR, 3, day, 16, tzinfo=UTC))
                for day in range(1, days + 1)
            ]
            enter_timesheet(member_id=member, worked=worked, by=PLATFORM, at=now)
            subscribe_shares(member_id=member, units=days * 35, on=date(2025, 1, 2), by=PLATFORM, at=now)
        close_year(year=YEAR, by=roue.by("theo"), at=now)
        for name, choices in DRAFTS.items():
            drafted = draft_scenario(
                year=YEAR, name=name, choices=choices | {"key": "hours"}, by=roue.by("theo"), at=now
            )
            if name.startswith("B"):
                choose_scenario(scenario_id=drafted.pk, by=roue.by("theo"), at=now)
        today = now.date()
        subscribe_shares(
            member_id=roue.courier_id, units=6, on=today, instalments=3,
            first_month=today, by=PLATFORM, at=now,
        )  # fmt: skip
        refund_shares(member_id=bruno.pk, units=40, on=today, by=PLATFORM, at=now)
    return roue


def test_the_alternatives_are_read_at_a_desk_and_on_a_phone(before_the_assembly, people: Open) -> None:
    theo = people("theo", f"{HERE}/surplus/{YEAR}/options/", viewport=DESK)
    shows(theo, "B. Équilibre")
    is_accessible(theo)
    alma = people("alma", f"{HERE}/surplus/{YEAR}/options/", viewport=PHONE)
    shows(alma, "For you, Alma")
    is_accessible(alma)
    alma.goto(alma.url.replace(f"{YEAR}/options/", f"euro/?year={YEAR}"))
    shows(alma, "shared as in B. Équilibre")
    is_accessible(alma)
    theo.goto(theo.url.replace(f"{YEAR}/options/", "register/"))
    is_accessible(theo)
