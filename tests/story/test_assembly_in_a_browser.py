"""Nour takes a roll call on her phone: what it comes to so far stands below, and one press calls whoever is left."""

from typing import Any

import pytest
from playwright.sync_api import Browser, expect

from members.domain.roll_call import Choice
from tests.members.test_roll_calls import Meeting
from tests.story.browsers import PHONE, has_room_for_a_thumb, is_accessible, shows, sign_in

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
DESK: Any = {"width": 1280, "height": 900}
SMALL: Any = PHONE


def test_a_roll_call_counts_itself_while_it_is_taken(roue, now, browser: Browser, web):
    meeting = Meeting(roue, now)
    context = browser.new_context(base_url=web, viewport=SMALL, locale="en-GB", color_scheme="dark")
    sign_in(context, roue.nour, web)
    nour = context.new_page()
    nour.goto(meeting.address("sheet/"))
    for name in ("Alma", "Hugo", "Luca"):
        nour.get_by_label(name, exact=True).select_option("there in person")
    nour.get_by_label("Karim", exact=True).select_option("proxy to Alma")
    for key, count in (("here", 3), ("proxy", 1), ("absent", 1)):
        expect(nour.locator(f"[data-count={key}]")).to_have_text(str(count))
    is_accessible(nour)
    has_room_for_a_thumb(nour)
    nour.get_by_role("button", name="Write it down").click()
    shows(nour, "On the sheet: 3 present, 1 represented.")
    nour.get_by_role("link", name="Take a roll call").first.click()
    karim = nour.get_by_role("group", name="Karim, represented by Alma")
    karim.get_by_role("radio", name="Against").check()
    expect(nour.locator("[data-count=left]")).to_have_text("3")
    nour.get_by_role("button", name="For").click()
    for key, count in (("for", 3), ("against", 1), ("left", 0)):
        expect(nour.locator(f"[data-count={key}]")).to_have_text(str(count))
    is_accessible(nour)
    has_room_for_a_thumb(nour)
    nour.get_by_role("button", name="Write it down").click()
    shows(nour, "Roll call of motion 1: 3 for, 1 against, 0 blank.")
    context.close()


def test_the_minutes_fit_a_desk_and_need_no_script(roue, now, browser: Browser, web):
    meeting = Meeting(roue, now)
    meeting.sheet("Alma", "Luca")
    meeting.call(Alma=Choice.IN_FAVOUR, Luca=Choice.BLANK)
    meeting.ballot(2, "election")
    context = browser.new_context(base_url=web, viewport=DESK, java_script_enabled=False, locale="fr")
    sign_in(context, roue.nour, web)
    nour = context.new_page()
    nour.goto(meeting.address())
    nour.locator("details.roll summary").click()
    expect(nour.locator("details.roll li").first).to_be_visible()
    nour.goto(meeting.address("motions/1/roll/"))
    expect(nour.locator("[data-roll-counts]")).to_be_hidden()
    nour.locator("input[type=radio][value=against]").last.check(force=True)
    nour.locator(".roll-foot button").click()
    expect(nour.locator("details.roll")).to_have_count(1)
    context.close()
