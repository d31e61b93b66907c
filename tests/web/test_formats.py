"""Numbers and amounts as people read them."""

import pytest
from django.utils import translation

from coopplatform.web import formats


@pytest.mark.parametrize(
    ("cents", "currency", "french", "english"),
    [
        (626, "EUR", "6,26\u00a0€", "€6.26"),
        (255387, "EUR", "2\u00a0553,87\u00a0€", "€2\u00a0553.87"),
        (-33980, "EUR", "\u2212339,80\u00a0€", "\u2212€339.80"),
        (1250, "CHF", "12,50\u00a0CHF", "CHF\u00a012.50"),
        (0, "EUR", "0,00\u00a0€", "€0.00"),
    ],
)
def test_an_amount_follows_the_language(cents: int, currency: str, french: str, english: str) -> None:
    with translation.override("fr"):
        assert formats.money(cents, currency) == french
    with translation.override("en"):
        assert formats.money(cents, currency) == english


def test_a_change_shows_its_sign_and_whole_amounts_round_half_up() -> None:
    with translation.override("fr"):
        assert formats.money(3185, "EUR", sign=True) == "+31,85\u00a0€"
        assert formats.money(4_000_050, "EUR", whole=True) == "40\u00a0001\u00a0€"
        assert formats.money(-4_000_050, "EUR", whole=True) == "\u221240\u00a0001\u00a0€"


def test_shares_distances_and_durations_are_short() -> None:
    with translation.override("fr"):
        assert formats.percent(0.816, 1) == "81,6\u00a0%"
        assert formats.distance(148) == "150\u00a0m"
        assert formats.distance(1840) == "1,8\u00a0km"
        assert formats.duration(300) == "5\u00a0min"
        assert formats.duration(5040) == "1\u00a0h\u00a024"
        assert formats.duration(-360) == "\u22126\u00a0min"
    with translation.override("en"):
        assert formats.percent(0.816, 1) == "81.6%"
        assert formats.duration(7200) == "2\u00a0h"
        assert formats.duration(20) == "under\u00a01\u00a0min"
