"""The dispatch board in Chromium: by keyboard alone, by hand, by two dispatchers at once, for every eye and screen."""

import gzip
import os
import random
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from playwright.sync_api import Page, expect

from cooperatives.models import Cooperative
from coopplatform.kernel.geo import Point
from deliveries.domain.lifecycle import TaskState
from deliveries.models import CourierPlace, Order, Task
from deliveries.services.dispatching import adopt_plan
from deliveries.services.quoting import Destination
from deliveries.services.towns import import_town
from tests.conftest import PLATFORM, placed
from tests.deliveries.web.conftest import hire_another
from tests.patience import eventually
from tests.story.browsers import SOON, Open, is_accessible, is_live, shows

pytestmark = pytest.mark.browser

DESK = {"width": 1280, "height": 900}
BUDGET_BYTES = 560_000  # the page, its scripts and styles, the map drawing engine, and the state
TOWN_BYTES = 200_000  # the streets in sight, as they come: packed already
LEAST_PIXELS = 40
MOVES = 50
ABOVE: Any = {"x": 60, "y": 4}


@pytest.fixture
def couriers(town: None, roue: Any, now: Any) -> list[Any]:
    """Alma, Cléo and Inès, each near the pizzeria."""
    ids = [roue.courier_id, hire_another(roue, now, "CL", "cléo"), hire_another(roue, now, "IN", "inès")]
    with roue.inside():
        for place, courier_id in enumerate(ids):
            CourierPlace.objects.create(
                courier_id=courier_id, lat=43.734 + place / 500, lon=7.418, at=now - timedelta(minutes=1)
            )
    return ids


def ordered(cast: Any, now: Any, count: int) -> list[Any]:
    return [
        placed(
            cast,
            now,
            to=Destination(f"Client {n}", f"{n + 2} rue Plati", Point(43.7335 + n / 1000, 7.4165)),
            ready_at=now + timedelta(minutes=10 + n),
        )
        for n in range(count)
    ]


def given(cast: Any, order: Any, courier_id: Any, now: Any) -> None:
    with cast.inside():
        adopt_plan(
            delivery_id=order.delivery.pk, courier_id=courier_id, seen_courier_id=None, by=PLATFORM, at=now
        )


def opened(people: Open, cast: Any, name: str = "bruno", **more: Any) -> Page:
    page = people(name, path=f"/c/{cast.slug}/board/", viewport=DESK, **more)
    is_live(page)
    expect(page.locator("#board[data-state=ready]")).to_be_attached(timeout=SOON)
    return page


def column(page: Page, name: str) -> list[str]:
    """The stops of a column as readers hear them, in their order."""
    stops = page.locator(f".column[aria-label='{name}'] [data-task]")
    return [label.partition(",")[0] for label in stops.evaluate_all("all => all.map(one => one.ariaLabel)")]


def stands(page: Page, name: str, *expected: str) -> None:
    assert eventually(lambda: column(page, name) == [*expected]), column(page, name)


def escape(page: Page) -> None:
    page.keyboard.press("Escape")
    expect(page.locator("dialog[open]")).to_have_count(0)


def test_everything_by_keyboard_alone(couriers: list[Any], roue: Any, now: Any, people: Open) -> None:
    ordered(roue, now, 3)
    page = opened(people, roue)
    press = page.keyboard.press
    say = page.locator("#say")

    # down the queue: give by column, by name, by suggestion; each says so
    press("1")
    stands(page, "Alma", "pickup no. 1", "no. 1")
    expect(say).to_contain_text("No. 1 → Alma, +")
    press("a")
    page.keyboard.type("inè")
    press("Enter")
    stands(page, "Inès", "pickup no. 2", "no. 2")
    expect(page.locator(".suggested button")).to_be_visible(timeout=SOON)
    press("s")
    shows(page, "Every order has its courier.")

    # undone, the newest first
    press("z")
    expect(say).to_contain_text("Undone: No. 3 → ")
    press("z")
    stands(page, "Inès")

    # several at once, then the order of stops
    rows = page.locator("#queue [data-order]")
    expect(rows).to_have_count(2)
    rows.first.focus()
    expect(page.locator("[data-order][data-chosen]")).to_be_focused()
    press("Shift+J")
    expect(page.locator("[data-picked]")).to_have_count(2)
    press("1")
    stands(page, "Alma", "pickup no. 1", "pickup no. 2", "pickup no. 3", "no. 1", "no. 2", "no. 3")
    press("ArrowRight")
    for _ in range(3):
        press("j")
    expect(page.get_by_label("no. 1, 2 rue Plati")).to_be_focused()
    press("]")
    stands(page, "Alma", "pickup no. 1", "pickup no. 2", "pickup no. 3", "no. 2", "no. 1", "no. 3")
    expect(page.get_by_label("no. 1, 2 rue Plati")).to_be_focused()
    press("[")
    press("[")
    stands(page, "Alma", "pickup no. 1", "pickup no. 2", "no. 1", "pickup no. 3", "no. 2", "no. 3")
    press("u")
    stands(page, "Alma", "pickup no. 2", "pickup no. 3", "no. 2", "no. 3")

    # found again by its address, moved to a place of its own, and told
    press("/")
    page.keyboard.type("2 rue plati")
    expect(page.locator("dialog .option").first).to_contain_text("no. 1", timeout=SOON)
    press("Enter")
    expect(page.locator("[data-order]")).to_be_focused()
    press("Enter")
    page.locator("dialog [name=courier]").select_option(label="Alma")
    page.locator("dialog [name=before]").select_option(index=0)
    page.get_by_role("button", name="Put there").press("Enter")
    stands(page, "Alma", "pickup no. 1", "no. 1", "pickup no. 2", "pickup no. 3", "no. 2", "no. 3")

    # single keys can be switched off, and are remembered so
    press("?")
    expect(page.get_by_role("heading", name="Keys")).to_be_visible()
    escape(page)
    press("f")
    page.get_by_role("button", name="Single keys").press("Enter")
    escape(page)
    page.reload()
    expect(page.locator("#board[data-state=ready]")).to_be_attached(timeout=SOON)
    press("z")
    page.wait_for_timeout(300)
    stands(page, "Alma", "pickup no. 1", "no. 1", "pickup no. 2", "pickup no. 3", "no. 2", "no. 3")


