"""Bruno plans tomorrow in Chromium: computed by a worker, moved by hand, by keys and by a form, then given out."""

import subprocess
import sys
from collections.abc import Iterator
from typing import Any

import pytest
from playwright.sync_api import Browser, Page, expect

from deliveries.models import Decision, TourPlan
from tests.deliveries.tours.conftest import Fleet, furnished
from tests.story.browsers import is_accessible, is_large_enough, sign_in
from tests.story.conftest import _environment, nursery, stage, web  # noqa: F401 -- fixtures

pytestmark = pytest.mark.browser
SOON = 20_000
WORKED_OUT = 60_000  # the worker starts, and computes for five seconds


@pytest.fixture
def worker(transactional_db: Any) -> Iterator[None]:
    command = [
        "celery",
        "--app",
        "coopplatform",
        "--quiet",
        "worker",
        "--pool",
        "solo",
        "--loglevel",
        "WARNING",
    ]
    process = subprocess.Popen([sys.executable, "-m", *command], env=_environment())
    yield
    process.terminate()
    process.wait(20)


@pytest.fixture
def fleet(transactional_db: Any, roue: Any, now: Any) -> Fleet:
    return furnished(roue, now)


@pytest.fixture
def bruno(browser: Browser, stage: str, fleet: Fleet) -> Page:  # noqa: F811
    context = browser.new_context(base_url=stage, locale="en-GB", viewport={"width": 1280, "height": 900})
    sign_in(context, fleet.cast.users["bruno"], stage)
    page = context.new_page()
    page.set_default_timeout(SOON)
    page.goto("/arrive/")
    return page


def is_for_everyone(page: Page) -> None:
    is_accessible(page)
    is_large_enough(page.locator(".tour-move"), 24)


def column(page: Page, name: str) -> Any:
    return page.locator(f"article[data-name={name}]")


def stop(page: Page, words: str) -> Any:
    return page.get_by_label(words, exact=True)


def test_a_day_is_planned_moved_and_given_out(worker: None, bruno: Page, fleet: Fleet) -> None:
    page = bruno
    page.goto(f"/c/{fleet.cast.slug}/tours/")
    is_for_everyone(page)
    page.get_by_role("radio", name="5 s", exact=True).check()
    page.get_by_role("button", name="Compute the tours").click()
    expect(page.get_by_text("ready to give out")).to_be_visible(timeout=WORKED_OUT)
    expect(page.get_by_text("4 orders on tours")).to_be_visible()
    is_for_everyone(page)
    with fleet.cast.inside():
        full = "Cargo" if fleet.tour(TourPlan.objects.get(), 0).starts_at else "Trailer"
    empty = "Trailer" if full == "Cargo" else "Cargo"
    expect(column(page, empty).locator("[data-stop]")).to_have_count(0)
    price = page.locator(".tour-price b").inner_text()

    # by drag, and back by the undo key
    stop(page, "Delivery no. 2").drag_to(column(page, empty).locator("ol"))
    expect(column(page, empty).locator("[data-stop]")).to_have_count(2)
    expect(page.locator("#undo")).to_contain_text(f"No. 2 → {empty}")
    expect(page.locator(".tour-price b")).not_to_have_text(price)
    page.keyboard.press("z")
    expect(column(page, empty).locator("[data-stop]")).to_have_count(0)
    expect(page.locator(".tour-price b")).to_have_text(price)

    # by keys: the stop keeps the focus wherever it goes
    side = "ArrowRight" if empty == "Trailer" else "ArrowLeft"
    stop(page, "Delivery no. 3").focus()
    page.keyboard.press(f"Alt+{side}")
    expect(column(page, empty).locator("[data-stop]")).to_have_count(2)
    expect(stop(page, "Delivery no. 3")).to_be_focused()
    page.keyboard.press("Alt+ArrowUp")
    expect(page.get_by_text("dropped off before it is picked up")).to_be_visible()
    expect(stop(page, "Delivery no. 3")).to_be_focused()
    is_for_everyone(page)
    page.keyboard.press("Alt+ArrowDown")
    expect(page.get_by_text("dropped off before it is picked up")).to_have_count(0)

    # by a form
    stop(page, "Delivery no. 3").get_by_text("Move to…").click()
    page.get_by_label("Move to", exact=True).select_option(label=f"last on {full}")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(column(page, empty).locator("[data-stop]")).to_have_count(0)

    page.get_by_role("button", name="Give out the tours").click()
    expect(page.get_by_text(f"Choose who rides {full} first.")).to_be_visible()
    column(page, full).get_by_label("Who rides").select_option("Alma")
    expect(column(page, full).locator(".bullet")).to_have_text("AL")
    page.get_by_role("button", name="Give out the tours").click()
    expect(page.get_by_text("4 orders given to their couriers.")).to_be_visible()
    expect(page.get_by_text("Move to…")).to_have_count(0)
    with fleet.cast.inside():
        assert Decision.objects.filter(kind="planned", courier=fleet.cast.courier_id).count() == 4


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_on_a_phone_the_lists_stand_below_each_other_and_move_without_a_mouse(
    bruno: Page, fleet: Fleet, scheme: Any
) -> None:
    with fleet.cast.inside():
        plan = fleet.planned()
    page = bruno
    page.set_viewport_size({"width": 360, "height": 740})
    page.emulate_media(color_scheme=scheme)
    page.goto(f"/c/{fleet.cast.slug}/tours/{plan.pk}/")
    is_for_everyone(page)
    boxes = page.locator("article:is([data-name=Cargo], [data-name=Trailer])").evaluate_all(
        "all => all.map(one => one.getBoundingClientRect()).map(box => [box.x, box.width])"
    )
    assert len(boxes) == 2
    assert boxes[0][0] == boxes[1][0]
    assert boxes[0][1] <= 360
    stop(page, "Delivery no. 1").get_by_text("Move to…").click()
    page.get_by_label("Move to", exact=True).select_option(label="last on Trailer")
    page.get_by_role("button", name="Move", exact=True).click()
    expect(column(page, "Trailer").locator("[data-stop]")).to_have_count(2)
    page.goto(f"/c/{fleet.cast.slug}/tours/")
    is_for_everyone(page)
