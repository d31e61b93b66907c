"""Théo computes October, Nour approves it, a professional validates it, Alma opens a line of her payslip on a phone."""

from datetime import UTC, date, datetime

import pytest
from playwright.sync_api import expect

from members.models import Payslip, WorkRecord
from members.services.payslip_documents import make_documents
from members.services.records import confirm_record
from members.services.roster import clock_out
from tests.conftest import PLATFORM
from tests.members.conftest import work
from tests.story.browsers import PHONE, SOON, Open, is_accessible, shows

pytestmark = pytest.mark.browser
DESK = {"width": 1280, "height": 800}


def test_a_month_is_paid_from_the_treasurer_to_the_courier(roue, people: Open, now) -> None:
    with roue.inside():
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now)
        for record in WorkRecord.objects.filter(coop_closed_at__isnull=True):
            confirm_record(record_id=record.pk, by=roue.by("bruno"), at=now)
        work(roue.courier_id, datetime(2026, 10, 5, 9, tzinfo=UTC), hours=7)
    theo = people("theo", "/c/roue-libre/pay/", viewport=DESK)
    theo.select_option("[name=month]", date(2026, 10, 1).isoformat())
    theo.get_by_role("button", name="Compute the payslips").click()
    shows(theo, "These are not payslips.")
    is_accessible(theo)
    nour = people("nour", theo.url.partition("/c/")[1] + theo.url.partition("/c/")[2], viewport=DESK)
    nour.get_by_role("button", name="Approve and issue the payslips").click()
    shows(nour, "Approved. The payslips are issued, the pay is in the books.")
    nour.fill("[name=professional]", "Cabinet Martin")
    nour.get_by_role("button", name="Enter the validation").click()
    shows(nour, "validated by Cabinet Martin")
    with roue.inside():
        slip = Payslip.objects.get()
        make_documents(run_id=slip.run_id)
    expect(nour.locator("#documents")).to_contain_text("1 PDF, in its member's space", timeout=SOON)
    is_accessible(nour)
    alma = people("alma", f"/c/roue-libre/me/payslips/{slip.pk}/", viewport=PHONE)
    expect(alma.locator(".waterfall .narrow")).to_be_visible()
    line = alma.locator("details", has_text="Old age, up to the ceiling")
    line.locator("summary").click()
    expect(line.locator(".formula")).to_have_text("€2\u00a0123.33 × 6.9 %")
    is_accessible(alma)
