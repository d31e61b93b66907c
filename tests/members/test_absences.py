"""Days away: asked for, decided by somebody else, never twice, never beyond the balance."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest

from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from members.domain.absence import Absence, AbsenceKind
from members.models import AbsenceRequest, LeaveCredit
from members.queries.absences import absences_between, shifts_in, to_decide
from members.queries.leave import leave_account_of, leave_rights
from members.services.absences import (
    Days,
    approve_absence,
    ask_absence,
    cancel_absence,
    enter_absence,
    refuse_absence,
    withdraw_absence,
)
from members.services.leave_credits import credit_leave, withdraw_credit
from members.services.payroll import approve_run, compute_payslips
from members.services.roster import hire, plan_shift
from tests.conftest import PLATFORM
from tests.deliveries.test_races import at_once
from tests.members.conftest import OCTOBER

TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
WEEK = Days(AbsenceKind.PAID_LEAVE, date(2026, 12, 7), date(2026, 12, 12), "Noël chez maman")
FLU = Days(AbsenceKind.SICKNESS, date(2026, 11, 23), date(2026, 11, 27))


def asked(cast, days=WEEK, at=TODAY):
    return ask_absence(member_id=cast.courier_id, days=days, by=cast.by("alma"), at=at)


def entered(cast, days=FLU, **more):
    return enter_absence(member_id=cast.courier_id, days=days, by=cast.by("nour"), at=TODAY, **more)


def code_of(work):
    with pytest.raises(DomainError) as refused:
        work()
    return refused.value.code


def test_alma_asks_nour_approves_and_the_days_count(inside):
    absence = asked(inside)
    assert absences_between(WEEK.first, WEEK.last) == {}
    assert [row.pk for row in to_decide()] == [absence.pk]
    approve_absence(absence_id=absence.pk, by=inside.by("nour"), at=TODAY)
    approve_absence(absence_id=absence.pk, by=inside.by("nour"), at=TODAY)
    assert absences_between(date(2026, 12, 12), date(2026, 12, 31)) == {
        inside.courier_id: [Absence(AbsenceKind.PAID_LEAVE, WEEK.first, WEEK.last)]
    }
    assert absences_between(date(2026, 12, 13), date(2026, 12, 31)) == {}
    rights = leave_rights(date(2026, 12, 31))[inside.courier_id]
    assert (rights.acquired_days, rights.taken_days, rights.left_days) == (30, 6, 24)
    assert (rights.reference_first, rights.reference_last) == (date(2025, 6, 1), date(2026, 5, 31))
    names = [entry.name for entry in since(Place(), is_settled_only=False)]
    assert names[-2:] == ["AbsenceAsked", "AbsenceDecided"]


def test_the_journal_does_not_say_why_somebody_is_away(inside):
    entered(inside)
    told = [entry for entry in since(Place(), is_settled_only=False) if entry.name == "AbsenceDecided"]
    assert set(told[0].event.payload()) == {"absence_id", "courier_id", "is_approved"}


def test_a_refusal_has_a_reason_and_is_no_longer_decided(inside):
    absence = asked(inside)
    assert (
        code_of(lambda: refuse_absence(absence_id=absence.pk, reason=" ", by=inside.by("nour"), at=TODAY))
        == "no_reason"
    )
    refused = refuse_absence(absence_id=absence.pk, reason="Marché", by=inside.by("nour"), at=TODAY)
    assert (refused.state, refused.reason) == ("refused", "Marché")
    assert (
        code_of(lambda: approve_absence(absence_id=absence.pk, by=inside.by("nour"), at=TODAY))
        == "already_decided"
    )
    assert asked(inside).state == "requested"  # a refusal does not stand in the way


def test_nobody_decides_about_their_own(inside):
    absence = asked(inside)
    for work in (
        lambda: approve_absence(absence_id=absence.pk, by=inside.by("alma"), at=TODAY),
        lambda: refuse_absence(absence_id=absence.pk, reason="no", by=inside.by("alma"), at=TODAY),
        lambda: enter_absence(member_id=inside.courier_id, days=FLU, by=inside.by("alma"), at=TODAY),
    ):
        assert code_of(work) == "own_matter"


@pytest.mark.parametrize(
    ("days", "code"),
    [
        (replace(WEEK, last=date(2026, 12, 6)), "ends_before"),
        (replace(WEEK, first=date(1926, 12, 7)), "absurd_date"),
        (replace(WEEK, last=date(9999, 12, 12)), "absurd_date"),
        (replace(WEEK, first=date(2026, 12, 6), last=date(2026, 12, 6)), "costs_nothing"),
    ],
)
def test_days_that_make_no_sense_are_refused(inside, days, code):
    assert code_of(lambda: asked(inside, days)) == code
    assert AbsenceRequest.objects.count() == 0


def test_there_is_no_leave_from_a_co_op_one_does_not_work_for(inside):
    early = replace(FLU, first=date(2023, 12, 28), last=date(2024, 1, 2))
    assert code_of(lambda: entered(inside, early)) == "not_employed"


def test_nobody_is_away_twice_on_one_day(inside):
    entered(inside)
    for first, last in ((27, 30), (20, 23), (24, 25), (20, 30)):
        again = replace(WEEK, first=date(2026, 11, first), last=date(2026, 11, last))
        assert code_of(lambda days=again: asked(inside, days)) == "already_away"
    asked(inside)
    assert code_of(lambda: asked(inside)) == "already_away"


def test_a_request_is_not_approved_over_a_sick_note_that_came_meanwhile(inside):
    absence = asked(inside)
    entered(inside, replace(FLU, last=date(2026, 12, 7)))
    assert (
        code_of(lambda: approve_absence(absence_id=absence.pk, by=inside.by("nour"), at=TODAY))
        == "already_away"
    )


def test_leave_beyond_the_balance_is_refused_unless_granted_in_advance(inside, now):
    member = hire(
        user_id=inside.bruno.pk,
        name="Bruno",
        code="BR",
        weekly_minutes=35 * 60,
        hourly_cents=1400,
        started_on=date(2026, 11, 1),
        by=PLATFORM,
    )
    absence = ask_absence(member_id=member.pk, days=WEEK, by=inside.by("bruno"), at=TODAY)
    with pytest.raises(NotAllowedNow, match="working days are missing") as refused:
        approve_absence(absence_id=absence.pk, by=inside.by("nour"), at=TODAY)
    assert refused.value.field == "in_advance"
    assert AbsenceRequest.objects.get(pk=absence.pk).state == "requested"
    granted = approve_absence(absence_id=absence.pk, by=inside.by("nour"), at=TODAY, in_advance=True)
    assert granted.in_advance
    account = leave_account_of(member.pk, date(2026, 12, 31))
    assert account.left == -1  # five acquired in two months, six taken


def carried(cast, days="5", by="nour", **changes):
    facts = {"first": date(2026, 11, 1), "last": date(2028, 2, 1), "reason": "Arrêt de mai, L3141-19-1"}
    return credit_leave(
        member_id=cast.courier_id, days=Decimal(days), by=cast.by(by), at=TODAY, **facts | changes
    )


def test_days_carried_over_are_taken_beside_the_accrual_and_taken_back_while_nobody_has_them(inside):
    before = leave_account_of(inside.courier_id, date(2026, 11, 25)).left
    credit = carried(inside)
    assert leave_account_of(inside.courier_id, date(2026, 11, 25)).left == before + 5
    assert leave_rights(date(2026, 11, 25))[inside.courier_id].left_days == 30
    absence = asked(inside, replace(WEEK, last=date(2027, 2, 6)))  # 53 days of 50.4 and 5
    approve_absence(absence_id=absence.pk, by=inside.by("nour"), at=TODAY)
    assert (
        code_of(lambda: withdraw_credit(credit_id=credit.pk, by=inside.by("nour"), at=TODAY))
        == "credit_taken"
    )
    assert LeaveCredit.objects.get().withdrawn_at is None
    cancel_absence(absence_id=absence.pk, reason="Trop long", by=inside.by("nour"), at=TODAY)
    for _again in range(2):
        withdraw_credit(credit_id=credit.pk, by=inside.by("nour"), at=TODAY)
    assert leave_account_of(inside.courier_id, date(2026, 11, 25)).left == before


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"days": "0"}, "bad_days"),
        ({"days": "121"}, "bad_days"),
        ({"last": date(2026, 10, 1)}, "ends_before"),
        ({"last": date(2126, 10, 1)}, "absurd_date"),
        ({"reason": " "}, "no_reason"),
        ({"by": "alma"}, "own_matter"),
    ],
)
def test_a_credit_that_makes_no_sense_is_refused(inside, changes, code):
    assert code_of(lambda: carried(inside, **changes)) == code
    assert LeaveCredit.objects.count() == 0


def test_sickness_is_no_matter_of_balance(inside):
    year = replace(FLU, first=date(2026, 11, 1), last=date(2027, 10, 31))
    assert entered(inside, year).state == "approved"


def test_a_month_whose_pay_is_approved_takes_no_absence(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    with pytest.raises(NotAllowedNow, match="variable of November 2026"):
        entered(october, replace(FLU, first=date(2026, 10, 30), last=date(2026, 11, 3)))
    entered(october)


def test_days_are_taken_back_before_they_begin_and_corrected_by_the_co_op_after(inside):
    absence = asked(inside)
    withdraw_absence(absence_id=absence.pk, by=inside.by("alma"), at=TODAY)
    withdraw_absence(absence_id=absence.pk, by=inside.by("alma"), at=TODAY)
    flu = entered(inside)
    assert (
        code_of(lambda: withdraw_absence(absence_id=flu.pk, by=inside.by("alma"), at=TODAY))
        == "absence_begun"
    )
    assert (
        code_of(lambda: cancel_absence(absence_id=flu.pk, reason="", by=inside.by("nour"), at=TODAY))
        == "no_reason"
    )
    cancel_absence(absence_id=flu.pk, reason="Reprise le 25", by=inside.by("nour"), at=TODAY)
    assert absences_between(FLU.first, FLU.last) == {}
    entered(inside, replace(FLU, last=date(2026, 11, 24)))


def test_shifts_planned_in_it_are_counted(inside):
    starts = datetime(2026, 12, 12, 17, tzinfo=UTC)
    for start in (starts, starts.replace(day=13), starts.replace(day=8)):
        plan_shift(member_id=inside.courier_id, starts_at=start, ends_at=start.replace(hour=20), by=PLATFORM)
    absence = asked(inside)
    assert shifts_in([absence], inside.cooperative.zone) == {absence.pk: 2}


def test_an_absence_of_nobody_is_not_found(inside):
    with pytest.raises(NotFound):
        approve_absence(absence_id=inside.shift_id, by=PLATFORM, at=TODAY)
    with pytest.raises(NotFound):
        ask_absence(member_id=inside.shift_id, days=WEEK, by=PLATFORM, at=TODAY)


def test_balances_take_as_many_queries_for_two_as_for_one(inside, django_assert_num_queries):
    for code in ("X1", "X2"):
        with django_assert_num_queries(4):  # the co-op, contracts, absences, credits
            leave_rights(date(2026, 11, 25))
        user = {"X1": inside.bruno, "X2": inside.nour}[code]
        hire(
            user_id=user.pk,
            name=code,
            code=code,
            weekly_minutes=2100,
            hourly_cents=1400,
            started_on=date(2025, 1, 1),
            by=PLATFORM,
        )
    assert len(leave_rights(date(2026, 11, 25))) == 3


def test_of_four_sick_notes_entered_at_once_one_counts(transactional_db, roue):
    def enter():
        return enter_absence(member_id=roue.courier_id, days=FLU, by=PLATFORM, at=TODAY)

    outcomes = at_once(roue, *[enter] * 4)
    assert sum(isinstance(outcome, NotAllowedNow) for outcome in outcomes) == 3
    with roue.inside():
        assert AbsenceRequest.objects.count() == 1


def test_an_end_before_the_start_is_refused_by_the_form_of_the_days(inside):
    with pytest.raises(Invalid) as refused:
        asked(inside, Days(AbsenceKind.UNPAID, date(2026, 12, 2), date(2026, 12, 1)))
    assert refused.value.field == "last"
