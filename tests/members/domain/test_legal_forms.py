"""Each legal form by hand: the examples of its law, and what it refuses."""

from fractions import Fraction
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from members.domain.surplus import (
    BelgianScStatutes,
    Key,
    Person,
    ScicStatutes,
    SpanishStatutes,
    Statutes,
    SurplusYear,
    allocate_surplus,
)
from members.domain.surplus.reading import allocated

FOUR = [
    {"id": "A", "hours": 1607},
    {"id": "B", "hours": 1102},
    {"id": "C", "hours": 803},
    {"id": "D", "hours": 250.5},
]


def lines(case: dict[str, Any]) -> dict[str, int]:
    return {line["code"]: line["cents"] for line in allocated(case)["lines"]}


def test_a_scop_shares_by_hours_times_seniority() -> None:
    coefficients = ("2", "1.5", "1.2", "1")
    members = [{**m, "seniority_coefficient": c} for m, c in zip(FOUR, coefficients, strict=True)]
    case = {
        "legal_form": "scop",
        "surplus_cents": 4_000_000,
        "legal_reserve_cents": 1_200_000,
        "highest_capital_cents": 3_000_000,
        "statutes": {"work_percent": 40},
        "members": members,
    }
    assert [m["work_cents"] for m in allocated(case)["members"]] == [845_637, 434_921, 253_533, 65_909]


def test_a_scops_interest_is_capped_by_reserves_and_work() -> None:
    case = {
        "legal_form": "scop",
        "surplus_cents": 4_200_000,
        "legal_reserve_cents": 2_400_000,
        "highest_capital_cents": 3_000_000,
        "statutes": {
            "work_percent": str(Fraction(2_600, 42)),
            "interest_percent": 30,
            "development_percent": 0,
        },
        "members": [{"id": "A", "hours": 1, "capital_cents": 3_000_000}],
    }
    assert lines(case) == {
        "legal_reserve": 600_000,
        "work": 2_600_000,
        "interest": 800_000,
        "development": 200_000,
    }


def test_a_scic_keeps_more_than_half_and_pays_interest_after_public_aid() -> None:
    case = {
        "legal_form": "scic",
        "surplus_cents": 2_000_000,
        "public_aid_cents": 200_000,
        "highest_capital_cents": 9_000_000,
        "statutes": {"tmop_percent": "3.05", "interest_percent": 8},
        "members": [{"id": "A", "capital_cents": 9_000_000}],
    }
    found = lines(case)
    assert found == {
        "legal_reserve": 300_000,
        "statutory_reserve": 850_000,
        "interest": 454_500,
        "development": 395_500,
    }
    assert sum(found.values()) == 2_000_000
    aided = lines({**case, "public_aid_cents": 600_000})
    assert aided["interest"] == 850_000 - 600_000


def test_a_belgian_dividend_is_six_percent_net() -> None:
    case = {
        "legal_form": "be_sc",
        "surplus_cents": 5_000_000,
        "statutes": {
            "dividend_percent": 6,
            "ristourne_percent": 50,
            "passes_net_asset_test": True,
            "passes_liquidity_test": True,
        },
        "members": [
            {"id": "A", "capital_cents": 1_000_000, "activity_cents": 3},
            {"id": "B", "activity_cents": 1},
        ],
    }
    answer = allocated(case)
    found = {line["code"]: line["cents"] for line in answer["lines"]}
    assert found["interest"] == 85_714
    assert "600" in answer["lines"][1]["formula"]
    assert found["work"] == (5_000_000 - 85_714) // 2
    assert sum(found.values()) == 5_000_000


def test_a_spanish_cooperative_fills_its_funds_first() -> None:
    case = {
        "legal_form": "es_trabajo",
        "surplus_cents": 5_000_000,
        "statutes": {"legal_interest_percent": 3},
        "members": [{"id": "A", "activity_cents": 2}, {"id": "B", "activity_cents": 1}],
    }
    assert lines(case) == {
        "fro": 1_000_000,
        "fro_other": 0,
        "fep": 250_000,
        "interest": 0,
        "work": 3_750_000,
        "development": 0,
    }
    outside = lines({**case, "other_result_cents": 1_000_000})
    assert (outside["fro"], outside["fro_other"], outside["fep"]) == (800_000, 500_000, 200_000)


