"""The courier's page on a cheap phone with one bar: how long until the button can be pressed."""

from typing import Any

import pytest
from playwright.sync_api import Page

from tests.story.browsers import Open
from tests.story.test_courier_without_network import becomes, give, is_ready

pytestmark = pytest.mark.browser

BYTES_A_SECOND = 400_000 / 8
FRESH_SECONDS, FROM_CACHE_SECONDS = 6.0, 3.0
USABLE = "performance.getEntriesByName('usable')[0]?.startTime ?? 0"


def seconds_to_the_button(page: Page, url: str) -> float:
    page.goto(url, wait_until="commit")
    is_ready(page)
    return float(page.evaluate(USABLE)) / 1000


def test_it_is_usable_in_six_seconds_fresh_and_in_three_from_memory(
    roue: Any, people: Open, now: Any, record_property: Any
) -> None:
    """Six times slower a processor, 400 kbit/s and 150 ms away: a fresh phone, then one that knows the page."""
    give(roue, now, 3)
    url = f"/c/{roue.slug}/day/"
    page = people("alma", viewport={"width": 360, "height": 740})
    page.goto("/health/live")
    for step in (
        "caches.keys().then((all) => Promise.all(all.map((name) => caches.delete(name)))).then(() => true)",
    ):
        becomes(page, step)
    page.evaluate(
        "navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister())))"
    )
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    line.send("Network.setCacheDisabled", {"cacheDisabled": True})
    slow = {
        "offline": False,
        "latency": 150,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    line.send("Network.emulateNetworkConditions", slow)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 6})
    fresh = seconds_to_the_button(page, url)
    line.send("Network.setCacheDisabled", {"cacheDisabled": False})
    becomes(page, "navigator.serviceWorker.ready.then(() => true)")
    becomes(page, "caches.match(location.pathname).then(Boolean)")
    known = seconds_to_the_button(page, url)
    record_property("fresh_seconds", fresh)
    record_property("from_memory_seconds", known)
    assert 0 < fresh <= FRESH_SECONDS
    assert 0 < known <= FROM_CACHE_SECONDS
