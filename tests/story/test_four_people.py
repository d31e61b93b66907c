"""One order in Chromium, four people at once: Rosa sends it, Bruno gives it, Alma brings it, Mme Rossi watches.

Nobody reloads a page: what one does appears at the others by itself.
"""

import re
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from cooperatives.models import Cooperative
from cooperatives.queries.books import entry_of
from deliveries.domain.addresses import normalise
from deliveries.models import Order, Town, TownAddress
from tests.conftest import PASSWORD

pytestmark = pytest.mark.browser
SOON = 15_000
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HARBOUR = {"latitude": 43.7345, "longitude": 7.4205}
Open = Callable[..., Page]


@pytest.fixture
def town(transactional_db: Any, roue: Any, now: Any) -> None:
    """A Monaco of one door, so that Rosa's search finds it."""
    bounds = {"south": 43.72, "west": 7.40, "north": 43.76, "east": 7.45}
    monaco = Town.objects.create(slug="monaco", name="Monaco", licence="ODbL 1.0", imported_at=now, **bounds)
    street = {"street": "Rue Grimaldi", "folded": normalise("Rue Grimaldi")}
    TownAddress.objects.create(town=monaco, number="14", lat=43.7335, lon=7.4165, **street)
    Cooperative.objects.filter(pk=roue.cooperative.pk).update(town="monaco", country="MC")


@pytest.fixture
def people(browser: Browser, stage: str, roue: Any) -> Open:
    """Open a browser of one's own: `people("rosa")` logged in, `people()` a stranger with a link."""

    def open_(name: str = "", path: str = "", **more: Any) -> Page:
        page = browser.new_context(base_url=stage, locale="en-GB", **more).new_page()
        page.set_default_timeout(SOON)
        if name:
            page.goto("/accounts/login/")
            page.fill("[name=login]", f"{name}@{roue.slug}.example")
            page.fill("[name=password]", PASSWORD)
            page.locator("[name=password]").press("Enter")
            page.wait_for_url(f"**/c/{roue.slug}/**")
        if path:
            page.goto(path)
        return page

    return open_


def is_live(page: Page) -> None:
    expect(page.locator("html[data-live=open]")).to_be_attached(timeout=SOON)


def shows(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=SOON)


def is_accessible(page: Page) -> None:
    """No violation axe knows of, and nothing wider than the screen."""
    page.evaluate(AXE.read_text())
    found = page.evaluate("axe.run()")["violations"]
    assert [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]] == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def test_one_order_through_four_browsers(town: None, roue: Any, people: Open) -> None:
    phone = {"width": 360, "height": 740}
    alma = people("alma", viewport=phone, geolocation=HARBOUR, permissions=["geolocation"])
    bruno = people("bruno", viewport={"width": 1440, "height": 900})
    rosa = people("rosa", viewport={"width": 900, "height": 900})
    for page in (alma, bruno, rosa):
        is_live(page)
    shows(alma, "No stop for you now")
    shows(bruno, "Every order has its courier.")

    rosa.fill("[name=who]", "Mme Rossi, 06 12 45 80 17")
    rosa.locator("[name=address]").press_sequentially("14 rue grim", delay=30)
    expect(rosa.locator("#addresses [data-pick]").first).to_contain_text("14 Rue Grimaldi", timeout=SOON)
    rosa.locator("[name=address]").press("Enter")
    expect(rosa.locator("#offer")).to_contain_text("€5.04", timeout=SOON)
    is_accessible(rosa)
    rosa.get_by_role("button", name="Send the order").click()
    rosa.wait_for_url("**/orders/**")
    is_live(rosa)
    shows(rosa, "Waiting for a courier")
    with roue.inside():
        order = Order.objects.select_related("delivery").get()
        link = f"/c/{roue.slug}/track/{order.delivery.tracking_token}/"
    recipient = people(path=link, viewport=phone)
    is_live(recipient)
    shows(recipient, "Pizzeria Lucia is preparing it.")

    shows(bruno, f"no. {order.number}")
    is_accessible(bruno)
    bruno.keyboard.press("s")
    shows(bruno, f"No. {order.number} → Alma")
    shows(alma, "I'm here")
    shows(rosa, "Alma comes to pick it up")

    rosa.get_by_role("button", name="It is ready").click()
    shows(rosa, "the courier sees it")
    alma.get_by_role("button", name="I'm here").click()
    shows(rosa, "Alma is at your door")
    alma.get_by_role("button", name="Picked up").click()
    shows(alma, f"Picked up, no. {order.number}")
    shows(recipient, re.compile("AL is on the way, with 1 bag from Pizzeria Lucia."))
    shows(rosa, "Alma is on the way to the customer")
    assert "Alma" not in recipient.content()
    for page in (alma, rosa, recipient):
        is_accessible(page)

    alma.get_by_role("button", name="I'm here").click()
    shows(recipient, "AL is at your door.")
    alma.get_by_role("button", name="Delivered").click()
    shows(alma, "No stop for you now")
    shows(recipient, "Delivered at")
    expect(rosa.locator("#progress")).to_contain_text("Delivered", timeout=SOON)
    shows(bruno, "Every order has its courier.")
    expect(bruno.locator("#counts")).to_contain_text("0 on the way", timeout=SOON)

    with roue.inside():
        order.refresh_from_db()
        assert order.state == "delivered"
        assert entry_of(f"order:{order.pk}") is not None
