from hypothesis import given
from hypothesis import strategies as st

from cooperatives.domain.margin import MarginRow, SectionSums, margins


def test_hours_of_no_section_are_shared_by_deliveries() -> None:
    sums = {
        "meals": SectionSums(100_000, 60_000, 30),
        "parcels": SectionSums(50_000, 20_000, 10),
        "": SectionSums(0, 9_000, 0),
    }
    rows = margins(sums, {"": 40 * 3600, "parcels": 5 * 3600})
    assert rows == (
        MarginRow("meals", 100_000, 60_000, 0, 30 * 3600),
        MarginRow("parcels", 50_000, 20_000, 5 * 3600, 10 * 3600),
        MarginRow("", 0, 9_000, 0, 0),
    )
    assert [row.margin_of_an_hour_cents for row in rows] == [1_333, 2_000, None]


@given(
    st.dictionaries(
        st.sampled_from(["a", "b", "c", ""]),
        st.builds(SectionSums, st.integers(0, 10**6), st.integers(0, 10**6), st.integers(0, 50)),
    ),
    st.dictionaries(st.sampled_from(["a", "b", "c", ""]), st.integers(0, 10**6)),
)
def test_the_rows_carry_every_cent_and_every_second(
    sums: dict[str, SectionSums], seconds: dict[str, int]
) -> None:
    rows = margins(sums, seconds)
    assert sum(row.seconds + row.shared_seconds for row in rows) == sum(seconds.values())
    assert sum(row.margin_cents for row in rows) == sum(
        s.income_cents - s.expense_cents for s in sums.values()
    )
