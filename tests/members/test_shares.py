"""Shares: subscribed, paid in by bank or month by month on pay, and given back."""

from datetime import UTC, date, datetime
from uuid import UUID

import pytest

from cooperatives.domain.charts import Role as Account
from cooperatives.domain.ledger import DraftEntry, DraftLine
from cooperatives.models import Entry
from cooperatives.queries.books import balances_by_role, entry_of
from cooperatives.services.closing import close_year
from cooperatives.services.founding import adopt_charter
from cooperatives.services.ledger import post_entry
from coopplatform.contracts.paying import PayRunApproved
from coopplatform.journal.reactions import reactions
from coopplatform.journal.reading import history
from coopplatform.journal.recording import record
from coopplatform.kernel.errors import DomainError, Invalid, NotAllowedNow
from coopplatform.kernel.text import Sentence
from coopplatform.tenancy.work import unit_of_work
from members.models import PayRun, Payslip, PayVariable, ShareMovement
from members.queries.shares import capital_account, capital_accounts, capital_here, terms_of_shares
from members.services.roster import hire
from members.services.share_instalments import enter_due_instalments, enter_instalments, pay_in_instalments
from members.services.shares import pay_refund, refund_shares, subscribe_shares
from members.services.statutes import adopt_statutes
from tests.conftest import PLATFORM, TERMS
from tests.members.test_surplus import sell

JANUARY, FEBRUARY, MARCH = date(2026, 1, 1), date(2026, 2, 1), date(2026, 3, 1)
AT = datetime(2026, 4, 2, 10, tzinfo=UTC)
TODAY = AT.date()
SHARES = {"nominal_cents": 2000, "minimum_units": 5, "refund_years": 3, "reserves_absorb_losses": True}
CAPITAL = {
    Account.CAPITAL, Account.CAPITAL_UNPAID, Account.SHARES_CALLED, Account.SHARES_REFUNDED, Account.BANK,
}  # fmt: skip


@pytest.fixture
def coop(inside):
    """Statutes with shares of 20 €, at least five; Bruno works here too."""
    adopt_charter(
        terms=TERMS | {"surplus": TERMS["surplus"] | SHARES}, valid_from=date(2024, 1, 1), by=PLATFORM, at=AT
    )
    bruno = hire(
        user_id=inside.bruno.pk, name="Bruno", code="BR", weekly_minutes=2100, hourly_cents=1500,
        started_on=date(2024, 1, 1), by=PLATFORM,
    )  # fmt: skip
    inside.users["bruno_id"] = bruno.pk
    return inside


def subscribe(member_id: UUID, units: int, on: date = date(2026, 1, 5), **more) -> ShareMovement:
    return subscribe_shares(member_id=member_id, units=units, on=on, by=PLATFORM, at=AT, **more)


def held() -> dict[Account, int]:
    return {role: cents for role, cents in balances_by_role(last=TODAY).items() if cents and role in CAPITAL}


def pay(month: date) -> PayRun:
    """The month's pay run, with a payslip that deducts what stands there, approved."""
    run = PayRun.objects.create(month=month, state="computed", prepared_by="x", prepared_at=AT)
    for variable in PayVariable.objects.filter(month=month, withdrawn_at__isnull=True):
        Payslip.objects.create(
            run=run, member=variable.member, weekly_minutes=2100, hourly_cents=1400, seconds=0, paid_seconds=0,
            currency="EUR", gross_cents=100_000, employee_cents=0, employer_cents=0,
            statement={"net_items": [{"code": variable.kind, "cents": -variable.cents}]}, facts={},
        )  # fmt: skip
    run.state = "approved"
    run.save(update_fields=["state"])
    return run


def test_shares_paid_by_bank_are_called_and_paid_in_at_once(coop):
    move = subscribe(coop.courier_id, 10)
    assert (move.number, move.cents) == (1, 20_000)
    assert held() == {Account.BANK: 20_000, Account.CAPITAL: -20_000}
    account = capital_account(coop.courier_id)
    assert (account.units, account.subscribed_cents, account.paid_in_cents, account.outstanding_cents) == (
        10,
        20_000,
        20_000,
        0,
    )


