"""Alma asks for a week on her phone and sees its cost before she does; Nour grants it at her desk."""

import pytest
from playwright.sync_api import expect

from tests.story.browsers import PHONE, SOON, Open, is_accessible, shows

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}


def test_a_week_is_asked_for_and_granted(people: Open) -> None:
    alma = people("alma", "/c/roue-libre/me/leave/", viewport=PHONE)
    alma.fill("[name=first]", "2027-02-01")
    alma.fill("[name=last]", "2027-02-06")
    alma.locator("[name=note]").press("Tab")
    expect(alma.locator("#leave-cost")).to_contain_text("6 working days", timeout=SOON)
    is_accessible(alma)
    alma.get_by_role("button", name="Ask for these days").click()
    shows(alma, "Asked. Somebody of the co-op decides.")
    nour = people("nour", "/c/roue-libre/people/absences/?month=2027-02", viewport=DESK)
    expect(nour.locator("td .away-mark--asked")).to_have_count(6)
    is_accessible(nour)
    nour.get_by_role("button", name="Grant").click()
    shows(nour, "Granted.")
    alma.reload()
    shows(alma, "6 of them planned")
    is_accessible(alma)
