"""A town with three addresses, so that the pages can search it."""

from datetime import date, timedelta
from typing import Any

import pytest

from cooperatives.domain.roles import Role
from cooperatives.models import Cooperative
from cooperatives.services.founding import grant_role
from cooperatives.services.people import invite
from deliveries.domain.addresses import normalise
from deliveries.models import Town, TownAddress
from members.services.roster import clock_in, hire, plan_shift
from tests.conftest import PASSWORD, PLATFORM

RUE_GRIMALDI = [("12", 43.7334, 7.4166), ("14", 43.7335, 7.4165), ("16", 43.7336, 7.4164)]


@pytest.fixture
def monaco(roue: Any, now: Any) -> Town:
    """La Roue Libre rides in a Monaco of one street."""
    town = Town.objects.create(
        slug="monaco",
        name="Monaco",
        licence="ODbL 1.0, © OpenStreetMap contributors",
        south=43.72,
        west=7.40,
        north=43.76,
        east=7.45,
        imported_at=now,
    )
    TownAddress.objects.bulk_create(
        TownAddress(
            town=town,
            street="Rue Grimaldi",
            number=number,
            folded=normalise("Rue Grimaldi"),
            lat=lat,
            lon=lon,
        )
        for number, lat, lon in RUE_GRIMALDI
    )
    Cooperative.objects.filter(pk=roue.cooperative.pk).update(town="monaco", country="MC")
    return town


@pytest.fixture
def rosa(roue: Any, login: Any) -> Any:
    return login(roue.rosa)


def hire_another(cast: Any, now: Any, code: str = "YA", name: str = "yanis") -> Any:
    """One more courier, on shift; returns their id."""
    with cast.inside():
        user = invite(email=f"{name}@{cast.slug}.example", name=name.title(), password=PASSWORD, by=PLATFORM)
        grant_role(user=user, role=Role.COURIER, started_on=date(2024, 1, 1), by=PLATFORM)
        member = hire(
            user_id=user.pk,
            name=name.title(),
            code=code,
            weekly_minutes=35 * 60,
            hourly_cents=1400,
            started_on=date(2024, 1, 1),
            by=PLATFORM,
        )
        shift = plan_shift(
            member_id=member.pk,
            starts_at=now - timedelta(hours=1),
            ends_at=now + timedelta(hours=5),
            by=PLATFORM,
        )
        clock_in(shift_id=shift.pk, by=PLATFORM, at=now - timedelta(hours=1))
    cast.users[name] = user
    return member.pk
