from dataclasses import replace
from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from members.domain.surplus import Key, Person, ScopStatutes, SurplusYear, allocate_surplus
from members.domain.surplus.scop import interest_ceiling, legal_reserve

YEAR = SurplusYear(2025, "EUR", 4_000_000, 0, 1_200_000, 3_000_000)
STATUTES = ScopStatutes(work_percent=Fraction(40), interest_percent=Fraction(20))
PEOPLE = [
    Person("a", "Alma", 1607 * 3600, 2_280_000, 12, 40, capital_cents=1_500_000),
    Person("b", "Bruno", 1102 * 3600, 1_560_000, 12, 20, capital_cents=1_000_000),
    Person("c", "Cléo", 803 * 3600, 1_140_000, 8, 8, capital_cents=500_000),
    Person("d", "Dina", round(250.5 * 3600), 360_000, 3, 3),
]


def test_the_surplus_of_a_scop_by_hand() -> None:
    allocation = allocate_surplus(YEAR, STATUTES, PEOPLE)
    assert {line.code: line.cents for line in allocation.lines} == {
        "legal_reserve": 600_000,
        "work": 1_600_000,
        "interest": 600_000,
        "development": 1_200_000,
    }
    assert allocation.lines[0].article == "loi 78-763 art. 33, 1°"


@pytest.mark.parametrize(
    ("key", "shares"),
    [
        (Key.HOURS, [683_375, 468_625, 341_475, 106_525]),
        (Key.WAGES, [683_146, 467_416, 341_573, 107_865]),
        (Key.EQUAL, [400_000, 400_000, 400_000, 400_000]),
        (Key.MIXED, [541_688, 434_312, 370_738, 253_262]),
    ],
)
def test_the_work_share_by_each_key(key: Key, shares: list[int]) -> None:
    allocation = allocate_surplus(YEAR, replace(STATUTES, key=key), PEOPLE)
    assert [person.work_cents for person in allocation.people] == shares


def test_the_legal_reserve_stops_at_the_highest_capital() -> None:
    assert legal_reserve(replace(YEAR, legal_reserve_cents=2_850_000)) == 150_000
    assert legal_reserve(replace(YEAR, legal_reserve_cents=3_000_000)) == 0


def test_capital_never_earns_more_than_work_or_reserves() -> None:
    assert interest_ceiling(base=4_200_000, legal=600_000, work=2_600_000, development=0) == 800_000
    capped = allocate_surplus(YEAR, replace(STATUTES, interest_percent=Fraction(90)), PEOPLE)
    assert capped.cents("interest") == 1_200_000
    assert "capped" in str(capped.lines[2].formula)


def test_prior_losses_come_first() -> None:
    assert (
        allocate_surplus(replace(YEAR, losses_brought_forward_cents=3_000_000), STATUTES, PEOPLE).base_cents
        == 1_000_000
    )
    assert allocate_surplus(replace(YEAR, result_cents=-5), STATUTES, PEOPLE).lines == ()


def test_a_newcomer_of_two_months_has_no_work_share_yet_but_keeps_interest() -> None:
    newcomer = Person("e", "Elia", 200 * 3600, 250_000, 2, 2, capital_cents=3_000_000)
    share = allocate_surplus(YEAR, STATUTES, [*PEOPLE, newcomer]).people[-1]
    assert (share.work_cents, share.interest_cents) == (0, 600_000)


def test_a_year_with_nobody_entitled_is_refused() -> None:
    with pytest.raises(Invalid) as refusal:
        allocate_surplus(YEAR, STATUTES, [])
    assert refusal.value.code == "nobody_entitled"


@pytest.mark.parametrize(
    "wrong",
    [
        {"work_percent": 24},
        {"work_percent": 60, "development_percent": 30},
        {"interest_percent": Fraction(-1)},
    ],
)
def test_statutes_against_the_law_are_refused(wrong: dict[str, int]) -> None:
    with pytest.raises(Invalid):
        ScopStatutes(**{"work_percent": Fraction(40), **wrong})  # type: ignore[arg-type]


people = st.lists(
    st.tuples(
        st.integers(1, 7_000_000), st.integers(0, 4_000_000), st.integers(0, 12), st.integers(0, 5_000_000)
    ),
    min_size=1,
    max_size=8,
)


@given(
    result=st.integers(1, 10**9),
    reserve=st.integers(0, 10**8),
    capital=st.integers(0, 10**8),
    work=st.integers(25, 85),
    interest=st.integers(0, 50),
    key=st.sampled_from([Key.HOURS, Key.WAGES, Key.EQUAL, Key.MIXED]),
    drawn=people,
)
def test_every_cent_of_a_surplus_goes_somewhere_lawful(
    result: int,
    reserve: int,
    capital: int,
    work: int,
    interest: int,
    key: Key,
    drawn: list[tuple[int, int, int, int]],
) -> None:
    year = SurplusYear(2025, "EUR", result, 0, reserve, capital)
    everyone = [Person(str(i), "", s, w + 1, m, 6, capital_cents=c) for i, (s, w, m, c) in enumerate(drawn)]
    allocation = allocate_surplus(year, ScopStatutes(Fraction(work), key, Fraction(interest)), everyone)
    assert sum(line.cents for line in allocation.lines) == result
    assert all(line.cents >= 0 for line in allocation.lines)
    assert sum(p.work_cents for p in allocation.people) == allocation.cents("work")
    assert sum(p.interest_cents for p in allocation.people) == allocation.cents("interest")
    assert allocation.cents("interest") <= allocation.cents("work")
    assert allocation.cents("interest") <= allocation.cents("legal_reserve") + allocation.cents("development")
