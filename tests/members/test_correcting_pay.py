"""An issued payslip stays as it is; a later month takes its gross back and pays it anew."""

from datetime import UTC, date, datetime

import pytest

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from members.models import PayCorrection, Payslip, WorkRecord
from members.services.correcting_pay import correct_pay
from members.services.payroll import approve_run, compute_payslips
from members.services.records import confirm_record
from tests.members.conftest import OCTOBER, work

NOVEMBER = date(2026, 11, 1)
FULL_MONTH = 212_333
DECEMBER = datetime(2026, 12, 2, 12, tzinfo=UTC)


@pytest.fixture
def now():
    """A Friday noon: Alma's shift of the cast has no night hours, whenever the tests run."""
    return datetime(2026, 11, 20, 12, tzinfo=UTC)


@pytest.fixture
def paid(october, now):
    """Alma's week of 5 October came to 37 hours: two are overtime, and the pay is approved."""
    for day in (8, 9):
        work(october.courier_id, datetime(2026, 10, day, 9, tzinfo=UTC), hours=8)
    for record in WorkRecord.objects.filter(coop_closed_at__isnull=True):
        confirm_record(record_id=record.pk, by=october.by("bruno"), at=now)
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    return october


def correct(cast, now, **changes):
    facts = {
        "payslip_id": Payslip.objects.get(run__month=OCTOBER).pk,
        "worked_on": date(2026, 10, 9),
        "seconds": 2 * 3600,
        "month": NOVEMBER,
        "reason": "Tour du soir non pointé",
    }
    return correct_pay(**facts | changes, by=cast.by("theo"), at=now)


def lines(month, cast, now):
    run = compute_payslips(month=month, by=cast.by("theo"), at=now)
    return [(item["code"], item["cents"]) for item in run.payslips.get().statement["items"]]


def test_missed_hours_are_paid_with_the_next_month_as_a_reversal(paid, now):
    before = Payslip.objects.values().get(run__month=OCTOBER)
    correct(paid, now)
    october_paid, october_due = FULL_MONTH + 2 * 1_750, FULL_MONTH + 4 * 1_750
    assert lines(NOVEMBER, paid, now) == [
        ("base", FULL_MONTH),
        ("correction", -october_paid),
        ("correction", october_due),
    ]
    assert Payslip.objects.values().get(run__month=OCTOBER) == before


def test_a_second_correction_starts_from_the_first(paid, now):
    first = correct(paid, now)
    second = correct(paid, now, seconds=-3600, reason="Une heure comptée deux fois")
    assert second.before_cents == first.after_cents
    assert second.after_cents == first.after_cents - 1_750


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"worked_on": date(2026, 10, 31)}, "day_not_paid"),
        ({"seconds": 30 * 3600}, "bad_hours"),
        ({"seconds": 0}, "bad_hours"),
        ({"reason": " "}, "no_reason"),
        ({"month": OCTOBER}, "not_later"),
        ({"worked_on": date(2026, 10, 12)}, "changes_nothing"),
    ],
)
def test_what_makes_no_sense_is_refused_at_its_field(paid, now, changes, code):
    with pytest.raises(Invalid) as refused:
        correct(paid, now, **changes)
    assert refused.value.code == code
    assert PayCorrection.objects.count() == 0


def test_an_approved_month_pays_no_correction_any_more(paid):
    run = compute_payslips(month=NOVEMBER, by=paid.by("theo"), at=DECEMBER)
    approve_run(run_id=run.pk, by=paid.by("nour"), at=DECEMBER)
    with pytest.raises(NotAllowedNow) as refused:
        correct(paid, DECEMBER)
    assert refused.value.code == "month_closed"


def test_a_draft_is_computed_again_instead(october, now):
    compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    with pytest.raises(NotAllowedNow) as refused:
        correct(october, now)
    assert refused.value.code == "not_issued"


def test_theo_puts_a_payslip_right_from_its_page(paid, login):
    slip = Payslip.objects.get(run__month=OCTOBER)
    page = f"/c/roue-libre/pay/payslips/{slip.pk}/"
    theo = login(paid.theo)
    assert "Hours are missing, or too many" in theo.get(page).text
    asked = {"worked_on": "2026-10-09", "hours": "2", "month": "2026-11-01", "reason": "Tour non pointé"}
    wrong = theo.post(f"{page}correct/", asked | {"hours": "40"})
    assert (wrong.status_code, "Give hours of one day" in wrong.text) == (422, True)
    answer = theo.post(f"{page}correct/", asked, follow=True).text
    assert "Entered. The chosen month takes the pay back and pays it anew." in answer
    assert "+€35.00" in answer
    assert login(paid.alma).post(f"{page}correct/", asked).status_code == 404
