"""The cook at rush hour: a known customer takes four actions, a new one seven, and both less than 20 seconds."""

import time
from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.conftest import placed
from tests.story.browsers import SOON, Open, is_live

pytestmark = pytest.mark.browser


class Hands:
    """Rosa's hands: whatever she does counts."""

    def __init__(self, page: Page) -> None:
        self.page, self.actions, self.began = page, 0, time.monotonic()

    def types(self, words: str) -> None:
        """Into the field that has the focus, as fast as people type."""
        self.actions += 1
        self.page.keyboard.type(words, delay=40)

    def presses(self, key: str) -> None:
        self.actions += 1
        self.page.keyboard.press(key)

    def touches(self, words: str, role: Any = "button") -> None:
        self.actions += 1
        self.page.get_by_role(role, name=words, exact=True).click()

    def goes_to(self, label: str) -> None:
        self.actions += 1
        self.page.get_by_label(label, exact=True).first.click()

    @property
    def seconds(self) -> float:
        return time.monotonic() - self.began


@pytest.fixture
def rosa(people: Open, town: None, roue: Any) -> Page:
    page = people("rosa", f"/c/{roue.slug}/stores/{roue.store_id}/", viewport={"width": 900, "height": 900})
    is_live(page)
    expect(page.locator("[name=who]")).to_be_focused()
    return page


def is_sent(page: Page) -> None:
    page.wait_for_url("**/orders/**", timeout=SOON)
    expect(page.get_by_text("Waiting for a courier").first).to_be_visible()


def tells_price_and_arrival(page: Page) -> None:
    expect(page.locator("#offer .total")).to_contain_text("€", timeout=SOON)
    expect(page.locator("#offer .times")).to_be_visible()


def test_a_known_customer_takes_four_actions(people: Open, town: None, roue: Any, now: Any) -> None:
    placed(roue, now)
    page = people("rosa", f"/c/{roue.slug}/stores/{roue.store_id}/", viewport={"width": 900, "height": 900})
    is_live(page)
    hands = Hands(page)
    expect(page.locator("[name=who]")).to_be_focused()
    hands.types("ros")
    expect(page.locator("#customers-id_who [data-pick]")).to_be_visible(timeout=SOON)
    hands.presses("Enter")
    hands.touches("20 min", role="radio")
    tells_price_and_arrival(page)
    hands.presses("Enter")
    is_sent(page)
    assert hands.actions <= 4
    assert hands.seconds < 20


def test_a_new_customer_takes_seven(rosa: Page) -> None:
    hands = Hands(rosa)
    hands.types("M. Blanc, 06 12 45 80 20")
    hands.presses("Tab")
    hands.types("14 rue grim")
    expect(rosa.locator("#addresses-id_address [data-pick]")).to_be_visible(timeout=SOON)
    hands.presses("Enter")
    hands.types("3e, code 27A4")
    tells_price_and_arrival(rosa)
    hands.presses("Enter")
    is_sent(rosa)
    assert hands.actions <= 7
    assert hands.seconds < 20


def test_stops_are_added_and_removed_and_priced_together(rosa: Page) -> None:
    hands = Hands(rosa)
    hands.types("M. Blanc")
    rosa.locator("[name=address]").fill("14 rue Grimaldi")
    rosa.get_by_role("button", name="Add a stop").click()
    rosa.get_by_role("button", name="Add a stop").click()
    rosa.locator("[name=stop-1-who]").fill("Mme Noir")
    rosa.locator("[name=stop-1-address]").press_sequentially("14 rue grim", delay=20)
    expect(rosa.locator("#addresses-id_stop-1-address [data-pick]")).to_be_visible(timeout=SOON)
    rosa.locator("[name=stop-1-address]").press("Enter")
    rosa.get_by_role("button", name="Remove this stop").last.click()
    expect(rosa.locator("[name=stop-2-who]")).to_have_count(0)
    expect(rosa.locator("#offer")).to_contain_text("2 deliveries", timeout=SOON)
    rosa.get_by_role("button", name="Send the order").click()
    rosa.wait_for_url("**/orders/**", timeout=SOON)
    expect(rosa.get_by_text("Ordered together")).to_be_visible()


def test_the_bell_says_whether_it_is_on_and_remembers(rosa: Page) -> None:
    rosa.get_by_role("button", name="Sound off").click()
    expect(rosa.get_by_role("button", name="Sound on, test")).to_have_attribute("aria-pressed", "true")
    rosa.reload()
    expect(rosa.get_by_role("button", name="Sound on, test")).to_be_visible()
