import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.capital import refund_paid, shares_called, shares_paid_by_bank, shares_refunded
from cooperatives.domain.charts import KINDS, PCG, PCMN, PLAIN, Chart, Role, chart_for
from cooperatives.domain.ledger import (
    DraftEntry,
    DraftLine,
    check_balanced,
    gross_pay,
    order_delivered,
    reversal,
    surplus_allocated,
    trial_balance,
    year_closed,
)
from coopplatform.kernel.errors import Invalid

cents = st.integers(1, 10**9)


def by_account(entry: DraftEntry) -> dict[str, int]:
    return {line.code or (PCG.code(line.role) if line.role else ""): line.cents for line in entry.lines}


def test_a_delivered_order_is_booked_with_its_vat() -> None:
    entry = order_delivered(order_id="o1", number="1042", net_cents=634, vat_cents=127)
    assert by_account(entry) == {"4181": 761, "706": -634, "44587": -127}


def test_gross_pay_is_owed_to_the_staff() -> None:
    assert by_account(gross_pay(pay_run_id="p1", period="2026-10", gross_cents=182_303)) == {
        "6411": 182_303,
        "421": -182_303,
    }


def test_the_surplus_leaves_account_120() -> None:
    entry = surplus_allocated(
        year=2025,
        credits_by_role={
            Role.LEGAL_RESERVE: 600_000,
            Role.DEVELOPMENT_FUND: 1_200_000,
            Role.WORK_SHARE: 1_600_000,
            Role.SHARE_INTEREST: 600_000,
            Role.RETAINED_EARNINGS: 0,
        },
    )
    assert by_account(entry) == {
        "120": 4_000_000,
        "1061": -600_000,
        "1063": -1_200_000,
        "424": -1_600_000,
        "457": -600_000,
    }


def test_shares_are_called_then_paid_in_and_leave_no_claim_behind() -> None:
    called = shares_called(movement_id="s1", name="Alma", cents=20_000)
    assert by_account(called) == {"4562": 20_000, "1012": -20_000}
    paid = shares_paid_by_bank(movement_id="s1", name="Alma", cents=20_000)
    assert by_account(paid) == {"512": 20_000, "4562": -20_000, "1012": 20_000, "1013": -20_000}
    balances = {role: cents for role, cents in trial_balance([*called.lines, *paid.lines]).items() if cents}
    assert balances == {Role.BANK: 20_000, Role.CAPITAL: -20_000}


def test_a_refund_is_owed_less_the_losses_and_unpaid_shares_are_cancelled() -> None:
    entry = shares_refunded(
        movement_id="s2", name="Alma", owed_cents=90_000, loss_cents=10_000, cancelled_cents=5_000
    )
    assert by_account(entry) == {
        "1013": 100_000,
        "4567": -90_000,
        "110": -10_000,
        "1012": 5_000,
        "4562": -5_000,
    }
    assert by_account(refund_paid(movement_id="s2", name="Alma", cents=90_000)) == {
        "4567": 90_000,
        "512": -90_000,
    }


def test_a_loss_closes_on_the_debit_side() -> None:
    entry = year_closed(year=2025, results={"706": -100, "6411": 150, "626": 0})
    assert by_account(entry) == {"706": 100, "6411": -150, "129": 50}


def test_a_surplus_closes_on_the_credit_side() -> None:
    assert by_account(year_closed(year=2025, results={"706": -150, "6411": 100})) == {
        "706": 150,
        "6411": -100,
        "120": -50,
    }


@pytest.mark.parametrize(
    ("lines", "code"),
    [
        ([100], "entry_too_short"),
        ([], "entry_too_short"),
        ([100, -99], "entry_unbalanced"),
        ([100, -100, 0], "line_of_zero"),
    ],
)
def test_what_does_not_balance_is_refused(lines: list[int], code: str) -> None:
    with pytest.raises(Invalid) as refusal:
        check_balanced(lines)
    assert refusal.value.code == code


@given(net=cents, vat=st.integers(0, 10**9), gross=cents, shares=cents)
def test_the_ledger_sums_to_zero(net: int, vat: int, gross: int, shares: int) -> None:
    entries = [
        order_delivered(order_id="o1", number="1", net_cents=net, vat_cents=vat),
        gross_pay(pay_run_id="p1", period="2026-10", gross_cents=gross),
        shares_called(movement_id="s1", name="Alma", cents=shares),
        shares_paid_by_bank(movement_id="s1", name="Alma", cents=shares),
        shares_refunded(movement_id="s2", name="Alma", owed_cents=shares, loss_cents=vat, cancelled_cents=0),
        refund_paid(movement_id="s2", name="Alma", cents=shares),
    ]
    lines = [line for entry in entries for line in entry.lines]
    balances = trial_balance(lines)
    assert sum(balances.values()) == 0
    if net != gross:
        results = {PCG.code(role): balances[role] for role in (Role.SALES, Role.WAGES)}
        closed = trial_balance([*lines, *year_closed(year=2026, results=results).lines])
        result = Role.YEAR_LOSS if gross > net else Role.YEAR_RESULT
        assert (closed["706"], closed["6411"], closed[result]) == (net, -gross, gross - net)


def test_a_reversal_leaves_nothing() -> None:
    entry = order_delivered(order_id="o1", number="1", net_cents=634, vat_cents=127)
    assert set(trial_balance([*entry.lines, *reversal(entry).lines]).values()) == {0}
    assert reversal(entry).source_key != entry.source_key


@pytest.mark.parametrize("chart", [PCG, PCMN, PLAIN])
def test_every_role_has_one_account_in_every_chart(chart: Chart) -> None:
    assert sorted(account.role for account in chart.accounts if account.role) == sorted(Role)
    assert len({account.code for account in chart.accounts}) == len(chart.accounts)
    assert {len(account.name) <= 120 and account.code.isdigit() for account in chart.accounts} == {True}


@pytest.mark.parametrize("chart", [PCG, PCMN, PLAIN])
def test_what_an_account_is_can_be_read_off_its_code(chart: Chart) -> None:
    read = {account.role: chart.kind_of(account.code) for account in chart.accounts if account.role}
    on_claims = {Role.CAPITAL_UNPAID, Role.SHARES_CALLED}
    assert {role: kind for role, kind in read.items() if kind != KINDS[role] and role not in on_claims} == {}


def test_monaco_keeps_its_books_like_france_and_belgium_like_belgium() -> None:
    assert (chart_for("MC"), chart_for("BE"), chart_for("FI")) == (PCG, PCMN, PLAIN)


def test_an_entry_cannot_be_drafted_unbalanced() -> None:
    with pytest.raises(Invalid):
        DraftEntry(
            "x",
            order_delivered(order_id="o", number="1", net_cents=1, vat_cents=0).label,
            (DraftLine(Role.BANK, 1),),
        )
