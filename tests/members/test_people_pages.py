"""Members, absences, variables and one's own leave over HTTP."""

import re
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest
from django.utils import timezone

from members.models import AbsenceRequest, Contract, LeaveCredit, MemberWorker, PayrollProfile, PayVariable
from members.queries.profiles import withholding_rates
from members.queries.variables import variables_of
from members.services.payroll import approve_run, compute_payslips
from members.services.roster import hire, plan_shift
from tests.conftest import PLATFORM
from tests.members.conftest import OCTOBER

HERE = "/c/roue-libre"
LEO = {
    "name": "Léo",
    "email": "leo@example.org",
    "code": "LE",
    "kind": "permanent",
    "job_title": "Coursier",
    "weekly_hours": "30",
    "hourly_rate": "13.20",
    "started_on": "2026-12-01",
}
WEEK = {"kind": "paid_leave", "first": "2026-12-07", "last": "2026-12-12", "note": "Noël"}


@pytest.fixture(autouse=True)
def _in_november(monkeypatch):
    monkeypatch.setattr(timezone, "now", lambda: datetime(2026, 11, 25, 12, tzinfo=UTC))


@pytest.fixture
def nour(inside, login):
    return login(inside.nour)


@pytest.fixture
def alma(inside, login):
    return login(inside.alma)


def page_of(cast, tail=""):
    return f"{HERE}/people/{cast.courier_id}/{tail}"