def test_the_register_counts_on_without_a_gap_and_lists_by_entry(coop):
    subscribe(coop.courier_id, 10, on=date(2026, 2, 1))
    subscribe(coop.users["bruno_id"], 5, on=date(2026, 1, 1))
    with pytest.raises(Invalid):
        subscribe(coop.courier_id, 0)
    third = subscribe(coop.courier_id, 1)
    assert third.number == 3
    assert [account.member.name for account in capital_accounts()] == ["Bruno", "Alma"]


@pytest.mark.parametrize("many", [1, 3])
def test_the_register_is_read_with_as_many_queries_for_three_as_for_one(
    coop, many, django_assert_num_queries
):
    for _ in range(many):
        subscribe(coop.courier_id, 5)
        subscribe(coop.users["bruno_id"], 5)
    with django_assert_num_queries(2):
        assert [account.paid_in_cents for account in capital_accounts()] == [many * 10_000] * 2


@pytest.mark.parametrize(
    ("asked", "field"),
    [
        ({"units": 0}, "units"),
        ({"units": -3}, "units"),
        ({"units": 4}, "units"),
        ({"units": 10**7}, "units"),
        ({"units": 5, "nominal_cents": 1999}, "nominal_cents"),
        ({"units": 5, "nominal_cents": -2000}, "nominal_cents"),
        ({"units": 5, "on": date(2026, 4, 3)}, "on"),
        ({"units": 5, "instalments": 3}, "first_month"),
        ({"units": 5, "instalments": 61, "first_month": MARCH}, "instalments"),
        ({"units": 5, "instalments": -1, "first_month": MARCH}, "instalments"),
        ({"units": 5, "instalments": 3, "first_month": date(2025, 12, 1)}, "first_month"),
        ({"units": 1202, "instalments": 3, "first_month": MARCH}, "units"),
    ],
)
def test_what_the_statutes_or_the_law_refuse_is_said_at_its_field(coop, asked, field):
    with pytest.raises(DomainError) as refused:
        subscribe(coop.courier_id, **asked)
    assert refused.value.field == field
    assert (ShareMovement.objects.count(), Entry.objects.count()) == (0, 0)


def test_one_member_holds_no_more_of_the_capital_than_the_statutes_allow(coop):
    subscribe(coop.courier_id, 10)
    terms = TERMS["surplus"] | SHARES | {"most_capital_percent": 50}
    adopt_statutes(terms=terms, valid_from=TODAY, by=PLATFORM, at=AT, today=TODAY)
    subscribe(coop.users["bruno_id"], 10, on=TODAY)
    with pytest.raises(Invalid, match="art. 24"):
        subscribe(coop.users["bruno_id"], 1, on=TODAY)


def test_a_closed_year_takes_no_movement(coop):
    sell(100, datetime(2025, 6, 1, 12, tzinfo=UTC))
    close_year(year=2025, by=PLATFORM, at=AT)
    with pytest.raises(NotAllowedNow) as refused:
        subscribe(coop.courier_id, 5, on=date(2025, 6, 1))
    assert refused.value.field == "on"


def test_instalments_are_deducted_month_by_month_and_become_paid_in_capital(coop):
    move = subscribe(coop.courier_id, 5, instalments=3, first_month=JANUARY)
    assert held() == {Account.SHARES_CALLED: 10_000, Account.CAPITAL_UNPAID: -10_000}
    deducted = []
    for month in (JANUARY, FEBRUARY, MARCH, date(2026, 4, 1)):
        entered = enter_instalments(month=month, by=PLATFORM, at=AT)
        assert enter_instalments(month=month, by=PLATFORM, at=AT) == []
        deducted += [(variable.source_key, variable.cents) for variable in entered]
        run = pay(month)
        pay_in_instalments(pay_run_id=run.pk, by=PLATFORM, at=AT)
        assert pay_in_instalments(pay_run_id=run.pk, by=PLATFORM, at=AT) == []
    assert deducted == [
        (f"shares:{move.pk}:1", 3334),
        (f"shares:{move.pk}:2", 3333),
        (f"shares:{move.pk}:3", 3333),
    ]
    account = capital_account(coop.courier_id)
    assert (account.paid_in_cents, account.outstanding_cents) == (10_000, 0)
    assert balances_by_role(last=TODAY)[Account.CAPITAL_UNPAID] == 0


