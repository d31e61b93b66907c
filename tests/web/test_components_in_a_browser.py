"""The look in Chromium: readable for everyone, at every width, in every theme."""

import pytest
from playwright.sync_api import Page, expect

from tests.story.browsers import is_large_enough, violations

pytestmark = pytest.mark.browser
RULES = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
PAGES = ["/components/", "/accounts/login/", "/accounts/login/code/", "/accounts/password/reset/"]


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
    assert violations(page, only=RULES) == []
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")


def test_the_chosen_theme_stays_on_the_device_and_a_second_press_lets_go(page: Page, house: str) -> None:
    page.goto(house + "/components/")
    sun = page.locator("[data-theme-choice=sun]")
    sun.click()
    page.reload()
    expect(page.locator("html")).to_have_attribute("data-theme", "sun")
    expect(sun).to_have_attribute("aria-pressed", "true")
    sun.click()
    expect(page.locator("html:not([data-theme])")).to_be_attached()


def test_the_error_summary_takes_the_focus_and_leads_to_the_field(page: Page, house: str) -> None:
    page.goto(house + "/components/")
    expect(page.locator(".error-summary")).to_be_focused()
    page.locator(".error-summary a").last.click()
    expect(page.locator("#id_shares")).to_be_focused()


def test_controls_are_large_enough_for_a_finger(page: Page, house: str) -> None:
    page.set_viewport_size({"width": 360, "height": 800})
    page.goto(house + "/components/")
    for selector, least in ((".btn--main", 80), (".btn--tool", 60), (".btn--form", 48), (".choice span", 44)):
        expect(page.locator(selector).first).to_be_visible()
        is_large_enough(page.locator(selector).first, least)


def test_nothing_on_the_page_breaks_the_content_security_policy(page: Page, house: str) -> None:
    complaints: list[str] = []
    page.on("console", lambda message: complaints.append(message.text) if message.type == "error" else None)
    page.on("pageerror", lambda error: complaints.append(str(error)))
    page.goto(house + "/components/")
    page.wait_for_load_state("networkidle")
    assert complaints == []
