"""What a movement at the bank may settle."""

from datetime import date, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.bank import Item, Movement, OpenItems, check_settles
from coopplatform.kernel.errors import Invalid

DAY = date(2026, 1, 15)


def item(
    number: int, cents: int, *, days: int = 0, who: str = "C1", piece: str = "", at_bank: bool = False
) -> Item:
    code = "512" if at_bank else "411"
    return Item(
        UUID(int=number), code, who, cents, DAY + timedelta(days=days), piece, f"no. {number}", at_bank
    )


def suggested(items: list[Item], cents: int, name: str = "", text: str = "") -> list[list[int]]:
    found = OpenItems(items, {"C1": "Pizzeria Lucia", "C2": "Chez Paul"}).suggest(
        Movement(cents, DAY, name, text)
    )
    return [[one.id.int for one in suggestion.items] for suggestion in found]


def test_the_line_the_bank_names_comes_before_one_of_the_same_amount() -> None:
    items = [item(1, 500, who="C2"), item(2, 500, who="C1"), item(3, 700)]
    assert suggested(items, 500, name="PIZZERIA LUCIA SARL")[0] == [2]
    assert suggested(items, 500, name="Chez Paul")[0] == [1]


def test_the_piece_on_the_transfer_says_which() -> None:
    items = [item(1, 500, piece="F-2026-001"), item(2, 500, piece="F-2026-002")]
    assert suggested(items, 500, text="facture F-2026-002")[0] == [2]


def test_what_is_in_the_books_at_the_bank_already_comes_first() -> None:
    assert suggested([item(1, 500, days=-3), item(2, 500, at_bank=True)], 500)[0] == [2]


def test_a_store_pays_all_that_is_open_until_a_day() -> None:
    items = [item(n, 100 + n, days=-40 + n) for n in range(1, 30)]
    until_the_20th = sum(100 + n for n in range(1, 21))
    assert suggested(items, until_the_20th, name="Lucia") == [list(range(1, 21))]


def test_a_store_pays_one_month_while_an_older_one_is_open() -> None:
    items = [item(1, 111, days=-60), item(2, 222, days=-61), item(3, 333, days=-2), item(4, 444, days=-1)]
    assert suggested(items, 777) == [[3, 4]]


def test_another_amount_is_never_suggested() -> None:
    assert suggested([item(1, 500)], 501) == []
    assert suggested([item(1, 500)], -500) == []


@given(
    st.lists(
        st.tuples(st.integers(-300, 300).filter(bool), st.integers(-40, 0), st.sampled_from(["C1", "C2"])),
        max_size=15,
    ),
    st.integers(-600, 600).filter(bool),
)
def test_every_suggestion_is_the_movement_to_the_cent(drawn: list[tuple[int, int, str]], cents: int) -> None:
    items = [item(n, c, days=days, who=who) for n, (c, days, who) in enumerate(drawn)]
    for suggestion in OpenItems(items, {}).suggest(Movement(cents, DAY, "", "")):
        assert sum(one.cents for one in suggestion.items) == cents
        assert len({one.id for one in suggestion.items}) == len(suggestion.items)


@pytest.mark.parametrize(
    ("items", "rest", "refusal"),
    [
        ([], "627", "nothing_chosen"),
        ([item(1, 400)], "", "amounts_differ"),
        ([item(1, 500, at_bank=True)], "627", "bank_with_others"),
        ([item(1, 300), item(2, 200, at_bank=True)], "", "bank_with_others"),
    ],
)
def test_what_does_not_settle_a_movement_is_refused(items: list[Item], rest: str, refusal: str) -> None:
    with pytest.raises(Invalid) as refused:
        check_settles(500, items, rest, "EUR")
    assert refused.value.code == refusal


def test_the_rest_is_what_the_lines_do_not_reach() -> None:
    assert check_settles(490, [item(1, 500)], "627", "EUR") == -10
    assert check_settles(500, [item(1, 300), item(2, 200)], "", "EUR") == 0
