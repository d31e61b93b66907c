"""From worked hours to payslips: computed by one, approved by another, frozen, booked, paid."""

from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

import pytest
from django.db import IntegrityError, transaction
from lxml import etree

from cooperatives.queries.books import entry_of
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import Invalid, NotAllowedNow
from coopplatform.kernel.ids import uuid7
from members.domain.absence import AbsenceKind
from members.models import Contract, PaymentFile, Payslip, PayslipDocument
from members.queries.documents import document_of, document_progress
from members.queries.pay import paid_month, pay_runs
from members.queries.payroll_export import payroll_variables
from members.queries.provision import leave_provision_of
from members.services.absences import Days, enter_absence
from members.services.pay_validation import validate_run
from members.services.payment_files import make_payment_file
from members.services.payroll import approve_run, compute_payslips
from members.services.payroll_settings import enter_payroll_settings
from members.services.payslip_documents import make_documents
from members.services.profiles import Particulars, enter_withholding_rate, save_profile
from members.services.provisioning import book_leave_provision
from members.services.roster import clock_in, clock_out, plan_shift
from members.services.variables import Amount, enter_variable
from tests.conftest import PAYROLL, PLATFORM
from tests.members.conftest import OCTOBER, work

FULL_MONTH = 212_333  # 35 h × 52 ÷ 12 × 14.00 €
IBAN = "FR7630006000011234567890189"
OWN_IBAN = "FR1420041010050500013M02606"


def gross(run):
    return {slip.member.name: slip.gross_cents for slip in run.payslips.select_related("member")}


def blocking(run):
    return [check["code"] for check in run.checks if check["is_blocking"]]


def lines(slip):
    return {item["code"]: item["cents"] for item in slip.statement["items"]}