def test_an_instalment_that_a_month_did_not_deduct_is_asked_again_later(coop):
    subscribe(coop.courier_id, 5, instalments=2, first_month=JANUARY)
    enter_instalments(month=JANUARY, by=PLATFORM, at=AT)
    run = PayRun.objects.create(month=JANUARY, state="approved", prepared_by="x", prepared_at=AT)
    assert pay_in_instalments(pay_run_id=run.pk, by=PLATFORM, at=AT) == []
    later = [
        variable.cents
        for month in (FEBRUARY, MARCH)
        for variable in enter_instalments(month=month, by=PLATFORM, at=AT)
    ]
    assert later == [5000, 5000]


def test_a_month_whose_pay_is_approved_takes_no_instalment(coop):
    subscribe(coop.courier_id, 5, instalments=2, first_month=JANUARY)
    PayRun.objects.create(month=JANUARY, state="approved", prepared_by="x", prepared_at=AT)
    with pytest.raises(NotAllowedNow, match="is approved"):
        enter_instalments(month=JANUARY, by=PLATFORM, at=AT)
    with pytest.raises(NotAllowedNow, match="is approved"):
        subscribe(coop.courier_id, 5, instalments=2, first_month=JANUARY)


def test_the_building_block_asks_for_an_open_unit_of_work(coop):
    with pytest.raises(RuntimeError):
        enter_due_instalments(month=JANUARY, by=PLATFORM, at=AT)
    assert unit_of_work(enter_due_instalments)(month=JANUARY, by=PLATFORM, at=AT) == []


def test_a_leaver_is_owed_the_nominal_value_and_paid_within_the_statutes_time(coop):
    subscribe(coop.courier_id, 10)
    subscribe(coop.users["bruno_id"], 10)
    refund = refund_shares(member_id=coop.courier_id, units=10, on=TODAY, by=PLATFORM, at=AT)
    assert (refund.cents, refund.payable_until) == (20_000, date(2029, 4, 2))
    assert held() == {Account.BANK: 40_000, Account.CAPITAL: -20_000, Account.SHARES_REFUNDED: -20_000}
    for _ in range(2):
        pay_refund(refund_id=refund.pk, on=TODAY, by=PLATFORM, at=AT)
    assert held() == {Account.BANK: 20_000, Account.CAPITAL: -20_000}
    assert capital_account(coop.courier_id).units == 0


def test_a_leaver_bears_their_part_of_the_losses_that_reserves_do_not_absorb(coop):
    """50 shares of 20 €, losses 9 000 of which reserves absorb 6 000, capital 30 000: 900.00."""
    for member_id, units in ((coop.courier_id, 50), (coop.users["bruno_id"], 1450)):
        subscribe(member_id, units)
    sell(-900_000, datetime(2025, 6, 1, 12, tzinfo=UTC))
    reserve(600_000)
    close_year(year=2025, by=PLATFORM, at=AT)
    capital = capital_here(terms_of_shares(TODAY))
    assert (capital.subscribed_cents, capital.losses_cents, capital.absorbed_cents) == (
        3_000_000,
        900_000,
        600_000,
    )
    refund = refund_shares(member_id=coop.courier_id, units=50, on=TODAY, by=PLATFORM, at=AT)
    assert (refund.cents, refund.loss_cents) == (90_000, 10_000)
    again = capital_here(terms_of_shares(TODAY))
    assert again.refund_cents(units=50, nominal_cents=2000) == 90_000


@unit_of_work
def reserve(cents: int) -> None:
    lines = (DraftLine(Account.BANK, cents), DraftLine(Account.LEGAL_RESERVE, -cents))
    post_entry(
        DraftEntry("reserves", Sentence("Reserves"), lines), journal="OD", posted_on=TODAY, by=PLATFORM, at=AT
    )


