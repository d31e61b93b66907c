"""A federation of three co-ops, each with an approved October behind it; Fatou publishes a quarter."""

import random
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, date, datetime
from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.services.founding import found_cooperative, grant_role
from cooperatives.services.people import invite
from federation.models import Release
from federation.services.admitting import admit_cooperative
from federation.services.contributing import declare_contribution, share_contribution
from federation.services.publishing import publish_release
from members.services.payroll import approve_run, compute_payslips
from members.services.roster import hire
from tests.conftest import PASSWORD, PLATFORM, TERMS, Cast, make_cooperative
from tests.federation.statistics.generated import MONTHS, month_of
from tests.members.conftest import work

QUARTER = "2026-Q3"
OCTOBER = date(2026, 10, 1)
NOVEMBER = datetime(2026, 11, 4, 9, tzinfo=UTC)
RATES = {"CHF": {"euros": "1.07", "on": "2026-10-30", "source": "European Central Bank, reference rate"}}
PEOPLE = {"alma": Role.COURIER, "theo": Role.TREASURER, "nour": Role.COOP_ADMIN}


def paid_month(cast: Cast, hours: int) -> Cast:
    """Alma of this co-op worked `hours` on one day of October; Théo computed, Nour approved."""
    with cast.inside():
        member = hire(
            user_id=cast.alma.pk,
            name="Alma",
            code="AL",
            weekly_minutes=35 * 60,
            hourly_cents=1500,
            started_on=date(2026, 1, 1),
            by=PLATFORM,
        )
        cast.courier_id = member.pk
        work(member.pk, datetime(2026, 10, 6, 8, tzinfo=UTC), hours=hours)
        run = compute_payslips(month=OCTOBER, by=cast.by("theo"), at=NOVEMBER)
        approve_run(run_id=run.pk, by=cast.by("nour"), at=NOVEMBER)
    return cast


@dataclass
class Federation:
    cast: Cast
    members: list[Cast]

    def share(self, *names: str) -> None:
        for member in self.members:
            if not names or member.slug in names:
                with member.inside():
                    share_contribution(month=OCTOBER, by=PLATFORM, at=NOVEMBER)

    def declare(
        self, *names: str, seed: int = 1, months: Sequence[date] = MONTHS, **fixed: int | None
    ) -> None:
        """The third quarter by hand, of each as large as twelve workers are."""
        for member in self.members:
            if not names or member.slug in names:
                chance = random.Random(f"{member.slug} {seed}")
                with member.inside():
                    for month in months:
                        figures = month_of(member.slug, "FR", 12, chance, **fixed)
                        declare_contribution(
                            month=month,
                            values=figures.values,
                            pay_groups=figures.pay_groups,
                            by=member.by("theo"),
                            at=NOVEMBER,
                        )

    def publish(self, note: str = "", at: datetime = NOVEMBER) -> Release:
        with self.cast.inside():
            return publish_release(period=QUARTER, note=note, by=self.cast.by("fatou"), at=at)


@pytest.fixture
def federation(db: None) -> Federation:
    """Monaco, Vaduz (in francs) and Helsinki, all admitted; nothing shared yet."""
    facts: dict[str, Any] = {"country": "FR", "currency": "EUR", "timezone": "Europe/Paris"}
    house = found_cooperative(
        slug="federation",
        name="Coursiers ensemble",
        kind="federation",
        founded_on=date(2024, 1, 1),
        terms={**TERMS, "statistics": {"euros_per_unit": RATES}},
        by=PLATFORM,
        at=NOVEMBER,
        **facts,
    )
    cast = Cast(house)
    with cast.inside():
        for name, role in {"fatou": Role.STATISTICIAN, "rui": Role.REVIEWER}.items():
            cast.users[name] = invite(
                email=f"{name}@federation.example", name=name.title(), password=PASSWORD, by=PLATFORM
            )
            grant_role(user=cast.users[name], role=role, started_on=date(2024, 1, 1), by=PLATFORM)
    members = [
        paid_month(make_cooperative("monaco", "Monaco", PEOPLE, NOVEMBER, country="MC"), 8),
        paid_month(make_cooperative("vaduz", "Vaduz", PEOPLE, NOVEMBER, country="LI", currency="CHF"), 6),
        paid_month(make_cooperative("helsinki", "Helsinki", PEOPLE, NOVEMBER, country="FI"), 7),
    ]
    with cast.inside():
        for member in members:
            admit_cooperative(slug=member.slug, on=date(2025, 1, 1), by=cast.by("rui"), at=NOVEMBER)
    return Federation(cast, members)
