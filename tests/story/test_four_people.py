"""One order in Chromium, four people at once: Rosa sends it, Bruno gives it, Alma brings it, Mme Rossi watches.

Nobody reloads a page: what one does appears at the others by itself.
"""

import re
from typing import Any

import pytest
from playwright.sync_api import expect

from cooperatives.queries.books import entry_of
from deliveries.models import Order
from tests.story.browsers import HARBOUR, PHONE, SOON, Open, is_accessible, is_live, press, shows

pytestmark = pytest.mark.browser


def test_one_order_through_four_browsers(town: None, roue: Any, people: Open) -> None:
    alma = people("alma", viewport=PHONE, geolocation=HARBOUR, permissions=["geolocation"])
    bruno = people("bruno", viewport={"width": 1440, "height": 900})
    rosa = people("rosa", viewport={"width": 900, "height": 900})
    for page in (alma, bruno, rosa):
        is_live(page)
    shows(alma, "No stop for you now")
    shows(bruno, "Every order has its courier.")

    rosa.fill("[name=who]", "Mme Rossi, 06 12 45 80 17")
    rosa.locator("[name=address]").press_sequentially("14 rue grim", delay=30)
    expect(rosa.locator("#addresses-id_address [data-pick]").first).to_contain_text(
        "14 Rue Grimaldi", timeout=SOON
    )
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
    recipient = people(path=link, viewport=PHONE)
    is_live(recipient)
    shows(recipient, "Pizzeria Lucia is preparing it.")

    shows(bruno, f"no. {order.number}")
    is_accessible(bruno)
    bruno.keyboard.press("s")
    shows(bruno, f"No. {order.number} → Alma")
    press(alma, "Take")
    shows(alma, "I'm here")
    shows(rosa, "Alma comes to pick it up")

    rosa.get_by_role("button", name="It is ready").click()
    shows(rosa, "the courier sees it")
    press(alma, "I'm here")
    shows(rosa, "Alma is at your door")
    press(alma, "Picked up")
    shows(alma, f"Picked up, no. {order.number}")
    shows(recipient, re.compile("AL is on the way, with 1 bag from Pizzeria Lucia."))
    shows(rosa, "Alma is on the way to the customer")
    assert "Alma" not in recipient.content()
    for page in (alma, rosa, recipient):
        is_accessible(page)

    press(alma, "I'm here")
    shows(recipient, "AL is at your door.")
    press(alma, "Delivered")
    shows(alma, "No stop for you now")
    shows(recipient, "Delivered at")
    expect(rosa.locator("#progress")).to_contain_text("Delivered", timeout=SOON)
    shows(bruno, "Every order has its courier.")
    expect(bruno.locator("#counts")).to_contain_text("0 on the way", timeout=SOON)

    with roue.inside():
        order.refresh_from_db()
        assert order.state == "delivered"
        assert entry_of(f"order:{order.pk}") is not None
