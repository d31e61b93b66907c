"""Reports on a desk and on a phone: pictures with their tables, nothing wider than the screen."""

import pytest
from playwright.sync_api import expect

from deliveries.benchmarks.past import orders_of_a_year
from tests.story.browsers import PHONE, Open, is_accessible, shows

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]


def test_nour_reads_how_the_year_went(roue, people: Open, now):
    with roue.inside():
        orders_of_a_year(400, last=now.date(), store_ids=[roue.store_id], courier_ids=[roue.courier_id])
    nour = people("nour", f"/c/{roue.slug}/reports/", viewport=PHONE)
    for room in ("On time", "By store", "By hour of work", "CO2 avoided", "When orders come", "Exports"):
        nour.get_by_role("navigation", name="Reports").get_by_role("link", name=room).click()
        expect(nour.get_by_role("link", name=room)).to_have_attribute("aria-current", "page")
        is_accessible(nour)
    with nour.expect_download() as orders:
        nour.get_by_role("link", name="Orders, CSV").click()
    assert orders.value.suggested_filename.startswith("orders-")
    nour.set_viewport_size({"width": 1280, "height": 900})
    nour.get_by_role("link", name="When orders come").click()
    shows(nour, "the hour with the most orders")
    is_accessible(nour)
