"""Nour draws a zone on the map, writes a rule for it, and sees what it asks while she types."""

import os
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from deliveries.domain.pricing.conditions import InZone
from deliveries.domain.pricing.prices import Fixed
from deliveries.models import RuleSet, Town, Zone
from tests.deliveries.pricing.conftest import Office, rule
from tests.patience import eventually
from tests.story.browsers import PHONE, SOON, Open, is_accessible, is_large_enough
from tests.story.conftest import nursery, people, stage, town, web  # noqa: F401 -- fixtures

pytestmark = pytest.mark.browser
MONACO = Path(__file__).parents[3] / "data/towns/monaco"


@pytest.fixture
def basemap(town: None) -> Iterator[None]:  # noqa: F811
    place = Path(settings.TOWNS_DIR) / f"prices-{os.getpid()}.pmtiles"
    place.parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(MONACO / "monaco.pmtiles", place)
    Town.objects.update(basemap=place.name)
    yield
    place.unlink()


def drawn(page: Page) -> list[str]:
    return page.input_value("[name=corners]").splitlines()


def has_corners(page: Page, count: int) -> list[str]:
    """So many are drawn: these."""
    assert eventually(lambda: len(drawn(page)) == count), drawn(page)
    return drawn(page)


def test_a_zone_is_drawn_and_priced(people: Open, roue: Any, now: Any, basemap: None) -> None:  # noqa: F811
    with roue.inside():
        made = Office(roue, now).price_list(rule(Fixed(500), name="Base"))
    page = people("nour", f"/c/{roue.slug}/zones/", viewport={"width": 1280, "height": 1000})
    chart = page.locator("coop-map[data-state=idle]")
    expect(chart).to_be_visible(timeout=SOON)
    box: Any = chart.bounding_box()

    def point(x: float, y: float) -> tuple[float, float]:
        return box["x"] + box["width"] * x, box["y"] + box["height"] * y

    for x, y in ((0.3, 0.3), (0.7, 0.3), (0.7, 0.7), (0.3, 0.7)):
        page.mouse.click(*point(x, y))
    has_corners(page, 4)
    page.mouse.click(*point(0.1, 0.5))
    has_corners(page, 5)
    page.get_by_role("button", name="Undo").click()
    four = has_corners(page, 4)
    expect(page.locator("coop-map[data-drawn]")).to_be_attached(timeout=SOON)
    page.mouse.move(*point(0.3, 0.3))
    page.mouse.down()
    page.mouse.move(*point(0.25, 0.25), steps=4)
    page.mouse.up()
    assert eventually(lambda: drawn(page)[0] != four[0])
    assert drawn(page)[1:] == four[1:]
    page.get_by_role("button", name="Undo").click()
    assert eventually(lambda: drawn(page) == four)
    page.fill("[name=name]", "Port")
    is_accessible(page)
    page.get_by_role("button", name="Keep the zone").click()
    expect(page.get_by_role("link", name="Port", exact=True)).to_be_visible(timeout=SOON)
    with roue.inside():
        assert [f"{lat}, {lon}" for lon, lat in Zone.objects.get().ring] == four

    page.goto(f"/c/{roue.slug}/prices/{made.pk}/rules/")
    expect(page.locator("#examples")).to_contain_text("€6.00")
    page.fill("[name=amount]", "2")
    expect(page.locator("#examples")).to_contain_text("€8.40", timeout=SOON)
    page.select_option("[name=kind]", "steps")
    expect(page.locator("[name=step]")).to_be_visible()
    expect(page.locator("[name=percent]")).to_be_hidden()
    page.select_option("[name=kind]", "fixed")
    page.get_by_role("heading", name="Only when").click()
    page.select_option("[name=dropoff_zone]", "in:Port")
    expect(page.locator("#examples")).to_contain_text("drop-off in Port", timeout=SOON)
    page.fill("[name=name]", "Port")
    is_accessible(page)
    page.get_by_role("button", name="Keep the rule").click()
    expect(page.locator(".price-rules > li").nth(1)).to_contain_text("drop-off in Port", timeout=SOON)
    is_accessible(page)
    with roue.inside():
        assert RuleSet.objects.get().read().rules[1].conditions == (InZone("dropoff", "Port"),)


@pytest.mark.parametrize("scheme", ["dark"])
def test_the_pages_fit_a_phone_and_everyone_can_use_them(
    scheme: Any,
    people: Open,  # noqa: F811
    roue: Any,
    now: Any,
) -> None:
    with roue.inside():
        office = Office(roue, now)
        office.port()
        crates = office.crates()
        made = office.price_list(rule(Fixed(500), InZone("dropoff", "Port"), name="Base"), rule(Fixed(100)))
        office.give(made, crates)
    page = people("nour", f"/c/{roue.slug}/prices/", viewport=PHONE, color_scheme=scheme)
    for path in (
        "prices/",
        f"prices/{made.pk}/",
        f"prices/{made.pk}/rules/{made.rules[0]['id']}/",
        f"prices/{made.pk}/last-month/",
        "zones/",
        "packages/",
        "closed-days/",
        f"stores/{roue.store_id}/prices/",
        f"stores/{roue.store_id}/slots/",
    ):
        page.goto(f"/c/{roue.slug}/{path}")
        is_accessible(page)
        is_large_enough(page.locator("main button:visible, main a.btn:visible"), 40)
