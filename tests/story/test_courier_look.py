"""The courier's day for every eye and thumb: no violation, no sideways scroll, nothing smaller than a thumb."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from tests.story.browsers import HARBOUR, PHONE, SOON, Open, is_accessible, press, violations
from tests.story.test_courier_without_network import give, is_ready

pytestmark = pytest.mark.browser

THUMB = 48
CONTROLS = ":is(a, button, summary, label.check, input:not([type=hidden], [type=checkbox]))"
TARGETS = ", ".join(f"{place} {CONTROLS}" for place in ("main", ".bottom", ".courier-header"))


def fits_a_thumb(page: Page) -> None:
    """By the boxes as they are drawn; what is not shown has none."""
    boxes = page.evaluate(
        "targets => [...document.querySelectorAll(targets)].filter((one) => one.checkVisibility())"
        ".map((one) => [one.innerText, one.getBoundingClientRect().width, one.getBoundingClientRect().height])",
        TARGETS,
    )
    assert len(boxes) > 3
    assert [box for box in boxes if min(box[1:]) < THUMB] == []


def reads_in_every_theme(page: Page) -> None:
    """All of axe's rules in light; in dark and sun those about colour."""
    is_accessible(page)
    for theme in ("dark", "sun"):
        page.evaluate("theme => (document.documentElement.dataset.theme = theme)", theme)
        assert violations(page, only=["color-contrast"]) == []
    page.evaluate("delete document.documentElement.dataset.theme")


WORDS = {
    "en": ["Take all (2)", "I'm here", "Pick up all (2)", "I'm here", "All delivered (2)"],
    "fr": ["Tout prendre (2)", "Je suis là", "Tout récupérer (2)", "Je suis là", "Tout livré (2)"],
}


@pytest.mark.parametrize("language", ["en", "fr"])
def test_the_day_is_for_everyone(roue: Any, people: Open, now: Any, language: str) -> None:
    give(roue, now, 2)
    alma = people(
        "alma",
        viewport=PHONE,
        geolocation=HARBOUR,
        permissions=["geolocation"],
        color_scheme="light",
        reduced_motion="reduce",
    )
    alma.context.add_cookies([{"name": "django_language", "value": language, "url": alma.url}])
    alma.goto(f"/c/{roue.slug}/day/")
    is_ready(alma)
    expect(alma.locator("html")).to_have_attribute("lang", language)
    main = alma.locator("form[data-press=main] button")
    for words in WORDS[language]:
        expect(main).to_have_text(words, timeout=SOON)
        alma.evaluate(
            "document.querySelectorAll('.stop--next details').forEach((fold) => (fold.open = true))"
        )
        fits_a_thumb(alma)
        reads_in_every_theme(alma)
        press(alma, words)
    expect(main).to_be_hidden(timeout=SOON)
    fits_a_thumb(alma)
    reads_in_every_theme(alma)
    alma.locator(".courier-header summary").click()
    fits_a_thumb(alma)
    reads_in_every_theme(alma)
