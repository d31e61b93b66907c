"""What a person sees in a browser, and whether everyone could."""

import re
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import Any

from django.conf import settings
from django.test import Client
from playwright.sync_api import BrowserContext, Locator, Page, expect

SOON = 15_000
AXE = Path(__file__).parents[2] / "node_modules" / "axe-core" / "axe.min.js"
HARBOUR = {"latitude": 43.7345, "longitude": 7.4205}
PHONE = {"width": 360, "height": 740}
Open = Callable[..., Page]


def sign_in(context: BrowserContext, user: Any, address: str) -> None:
    """As after the sign-in page, which has its own test."""
    client, name = Client(), settings.SESSION_COOKIE_NAME
    client.force_login(user, backend="django.contrib.auth.backends.ModelBackend")
    context.add_cookies([{"name": name, "value": client.cookies[name].value, "url": address}])


def is_live(page: Page) -> None:
    expect(page.locator("html[data-live=open]")).to_be_attached(timeout=SOON)


def shows(page: Page, text: str | re.Pattern[str]) -> None:
    expect(page.get_by_text(text).first).to_be_visible(timeout=SOON)


FOUND = """async (rules) => {
  const { violations } = await axe.run({ resultTypes: ["violations"], selectors: false, ...rules });
  return violations.flatMap(({ id, nodes }) => nodes.map(({ html }) => `${id}: ${html.slice(0, 160)}`));
}"""


def violations(page: Page, *, only: Sequence[str] = ()) -> list[str]:
    """What axe finds, by its usual rules or by those of these names or tags.

    It tells of nothing else: to carry over all that is well takes ten times as long as to look at it.
    """
    if not page.evaluate("typeof axe === 'object'"):
        page.evaluate(AXE.read_text())
    found: list[str] = page.evaluate(FOUND, {"runOnly": list(only)} if only else {})
    return found


def is_accessible(page: Page) -> None:
    """No violation axe knows of, and nothing wider than the screen."""
    assert violations(page) == []
    assert not page.evaluate("document.documentElement.scrollWidth > innerWidth")


def is_large_enough(parts: Locator, least: int) -> None:
    """Each of these is so many pixels high; measured all at once, as a live part may be replaced."""
    small = parts.evaluate_all(
        """(all, least) => all.map((one) => [one.outerHTML.slice(0, 120), one.getBoundingClientRect().height])
          .filter(([, height]) => height < least)""",
        least,
    )
    assert small == []


def looks_right(page: Page, path: str, ways: Iterable[tuple[str, str, int]]) -> None:
    """This page, in each of these languages, colour schemes and widths, for every eye, thumb and screen."""
    for language, scheme, width in ways:
        host = page.url.split("/")[2].split(":")[0]
        page.context.add_cookies(
            [{"name": "django_language", "value": language, "domain": host, "path": "/"}]
        )
        page.emulate_media(color_scheme="dark" if scheme == "dark" else "light")
        page.set_viewport_size({"width": width, "height": 800})
        page.goto(path)
        is_accessible(page)
        has_room_for_a_thumb(page)


def press(page: Page, words: str) -> None:
    """The courier's one button, once it says that and the press before has settled."""
    button = page.locator("form[data-press=main] button")
    expect(button).to_have_text(words, timeout=SOON)
    expect(page.locator("html:not([data-settling])")).to_be_attached()
    button.click()


def has_room_for_a_thumb(page: Page) -> None:
    """Whatever is pressed in the page's body is at least 40 px high; links inside a sentence are as high as it."""
    small = page.evaluate("""
      [...document.querySelectorAll("main :is(button, select, summary, textarea, a.btn, a.chip, a.tap, label.choice, " +
        "input:not([type=hidden], [type=radio], [type=checkbox]))")]
        .filter((one) => one.offsetParent && !one.closest("[aria-hidden=true]"))
        .map((one) => [Math.round(one.getBoundingClientRect().height), one.outerHTML.slice(0, 120)])
        .filter(([height]) => height > 0 && height < 40)
    """)
    assert small == []
