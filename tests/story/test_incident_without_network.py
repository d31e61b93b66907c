"""Alma finds five bags instead of two where there is no network: told, with a photo, once there is one again."""

from typing import Any

import pytest
from playwright.sync_api import Page, expect

from deliveries.models import Incident, Order
from tests.deliveries.proofs.conftest import photo
from tests.story.browsers import SOON, Open, is_accessible, shows
from tests.story.test_courier_without_network import NO_FILES, becomes, give, opened, sent

pytestmark = pytest.mark.browser


def writes_of_five_bags(phone: Page) -> None:
    phone.get_by_text("Problem", exact=True).first.click()
    phone.get_by_text("Report more, or another reason").first.click()
    phone.get_by_label("What is the problem?").first.select_option("more_goods")
    phone.get_by_label("Photos").first.set_input_files(
        {"name": "bags.jpg", "mimeType": "image/jpeg", "buffer": photo((3000, 2000))}
    )
    phone.get_by_text("It is other than ordered").first.click()
    phone.get_by_label("Bags").first.fill("5")


def test_a_report_with_a_photo_waits_for_the_network_and_the_answer_comes_back(
    roue: Any, people: Open, now: Any
) -> None:
    (order,) = give(roue, now)
    phone = opened(people, roue)
    phone.context.set_offline(True)
    writes_of_five_bags(phone)
    is_accessible(phone)
    phone.get_by_role("button", name="Send the report").first.click()
    shows(phone, "Reported, no. 1")
    expect(phone.locator("#outbox")).to_be_visible(timeout=SOON)
    phone.context.set_offline(False)
    sent(phone, 1)
    becomes(phone, NO_FILES)
    with roue.inside():
        incident = Incident.objects.get()
        assert (incident.suggestion, incident.photos.get().width) == ({"bags": 5}, 1600)
    shows(phone, "waits for an answer")
    desk = people("bruno", f"/c/{roue.slug}/incidents/{incident.pk}/")
    desk.get_by_label("A word to the courier").fill("Thank you")
    is_accessible(desk)
    desk.get_by_role("button", name="Accept the suggestion").click()
    shows(phone, "suggestion accepted")
    with roue.inside():
        assert Order.objects.get(pk=order.pk).bags == 5


def test_a_half_written_report_outlives_what_comes_in_meanwhile(roue: Any, people: Open, now: Any) -> None:
    give(roue, now)
    phone = opened(people, roue)
    writes_of_five_bags(phone)
    (other,) = give(roue, now)
    expect(phone.locator(f"#day [data-stop][data-number='{other.number}']").first).to_be_attached(
        timeout=SOON
    )
    expect(phone.get_by_label("Bags").first).to_be_focused()
    phone.get_by_role("button", name="Send the report").first.click()
    shows(phone, "Reported, no. 1")
    sent(phone, 1)
    becomes(phone, NO_FILES)
    with roue.inside():
        incident = Incident.objects.get()
        assert (incident.reason, incident.suggestion, incident.photos.count()) == (
            "more_goods",
            {"bags": 5},
            1,
        )
