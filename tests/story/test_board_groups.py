"""Groups and tabs of the board in Chromium: one ride by keyboard and by hand, lists or map on a phone."""

import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, Request, expect

from cooperatives.models import Cooperative
from deliveries.services.towns import import_town
from tests.story.browsers import SOON, Open, is_accessible, shows
from tests.story.test_board import couriers, escape, is_big_enough, opened, ordered, stands

__all__ = ["couriers"]
pytestmark = pytest.mark.browser

PHONE: Any = {"width": 360, "height": 740}


def chosen_together(page: Page, count: int) -> None:
    """The first rows of the queue, picked by keyboard."""
    page.locator("#queue [data-order]").first.focus()
    expect(page.locator("[data-order][data-chosen]")).to_be_focused()
    for _ in range(count - 1):
        page.keyboard.press("Shift+J")
    expect(page.locator("[data-picked]")).to_have_count(count)


def is_closed(page: Page) -> None:
    """The answer is here: the live line may have shown what it says before."""
    expect(page.locator("dialog[open]")).to_have_count(0, timeout=SOON)


def test_a_group_is_made_given_moved_and_taken_back_by_keyboard_and_by_hand(
    couriers: list[Any], roue: Any, now: Any, people: Open
) -> None:
    ordered(roue, now, 3)
    page = opened(people, roue)
    other = opened(people, roue, "nour")
    press = page.keyboard.press

    # named by keyboard; both dispatchers see one card
    chosen_together(page, 2)
    press("n")
    page.keyboard.type("Lunch Port Hercule")
    press("Enter")
    card = page.locator("[data-group]")
    expect(card).to_have_attribute("aria-label", re.compile("Lunch Port Hercule, 2 orders"), timeout=SOON)
    expect(card).to_contain_text("a person gives it out")
    is_closed(page)
    expect(other.locator("[data-group]")).to_have_count(1, timeout=SOON)

    # the third joins it by the dialog
    page.locator("#queue [data-order]", has_text="no. 3").last.focus()
    press("n")
    page.get_by_role("button", name="Add to “Lunch Port Hercule”").press("Enter")
    expect(card).to_contain_text("3 orders", timeout=SOON)
    is_closed(page)

    # one key gives it, one takes it back, one takes that back
    card.focus()
    press("1")
    stands(page, "Alma", "pickup no. 1", "pickup no. 2", "pickup no. 3", "no. 1", "no. 2", "no. 3")
    stands(other, "Alma", "pickup no. 1", "pickup no. 2", "pickup no. 3", "no. 1", "no. 2", "no. 3")
    page.get_by_label("no. 2, 3 rue Plati").last.focus()
    press("u")
    stands(page, "Alma")
    press("z")
    stands(page, "Alma", "pickup no. 1", "pickup no. 2", "pickup no. 3", "no. 1", "no. 2", "no. 3")

    # by hand, any stop of it takes all of it to a colleague; within the line it moves alone
    page.get_by_label("pickup no. 2, Pizzeria Lucia").drag_to(page.locator(".column[aria-label=Cléo]"))
    stands(page, "Cléo", "pickup no. 1", "pickup no. 2", "pickup no. 3", "no. 1", "no. 2", "no. 3")
    page.get_by_label("no. 3, 4 rue Plati").last.focus()
    press("[")
    stands(page, "Cléo", "pickup no. 1", "pickup no. 2", "pickup no. 3", "no. 1", "no. 3", "no. 2")

    # called otherwise, on both screens
    press("n")
    page.get_by_label("Name of the group").fill("Dinner")
    press("Enter")
    expect(page.locator("dialog h2")).to_have_text("Dinner", timeout=SOON)
    expect(other.locator(".column[aria-label=Cléo]")).to_contain_text("Dinner", timeout=SOON)

    # one goes its own way, then the rest
    page.get_by_role("button", name="Take out no. 1").click()
    expect(page.locator("dialog .group-members li")).to_have_count(2, timeout=SOON)
    is_accessible(page)
    is_big_enough(page)
    escape(page)
    page.get_by_label("no. 3, 4 rue Plati").last.drag_to(page.locator(".queue"))
    stands(page, "Cléo", "pickup no. 1", "no. 1")
    expect(card).to_contain_text("2 orders", timeout=SOON)
    card.focus()
    press("n")
    page.get_by_role("button", name="Dissolve the group").click()
    expect(card).to_have_count(0, timeout=SOON)
    expect(other.locator("[data-group]")).to_have_count(0, timeout=SOON)


