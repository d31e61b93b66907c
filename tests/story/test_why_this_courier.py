"""Bruno asks why and steers by keyboard, Alma hands back and reads why: in Chromium."""

from datetime import timedelta
from typing import Any

import pytest
from playwright.sync_api import expect

from coopplatform.kernel.geo import Point
from deliveries.models import CourierPlace
from tests.conftest import placed
from tests.deliveries.web.conftest import hire_another
from tests.story.browsers import PHONE, SOON, Open, is_accessible, is_live, shows

pytestmark = pytest.mark.browser


@pytest.fixture
def two_couriers(town: None, roue: Any, now: Any) -> None:
    """Alma at the harbour, Yanis uphill."""
    yanis = hire_another(roue, now)
    with roue.inside():
        for who, place in ((roue.courier_id, Point(43.7345, 7.4185)), (yanis, Point(43.7450, 7.4300))):
            CourierPlace.objects.create(
                courier_id=who, lat=place.lat, lon=place.lon, at=now - timedelta(minutes=1)
            )


def test_asking_why_refusing_keeping_and_giving_without_a_mouse(
    two_couriers: None, roue: Any, now: Any, people: Open
) -> None:
    order = placed(roue, now)
    bruno = people("bruno", viewport={"width": 1280, "height": 900})
    is_live(bruno)
    offer = bruno.locator(".suggested")
    expect(offer).to_contain_text("Alma", timeout=SOON)

    bruno.keyboard.press("w")
    panel = bruno.locator(".why-panel")
    expect(panel).to_contain_text("The next best", timeout=SOON)
    expect(panel.locator(".terms").first).to_contain_text("together")
    expect(panel).to_contain_text("min for everyone")
    is_accessible(bruno)

    bruno.keyboard.press("Escape")
    bruno.keyboard.press("x")
    expect(offer).to_contain_text("Yanis", timeout=SOON)
    bruno.keyboard.press("w")
    expect(panel).to_contain_text("ruled out", timeout=SOON)
    panel.get_by_role("button", name="Alma again").click()
    expect(offer).to_contain_text("Alma", timeout=SOON)

    bruno.keyboard.press("Escape")
    bruno.keyboard.press("p")
    shows(bruno, "Kept for Alma")
    bruno.keyboard.press("p")
    expect(bruno.get_by_text("Kept for Alma")).to_have_count(0, timeout=SOON)

    yanis_key = bruno.locator(".column[aria-label=Yanis] kbd").inner_text()
    assert yanis_key
    bruno.keyboard.press(yanis_key)
    shows(bruno, f"No. {order.number} → Yanis")
    bruno.keyboard.press("z")
    expect(offer).to_contain_text("Alma", timeout=SOON)


def test_alma_hands_an_order_back_in_two_taps_and_reads_every_decision(
    two_couriers: None, roue: Any, now: Any, people: Open
) -> None:
    order = placed(roue, now)
    alma = people("alma", viewport=PHONE)
    bruno = people("bruno", viewport={"width": 1280, "height": 900})
    for page in (alma, bruno):
        is_live(page)
    expect(bruno.locator(".suggested")).to_be_visible(timeout=SOON)
    bruno.keyboard.press("s")
    expect(alma.get_by_role("button", name="Take", exact=True)).to_be_visible(timeout=SOON)
    alma.get_by_text("Why me?").first.click()
    shows(alma, "Nobody who could take it was nearer.")
    is_accessible(alma)

    alma.get_by_text("Hand back", exact=True).click()
    alma.get_by_role("button", name=f"Hand back no. {order.number}").click()
    shows(alma, f"Handed back no. {order.number}, at no cost to you")
    expect(bruno.locator(".suggested")).to_contain_text("Yanis", timeout=SOON)

    alma.goto(f"/c/{roue.slug}/day/decisions/")
    shows(alma, "came to you")
    shows(alma, "The engine suggests; a person decides.")
    is_accessible(alma)
