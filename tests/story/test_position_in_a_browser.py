"""Alma's phone tells where she is; she reads who looked, and switches it off: in Chromium."""

from typing import Any

import pytest
from playwright.sync_api import expect

from deliveries.models import CourierPlace, Position
from tests.patience import eventually
from tests.story.browsers import HARBOUR, PHONE, SOON, Open, is_accessible, is_large_enough, is_live, shows

pytestmark = pytest.mark.browser


def places(cast: Any) -> list[tuple[float, float]]:
    with cast.inside():
        return list(CourierPlace.objects.values_list("lat", "lon"))


def test_from_the_phone_to_the_board_and_back_to_her(
    town: None, roue: Any, people: Open, drain: None
) -> None:
    alma = people("alma", viewport=PHONE, geolocation=HARBOUR, permissions=["geolocation"])
    is_live(alma)
    assert eventually(lambda: places(roue) == [(HARBOUR["latitude"], HARBOUR["longitude"])])
    bruno = people("bruno", viewport={"width": 1280, "height": 900})
    is_live(bruno)
    assert bruno.request.get(f"/c/{roue.slug}/board/places/").json()["places"]  # what its map asks for

    alma.goto(f"/c/{roue.slug}/day/position/")
    shows(alma, "followed while you work")
    expect(alma.locator(".looks")).to_contain_text("Bruno on the dispatch board", timeout=SOON)
    is_accessible(alma)
    is_large_enough(alma.locator("main button"), 48)

    alma.get_by_role("button", name="Switch my position off").click()
    shows(alma, "switched off")
    is_accessible(alma)
    shows(bruno, "position off")
    assert places(roue) == []
    with roue.inside():
        before = Position.objects.count()
    alma.goto(f"/c/{roue.slug}/day/")
    alma.context.set_geolocation({"latitude": 43.7350, "longitude": 7.4210})
    alma.wait_for_timeout(1500)
    with roue.inside():
        assert Position.objects.count() == before
