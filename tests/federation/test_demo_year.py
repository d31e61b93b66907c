"""The demo's French co-op, made small: a year of work, pay, trade and bank that holds together."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

import pytest
from accounting_fr.fec_check import check_fec
from django.db import connection
from django.utils import timezone

from cooperatives.domain.fec import is_siren
from cooperatives.models import BankLine
from cooperatives.queries.bank import bank_accounts, reconciliation, suggestions
from cooperatives.queries.fec import fec
from cooperatives.queries.statements import result_cents, sheet_on, trial_rows
from cooperatives.services.founding import found_cooperative
from coopplatform.tenancy.scope import scope
from federation.demo.cast import MONACO
from federation.demo.founded import Founded
from federation.demo.founding import PLATFORM, bring_people_in
from federation.demo.hours import weeks_of
from federation.demo.past import former_year
from federation.demo.payroll import to_decide
from federation.demo.scop import LA_ROUE_LIBRE, iban
from federation.demo.year import live_until
from members.domain.absence import Absence, AbsenceKind
from members.domain.iban import iban_in
from members.models import AbsenceRequest, PaymentFile, PayRun, PayRunValidation, Payslip
from members.queries.surplus import adopted
from members.queries.variables import variables_to_decide
from tests.cooperatives.test_fec import faults

TODAY = datetime(2026, 11, 25, 11, tzinfo=UTC)
THIS_YEAR = (date(2026, 1, 1), date(2026, 12, 31))
PLAYED_FROM = date(2026, 10, 1)
MONACO_ZONE = ZoneInfo(MONACO.timezone)
PEOPLE = ("rosa", "bruno", "theo", "nour", "alma", "karim", "sofia")
MONTHS = [date(2026, month, 1) for month in range(1, 11)]


@pytest.fixture
def founded(db: None) -> Iterator[Founded]:
    """La Roue Libre with three couriers and without a town: nothing is played, all else is as in the demo."""
    with connection.cursor() as cursor:
        # Nothing is committed, so the planner knows nothing of these tables and would compare each line with each
        cursor.execute("set local enable_nestloop = off")
    plan = replace(MONACO, people=tuple(person for person in MONACO.people if person.login in PEOPLE))
    here = found_cooperative(
        slug="small",
        name=plan.name,
        country=plan.country,
        currency=plan.currency,
        timezone=plan.timezone,
        founded_on=date(2025, 1, 1),
        terms=plan.terms,
        registration_number=plan.registration_number,
        address=plan.address,
        by=PLATFORM,
        at=TODAY,
    )
    founded = Founded(plan, here.pk, here.zone, here.founded_on)
    assert plan.employer is not None
    with scope(here.pk), timezone.override(here.zone):
        bring_people_in(founded)
        former_year(founded, 2025, PLAYED_FROM, TODAY)
        live_until(founded, plan.employer, TODAY, played_from=PLAYED_FROM, play=lambda month: None)
        to_decide(founded, TODAY)
        yield founded


def test_a_year_is_worked_paid_booked_and_told_to_the_tax_office(founded):
    runs = list(PayRun.objects.order_by("month"))
    assert [(run.month, run.is_approved) for run in runs] == [(month, True) for month in MONTHS]
    assert [check for run in runs for check in run.checks if check["is_blocking"]] == []
    assert (
        list(PayRunValidation.objects.values_list("run__month", flat=True).order_by("run__month"))
        == MONTHS[:-1]
    )

    # What the bank sent out is what the payslips and the payment files say
    net = {run.month: sum(slip.net_paid_cents or 0 for slip in run.payslips.all()) for run in runs}
    assert dict(PaymentFile.objects.values_list("run__month", "total_cents")) == net
    assert net == {
        month: -sum(line.amount_cents for line in BankLine.objects.filter(text=f"Salaire {month:%m/%Y}"))
        for month in MONTHS
    }

    # The bank's balance is the books' but for what a person is to look at, and all of that but one is recognised
    (bank_account,) = bank_accounts()
    found = reconciliation(bank_account)
    assert (found.unexplained_cents, found.not_at_bank_cents, found.unmatched) == (0, 0, 4)
    waiting = list(BankLine.objects.filter(matching__isnull=True))
    assert sum(1 for one in suggestions(bank_account, waiting).values() if one) == 3

    # Both years' results are a small surplus, the balance sheet balances, what was owed for October is paid
    sheet = sheet_on(date(2026, 11, 25))
    assert sheet.assets.cents == sheet.funds.cents
    assert adopted(2025) is not None
    assert all(result_cents(date(year, 1, 1), date(year, 12, 31)) > 0 for year in (2025, 2026))
    held = {row.code: row.closing_cents for row in trial_rows(date(2026, 1, 1), date(2026, 11, 25))}
    owed = ("421", "425", "431", "4372", "4373", "4421", "424", "457", "44551")
    assert {code: held.get(code, 0) for code in owed} == dict.fromkeys(owed, 0)
    assert all(held[code] < 0 for code in ("4282", "4382"))  # leave that is still to be taken

    for year in (2025, 2026):
        name, content = fec(year, at=TODAY)
        report = check_fec(content, name, date(year, 1, 1), date(year, 12, 31))
        assert (report.errors, faults(content, name, year)) == ([], set())

    # Sofia and Karim have asked, Karim's week is granted already; his kilometres wait
    assert AbsenceRequest.objects.filter(state=AbsenceRequest.State.REQUESTED).count() == 1
    assert [variable.quantity for variable in variables_to_decide()] == [64]
    assert Payslip.objects.filter(issued_at__isnull=True).count() == 0


def test_numbers_that_are_invented_pass_their_checks_and_show_it():
    siret = MONACO.registration_number
    assert (is_siren(siret[:9]), siret[:9]) == (True, "123456782")
    digits = [int(digit) * (2 - place % 2) for place, digit in enumerate(siret)]
    assert sum(digit - 9 * (digit > 9) for digit in digits) % 10 == 0
    assert {iban_in(iban(number))[4:9] for number in (1, 101, 109)} == {"99999"}
    hired = [person.login for person in LA_ROUE_LIBRE.people]
    assert hired == [courier.login for courier in MONACO.couriers]


def test_people_work_what_their_contract_says_but_on_the_days_they_are_away():
    alma = LA_ROUE_LIBRE.hired("alma")
    first, last = date(2026, 3, 2), date(2026, 3, 29)
    away = [Absence(AbsenceKind.PAID_LEAVE, date(2026, 3, 9), date(2026, 3, 15))]
    worked = weeks_of(alma, first, last, zone=MONACO_ZONE, away=away)
    by_week = {monday: timedelta() for monday in (2, 9, 16, 23)}
    for window in worked:
        day = window.after.astimezone(MONACO_ZONE).date()
        by_week[day.day - day.weekday()] += window.before - window.after
    assert by_week.pop(9) == timedelta()
    assert all(timedelta(hours=30) <= hours <= timedelta(hours=31) for hours in by_week.values())
