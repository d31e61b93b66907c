"""The look in Chromium: readable for everyone, at every width, in every theme."""

from pathlib import Path

import pytest
from playwright.sync_api import Page

pytestmark = pytest.mark.browser
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ["/components/", "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"]


def violations(page: Page) -> list[str]:
    page.evaluate(AXE.read_text())
    found = page.evaluate("tags => axe.run({runOnly: tags})", RULES)["violations"]
    return [f"{v['id']}: {node['html'][:160]}" for v in found for node in v["nodes"]]


@pytest.mark.parametrize(
    ("path", "theme"),
    [*((path, theme) for path in PAGES for theme in ("light", "dark")), ("/components/", "sun")],
)
@pytest.mark.parametrize("width", [360, 1280])
def test_a_page_is_accessible_and_never_wider_than_the_screen(
    page: Page, house: str, path: str, width: int, theme: str
) -> None:
    page.add_init_script(f"localStorage.setItem('theme', '{theme}')")
    page.set_viewport_size({"width": width, "height": 800})
    page.goto(house + path)
    assert violations(page) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_chosen_theme_stays_on_the_device_and_a_second_press_lets_go(page: Page, house: str) -> None:
    page.goto(house + "/components/")
    sun = page.locator("[data-theme-choice=sun]")
    sun.click()
    page.reload()
    assert page.locator("html").get_attribute("data-theme") == "sun"
    assert sun.get_attribute("aria-pressed") == "true"
    sun.click()
    assert page.locator("html").get_attribute("data-theme") is None


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, house: str) -> None:
    page.goto(house + "/components/")
    assert page.evaluate("document.activeElement.className") == "error-summary"
    page.locator(".error-summary a").last.click()
    assert page.evaluate("document.activeElement.id") == "id_shares"


def test_controls_are_large_enough_for_a_finger(page: Page, house: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(house + "/components/")
    for selector, least in ((".btn--main", 80), (".btn--tool", 60), (".btn--form", 48), (".choice span", 44)):
        box = page.locator(selector).first.bounding_box()
        assert box is not None
        assert box["height"] >= least


def test_nothing_on_the_page_breaks_the_content_security_policy(page: Page, house: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(house + "/components/")
    page.wait_for_load_state("networkidle")
    assert complaints == []
