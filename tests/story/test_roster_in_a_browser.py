"""A week in two browsers: Bruno plans and publishes on his desk, Alma claims on her phone."""

import re
from datetime import timedelta

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from members.domain.roster import name_of_week
from members.services.roster import plan_shift
from tests.conftest import PLATFORM
from tests.story.browsers import PHONE, Open, is_accessible, is_large_enough, shows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_bruno_publishes_and_alma_claims(roue, people: Open, now):
    day = timezone.localdate(now) + timedelta(days=21)
    week = name_of_week(day)
    with roue.inside():
        starts_at = now + timedelta(days=22)
        plan_shift(
            member_id=roue.courier_id,
            starts_at=starts_at,
            ends_at=starts_at + timedelta(hours=2),
            by=PLATFORM,
        )
    bruno = people("bruno", f"/c/{roue.slug}/roster/?week={week}")
    is_accessible(bruno)
    bruno.goto(f"/c/{roue.slug}/roster/shifts/new/?day={day}")
    bruno.get_by_label(re.compile("Starts at")).fill("11:00")
    bruno.get_by_label(re.compile("Ends at")).fill("15:00")
    is_accessible(bruno)
    bruno.get_by_role("button", name="Draft the shift").click()
    bruno.get_by_role("button", name="Publish 1 draft").click()
    shows(bruno, "The week is published")
    bruno.goto(f"/c/{roue.slug}/roster/records/")
    is_accessible(bruno)
    alma = people("alma", f"/c/{roue.slug}/me/shifts/", viewport=PHONE)
    is_accessible(alma)
    claim = alma.get_by_role("button", name="Claim it")
    expect(claim).to_be_visible()
    is_large_enough(claim, 48)
    claim.click()
    shows(alma, "It is yours.")
    expect(alma.get_by_role("button", name="Claim it")).to_have_count(0)
    for page in ("me/hours/", "me/availability/", "me/"):
        alma.goto(f"/c/{roue.slug}/{page}")
        is_accessible(alma)
