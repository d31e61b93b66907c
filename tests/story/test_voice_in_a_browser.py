"""A delegate amends, votes and signs on her phone; everybody reads what came out, in both languages."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from tests.conftest import PASSWORD
from tests.federation.voice.conftest import DAY, agora  # noqa: F401 -- a fixture
from tests.story.browsers import PHONE, has_room_for_a_thumb, is_accessible, shows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK: Any = {"width": 1280, "height": 900}
SMALL: Any = PHONE


def test_ines_amends_then_votes_on_her_phone_and_anybody_reads_it(agora, now, browser: Browser, web):  # noqa: F811
    one = agora.open(at=now - DAY)
    context = browser.new_context(base_url=web, viewport=SMALL, locale="en-GB", color_scheme="dark")
    ines = context.new_page()
    ines.goto("/accounts/login/")
    ines.fill("[name=login]", agora.members["lille"].users["ines"].email)
    ines.fill("[name=password]", PASSWORD)
    ines.locator("[name=password]").press("Enter")
    ines.wait_for_url("**/c/**")
    ines.goto(f"/c/lille/federation/voice/{one.pk}/")
    ines.get_by_label("Workers of your co-op").fill("3")
    ines.get_by_role("button", name="Enter the roll").click()
    ines.get_by_label("Paragraph", exact=True).select_option("2")
    ines.get_by_label("How it should read").fill("They own the platform.")
    ines.get_by_label("Why", exact=True).fill("It is what we mean.")
    ines.get_by_role("button", name="Propose it").click()
    shows(ines, "Amendment 1, paragraph 2")
    is_accessible(ines)
    has_room_for_a_thumb(ines)

    voting = agora.open(title="Wages", at=now - 9 * DAY)
    agora.enter(voting, at=now - 8 * DAY)
    ines.goto(f"/c/lille/federation/voice/{voting.pk}/")
    vote = ines.locator("form", has=ines.get_by_role("button", name="Cast the vote"))
    vote.get_by_role("radio", name="Yes").check()
    vote.get_by_role("button", name="Cast the vote").click()
    expect(ines.get_by_text("1 of 5, at least 50%")).to_be_visible()
    is_accessible(ines)
    has_room_for_a_thumb(ines)
    ines.goto("/c/lille/federation/voice/")
    is_accessible(ines)
    context.close()

    context = browser.new_context(base_url=web, viewport=DESK, java_script_enabled=False)
    anybody = context.new_page()
    for path in ("/federation/positions/", f"/federation/consultations/{voting.pk}/"):
        for language, size in (("fr", SMALL), ("en", DESK)):
            anybody.set_viewport_size(size)
            anybody.goto(f"{path}?lang={language}")
            expect(anybody.locator("html")).to_have_attribute("lang", language)
            expect(anybody.locator("h1")).to_be_visible()
            assert anybody.evaluate("document.documentElement.scrollWidth <= innerWidth") is True
    assert context.cookies() == []
    context.close()
