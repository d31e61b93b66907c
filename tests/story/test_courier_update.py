"""A new version of the house while Alma's phone knows the old one."""

from typing import Any

import pytest
from playwright.sync_api import expect

from tests.story.browsers import Open, press
from tests.story.test_courier_without_network import becomes, button, give, opened

pytestmark = pytest.mark.browser

OLDER = """(page) => Promise.all([
  caches.open("shell-old").then((old) => old.put("/static/dist/gone.js", new Response(""))),
  caches.open("pages").then((pages) => pages.put(page, new Response("an older version"))),
  navigator.serviceWorker.getRegistration().then((known) => known.unregister()),
]).then(() => true)"""
ONE_SHELL = "caches.keys().then((all) => all.filter((name) => name.startsWith('shell-')).length === 1)"
KEPT = "(page) => caches.match(page).then((kept) => kept.text())"


def test_pages_kept_from_an_older_version_are_asked_for_again_before_its_files_go(
    roue: Any, people: Open, now: Any
) -> None:
    alma = opened(people, roue)
    older = f"/c/{roue.slug}/day/decisions/"
    alma.evaluate(OLDER, older)
    alma.goto("/health/live")
    alma.goto(f"/c/{roue.slug}/day/")
    becomes(alma, ONE_SHELL)
    assert "Why me, why not me" in alma.evaluate(KEPT, older)


def test_a_phone_whose_memory_is_full_says_that_nothing_was_kept(roue: Any, people: Open, now: Any) -> None:
    give(roue, now)
    alma = opened(people, roue)
    alma.evaluate(
        "() => { IDBObjectStore.prototype.put = () => { throw new DOMException('full', 'QuotaExceededError') } }"
    )
    press(alma, "Take")
    expect(alma.locator("#kept")).to_contain_text("Free some space")
    expect(button(alma)).to_have_text("Take")