def test_by_hand_with_the_minutes_before_the_drop(
    couriers: list[Any], roue: Any, now: Any, people: Open
) -> None:
    one, two, _three = ordered(roue, now, 3)
    given(roue, one, couriers[0], now)
    given(roue, two, couriers[1], now)
    page = opened(people, roue)
    other = opened(people, roue, "nour")

    row = page.locator("[data-order]", has_text="no. 3")
    stop = page.get_by_label("no. 1, 2 rue Plati")
    row.hover()
    page.mouse.down()
    for _ in range(2):
        stop.hover(position=ABOVE)
    effect = page.locator(".column[aria-label=Alma] .effect")
    expect(effect).to_contain_text("min", timeout=SOON)
    page.mouse.up()
    stands(page, "Alma", "pickup no. 1", "pickup no. 3", "no. 3", "no. 1")
    stands(other, "Alma", "pickup no. 1", "pickup no. 3", "no. 3", "no. 1")
    page.get_by_label("no. 1, 2 rue Plati").focus()
    shows(other, "Bruno looks at Alma")

    # within the line, never before its pickup
    page.get_by_label("no. 1, 2 rue Plati").drag_to(
        page.get_by_label("pickup no. 1, Pizzeria Lucia"), target_position=ABOVE
    )
    expect(page.locator("#undo")).to_contain_text("would be dropped off before it is picked up")
    page.get_by_label("no. 1, 2 rue Plati").drag_to(
        page.get_by_label("no. 3, 4 rue Plati"), target_position=ABOVE
    )
    stands(page, "Alma", "pickup no. 1", "pickup no. 3", "no. 1", "no. 3")

    # to a colleague, and back to the queue
    page.get_by_label("pickup no. 3, Pizzeria Lucia").drag_to(page.locator(".column[aria-label=Inès]"))
    stands(page, "Inès", "pickup no. 3", "no. 3")
    page.get_by_label("pickup no. 3, Pizzeria Lucia").drag_to(page.locator(".queue"))
    stands(page, "Inès")
    expect(page.locator("#queue")).to_contain_text("no. 3")

    # a right click, or its button, does the same
    page.locator("[data-order]").first.click(button="right")
    page.locator("dialog .option", has_text="Cléo").click()
    stands(other, "Cléo", "pickup no. 2", "pickup no. 3", "no. 2", "no. 3")


RANDOM_HANDS = """
([seed, moves]) => {
  let state = seed;
  const chance = (n) => (state = (state * 1103515245 + 12345) % 2147483648) % n;
  const one = () => {
    const items = [...document.querySelectorAll("#board [data-order], #board [data-task]")];
    const item = items[chance(items.length)];
    item?.focus();
    const key = ["1", "2", "3", "[", "]", "u", "1", "2", "3", "z"][chance(10)];
    item?.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true }));
  };
  window.handsLeft = moves;
  const timer = setInterval(() => {
    one();
    if (--window.handsLeft <= 0) clearInterval(timer);
  }, 40);
}
"""

SCREEN = """
() => ({
  queue: [...document.querySelectorAll("#queue [data-order]")].map((one) => one.dataset.order).sort(),
  columns: Object.fromEntries([...document.querySelectorAll(".column")].map((one) => [
    one.dataset.courier, [...one.querySelectorAll("[data-task]")].map((stop) => stop.dataset.task)])),
})
"""


