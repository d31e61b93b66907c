"""The public figures on a desk and on a phone, without script and without a cookie; a month by hand on a phone."""

from datetime import date
from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from cooperatives.services.founding import found_cooperative
from cooperatives.services.people import invite
from federation.services.admitting import admit_cooperative
from federation.services.contributing import declare_contribution
from federation.services.publishing import publish_release
from tests.conftest import PLATFORM, TERMS, Cast, make_cooperative
from tests.federation.statistics.generated import EIGHT, eight
from tests.story.browsers import PHONE, Open, has_room_for_a_thumb, is_accessible, shows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
QUARTER = "2026-Q3"
PUBLIC = (
    "/federation/statistics/",
    "/federation/statistics/method/",
    "/federation/",
    "/open/widgets/pay_paid/",
)
DESK: Any = {"width": 1280, "height": 900}
SMALL: Any = PHONE


@pytest.fixture
def house(roue: Cast, now: Any) -> Cast:
    """A federation to which La Roue Libre belongs."""
    facts: dict[str, Any] = {"country": "FR", "currency": "EUR", "timezone": "Europe/Paris"}
    founded: dict[str, Any] = {"founded_on": date(2024, 1, 1), "terms": TERMS, "by": PLATFORM, "at": now}
    cast = Cast(found_cooperative(slug="federation", name="Ensemble", kind="federation", **founded, **facts))
    with cast.inside():
        cast.users["simone"] = invite(email="simone@ensemble.example", name="Simone", by=PLATFORM)
        admit_cooperative(slug=roue.slug, on=date(2025, 1, 1), by=cast.by("simone"), at=now)
    return cast


@pytest.fixture
def published(house: Cast, now: Any) -> Cast:
    """The eight of the demo with their third quarter of 2026."""
    members = [
        make_cooperative(slug, slug.title(), {}, now, country=country) for slug, country, _workers in EIGHT
    ]
    with house.inside():
        for member in members:
            admit_cooperative(slug=member.slug, on=date(2025, 1, 1), by=house.by("simone"), at=now)
    shared: dict[str, list[Any]] = {}
    for one in eight():
        shared.setdefault(one.figures.cooperative, []).append(one)
    for member in members:
        with member.inside():
            for one in shared[member.slug]:
                declare_contribution(
                    month=one.month,
                    values=one.figures.values,
                    pay_groups=one.figures.pay_groups,
                    by=PLATFORM,
                    at=now,
                )
    with house.inside():
        publish_release(period=QUARTER, by=PLATFORM, at=now)
    return house


def are_for_everybody(browser: Browser, stage: str) -> None:
    """Nothing axe knows of, nothing wider than the screen, nothing the content policy refuses."""
    looks: list[Any] = [
        (DESK, "light", "en", PUBLIC),
        (SMALL, "dark", "fr", PUBLIC),
        (DESK, "dark", "fr", PUBLIC[:1]),
        (SMALL, "light", "en", PUBLIC[:1]),
    ]
    for viewport, scheme, language, paths in looks:
        context = browser.new_context(base_url=stage, viewport=viewport, color_scheme=scheme)
        page = context.new_page()
        told: list[str] = []
        page.on("console", lambda message: told.append(message.text) if message.type == "error" else None)
        for path in paths:
            page.goto(f"{path}?lang={language}")
            is_accessible(page)
            has_room_for_a_thumb(page)
        assert told == []
        context.close()


def test_anybody_reads_the_figures_without_script_and_without_a_cookie(browser: Browser, stage, published):
    for viewport in (DESK, SMALL):
        context = browser.new_context(
            base_url=stage, locale="en-GB", viewport=viewport, java_script_enabled=False
        )
        page = context.new_page()
        page.goto("/federation/statistics/")
        shows(page, "3rd quarter 2026, 8 cooperatives")
        shows(page, "An hour of work, three definitions")
        page.get_by_role("link", name="Compare net of costs").click()
        shows(page, "Now shown net of the costs borne by those who work.")
        page.get_by_role("link", name="Français").first.click()
        expect(page.locator("html")).to_have_attribute("lang", "fr")
        with page.expect_response("**/indicators.csv") as file:
            page.get_by_role("link", name="indicators.csv").click()
        assert file.value.status == 200
        assert context.cookies() == []
        context.close()
    are_for_everybody(browser, stage)


def test_theo_enters_a_month_by_hand_on_a_phone(people: Open, roue, house):
    theo = people("theo", f"/c/{roue.slug}/federation/figures/", viewport=PHONE)
    is_accessible(theo)
    has_room_for_a_thumb(theo)
    theo.get_by_role("link", name="Enter this month by hand").click()
    theo.get_by_label("Deliveries, meals").fill("1200")
    is_accessible(theo)
    has_room_for_a_thumb(theo)
    theo.get_by_role("button", name="Declare this month").click()
    shows(theo, "Declared by hand; below is what left.")
    theo.get_by_role("link", name="Comparison").click()
    shows(theo, "You are not compared")
    is_accessible(theo)
