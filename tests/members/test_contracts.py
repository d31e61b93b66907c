"""Hiring, changing hours and rate, ending: one contract a day."""

from dataclasses import replace
from datetime import UTC, date, datetime

import pytest

from cooperatives.domain.roles import Role
from cooperatives.models import Membership, User
from cooperatives.services.founding import adopt_charter
from coopplatform.journal.reading import Place, since
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow, NotFound
from members.domain.contracts import Terms
from members.models import Contract, MemberWorker
from members.queries.contracts import contracts_of, everyone_employed
from members.queries.roster import everyone
from members.services.contracts import change_contract, employ, end_contract
from members.services.payroll import approve_run, compute_payslips
from tests.conftest import PLATFORM, TERMS
from tests.deliveries.test_races import at_once
from tests.members.conftest import OCTOBER

TODAY = datetime(2026, 11, 25, 9, tzinfo=UTC)
DECEMBER = date(2026, 12, 1)
TERMS_OF_LEO = Terms("permanent", 30 * 60, 1300, DECEMBER, job_title="Coursier")
GRID = [{"class": "2ter", "label": "Coursier", "hourly_cents": 1290, "since": "2026-01-01", "source": "AG"}]


def hired(cast, terms=TERMS_OF_LEO, **more):
    facts = {"email": "leo@example.org", "name": "Léo", "code": "le"} | more
    return employ(terms=terms, by=cast.by("nour"), at=TODAY, **facts)


def alma(cast):
    return MemberWorker.objects.get(pk=cast.courier_id)


def spans(cast):
    return [(c.started_on, c.ended_on) for c in reversed(contracts_of(cast.courier_id))]


def test_whoever_is_hired_has_an_account_a_role_and_a_contract(inside):
    leo = hired(inside)
    assert (leo.code, leo.joined_on) == ("LE", DECEMBER)
    assert Membership.objects.get(user=leo.user).role == Role.COURIER
    contract = leo.contracts.get()
    assert (contract.weekly_minutes, contract.hourly_cents, contract.job_title) == (1800, 1300, "Coursier")
    assert not leo.user.has_usable_password()
    assert [entry.name for entry in since(Place(), is_settled_only=False)][-1] == "ContractSigned"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"code": "AL"}, "code_taken"),
        ({"code": "L"}, "bad_code"),
        ({"email": "leo"}, "bad_email"),
        ({"email": "alma@roue-libre.example"}, "works_here"),
        ({"terms": replace(TERMS_OF_LEO, hourly_cents=1230)}, "below_floor"),
        ({"terms": replace(TERMS_OF_LEO, weekly_minutes=20 * 60)}, "short_hours"),
        ({"terms": replace(TERMS_OF_LEO, grid_class="2ter")}, "unknown_class"),
        ({"terms": replace(TERMS_OF_LEO, started_on=date(2126, 1, 1))}, "absurd_date"),
    ],
)
def test_a_refused_hiring_leaves_nothing_behind(inside, changes, code):
    before = (User.objects.count(), Membership.objects.count(), Contract.objects.count())
    with pytest.raises(Invalid) as refused:
        hired(inside, **changes)
    assert refused.value.code == code
    assert (User.objects.count(), Membership.objects.count(), Contract.objects.count()) == before


def test_the_grid_of_the_charter_is_the_floor_of_its_class(inside):
    adopt_charter(
        terms=TERMS | {"pay": {**TERMS["pay"], "grid": GRID}},
        valid_from=date(2026, 1, 1),
        by=PLATFORM,
        at=TODAY,
    )
    with pytest.raises(Invalid) as refused:
        hired(inside, terms=replace(TERMS_OF_LEO, grid_class="2ter", hourly_cents=1280))
    assert refused.value.code == "below_floor"
    assert hired(inside, terms=replace(TERMS_OF_LEO, grid_class="2ter")).contracts.get().grid_class == "2ter"


def test_other_hours_are_a_new_contract_and_the_old_one_ends_the_day_before(inside):
    change_contract(member_id=inside.courier_id, terms=TERMS_OF_LEO, by=inside.by("nour"), at=TODAY)
    assert spans(inside) == [(date(2024, 1, 1), date(2026, 11, 30)), (DECEMBER, None)]
    with pytest.raises(Invalid) as refused:
        change_contract(
            member_id=inside.courier_id,
            terms=replace(TERMS_OF_LEO, started_on=date(2026, 11, 26)),
            by=inside.by("nour"),
            at=TODAY,
        )
    assert refused.value.code == "contract_overlaps"
    assert spans(inside) == [(date(2024, 1, 1), date(2026, 11, 30)), (DECEMBER, None)]