HOLD_ANSWERS = """() => {
  const real = window.fetch;
  const held = new Promise((done) => (window.release = done));
  window.fetch = async (url, how) => {
    const answer = await real(url, how);
    if (how?.method === "POST") await held;
    return answer;
  };
}"""


def test_an_answer_that_is_late_leaves_alone_what_was_opened_meanwhile(
    couriers: list[Any], roue: Any, now: Any, people: Open
) -> None:
    ordered(roue, now, 2)
    page = opened(people, roue)
    page.evaluate(HOLD_ANSWERS)
    chosen_together(page, 2)
    page.keyboard.press("n")
    page.keyboard.type("Lunch")
    page.keyboard.press("Enter")
    expect(page.locator("[data-group]")).to_have_count(1, timeout=SOON)  # told by the live line
    expect(page.locator("dialog[open]")).to_contain_text("Into a group")
    expect(page.get_by_role("button", name="Add to “Lunch”")).to_have_count(0)
    escape(page)
    page.keyboard.press("/")
    page.evaluate("() => window.release()")
    expect(page.locator("#say")).to_contain_text("Group “Lunch”", timeout=SOON)
    expect(page.get_by_role("searchbox")).to_be_focused()


def test_a_phone_shows_lists_or_the_map_and_asks_for_the_map_only_when_it_is_opened(
    couriers: list[Any], roue: Any, now: Any, people: Open
) -> None:
    files = settings.ROOT / "data" / "towns" / "monaco"
    import_town(
        slug="monaco",
        name="Monaco",
        extract=files / "monaco.osm.pbf",
        basemap=files / "monaco.pmtiles",
        at=now + timedelta(0),
    )
    assert Path(settings.TOWNS_DIR, "monaco.pmtiles").exists()
    Cooperative.objects.filter(pk=roue.cooperative.pk).update(town="monaco")
    ordered(roue, now, 2)
    desk = opened(people, roue)
    page = desk.context.new_page()
    page.set_viewport_size(PHONE)
    asked: list[str] = []

    def note(request: Request) -> None:
        asked.append(request.url)

    page.on("request", note)
    page.goto(desk.url)
    desk.close()
    expect(page.locator("#board[data-state=ready]")).to_be_attached(timeout=SOON)
    lists, map_tab = page.get_by_role("tab", name="Lists"), page.get_by_role("tab", name="Map")
    expect(lists).to_have_attribute("aria-selected", "true")
    page.wait_for_timeout(600)
    assert [url for url in asked if re.search(r"pmtiles|maplibre|/dist/map|board/(ways|places)/", url)] == []
    is_accessible(page)

    lists.focus()
    page.keyboard.press("ArrowRight")
    expect(map_tab).to_be_focused()
    expect(page.locator("coop-map[data-state=idle]")).to_be_visible(timeout=30_000)
    expect(page.locator("#queue")).to_be_hidden()
    assert "view=map" in page.url
    assert any("pmtiles" in url for url in asked)
    is_accessible(page)
    is_big_enough(page)

    # kept in the address; a wider screen shows both
    page.reload()
    expect(map_tab).to_have_attribute("aria-selected", "true")
    expect(page.locator("coop-map")).to_be_visible()
    page.set_viewport_size({"width": 1280, "height": 900})
    expect(page.locator("#queue")).to_be_visible()
    expect(page.get_by_role("tab")).to_have_count(0)
    page.set_viewport_size(PHONE)
    page.get_by_role("tab", name="Lists").click()
    shows(page, "2 rue Plati")
    expect(page.locator("coop-map")).to_be_hidden()
    assert "view=" not in page.url
