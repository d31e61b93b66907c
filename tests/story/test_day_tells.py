"""Alma's open page says with one short signal what others change of her day, and draws her way at once."""

import os
import shutil
from pathlib import Path

import pytest
from playwright.sync_api import expect

from deliveries.models import Task, Town
from deliveries.services.dispatching import withdraw
from tests.conftest import PLATFORM
from tests.deliveries.push.conftest import given_by_bruno
from tests.deliveries.test_import_town import MONACO
from tests.story.browsers import PHONE, SOON, Open, is_accessible, is_live
from tests.story.test_my_phone import HEARD, SIGNAL, heard

pytestmark = pytest.mark.browser


def test_a_stop_that_comes_or_goes_is_heard_once_and_her_own_taps_are_not(people: Open, roue, now):
    page = people("alma", f"/c/{roue.slug}/day/", viewport=PHONE)
    page.add_init_script(HEARD)
    page.reload()
    is_live(page)
    given_by_bruno(roue, now)
    expect(page.locator(".stop--next .address")).to_have_text("Pizzeria Lucia", timeout=SOON)
    assert heard(page, at_least=len(SIGNAL)) == SIGNAL
    expect(page.locator(".sketch .next")).to_have_count(1)
    page.get_by_role("button", name="Take", exact=True).click()
    page.wait_for_timeout(3500)
    assert heard(page) == []
    with roue.inside():
        taken = Task.objects.filter(kind="pickup").latest("delivery__order__placed_at").delivery_id
        withdraw(delivery_id=taken, seen_courier_id=roue.courier_id, by=PLATFORM, at=now)
    expect(page.locator(".stop--next")).to_have_count(0, timeout=SOON)
    page.wait_for_timeout(3500)
    assert heard(page, at_least=1)[0] == "buzz 250"  # also of a stop she had taken
    other = given_by_bruno(roue, now)
    expect(page.locator(f"[data-number='{other.number}']")).to_have_count(2, timeout=SOON)
    page.wait_for_timeout(3500)
    assert heard(page, at_least=len(SIGNAL)) == SIGNAL
    with roue.inside():
        withdraw(delivery_id=other.delivery.pk, seen_courier_id=roue.courier_id, by=PLATFORM, at=now)
    expect(page.locator(f"[data-number='{other.number}']")).to_have_count(0, timeout=SOON)
    assert heard(page, at_least=1)[0] == "buzz 250"


@pytest.fixture
def basemap(town, settings):
    """Monaco's own basemap, where the running house looks for it."""
    place = Path(settings.TOWNS_DIR) / f"test-{os.getpid()}.pmtiles"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(MONACO / "monaco.pmtiles", place)
    Town.objects.update(basemap=place.name)
    yield
    place.unlink()


def test_the_map_is_loaded_when_she_asks_for_it_and_not_before(people: Open, roue, now, basemap):
    given_by_bruno(roue, now)
    page = people("alma", f"/c/{roue.slug}/day/", viewport=PHONE)
    asked: list[str] = []
    page.on("request", lambda request: asked.append(request.url))
    page.reload()
    expect(page.locator(".sketch .next")).to_have_count(1)
    assert (page.locator("coop-map").count(), [url for url in asked if "map" in url]) == (0, [])
    page.get_by_text("Show the map").click()
    expect(page.locator("coop-map[data-state=idle]")).to_be_visible(timeout=4 * SOON)
    assert any(url.endswith("/day/map/") for url in asked)
    is_accessible(page)

    # another stop comes in: it is on the same map, which stays as she moved it
    page.locator("coop-map").evaluate(
        """map => {
          window.drawn = map.querySelector("canvas");
          const update = map.update.bind(map);
          map.update = (things) => update(things, (map.dataset.told = things.stops.length));
        }"""
    )
    given_by_bruno(roue, now)
    expect(page.locator("coop-map[data-told='4']")).to_be_attached(timeout=SOON)
    assert page.locator("coop-map canvas").evaluate("canvas => canvas === window.drawn")