def test_what_was_not_paid_in_is_cancelled_with_its_deductions(coop):
    subscribe(coop.users["bruno_id"], 50)
    subscribe(coop.courier_id, 5, instalments=2, first_month=JANUARY)
    enter_instalments(month=JANUARY, by=PLATFORM, at=AT)
    pay_in_instalments(pay_run_id=pay(JANUARY).pk, by=PLATFORM, at=AT)
    enter_instalments(month=FEBRUARY, by=PLATFORM, at=AT)
    with pytest.raises(NotAllowedNow, match="not paid in yet"):
        refund_shares(member_id=coop.courier_id, units=1, on=TODAY, by=PLATFORM, at=AT)
    refund = refund_shares(member_id=coop.courier_id, units=5, on=TODAY, by=PLATFORM, at=AT)
    assert (refund.cents, refund.cancelled_cents) == (5000, 5000)
    account = capital_account(coop.courier_id)
    assert (account.units, account.paid_in_cents, account.outstanding_cents) == (0, 0, 0)
    assert PayVariable.objects.get(month=FEBRUARY).withdrawn_at == AT
    assert enter_instalments(month=MARCH, by=PLATFORM, at=AT) == []
    entry = entry_of(f"shares:{refund.movement_id}")
    assert {line.account.role: line.amount_cents for line in entry.lines.all()} == {
        "capital": 5000,
        "shares_refunded": -5000,
        "capital_unpaid": 5000,
        "shares_called": -5000,
    }


@pytest.mark.parametrize(
    ("units", "says"),
    [(0, "number of shares"), (-1, "number of shares"), (11, "holds 10"), (6, "At least 5"), (10, "floor")],
)
def test_a_refund_that_cannot_be_says_why(coop, units, says):
    """Alone with all the capital: it may not fall under a quarter of the highest there was."""
    subscribe(coop.courier_id, 10)
    with pytest.raises(DomainError, match=says) as refused:
        refund_shares(member_id=coop.courier_id, units=units, on=TODAY, by=PLATFORM, at=AT)
    assert refused.value.field == "units"
    assert capital_account(coop.courier_id).units == 10


@pytest.mark.parametrize(
    ("terms", "field"),
    [
        ({"work_percent": 24}, "work_percent"),
        ({"most_capital_percent": 51}, "most_capital_percent"),
        ({"refund_years": 6}, "refund_years"),
        ({"nominal_cents": 0}, "nominal_cents"),
        ({"minimum_units": 0}, "minimum_units"),
        ({"seniority_percent": -1}, "seniority_percent"),
    ],
)
def test_statutes_that_break_an_article_are_refused_at_its_field(coop, terms, field):
    with pytest.raises(Invalid) as refused:
        adopt_statutes(
            terms=TERMS["surplus"] | SHARES | terms, valid_from=TODAY, by=PLATFORM, at=AT, today=TODAY
        )
    assert refused.value.field == field
    assert terms_of_shares(TODAY).nominal_cents == 2000


def test_statutes_change_from_a_day_on_and_the_old_ones_stay(coop):
    adopt_statutes(
        terms=TERMS["surplus"] | SHARES | {"nominal_cents": 5000},
        valid_from=date(2026, 7, 1), by=PLATFORM, at=AT, today=TODAY,
    )  # fmt: skip
    assert [terms_of_shares(day).nominal_cents for day in (TODAY, date(2026, 7, 1))] == [2000, 5000]
    with pytest.raises(Invalid, match="not backwards"):
        adopt_statutes(terms=TERMS["surplus"], valid_from=date(2026, 1, 1), by=PLATFORM, at=AT, today=TODAY)


def test_an_approved_run_releases_what_it_deducted_when_the_relay_tells(coop):
    subscribe(coop.courier_id, 5, instalments=1, first_month=JANUARY)
    enter_instalments(month=JANUARY, by=PLATFORM, at=AT)
    run = pay(JANUARY)
    unit_of_work(record)(PayRunApproved(pay_run_id=run.pk, month=JANUARY, occurred_at=AT), by=PLATFORM)
    (told,) = [entry for entry in history(limit=20) if isinstance(entry.event, PayRunApproved)]
    for reaction in reactions("members", "PayRunApproved") * 2:
        reaction.react(told)
    assert capital_account(coop.courier_id).paid_in_cents == 10_000
    paid = entry_of(f"share_instalments:{run.pk}")
    assert {line.account.role: line.amount_cents for line in paid.lines.all()} == {
        "capital_unpaid": 10_000,
        "capital": -10_000,
    }
