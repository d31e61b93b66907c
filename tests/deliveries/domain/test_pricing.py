from datetime import date

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.text import Sentence
from deliveries.domain.pricing import PriceRequest, Tariff, price

TARIFF = Tariff(
    currency="EUR",
    base_cents=450,
    included_metres=1500,
    per_km_cents=95,
    included_bags=2,
    per_extra_bag_cents=60,
)
TODAY = date(2026, 11, 23)


def request(metres: int = 1000, bags: int = 1, country: str = "FR", goods_cents: int = 0) -> PriceRequest:
    return PriceRequest(metres=metres, bags=bags, country=country, on=TODAY, goods_cents=goods_cents)


@pytest.mark.parametrize(
    ("metres", "bags", "country", "net", "vat"),
    [
        (0, 1, "FR", 450, 90),
        (1500, 2, "FR", 450, 90),
        (1501, 1, "FR", 460, 92),  # one started 100 m: 9.5 cents, half up
        (2730, 3, "FR", 450 + 124 + 60, 127),  # 1.3 km x 95 = 123.5
        (2730, 3, "LI", 634, 51),  # 8.1 %
        (2730, 3, "FI", 634, 162),  # 25.5 %
    ],
)
def test_prices_by_hand(metres: int, bags: int, country: str, net: int, vat: int) -> None:
    quote = price(request(metres, bags, country), TARIFF)
    assert (quote.net_cents, quote.vat_cents) == (net, vat)


def test_a_quote_tells_how_each_amount_was_found() -> None:
    lines = price(request(2730, 3), TARIFF).lines
    assert [line.code for line in lines] == ["base", "distance", "bags", "vat"]
    assert "1.3 km beyond the first 1.5 km" in str(lines[1].formula)
    assert str(lines[3].formula).startswith("20.0 % of")


def test_a_sentence_survives_storage() -> None:
    formula = price(request(2730, 3), TARIFF).lines[1].formula
    assert Sentence.from_json(formula.as_json()) == formula


@given(metres=st.integers(0, 30_000), bags=st.integers(1, 20))
def test_the_lines_add_up_to_the_total(metres: int, bags: int) -> None:
    quote = price(request(metres, bags), TARIFF)
    assert sum(line.cents for line in quote.lines) == quote.total_cents


@given(metres=st.integers(0, 29_999), bags=st.integers(1, 19))
def test_farther_or_more_is_never_cheaper(metres: int, bags: int) -> None:
    here = price(request(metres, bags), TARIFF).total_cents
    assert here <= price(request(metres + 1, bags), TARIFF).total_cents
    assert here <= price(request(metres, bags + 1), TARIFF).total_cents


@pytest.mark.parametrize(
    ("bad", "field"),
    [
        (request(bags=0), "bags"),
        (request(bags=21), "bags"),
        (request(metres=30_001), "address"),
        (request(metres=-1), "address"),
        (request(goods_cents=200_001), "goods_value"),
    ],
)
def test_what_nobody_can_carry_is_refused_at_its_field(bad: PriceRequest, field: str) -> None:
    with pytest.raises(Invalid) as refusal:
        price(bad, TARIFF)
    assert refusal.value.field == field


def test_a_charter_without_a_price_says_what_it_lacks() -> None:
    with pytest.raises(Invalid, match="per_km_cents"):
        Tariff.from_terms({"base_cents": 450, "included_metres": 1500}, currency="EUR")
    assert Tariff.from_terms(TARIFF.as_terms(), currency="EUR") == TARIFF
