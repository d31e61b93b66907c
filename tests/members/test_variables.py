"""The month's variables, the payroll profile and the withholding rate."""

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal
from uuid import uuid4

import pytest

from cooperatives.services.founding import adopt_charter
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from members.models import PayrollProfile, PayVariable
from members.queries.profiles import profiles, withholding_rates
from members.queries.variables import variables_of
from members.services.payroll import approve_run, compute_payslips
from members.services.profiles import Particulars, enter_withholding_rate, save_profile
from members.services.variables import (
    Amount,
    approve_variable,
    ask_variable,
    enter_variable,
    refuse_variable,
    withdraw_variable,
)
from tests.conftest import PLATFORM, TERMS
from tests.members.conftest import OCTOBER

TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
NOVEMBER = date(2026, 11, 1)
KIND = PayVariable.Kind
IBAN = "FR76 3000 4000 0312 3456 7890 143"


def amount(kind=KIND.BONUS, **changes):
    facts = {"month": date(2026, 11, 17), "note": "AG du 3 novembre", "key": uuid4(), "cents": 5000}
    return Amount(kind=kind, **facts | changes)


def entered(cast, what=None):
    return enter_variable(member_id=cast.courier_id, amount=what or amount(), by=cast.by("theo"), at=TODAY)


def asked(cast, what=None):
    what = what or amount(KIND.EXPENSES, cents=1250, note="Chambre à air, ticket du 12")
    return ask_variable(member_id=cast.courier_id, amount=what, by=cast.by("alma"), at=TODAY)


def code_of(work):
    with pytest.raises(DomainError) as refused:
        work()
    return refused.value.code


def in_november():
    return [(row.kind, row.cents, row.quantity) for rows in variables_of(NOVEMBER).values() for row in rows]


def vote_rate(cents=25):
    adopt_charter(
        terms=TERMS | {"pay": {**TERMS["pay"], "bike_km_cents": cents}},
        valid_from=date(2026, 1, 1),
        by=PLATFORM,
        at=TODAY,
    )


def test_what_the_treasurer_enters_counts_once_however_often_the_form_is_sent(inside):
    what = amount()
    assert entered(inside, what).pk == entered(inside, what).pk
    assert in_november() == [("bonus", 5000, 0)]
    assert variables_of(date(2026, 12, 1)) == {}


def test_what_a_member_asks_counts_once_somebody_else_approves_it(inside):
    variable = asked(inside)
    assert in_november() == []
    assert (
        code_of(lambda: approve_variable(variable_id=variable.pk, by=inside.by("alma"), at=TODAY))
        == "own_matter"
    )
    approve_variable(variable_id=variable.pk, by=inside.by("nour"), at=TODAY)
    approve_variable(variable_id=variable.pk, by=inside.by("nour"), at=TODAY)
    assert in_november() == [("expenses", 1250, 0)]
    names = [entry.name for entry in since(Place(), is_settled_only=False)]
    assert names[-2:] == ["PayVariableEntered", "PayVariableDecided"]


def test_a_refused_or_withdrawn_one_does_not_count(inside):
    one, two, three = asked(inside), asked(inside), entered(inside)
    refuse_variable(variable_id=one.pk, reason="Sans ticket", by=inside.by("nour"), at=TODAY)
    withdraw_variable(variable_id=two.pk, by=inside.by("alma"), at=TODAY)
    withdraw_variable(variable_id=three.pk, by=inside.by("theo"), at=TODAY)
    assert in_november() == []
    for variable in (one, two):
        assert (
            code_of(lambda key=variable.pk: approve_variable(variable_id=key, by=inside.by("nour"), at=TODAY))
            == "already_decided"
        )


def test_kilometres_are_paid_at_the_charters_rate_and_without_one_refused_by_its_name(inside):
    ride = amount(KIND.BIKE_KILOMETRES, cents=0, kilometres=312)
    with pytest.raises(Invalid, match=r"pay\.bike_km_cents"):
        entered(inside, ride)
    vote_rate(25)
    entered(inside, ride)
    assert in_november() == [("bike_km", 7800, 312)]