def test_a_leaver_gets_the_nominal_less_their_part_of_the_losses() -> None:
    refund = {
        "units": 50,
        "nominal_cents": 2000,
        "losses_cents": 900_000,
        "absorbed_by_reserves_cents": 600_000,
        "capital_cents": 3_000_000,
    }
    assert allocated({"refund": refund}) == {"refund_cents": 90_000}
    assert allocated({"refund": refund | {"losses_cents": 0}}) == {"refund_cents": 100_000}
    assert allocated({"refund": refund | {"losses_cents": 9_000_000}}) == {"refund_cents": 0}


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"statutes": {"work_percent": 20}}, "art. 33, 3°"),
        ({"statutes": {"work_percent": 80, "development_percent": 10}}, "art. 33, 1°"),
        ({"statutes": {"work_percent": 40, "key": "activity"}}, "art. 33, 3°"),
        ({"members": [{"id": "A", "hours": 1, "seniority_coefficient": 3}]}, "art. 33, 3°"),
        ({"legal_form": "scic", "statutes": {"tmop_percent": 3, "statutory_percent": 40}}, "19 nonies"),
        ({"legal_form": "be_sc", "statutes": {"dividend_percent": 7}}, "AR 08/01/1962 art. 1"),
        ({"legal_form": "be_sc", "statutes": {"dividend_percent": 5}}, "CSA 6:115"),
        (
            {"legal_form": "es_trabajo", "statutes": {"legal_interest_percent": 3, "fep_percent": 1}},
            "art. 58.1",
        ),
        (
            {"legal_form": "es_trabajo", "statutes": {"legal_interest_percent": 3, "interest_percent": 10}},
            "art. 48",
        ),
        (
            {"legal_form": "es_trabajo", "statutes": {"legal_interest_percent": 3, "key": "equal"}},
            "art. 58.4",
        ),
        ({"legal_form": "gmbh"}, "scop, scic, be_sc, es_trabajo"),
        ({"statutes": {"work_percent": 40, "bonus": 1}}, "bonus"),
        ({"statutes": {}}, "work_percent"),
        ({"surplus_cents": 12.5}, "surplus_cents"),
        ({"members": [{"id": "A"}, {"id": "A"}]}, "twice"),
        ({"members": [{"id": "A", "hours": "many"}]}, "hours"),
    ],
)
def test_an_allocation_that_breaks_its_article_is_refused_by_name(change: dict[str, Any], said: str) -> None:
    case: dict[str, Any] = {
        "legal_form": "scop",
        "surplus_cents": 100_000,
        "statutes": {"work_percent": 40},
        "members": [{"id": "A", "hours": 1}],
    }
    with pytest.raises(Invalid) as refused:
        allocated({**case, **change})
    assert said in str(refused.value)


parts_of_100 = st.integers(0, 100)


@given(
    result=st.integers(1, 10**9),
    losses=st.integers(0, 10**8),
    capital=st.integers(0, 10**8),
    hours=st.lists(st.integers(1, 2000), min_size=1, max_size=6),
    reserve=parts_of_100,
    back=parts_of_100,
    interest=st.integers(0, 6),
)
@pytest.mark.parametrize("form", ["scic", "be_sc", "es_trabajo"])
def test_in_every_form_lines_add_up_to_the_surplus_and_parts_to_their_lines(
    form: str,
    result: int,
    losses: int,
    capital: int,
    hours: list[int],
    reserve: int,
    back: int,
    interest: int,
) -> None:
    by_form: dict[str, Statutes] = {
        "scic": ScicStatutes(
            tmop_percent=Fraction(3),
            interest_percent=Fraction(interest),
            statutory_percent=Fraction(50 + reserve // 2),
        ),
        "be_sc": BelgianScStatutes(
            reserve_percent=Fraction(reserve),
            dividend_percent=Fraction(interest),
            ristourne_percent=Fraction(back),
            key=Key.HOURS,
            passes_net_asset_test=True,
            passes_liquidity_test=True,
        ),
        "es_trabajo": SpanishStatutes(
            legal_interest_percent=Fraction(3),
            fro_percent=Fraction(20 + reserve // 2),
            interest_percent=Fraction(interest),
            retorno_percent=Fraction(back),
            key=Key.HOURS,
        ),
    }
    statutes = by_form[form]
    year = SurplusYear(2025, "EUR", result, losses, 0, capital, other_result_cents=result // 3)
    people = [
        Person(str(n), str(n), worked * 3600, 0, 12, 12, capital_cents=capital // len(hours))
        for n, worked in enumerate(hours)
    ]
    allocation = allocate_surplus(year, statutes, people)
    assert sum(line.cents for line in allocation.lines) == max(0, result - losses)
    assert all(line.cents >= 0 for line in allocation.lines)
    assert sum(person.work_cents for person in allocation.people) == allocation.cents("work")
    assert sum(person.interest_cents for person in allocation.people) == allocation.cents("interest")
