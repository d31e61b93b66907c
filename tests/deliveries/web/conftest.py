"""A town with three addresses, so that the pages can search it."""

from typing import Any

import pytest

from cooperatives.models import Cooperative
from deliveries.domain.addresses import normalise
from deliveries.models import Town, TownAddress

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
