"""Where each euro goes adds up, whatever the books hold."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.charts import KINDS, Kind, Role
from coopplatform.web.sankey import Node, draw_narrow, draw_wide
from members.domain.euro import Booked, To, euro_of, euro_of_price

cents = st.integers(0, 10**9)


def booked(role: Role, amount: int) -> Booked:
    return Booked(role, "", role, KINDS[role], amount)


def month(sales: int, wages: int, charges: int, dues: int = 0) -> list[Booked]:
    return [
        booked(Role.SALES, -sales),
        booked(Role.WAGES, wages),
        booked(Role.SOCIAL_SECURITY_CHARGE, charges),
        booked(Role.FEDERATION_DUES, dues),
        Booked("", "6135", "Location de vélos", Kind.EXPENSE, dues),
    ]


def test_wages_are_parted_into_net_contributions_and_tax() -> None:
    pay: dict[str, int] = {
        Role.WAGES: 200_000,
        Role.SOCIAL_SECURITY_CHARGE: 30_000,
        Role.SOCIAL_SECURITY: -60_000,
        Role.PENSION_FUND: -15_000,
        Role.WITHHOLDING_TAX: -5_000,
    }
    euro = euro_of(month(300_000, 200_000, 30_000, 10_000), pay)
    assert [(part.code, part.cents) for part in euro.parts] == [
        ("surplus", 50_000),
        ("net_wages", 150_000),
        ("contributions", 75_000),
        ("income_tax", 5_000),
        ("", 10_000),
        ("6135", 10_000),
    ]
    assert euro.total_cents == 300_000


def test_a_month_that_cost_more_than_it_earned_says_what_is_missing() -> None:
    euro = euro_of(month(100_000, 120_000, 0), {})
    assert [(source.to, source.cents) for source in euro.sources] == [
        (To.OUTSIDE, 100_000),
        (To.SHORT, 20_000),
    ]
    assert [(part.code, part.cents) for part in euro.parts] == [("other_wages", 120_000)]


@given(cents, cents, cents, cents)
def test_what_came_in_is_what_went_out(sales: int, wages: int, charges: int, dues: int) -> None:
    euro = euro_of(month(sales, wages, charges, dues), {Role.WAGES: wages, Role.SOCIAL_SECURITY: -charges})
    assert sum(one.cents for one in euro.sources) == sum(one.cents for one in euro.parts)
    assert all(one.cents > 0 for one in (*euro.sources, *euro.parts))


@given(st.integers(1, 10**6), st.integers(0, 10**5), st.integers(1, 10**9), cents, cents)
def test_a_delivery_is_shared_by_its_month_to_the_cent(
    net: int, vat: int, sales: int, wages: int, dues: int
) -> None:
    euro = euro_of_price(net, vat, euro_of(month(sales, wages, 0, dues), {Role.WAGES: wages}))
    assert sum(one.cents for one in euro.sources) == sum(one.cents for one in euro.parts)
    assert euro.total_cents - euro.short_cents == net + vat


@given(st.lists(st.integers(1, 10**8), min_size=1, max_size=9), st.booleans())
def test_a_drawing_holds_all_its_bars_and_its_labels_do_not_meet(
    amounts: list[int], has_leaves: bool
) -> None:
    nodes = [Node(str(n), str(n), n, "ink", "flow") for n in amounts]
    total = Node("all", "all", sum(amounts), "ink", "flow")
    leaves = [Node("leaf", "1", amounts[0], "ink", "flow")] if has_leaves else []
    for drawing in (draw_wide(total, [total], nodes, leaves), draw_narrow(total, nodes)):
        assert all(bar.y >= 0 and bar.y + bar.height <= drawing.height + 0.01 for bar in drawing.bars)
        right = sorted(label.y for label in drawing.labels if label.anchor == "start" and label.x < 900)
        assert all(below - above >= 20 for above, below in pairwise(right))