def test_two_dispatchers_move_the_same_stops_at_once_and_see_the_same_in_the_end(
    couriers: list[Any], roue: Any, now: Any, people: Open
) -> None:
    for n, order in enumerate(ordered(roue, now, 8)):
        if n % 2:
            given(roue, order, couriers[n % 3], now)
    pages = [opened(people, roue), opened(people, roue, "nour")]
    seed = random.Random(7)
    for page in pages:
        page.evaluate(RANDOM_HANDS, [seed.randrange(1, 10_000), MOVES])
    for page in pages:
        assert eventually(lambda: bool(page.evaluate("window.handsLeft <= 0")))

    def in_the_house() -> Any:
        with roue.inside():
            tasks = Task.objects.select_related("delivery__order").order_by("rank", "window_after", "id")
            columns: dict[str, list[str]] = {str(courier_id): [] for courier_id in couriers}
            for task in tasks.filter(assignee__isnull=False):
                columns[str(task.assignee_id)].append(str(task.pk))
            waiting = Order.objects.filter(state="placed").values_list("pk", flat=True)
            return {"queue": sorted(map(str, waiting)), "columns": columns}

    def screens() -> list[Any]:
        return [page.evaluate(SCREEN) for page in pages]

    assert eventually(lambda: screens() == [in_the_house()] * 2), (in_the_house(), screens())
    with roue.inside():
        tasks = {(task.delivery_id, task.kind): task for task in Task.objects.all()}
        assert len(tasks) == 16
        assert {task.state for task in tasks.values()} == {TaskState.WAITING}
        for (delivery_id, kind), task in tasks.items():
            pair = tasks[delivery_id, "dropoff" if kind == "pickup" else "pickup"]
            assert task.assignee_id == pair.assignee_id
            if kind == "pickup" and task.assignee_id:
                assert task.rank < pair.rank


def is_big_enough(page: Page) -> None:
    """What is pressed is 40 pixels high at least."""
    small = page.evaluate(
        """(least) => [...document.querySelectorAll(":is(#board, dialog[open]) :is(button, a, select, input, summary)")]
        .filter((one) => one.checkVisibility() && !one.closest("coop-map, .queue-note"))
        .map((one) => [one.outerHTML.slice(0, 90), one.getBoundingClientRect().height])
        .filter(([, height]) => height < least)""",
        LEAST_PIXELS,
    )
    assert small == []


@pytest.mark.parametrize("language", ["en", "fr"])
def test_every_eye_and_screen(language: str, couriers: list[Any], roue: Any, now: Any, people: Open) -> None:
    orders = ordered(roue, now, 4)
    for order in orders[:2]:
        given(roue, order, couriers[0], now)
    page = opened(people, roue, locale=language)
    expect(page.locator("html")).to_have_attribute("lang", language)
    for width in (1280, 360):
        page.set_viewport_size({"width": width, "height": 900})
        for scheme in ("light", "dark"):
            page.emulate_media(color_scheme=scheme)
            page.wait_for_timeout(200)
            is_accessible(page)
            is_big_enough(page)
        for key in ("Enter", "f") if width == 1280 else ("d", "?"):
            page.locator("[data-order]").first.focus()
            page.keyboard.press(key)
            expect(page.locator("dialog[open]")).to_be_visible()
            is_accessible(page)
            is_big_enough(page)
            escape(page)


def test_the_board_with_its_map_is_light_to_load(
    couriers: list[Any], roue: Any, now: Any, people: Open
) -> None:
    files = settings.ROOT / "data" / "towns" / "monaco"
    import_town(
        slug="monaco",
        name="Monaco",
        extract=files / "monaco.osm.pbf",
        basemap=files / "monaco.pmtiles",
        at=now,
    )
    yesterday = now.timestamp() - 86_400
    os.utime(
        Path(settings.TOWNS_DIR) / "monaco.pmtiles", (yesterday, yesterday)
    )  # a browser keeps what is not new
    Cooperative.objects.filter(pk=roue.cooperative.pk).update(town="monaco")
    ordered(roue, now, 3)
    page = opened(people, roue)
    expect(page.locator("coop-map[data-state=idle]")).to_be_attached(timeout=30_000)
    expect(page.locator("[data-order]")).to_have_count(3)
    loaded = page.evaluate(
        "performance.getEntriesByType('resource').map((one) => [one.name, one.transferSize])"
    )
    names = {page.url, *(name for name, _size in loaded if ".pmtiles" not in name)}
    assert any("maplibre-gl-worker.mjs" in name for name in names)
    packed = {name: len(gzip.compress(page.request.get(name).body(), 6)) for name in names}
    assert sum(packed.values()) <= BUDGET_BYTES, packed
    assert 10_000 < sum(size for name, size in loaded if ".pmtiles" in name) <= TOWN_BYTES


def test_whoever_saw_the_old_is_told_and_sees_what_is_true(
    couriers: list[Any], roue: Any, now: Any, people: Open
) -> None:
    """A board that has fallen behind: the server refuses, and answers with the present."""
    (order,) = ordered(roue, now, 1)
    page = opened(people, roue)
    page.route("**/board/state/**", lambda route: route.abort())
    given(roue, order, couriers[1], now)
    page.keyboard.press("1")
    shows(page, "Someone was quicker: Cléo now has no. 1.")
    stands(page, "Cléo", "pickup no. 1", "no. 1")
    stands(page, "Alma")