@pytest.mark.parametrize(
    ("what", "code"),
    [
        (amount(cents=0), "bad_amount"),
        (amount(cents=10**9), "bad_amount"),
        (amount(note="  "), "no_note"),
        (amount(month=date(2226, 1, 1)), "absurd_month"),
        (amount(KIND.SHARE_INSTALMENT), "bad_kind"),
        (amount(KIND.BIKE_KILOMETRES, kilometres=99_999), "bad_distance"),
    ],
)
def test_what_makes_no_sense_is_refused(inside, what, code):
    assert code_of(lambda: entered(inside, what)) == code
    assert PayVariable.objects.count() == 0


def test_a_member_gives_themselves_no_bonus(inside):
    assert code_of(lambda: asked(inside, amount())) == "bad_kind"


def test_once_a_months_pay_is_approved_nothing_of_it_moves(october, now):
    before = entered(october, amount(month=OCTOBER))
    waiting = asked(october, replace(amount(KIND.EXPENSES), month=OCTOBER))
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    for work in (
        lambda: entered(october, amount(month=OCTOBER)),
        lambda: withdraw_variable(variable_id=before.pk, by=PLATFORM, at=TODAY),
        lambda: approve_variable(variable_id=waiting.pk, by=october.by("nour"), at=TODAY),
        lambda: enter_withholding_rate(
            member_id=october.courier_id,
            since=OCTOBER,
            basis_points=350,
            source="",
            by=PLATFORM,
            at=TODAY,
        ),
    ):
        with pytest.raises(NotAllowedNow, match="October 2026 is approved"):
            work()


def test_what_other_parts_of_the_books_entered_is_not_taken_back_here(inside):
    row = PayVariable.objects.create(
        member_id=inside.courier_id,
        month=NOVEMBER,
        kind=KIND.SHARE_INSTALMENT,
        cents=2000,
        source_key="instalment:1",
        entered_by=str(PLATFORM),
        entered_at=TODAY,
    )
    assert in_november() == [("share_instalment", 2000, 0)]
    assert code_of(lambda: withdraw_variable(variable_id=row.pk, by=PLATFORM, at=TODAY)) == "not_by_hand"


def test_address_and_account_are_kept_and_the_journal_says_only_that_they_changed(inside):
    facts = Particulars("3 rue du Port", "98000", "Monaco", "mc", IBAN)
    for _again in range(2):
        save_profile(member_id=inside.courier_id, particulars=facts, by=inside.by("alma"), at=TODAY)
    profile = profiles()[inside.courier_id]
    assert profile.iban == "FR7630004000031234567890143"
    assert profile.address_lines == ["3 rue du Port", "98000 Monaco"]
    told = [e for e in since(Place(), is_settled_only=False) if e.name == "PayrollProfileChanged"]
    assert [entry.event.payload() for entry in told] == [{"courier_id": str(inside.courier_id)}]


def test_an_iban_that_fails_changes_nothing(inside):
    with pytest.raises(Invalid, match="25 characters out of 27") as refused:
        save_profile(
            member_id=inside.courier_id,
            particulars=Particulars("3 rue du Port", iban=IBAN[:-2]),
            by=PLATFORM,
            at=TODAY,
        )
    assert refused.value.field == "iban"
    assert PayrollProfile.objects.count() == 0


def rate(cast, since_on, basis_points):
    return enter_withholding_rate(
        member_id=cast.courier_id,
        since=since_on,
        basis_points=basis_points,
        source="CRM DGFiP",
        by=cast.by("theo"),
        at=TODAY,
    )


def test_the_rate_in_force_is_the_last_one_that_has_begun(inside):
    assert withholding_rates(NOVEMBER) == {}
    rate(inside, date(2026, 9, 15), 350)
    rate(inside, date(2026, 11, 1), None)
    rate(inside, date(2026, 12, 1), 0)
    known = [withholding_rates(date(2026, month, 28)) for month in (9, 11, 12)]
    assert known == [{inside.courier_id: value} for value in (Decimal("0.035"), None, Decimal(0))]
    rate(inside, date(2026, 12, 1), 410)
    assert withholding_rates(date(2026, 12, 1)) == {inside.courier_id: Decimal("0.041")}
    with pytest.raises(Invalid):
        rate(inside, date(2026, 12, 1), 10_001)
