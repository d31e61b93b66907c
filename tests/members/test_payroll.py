"""From worked hours to payslips."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import IntegrityError, transaction

from cooperatives.queries.books import entry_of
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import NotAllowedNow
from members.models import Payslip
from members.queries.pay import paid_month, pay_runs
from members.services.payroll import approve_run, compute_payslips
from members.services.roster import clock_in, clock_out, plan_shift
from tests.conftest import PLATFORM
from tests.members.conftest import OCTOBER, work


def gross(run):
    return {slip.member.name: slip.gross_cents for slip in run.payslips.select_related("member")}


def test_worked_hours_become_a_payslip_and_an_entry(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert gross(run) == {"Alma": 3 * 7 * 1400}
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    lines = {line.account.role: line.amount_cents for line in entry_of(f"pay_run:{run.pk}").lines.all()}
    assert lines == {"wages": 29400, "staff": -29400}
    assert paid_month(OCTOBER).seconds == 21 * 3600
    names = [entry.name for entry in since(Place(), is_settled_only=False)]
    assert names[-3:] == ["PayRunComputed", "PayslipIssued", "EntryPosted"]


def test_computing_again_replaces_the_drafts_until_approved(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    work(october.courier_id, datetime(2026, 10, 8, 9, tzinfo=UTC), hours=5)
    again = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert (again.pk, gross(again)) == (run.pk, {"Alma": 26 * 1400})
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    with pytest.raises(NotAllowedNow) as refused:
        compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert refused.value.code == "run_approved"


def test_whoever_prepared_does_not_approve(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    with pytest.raises(NotAllowedNow) as refused:
        approve_run(run_id=run.pk, by=october.by("theo"), at=now)
    assert refused.value.code == "own_run"


def test_hours_that_changed_since_ask_for_another_computation(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    work(october.courier_id, datetime(2026, 10, 8, 9, tzinfo=UTC), hours=5)
    with pytest.raises(NotAllowedNow) as refused:
        approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    assert refused.value.code == "hours_changed"


def test_someone_still_clocked_in_is_named_and_stops_the_approval(october, now):
    starts = datetime(2026, 10, 9, 9, tzinfo=UTC)
    shift = plan_shift(
        member_id=october.courier_id, starts_at=starts, ends_at=starts + timedelta(hours=4), by=PLATFORM
    )
    clock_in(shift_id=shift.pk, by=PLATFORM, at=starts)
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert [(check["code"], check["is_blocking"]) for check in run.checks] == [("open_record", True)]
    with pytest.raises(NotAllowedNow):
        approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    clock_out(shift_id=shift.pk, by=PLATFORM, at=starts + timedelta(hours=4))
    compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert approve_run(run_id=run.pk, by=october.by("nour"), at=now).is_approved


def test_the_weeks_paid_must_be_over(october, now):
    run = compute_payslips(month=now.date(), by=october.by("theo"), at=now)
    early = datetime.combine(now.date().replace(day=1), datetime.min.time(), tzinfo=UTC)
    with pytest.raises(NotAllowedNow) as refused:
        approve_run(run_id=run.pk, by=october.by("nour"), at=early)
    assert refused.value.code == "weeks_not_over"


@pytest.mark.django_db(transaction=True)
def test_an_issued_payslip_is_frozen_by_the_database(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    slip = Payslip.objects.get()
    for change in (
        lambda: Payslip.objects.update(gross_cents=1),
        slip.delete,
        lambda: run.payslips.update(issued_at=None),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        type(run).objects.update(state="computed")


def test_approving_twice_books_once(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    first = approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    assert approve_run(run_id=run.pk, by=october.by("nour"), at=now).approved_at == first.approved_at


def test_the_list_of_runs_takes_one_query_for_one_month_and_for_three(
    october, now, django_assert_num_queries
):
    for month in (10, 9, 8):
        compute_payslips(month=date(2026, month, 1), by=october.by("theo"), at=now)
        with django_assert_num_queries(1):
            pay_runs()