@pytest.fixture
def approved(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    return approve_run(run_id=run.pk, by=october.by("nour"), at=now)


def test_a_months_salary_becomes_a_payslip_and_an_entry(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    slip = run.payslips.get()
    assert (slip.gross_cents, slip.net_before_tax_cents, slip.net_paid_cents) == (
        FULL_MONTH,
        165_888,
        163_626,
    )
    assert (slip.seconds, slip.paid_seconds) == (21 * 3600, 546_000)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    entry = entry_of(f"pay_run:{run.pk}").lines.all()
    assert {(line.account.code, line.auxiliary): line.amount_cents for line in entry} == {
        ("6411", ""): 212_333,
        ("6451", ""): 27_355,
        ("6452", ""): 2_000,
        ("6453", ""): 4_135,
        ("6333", ""): 2_123,
        ("6335", ""): 1_444,
        ("421", "AL"): -163_626,
        ("431", ""): -66_852,
        ("4372", ""): -4_000,
        ("4373", ""): -12_650,
        ("4421", ""): -2_262,
    }
    assert paid_month(OCTOBER).gross_cents == FULL_MONTH
    names = [entry.name for entry in since(Place(), is_settled_only=False)]
    assert names[-4:] == ["PayRunComputed", "PayslipIssued", "PayRunApproved", "EntryPosted"]


def test_computing_again_replaces_the_drafts_until_approved(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    for day in (8, 9):
        work(october.courier_id, datetime(2026, 10, day, 9, tzinfo=UTC), hours=8)
    again = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert (again.pk, lines(again.payslips.get())) == (run.pk, {"base": FULL_MONTH, "overtime_25": 2 * 1750})
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
    for day in (8, 9):
        work(october.courier_id, datetime(2026, 10, day, 9, tzinfo=UTC), hours=8)
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
    assert blocking(run) == ["open_record"]
    with pytest.raises(NotAllowedNow) as refused:
        approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    assert refused.value.code == "checks_open"


def test_hours_the_co_op_has_not_closed_stop_the_approval(october, now):
    starts = datetime(2026, 10, 9, 9, tzinfo=UTC)
    shift = plan_shift(
        member_id=october.courier_id, starts_at=starts, ends_at=starts + timedelta(hours=4), by=PLATFORM
    )
    clock_in(shift_id=shift.pk, by=PLATFORM, at=starts)
    clock_out(shift_id=shift.pk, by=PLATFORM, at=starts + timedelta(hours=4))
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert blocking(run) == ["unconfirmed_record"]


def test_what_labour_law_says_of_the_weeks_paid_is_shown_and_stops_nothing(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert "labour_break" in {check["code"] for check in run.checks}  # seven hours without one
    assert blocking(run) == []


def test_a_month_that_is_not_over_is_not_approved(october, now):
    run = compute_payslips(month=now.date(), by=october.by("theo"), at=now)
    early = datetime.combine(now.date().replace(day=1), datetime.min.time(), tzinfo=UTC)
    with pytest.raises(NotAllowedNow) as refused:
        approve_run(run_id=run.pk, by=october.by("nour"), at=early)
    assert refused.value.code == "weeks_not_over"


def test_without_settings_nothing_is_computed_and_the_reason_is_named(october, now):
    with pytest.raises(Invalid) as refused:
        enter_payroll_settings(valid_from=OCTOBER, facts={"headcount": "12"}, by=october.by("theo"), at=now)
    assert (refused.value.code, refused.value.field) == ("setting_missing", "atmp_rate_pct")
    run = compute_payslips(month=date(2023, 10, 1), by=october.by("theo"), at=now)
    assert (blocking(run), run.payslips.count()) == (["no_settings"], 0)


def test_settings_of_an_approved_month_do_not_change(october, approved, now):
    with pytest.raises(NotAllowedNow) as refused:
        enter_payroll_settings(valid_from=OCTOBER, facts=PAYROLL, by=october.by("theo"), at=now)
    assert refused.value.code == "month_closed"
    enter_payroll_settings(valid_from=date(2026, 11, 1), facts=PAYROLL, by=october.by("theo"), at=now)


def test_the_year_is_regularised_over_the_months_that_were_paid(october, now):
    """A bonus of 500 in October: the reduction of that month is that of the year less September's."""
    september = compute_payslips(month=date(2026, 9, 1), by=october.by("theo"), at=now)
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert blocking(run) == ["earlier_month_open"]
    approve_run(run_id=september.pk, by=october.by("nour"), at=now)
    bonus = Amount(kind="bonus", month=OCTOBER, note="AG", key=uuid7(), cents=50_000)
    enter_variable(member_id=october.courier_id, amount=bonus, by=october.by("theo"), at=now)
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    first, second = (paid.payslips.get().statement for paid in (september, run))
    year_gross = 2 * FULL_MONTH + 50_000
    coefficient = round(0.02 + 0.3781 * ((3 * 2 * 1823.03 / (year_gross / 100) - 1) / 2) ** 1.75, 4)
    applied = sum(float(statement["carry"]["reduction"]) for statement in (first, second))
    assert applied == pytest.approx(coefficient * year_gross / 100, abs=0.2)


def test_leave_and_illness_leave_their_traces_on_the_payslip(october, now):
    for kind, first, last in (
        (AbsenceKind.PAID_LEAVE, date(2026, 10, 12), date(2026, 10, 17)),
        (AbsenceKind.SICKNESS, date(2026, 10, 19), date(2026, 10, 30)),
    ):
        enter_absence(
            member_id=october.courier_id, days=Days(kind, first, last), by=october.by("nour"), at=now
        )
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    found = lines(run.payslips.get())
    assert (found["leave_away"], found["leave"]) == (-49_000, 49_000)  # 2123.33 × 6 ÷ 26
    assert found["sickness"] == -96_515  # 10 of 22 weekdays
    # 12 days, 7 of them waited for; 5 at 90 % of 2123.33 ÷ 31 = 61.65, less 34.90 a day from the insurance
    assert found["sick_pay"] == 13_375
    assert run.payslips.get().gross_cents == FULL_MONTH - 96_515 + 13_375


def test_what_is_paid_or_kept_back_besides_changes_the_net_only(october, now):
    for kind, cents in (("expenses", 2_345), ("advance", 30_000)):
        amount = Amount(kind=kind, month=OCTOBER, note="Facture", key=uuid7(), cents=cents)
        enter_variable(member_id=october.courier_id, amount=amount, by=october.by("theo"), at=now)
    slip = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now).payslips.get()
    assert (slip.gross_cents, slip.net_paid_cents) == (FULL_MONTH, 163_626 + 2_345 - 30_000)


def test_the_tax_offices_rate_is_used_from_its_month_on(october, now):
    enter_withholding_rate(
        member_id=october.courier_id,
        since=OCTOBER,
        basis_points=350,
        source="CRM",
        by=october.by("theo"),
        at=now,
    )
    slip = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now).payslips.get()
    assert slip.withheld_cents == 6_090  # 1739.96 × 3.5 %


def test_an_apprentice_is_refused_by_name_and_the_others_are_paid(october, now):
    Contract.objects.filter(member=october.courier_id).update(kind="apprentice")
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    assert (blocking(run), run.payslips.count()) == (["contract_not_computed"], 0)


def test_someone_who_comes_in_mid_month_is_paid_from_that_day(october, now):
    Contract.objects.filter(member=october.courier_id).update(started_on=date(2026, 10, 5))
    slip = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now).payslips.get()
    assert lines(slip) == {"base": FULL_MONTH, "not_employed": -19_303}  # 2 of 22 weekdays


@pytest.mark.django_db(transaction=True)
def test_an_issued_payslip_is_frozen_by_the_database(october, approved):
    slip = Payslip.objects.get()
    for change in (
        lambda: Payslip.objects.update(gross_cents=1),
        slip.delete,
        lambda: approved.payslips.update(issued_at=None),
    ):
        with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
            change()
    with pytest.raises(IntegrityError, match="frozen"), transaction.atomic():
        type(approved).objects.update(state="computed")


def test_approving_twice_books_once(october, approved, now):
    assert approve_run(run_id=approved.pk, by=october.by("nour"), at=now).approved_at == approved.approved_at


def test_each_payslip_gets_its_document_once_and_another_when_validated(october, approved, now):
    heard = []
    assert make_documents(run_id=approved.pk, tell=lambda made, of: heard.append((made, of))) == 1
    assert heard == [(1, 1)]
    assert make_documents(run_id=approved.pk) == 0
    projection = document_of(Payslip.objects.get().pk)
    assert projection.startswith(b"%PDF")
    validate_run(run_id=approved.pk, professional="Cabinet Martin", by=october.by("theo"), at=now)
    assert not document_progress(approved.pk, is_validated=True).is_done
    assert make_documents(run_id=approved.pk) == 1
    assert document_of(Payslip.objects.get().pk) != projection
    assert PayslipDocument.objects.count() == 2


def test_only_an_approved_run_is_validated_and_by_someone_with_a_name(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    with pytest.raises(NotAllowedNow):
        validate_run(run_id=run.pk, professional="Cabinet Martin", by=october.by("theo"), at=now)
    with pytest.raises(Invalid) as refused:
        validate_run(run_id=run.pk, professional=" ", by=october.by("theo"), at=now)
    assert refused.value.field == "professional"


def test_the_bank_gets_each_net_once_to_the_cent(october, now):
    settings = {"valid_from": OCTOBER, "facts": PAYROLL, "iban": OWN_IBAN}
    enter_payroll_settings(**settings, by=october.by("theo"), at=now)
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    day = now.date() + timedelta(days=3)
    with pytest.raises(Invalid, match="IBAN of Alma"):
        make_payment_file(run_id=run.pk, execution_on=day, by=october.by("theo"), at=now)
    assert PaymentFile.objects.count() == 0
    save_profile(
        member_id=october.courier_id, particulars=Particulars(iban=IBAN), by=october.by("alma"), at=now
    )
    made = make_payment_file(run_id=run.pk, execution_on=day, by=october.by("theo"), at=now)
    again = make_payment_file(
        run_id=run.pk, execution_on=day + timedelta(days=1), by=october.by("nour"), at=now
    )
    assert (again.pk, again.execution_on) == (made.pk, day)
    space = {"p": "urn:iso:std:iso:20022:tech:xsd:pain.001.001.03"}
    xml = etree.fromstring(made.xml.encode())
    amounts = xml.xpath("//p:InstdAmt/text()", namespaces=space)
    ibans = xml.xpath("//p:Cdtr/following-sibling::p:CdtrAcct//p:IBAN/text()", namespaces=space)
    assert (amounts, ibans) == (["1636.26"], [IBAN])


def test_the_payroll_provider_gets_every_element_of_the_month(october, approved):
    assert payroll_variables(approved.pk) == [
        {
            "member": "AL",
            "name": "Alma",
            "month": "2026-10",
            "element": "base",
            "label": "Monthly salary",
            "hours": "151.67",
            "percent": 100,
            "amount": "2123.33",
            "after_tax": False,
        }
    ]


def test_the_list_of_runs_takes_one_query_for_one_month_and_for_three(
    october, now, django_assert_num_queries
):
    for month in (10, 9, 8):
        compute_payslips(month=date(2026, month, 1), by=october.by("theo"), at=now)
        with django_assert_num_queries(1):
            pay_runs()


def test_leave_not_taken_is_a_debt_booked_once_by_its_difference(october, approved, now):
    """Alma has 30 days of the year before and 12.5 of this one, none taken: 42.5 × 2123.33 ÷ 26."""
    entry = book_leave_provision(run_id=approved.pk, by=october.by("theo"), at=now)
    owed = leave_provision_of(approved)
    assert (owed.days, owed.owed.pay_cents) == (Decimal("42.5"), round(Decimal("42.5") * FULL_MONTH / 26))
    assert owed.owed == owed.booked
    assert {line.account.code: line.amount_cents for line in entry.lines.all()} == {
        "6412": owed.owed.pay_cents,
        "4282": -owed.owed.pay_cents,
        "6458": owed.owed.charge_cents,
        "4382": -owed.owed.charge_cents,
    }
    assert book_leave_provision(run_id=approved.pk, by=october.by("theo"), at=now) is None


def test_someone_who_comes_in_on_the_last_weekend_is_paid_from_the_next_month_on(october, now):
    Contract.objects.filter(member=october.courier_id).update(started_on=date(2026, 5, 30))
    run = compute_payslips(month=date(2026, 5, 1), by=october.by("theo"), at=now)
    assert (blocking(run), [check["code"] for check in run.checks]) == ([], ["no_hours"])
    june = compute_payslips(month=date(2026, 6, 1), by=october.by("theo"), at=now)
    assert gross(june) == {"Alma": FULL_MONTH}
