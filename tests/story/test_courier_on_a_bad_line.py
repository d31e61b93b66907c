"""The courier's page on a cheap phone with one bar: how long until the button can be pressed."""

from collections.abc import Callable
from typing import Any

import pytest
from playwright.sync_api import Page

from tests.story.browsers import Open
from tests.story.test_courier_without_network import becomes, give, is_ready

pytestmark = pytest.mark.browser

BYTES_A_SECOND = 400_000 / 8
FRESH_SECONDS, FROM_CACHE_SECONDS = 6.0, 3.0
USABLE = "performance.getEntriesByName('usable')[0]?.startTime ?? 0"


FORGET = """Promise.all([
  caches.keys().then((all) => Promise.all(all.map((name) => caches.delete(name)))),
  navigator.serviceWorker.getRegistrations().then((all) => Promise.all(all.map((one) => one.unregister()))),
]).then(() => true)"""


def best(measure: Callable[[], float], enough: float) -> float:
    """The least of three, or the first that is enough."""
    least = measure()
    for _ in range(2):
        if least > enough:
            least = min(least, measure())
    return least


def seconds_to_the_button(page: Page, url: str) -> float:
    page.goto(url, wait_until="commit")
    is_ready(page)
    return float(page.evaluate(USABLE)) / 1000


def test_it_is_usable_in_six_seconds_fresh_and_in_three_from_memory(
    roue: Any, people: Open, now: Any, record_property: Any
) -> None:
    """Six times slower a processor, 400 kbit/s and 150 ms away: a fresh phone, then one that knows the page.

    Whatever else this machine does meanwhile only adds to it: the best of three counts.
    """
    give(roue, now, 3)
    url = f"/c/{roue.slug}/day/"
    page = people("alma", viewport={"width": 360, "height": 740})
    line = page.context.new_cdp_session(page)
    line.send("Network.enable")
    slow = {
        "offline": False,
        "latency": 150,
        "downloadThroughput": BYTES_A_SECOND,
        "uploadThroughput": BYTES_A_SECOND,
    }
    line.send("Network.emulateNetworkConditions", slow)
    line.send("Emulation.setCPUThrottlingRate", {"rate": 6})

    def fresh() -> float:
        page.goto("/health/live")
        becomes(page, FORGET)
        line.send("Network.setCacheDisabled", {"cacheDisabled": True})
        seconds = seconds_to_the_button(page, url)
        line.send("Network.setCacheDisabled", {"cacheDisabled": False})
        return seconds

    fresh_seconds = best(fresh, FRESH_SECONDS)
    becomes(page, "navigator.serviceWorker.ready.then(() => true)")
    becomes(page, "caches.match(location.pathname).then(Boolean)")
    known_seconds = best(lambda: seconds_to_the_button(page, url), FROM_CACHE_SECONDS)
    record_property("fresh_seconds", fresh_seconds)
    record_property("from_memory_seconds", known_seconds)
    assert 0 < fresh_seconds <= FRESH_SECONDS
    assert 0 < known_seconds <= FROM_CACHE_SECONDS
