import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.geo import Point
from deliveries.domain.addresses import HouseNumber, KnownAddress, Match, normalise, parse_address, rank


@pytest.mark.parametrize(
    ("typed", "street", "number", "locality"),
    [
        ("Herrengasse 12", "herrengasse", HouseNumber(12), ""),
        ("Herrengasse 12, Vaduz", "herrengasse", HouseNumber(12), "vaduz"),
        ("12 bis, rue Grimaldi", "rue grimaldi", HouseNumber(12, "bis"), ""),
        ("12, rue Grimaldi, Monaco", "rue grimaldi", HouseNumber(12), "monaco"),
        ("12 r. Grimaldi", "rue grimaldi", HouseNumber(12), ""),
        ("12b rue Grimaldi", "rue grimaldi", HouseNumber(12, "b"), ""),
        ("12 B rue Grimaldi", "rue grimaldi", HouseNumber(12, "b"), ""),
        ("3 av. d'Ostende", "avenue d ostende", HouseNumber(3), ""),
        ("27 Bd Albert Ier", "boulevard albert ier", HouseNumber(27), ""),
        ("Aeulestr 5", "aeulestrasse", HouseNumber(5), ""),
        ("Äulestraße 5a", "aulestrasse", HouseNumber(5, "a"), ""),
        ("Mannerheimintie 10 A", "mannerheimintie", HouseNumber(10, "a"), ""),
        ("Mannerheimintie 10 A 5", "mannerheimintie", HouseNumber(10, "a"), ""),
        ("Rue Grimaldi, 12", "rue grimaldi", HouseNumber(12), ""),
        ("12-14 rue Grimaldi", "rue grimaldi", HouseNumber(12), ""),
        ("Place du 8 Mai 1945", "place du 8 mai 1945", None, ""),
        ("Rue du 4 septembre", "rue du 4 septembre", None, ""),
        ("Herrengasse 12 9490 Vaduz", "herrengasse", HouseNumber(12), "vaduz"),
        ("Rue Grimaldi", "rue grimaldi", None, ""),
    ],
)
def test_addresses_are_read_as_people_write_them(
    typed: str, street: str, number: HouseNumber | None, locality: str
) -> None:
    query = parse_address(typed)
    assert (query.street, query.number, query.locality) == (street, number, locality)


def known(
    id_: int, street: str, number: str, locality: str = "Vaduz", *, interpolated: bool = False
) -> KnownAddress:
    return KnownAddress(id_, street, number, locality, Point(47.14, 9.52), interpolated)


TOWN = [
    *(known(i, "Aeulestrasse", str(n)) for i, n in enumerate([1, 2, 4, 6, 22, 5])),
    known(10, "Herrengasse", "12"),
    known(11, "Herrengasse", "12", "Schaan"),
    known(12, "Herrengasse", "9", interpolated=True),
]


def best(typed: str) -> Match:
    return rank(parse_address(typed), TOWN)[0]


def test_the_number_decides_within_the_street() -> None:
    match = best("Aeulestr 5")
    assert (match.address.number, match.kind, match.warning) == ("5", "exact", None)


def test_a_misspelt_street_is_found_and_the_town_decides() -> None:
    assert [m.address.id for m in rank(parse_address("herrengase 12 vaduz"), TOWN)] == [10, 11]
    assert best("Herrengasse 12, Schaan").address.id == 11


def test_an_unknown_number_gives_its_neighbour_with_a_warning() -> None:
    match = best("Aeulestrasse 23")
    assert (match.address.number, match.kind) == ("22", "nearest")
    assert "No number 23" in str(match.warning)


def test_the_same_side_of_the_street_wins_a_tie() -> None:
    street = [known(1, "Quellweg", "4"), known(2, "Quellweg", "7"), known(3, "Quellweg", "10")]
    assert rank(parse_address("Quellweg 6"), street)[0].address.number == "7"
    street = [known(1, "Quellweg", "5"), known(2, "Quellweg", "4"), known(3, "Quellweg", "8")]
    assert rank(parse_address("Quellweg 6"), street[1:])[0].address.number == "4"


def test_an_estimated_number_says_so() -> None:
    assert "estimated" in str(rank(parse_address("Herrengasse 9, Vaduz"), TOWN)[0].warning)


def test_a_street_without_number_asks_for_it() -> None:
    assert best("Aeulestrasse").kind == "street"


def test_nothing_similar_gives_nothing() -> None:
    assert rank(parse_address("Champs-Élysées 1"), TOWN) == []


@given(st.text(max_size=60))
def test_any_text_can_be_read(text: str) -> None:
    assert parse_address(text).street == normalise(parse_address(text).street)
    rank(parse_address(text), TOWN)


@given(st.permutations(TOWN))
def test_the_order_of_the_table_changes_nothing(table: list[KnownAddress]) -> None:
    query = parse_address("Herengasse 11")
    assert rank(query, table) == rank(query, TOWN)