def test_a_month_whose_pay_is_approved_keeps_its_contracts(october, now):
    run = compute_payslips(month=OCTOBER, by=october.by("theo"), at=now)
    approve_run(run_id=run.pk, by=october.by("nour"), at=now)
    for work in (
        lambda: change_contract(
            member_id=october.courier_id,
            terms=replace(TERMS_OF_LEO, started_on=date(2026, 10, 15)),
            by=PLATFORM,
            at=TODAY,
        ),
        lambda: end_contract(
            contract_id=contracts_of(october.courier_id)[0].pk,
            ended_on=date(2026, 10, 20),
            by=PLATFORM,
            at=TODAY,
        ),
        lambda: hired(october, terms=replace(TERMS_OF_LEO, started_on=date(2026, 9, 1))),
    ):
        with pytest.raises(NotAllowedNow, match="October 2026 is approved.*variable of November 2026"):
            work()
    # from the first open day on
    end_contract(
        contract_id=contracts_of(october.courier_id)[0].pk,
        ended_on=date(2026, 10, 31),
        by=PLATFORM,
        at=TODAY,
    )


def test_an_ended_contract_lets_the_member_go_and_another_one_brings_them_back(inside):
    contract = contracts_of(inside.courier_id)[0]
    end_contract(contract_id=contract.pk, ended_on=date(2026, 11, 30), by=inside.by("nour"), at=TODAY)
    end_contract(contract_id=contract.pk, ended_on=date(2026, 11, 30), by=inside.by("nour"), at=TODAY)
    assert alma(inside).left_on == date(2026, 11, 30)
    assert [entry.name for entry in since(Place(), is_settled_only=False)].count("ContractEnded") == 1
    with pytest.raises(NotAllowedNow) as refused:
        end_contract(contract_id=contract.pk, ended_on=date(2026, 12, 31), by=PLATFORM, at=TODAY)
    assert refused.value.code == "contract_ends_sooner"
    with pytest.raises(Invalid):
        end_contract(contract_id=contract.pk, ended_on=date(2023, 1, 1), by=PLATFORM, at=TODAY)
    change_contract(
        member_id=inside.courier_id,
        terms=replace(TERMS_OF_LEO, started_on=date(2027, 2, 1)),
        by=inside.by("nour"),
        at=TODAY,
    )
    assert alma(inside).left_on is None
    assert spans(inside) == [(date(2024, 1, 1), date(2026, 11, 30)), (date(2027, 2, 1), None)]


def test_whoever_leaves_next_month_still_works_here_today(inside, now):
    later = date(now.year + 1, 1, 31)
    end_contract(contract_id=contracts_of(inside.courier_id)[0].pk, ended_on=later, by=PLATFORM, at=now)
    assert [worker.code for worker in everyone()] == ["AL"]


def test_a_contract_the_minimum_wage_has_overtaken_is_told_of(inside):
    Contract.objects.update(hourly_cents=1200)
    told = everyone_employed(date(2026, 11, 25))
    assert [[sentence.message for sentence in one.warnings] for one in told] == [
        ["The minimum wage is %(least)s an hour (%(source)s)."]
    ]


def test_the_list_takes_as_many_queries_for_three_as_for_one(inside, django_assert_num_queries):
    hired(inside)
    hired(inside, email="mia@example.org", name="Mia", code="MI")
    with django_assert_num_queries(4):
        assert len(everyone_employed(date(2026, 11, 25))) == 3


def test_a_contract_of_nobody_is_not_found(inside):
    with pytest.raises(NotFound):
        change_contract(member_id=inside.shift_id, terms=TERMS_OF_LEO, by=PLATFORM, at=TODAY)
    with pytest.raises(NotFound):
        end_contract(contract_id=inside.shift_id, ended_on=DECEMBER, by=PLATFORM, at=TODAY)


def test_of_four_contracts_signed_at_once_for_the_same_days_one_stands(transactional_db, roue):
    def sign():
        return change_contract(member_id=roue.courier_id, terms=TERMS_OF_LEO, by=PLATFORM, at=TODAY)

    outcomes = at_once(roue, *[sign] * 4)
    assert sum(isinstance(outcome, DomainError) for outcome in outcomes) == 3
    with roue.inside():
        assert spans(roue) == [(date(2024, 1, 1), date(2026, 11, 30)), (DECEMBER, None)]