def test_nour_hires_a_person_and_finds_them_among_the_members(inside, nour):
    assert "Hire a person" in nour.get(f"{HERE}/people/").text
    answer = nour.post(f"{HERE}/people/hire/", LEO, follow=True)
    assert "Léo is hired." in answer.text
    assert "30\u00a0h a week at" in answer.text
    leo = MemberWorker.objects.get(code="LE")
    assert leo.contracts.get().hourly_cents == 1320
    page = nour.get(f"{HERE}/people/").text
    assert "from 1 Dec" in re.sub("<[^>]+>", "", page)
    assert page.index("Alma") < page.index("Léo")


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"hourly_rate": "12.00"}, "The minimum wage is €12.31 an hour"),
        ({"weekly_hours": "20"}, "L3123-27"),
        ({"code": "AL"}, "Another worker wears AL"),
        ({"started_on": "2226-01-01"}, "1 January 2226 is too far away"),
        ({"kind": "fixed_term"}, "A fixed-term contract says its last day."),
        ({"email": "leo"}, "valid email"),
    ],
)
def test_what_is_wrong_in_a_contract_stands_at_its_field_and_nobody_is_hired(inside, nour, changes, words):
    answer = nour.post(f"{HERE}/people/hire/", LEO | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert 'aria-invalid="true"' in answer.text
    assert MemberWorker.objects.count() == 1


def test_hours_change_by_another_contract_and_a_contract_is_ended(inside, nour):
    form = nour.get(page_of(inside, "contract/")).text
    assert 'value="35.00"' in form or 'value="35"' in form
    terms = {key: LEO[key] for key in ("kind", "job_title", "weekly_hours", "hourly_rate", "started_on")}
    answer = nour.post(page_of(inside, "contract/"), terms, follow=True)
    assert "The contract is signed." in answer.text
    old, new = Contract.objects.order_by("started_on")
    assert (old.ended_on, new.started_on) == (date(2026, 11, 30), date(2026, 12, 1))
    again = nour.post(page_of(inside, "contract/"), terms)
    assert again.status_code == 422
    assert "Another contract begins on that day or later" in again.text
    ended = nour.post(page_of(inside, f"contracts/{new.pk}/end/"), {"ended_on": "2027-01-31"}, follow=True)
    assert "The contract&#x27;s last day is entered." in ended.text
    assert MemberWorker.objects.get(pk=inside.courier_id).left_on == date(2027, 1, 31)
    wrong = nour.post(page_of(inside, f"contracts/{new.pk}/end/"), {"ended_on": "2020-01-31"})
    assert wrong.status_code == 422
    assert "ends before it begins" in wrong.text


def test_a_contract_of_another_member_is_not_ended_under_this_ones_address(inside, nour):
    bruno = hire(
        user_id=inside.bruno.pk, name="Bruno", code="BR", weekly_minutes=2100, hourly_cents=1400,
        started_on=date(2026, 1, 1), by=PLATFORM,
    )  # fmt: skip
    other = bruno.contracts.get()
    assert (
        nour.post(page_of(inside, f"contracts/{other.pk}/end/"), {"ended_on": "2027-01-31"}).status_code
        == 404
    )


def test_the_account_is_entered_by_the_member_and_read_by_the_treasurer(inside, alma, nour, login):
    facts = {"street": "3 rue du Port", "postcode": "06000", "town": "Nice", "country": "fr"}
    wrong = alma.post(f"{HERE}/me/profile/", facts | {"iban": "FR76 3000 4000 0312 3456 7890 1"})
    assert wrong.status_code == 422
    assert "25 characters out of 27. Paste the whole IBAN, spaces allowed." in wrong.text
    assert PayrollProfile.objects.count() == 0
    iban = "FR76 3000 4000 0312 3456 7890 143"
    assert "Saved." in alma.post(f"{HERE}/me/profile/", facts | {"iban": iban}, follow=True).text
    assert iban in nour.get(page_of(inside)).text
    assert iban in nour.get(page_of(inside, "profile/")).text
    for person in (inside.bruno, inside.rosa, inside.alma):
        assert login(person).get(page_of(inside)).status_code == 404
        assert login(person).get(page_of(inside, "profile/")).status_code == 404
        assert iban not in login(person).get(f"{HERE}/me/profile/").text or person == inside.alma


def test_the_treasurer_enters_a_tax_rate(inside, login):
    theo = login(inside.theo)
    rate = {"since": "2026-11-01", "percent": "3.5", "source": "DGFiP, 12/11/2026"}
    assert "3.50%" in theo.post(page_of(inside, "withholding/"), rate, follow=True).text
    theo.post(page_of(inside, "withholding/"), rate | {"since": "2026-12-01", "percent": ""})
    known = [withholding_rates(date(2026, month, 1)) for month in (11, 12)]
    assert known == [{inside.courier_id: Decimal("0.035")}, {inside.courier_id: None}]
    assert theo.post(page_of(inside, "withholding/"), rate | {"percent": "130"}).status_code == 422


def test_days_are_credited_on_the_members_page_and_taken_back(inside, nour, alma):
    days = {"days": "5", "first": "2026-11-25", "last": "2028-02-25", "reason": "Arrêt de mai"}
    answer = nour.post(page_of(inside, "leave/"), days, follow=True)
    assert "The days are credited." in answer.text
    assert "Arrêt de mai" in alma.get(f"{HERE}/me/leave/").text
    wrong = nour.post(page_of(inside, "leave/"), days | {"last": "2026-01-01"})
    assert wrong.status_code == 422
    assert "The last day is before the first one." in wrong.text
    credit = LeaveCredit.objects.get()
    assert "Taken back." in nour.post(page_of(inside, f"leave/{credit.pk}/withdraw/"), follow=True).text
    assert "Arrêt de mai" not in alma.get(f"{HERE}/me/leave/").text
    assert nour.post(page_of(inside, f"leave/{credit.pk}/withdraw/")).status_code == 404


def left_and_after(cost):
    found = re.search(r"([\d.]+) left on <time[^>]*>[^<]*</time>, ([\d.]+) after", cost)
    return [Decimal(number) for number in found.groups()]


def test_alma_sees_what_days_would_cost_then_asks_and_nour_grants_them(inside, alma, nour):
    plan_shift(
        member_id=inside.courier_id, starts_at=datetime(2026, 12, 8, 17, tzinfo=UTC),
        ends_at=datetime(2026, 12, 8, 21, tzinfo=UTC), by=PLATFORM,
    )  # fmt: skip
    cost = alma.get(f"{HERE}/me/leave/", WEEK, headers={"HX-Request": "true"}).text
    assert "6 working days" in cost
    assert "1 shift of yours is planned in it" in cost
    left, after = left_and_after(cost)
    assert left - after == 6
    asked = alma.post(f"{HERE}/me/leave/", WEEK, follow=True)
    assert "Asked. Somebody of the co-op decides." in asked.text
    absence = AbsenceRequest.objects.get()
    page = nour.get(f"{HERE}/people/absences/?month=2026-12").text
    assert "Noël" in page
    assert "1 shift is planned in it" in page
    assert page.count("away-mark--asked") == 6 + 1  # the days, and the key
    granted = nour.post(f"{HERE}/people/absences/{absence.pk}/approve/", follow=True).text
    assert "Granted." in granted
    page = nour.get(f"{HERE}/people/absences/?month=2026-12").text
    assert page.count("away-mark--paid_leave") == 6 + 1
    assert "6 of them planned" in alma.get(f"{HERE}/me/leave/").text
    next_monday = WEEK | {"first": "2026-12-14", "last": "2026-12-14"}
    cost = alma.get(f"{HERE}/me/leave/", next_monday, headers={"HX-Request": "true"}).text
    assert left_and_after(cost)[0] == after + Decimal("0.56")  # a week more of December: 7/31 of 2.5


def test_a_refusal_is_read_with_its_reason_and_a_request_is_taken_back(inside, alma, nour):
    alma.post(f"{HERE}/me/leave/", WEEK)
    absence = AbsenceRequest.objects.get()
    unsaid = nour.post(f"{HERE}/people/absences/{absence.pk}/refuse/", {"reason": ""}, follow=True)
    assert "Say why" in unsaid.text
    nour.post(f"{HERE}/people/absences/{absence.pk}/refuse/", {"reason": "Marché de Noël"})
    assert "Reason: Marché de Noël" in alma.get(f"{HERE}/me/leave/").text
    alma.post(f"{HERE}/me/leave/", WEEK)
    second = AbsenceRequest.objects.get(state="requested")
    assert "Taken back." in alma.post(f"{HERE}/me/leave/{second.pk}/withdraw/", follow=True).text
    second.refresh_from_db()
    assert second.state == "withdrawn"


def test_another_members_request_is_not_theirs_to_take_back(inside, alma, login):
    alma.post(f"{HERE}/me/leave/", WEEK)
    absence = AbsenceRequest.objects.get()
    for person in (inside.bruno, inside.nour):
        assert login(person).post(f"{HERE}/me/leave/{absence.pk}/withdraw/").status_code == 404
        if person != inside.nour:
            assert login(person).post(f"{HERE}/people/absences/{absence.pk}/approve/").status_code == 404


@pytest.mark.parametrize(
    ("changes", "words"),
    [
        ({"last": "2026-12-01"}, "The last day is before the first one."),
        ({"first": "1926-12-07"}, "7 December 1926 is too far away"),
        ({"first": "2026-12-06", "last": "2026-12-06"}, "no working day in it"),
        ({"first": ""}, "This field is required."),
    ],
)
def test_days_that_make_no_sense_are_said_at_their_field(inside, alma, changes, words):
    answer = alma.post(f"{HERE}/me/leave/", WEEK | changes)
    assert answer.status_code == 422
    assert words in answer.text
    assert AbsenceRequest.objects.count() == 0


def test_a_sick_note_is_entered_and_taken_back(inside, nour):
    note = {"member": inside.courier_id, "kind": "sickness", "first": "2026-11-23", "last": "2026-11-27"}
    page = nour.post(f"{HERE}/people/absences/", note, follow=True).text
    assert "Entered: the days count." in page
    assert page.count("away-mark--sickness") == 5 + 1
    again = nour.post(f"{HERE}/people/absences/", note)
    assert again.status_code == 422
    assert "There is already an absence from 23 November 2026 to 27 November 2026" in again.text
    absence = AbsenceRequest.objects.get()
    back = nour.post(
        f"{HERE}/people/absences/{absence.pk}/cancel/?month=2026-11", {"reason": "Reprise"}, follow=True
    )
    assert "Taken back." in back.text
    assert "Nobody is away." in back.text


def test_a_closed_month_takes_no_absence_and_no_variable_and_says_where_to_enter_it(october, login, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    nour = login(october.nour)
    note = {"member": october.courier_id, "kind": "sickness", "first": "2026-10-30", "last": "2026-10-30"}
    answer = nour.post(f"{HERE}/people/absences/", note)
    assert answer.status_code == 422
    assert "The pay of October 2026 is approved" in answer.text
    assert "as a variable of November 2026" in answer.text
    page = nour.get(f"{HERE}/people/variables/?month=2026-10").text
    assert "The pay of this month is approved" in page
    key = "01a21277-0000-7000-8000-000000000001"
    bonus = {"member": october.courier_id, "kind": "bonus", "amount": "5", "note": "AG", "key": key}
    assert nour.post(f"{HERE}/people/variables/?month=2026-10", bonus).status_code == 422
    alma = login(october.alma).get(f"{HERE}/me/expenses/").text
    assert 'value="2026-11-01"' in alma
    assert 'value="2026-10-01"' not in alma


def key_in(page):
    return re.search(r'name="key" value="([^"]+)"', page).group(1)


def test_the_treasurer_enters_a_bonus_once_and_takes_it_back(inside, login):
    theo = login(inside.theo)
    url = f"{HERE}/people/variables/?month=2026-11"
    bonus = {
        "member": inside.courier_id, "kind": "bonus", "amount": "50.25", "note": "AG du 3 novembre",
        "key": key_in(theo.get(url).text),
    }  # fmt: skip
    for _again in range(2):
        assert "€50.25" in theo.post(url, bonus, follow=True).text
    variable = PayVariable.objects.get()
    assert [row.cents for row in variables_of(date(2026, 11, 1))[inside.courier_id]] == [5025]
    assert "Taken back." in theo.post(f"{HERE}/people/variables/{variable.pk}/withdraw/", follow=True).text
    assert variables_of(date(2026, 11, 1)) == {}
    missing = theo.post(url, bonus | {"amount": ""})
    assert missing.status_code == 422
    assert "This field is required." in missing.text
    kilometres = theo.post(url, bonus | {"kind": "bike_km", "kilometres": "120", "key": str(uuid4())})
    assert kilometres.status_code == 422
    assert "pay.bike_km_cents" in kilometres.text


def test_alma_sends_an_expense_and_nour_approves_it(inside, alma, nour):
    page = alma.get(f"{HERE}/me/expenses/").text
    expense = {
        "kind": "expenses", "month": "2026-11-01", "amount": "12.50", "note": "Chambre à air", "key": key_in(page),
    }  # fmt: skip
    assert "Sent. Once approved" in alma.post(f"{HERE}/me/expenses/", expense, follow=True).text
    variable = PayVariable.objects.get()
    assert variables_of(date(2026, 11, 1)) == {}
    assert "Chambre à air" in nour.get(f"{HERE}/people/variables/").text
    approved = nour.post(f"{HERE}/people/variables/{variable.pk}/approve/", follow=True)
    assert "Approved: it counts" in approved.text
    assert [row.cents for row in variables_of(date(2026, 11, 1))[inside.courier_id]] == [1250]
    assert "accepted" in alma.get(f"{HERE}/me/expenses/").text
    assert alma.post(f"{HERE}/me/expenses/", expense | {"kind": "bonus"}).status_code == 422


def test_own_pages_lead_to_each_other_and_whoever_is_not_employed_is_told(inside, alma, login):
    page = alma.get(f"{HERE}/me/").text
    for tail in ("leave/", "expenses/", "profile/"):
        assert f'href="{HERE}/me/{tail}"' in page
        assert "You are not on the payroll here" in login(inside.rosa).get(f"{HERE}/me/{tail}").text


def test_a_country_whose_leave_is_not_computed_says_so(inside, login):
    type(inside.cooperative).objects.filter(pk=inside.cooperative.pk).update(country="BE")
    assert "does not compute leave for this country" in login(inside.alma).get(f"{HERE}/me/leave/").text
    answer = login(inside.alma).post(f"{HERE}/me/leave/", WEEK, follow=True)
    assert answer.status_code == 200
    absence = AbsenceRequest.objects.get()
    login(inside.nour).post(f"{HERE}/people/absences/{absence.pk}/approve/")
    absence.refresh_from_db()
    assert absence.state == "approved"


@pytest.mark.parametrize("month", ["2026-13", "x", "", "0001-01", "9999-12"])
def test_a_month_that_is_none_shows_this_one(inside, nour, month):
    for page in ("absences", "variables"):
        assert "November 2026" in nour.get(f"{HERE}/people/{page}/", {"month": month}).text


def test_the_pages_take_as_many_queries_for_three_members_as_for_one(
    inside, nour, login, django_assert_num_queries
):
    counts = {}
    for code, user in (("", None), ("B1", inside.bruno), ("B2", inside.theo)):
        if user:
            one = hire(
                user_id=user.pk, name=code, code=code, weekly_minutes=2100, hourly_cents=1400,
                started_on=date(2025, 1, 1), by=PLATFORM,
            )  # fmt: skip
            login(user).post(f"{HERE}/me/leave/", WEEK)
            PayVariable.objects.create(
                member=one, month=date(2026, 11, 1), kind="bonus", cents=100, note="x", source_key=code,
                entered_by=str(PLATFORM), entered_at=timezone.now(),
            )  # fmt: skip
        else:
            login(inside.alma).post(f"{HERE}/me/leave/", WEEK)
            PayVariable.objects.create(
                member_id=inside.courier_id, month=date(2026, 11, 1), kind="bonus", cents=100, note="x",
                source_key="x", entered_by=str(PLATFORM), entered_at=timezone.now(),
            )  # fmt: skip
        for tail in ("people/", "people/absences/?month=2026-12", "people/variables/"):
            expected = counts.get(tail)
            with django_assert_num_queries(expected or 100, exact=bool(expected)) as asked:
                assert nour.get(f"{HERE}/{tail}").status_code == 200
            counts.setdefault(tail, len(asked))
