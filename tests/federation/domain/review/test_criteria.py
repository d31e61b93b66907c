"""Colours from values, the 21 criteria as data, the chain and the lot."""

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from coopplatform.kernel.errors import Invalid, NotAllowedNow
from federation.domain.review.catalogue import BY_CODE, CRITERIA, EDITION, GROUPS
from federation.domain.review.chain import BEGINNING, first_broken, sealed, sha256_of
from federation.domain.review.criteria import Criterion, Kind, Scale
from federation.domain.review.editions import changed_by, platform_criteria, taken_up
from federation.domain.review.forms import FORMS, forms_for
from federation.domain.review.lot import Candidate, draw_panel, verdict

TODAY = date(2026, 11, 28)


def test_there_are_the_21_criteria_of_the_federation():
    assert " ".join(criterion.code for criterion in CRITERIA) == (
        "M1 M2 M3 D1 D2 D3 E1 E2 E3 W1 W2 W3 W4 W5 W6 B1 F1 F2 G1 G2 C1"
    )
    assert {criterion.code[0] for criterion in CRITERIA} == set(GROUPS)
    assert all(criterion.scale is Scale.SHOWN or criterion.threshold("XX") for criterion in CRITERIA)


@pytest.mark.parametrize(
    ("code", "country", "value", "colour"),
    [
        ("M1", "FR", "60", "green"), ("M1", "FR", "59.9", "amber"), ("M1", "FR", "39.9", "red"),
        ("M2", "FR", "51", "green"), ("M2", "FR", "50.99", "red"),
        ("M3", "BE", "10", "amber"), ("M3", "FR", "10", "red"), ("M3", "BE", "0", "green"),
        ("D1", "FR", "12", "green"), ("D1", "FR", "15", "amber"), ("D1", "FR", "16", "red"),
        ("W1", "FR", "45", "red"), ("W1", "FR", "80", "amber"), ("W1", "FR", "100", "green"),
        ("W3", "FR", "0", "green"), ("W3", "FR", "1", "amber"), ("W3", "FR", "1.01", "red"),
        ("W5", "FR", "-4.9", "green"), ("W5", "FR", "-7", "amber"), ("W5", "FR", "11", "red"),
        ("E1", "FR", "75", "red"), ("E1", "BE", "75", "amber"),
        ("F1", "FR", "1", "red"), ("E3", "FR", "12", "shown"), ("C1", "FR", "0", "shown"),
    ],
)  # fmt: skip
def test_which_colour_a_value_has(code, country, value, colour):
    assert BY_CODE[code].colour(country, Decimal(value)) == colour


def test_what_is_not_known_is_neither_good_nor_bad():
    assert {criterion.colour("FR", None) for criterion in CRITERIA} == {"unknown"}


def test_a_criterion_survives_being_stored():
    assert [Criterion.from_json(criterion.as_json()) for criterion in CRITERIA] == list(CRITERIA)


def test_a_voted_threshold_replaces_the_one_of_its_country_only():
    voted = BY_CODE["W1"].with_threshold(
        "BE", green=Decimal(90), amber=Decimal(70), source="AG 2026", on=TODAY
    )
    assert [voted.colour(country, Decimal(92)) for country in ("BE", "FR")] == ["green", "amber"]
    with pytest.raises(Invalid, match="amber is easier"):
        BY_CODE["W1"].with_threshold("BE", green=Decimal(90), amber=Decimal(95), source="x", on=TODAY)
    with pytest.raises(Invalid, match="amber is easier"):
        BY_CODE["E2"].with_threshold("BE", green=Decimal(3), amber=Decimal(2), source="x", on=TODAY)
    with pytest.raises(Invalid, match="a number"):
        BY_CODE["E2"].with_threshold("BE", green=Decimal("NaN"), amber=None, source="x", on=TODAY)


def test_some_criteria_are_computed_and_some_are_said():
    kinds = {kind: [c.code for c in CRITERIA if c.kind is kind] for kind in Kind}
    assert (kinds["document"], kinds["declared"], len(kinds["computed"])) == ([], ["W5"], 20)
    assert [c.code for c in CRITERIA if c.said_as is Kind.DOCUMENT] == ["M3", "D3"]
    assert "asks nobody what gender they are" in BY_CODE["W5"].source


def test_an_earlier_edition_stays_word_for_word_what_it_was():
    first = {one.code: one for one in platform_criteria(1)}
    kinds = {kind: [code for code, one in first.items() if one.kind is kind] for kind in Kind}
    assert kinds["document"] == ["M3", "D3"]
    assert kinds["declared"] == ["D1", "D2", "W5", "B1", "C1"]
    assert (first["D1"].formula, first["D1"].source) == (
        "months since the last ordinary assembly",
        "signed minutes",
    )
    assert (first["E1"], first["D1"].thresholds) == (BY_CODE["E1"], BY_CODE["D1"].thresholds)
    assert platform_criteria(EDITION) == CRITERIA
    with pytest.raises(KeyError):
        platform_criteria(9)


def test_a_federation_takes_up_a_newer_way_of_counting_and_keeps_its_thresholds():
    own = [
        one.with_threshold("*", green=Decimal(70), amber=Decimal(40), source="AG 2026", on=TODAY)
        if one.code == "D2" else one
        for one in platform_criteria(1)
    ]  # fmt: skip
    assert changed_by(own) == ["M3", "D1", "D2", "D3", "W5", "B1", "C1"]
    renewed = {one.code: one for one in taken_up(own)}
    assert (renewed["D2"].kind, renewed["D2"].thresholds["*"].green) == (Kind.COMPUTED, 70)
    assert changed_by(taken_up(own)) == []
    added = replace(BY_CODE["D2"], code="D9", kind=Kind.DECLARED)
    assert taken_up([added]) == (added,)


def test_a_set_stored_before_there_was_a_fallback_is_still_read():
    stored = BY_CODE["M3"].as_json()
    del stored["otherwise"]
    assert Criterion.from_json(stored).said_as is Kind.DECLARED


def test_each_country_has_its_forms_and_every_country_has_one():
    assert [form.code for form in forms_for("BE")] == ["sc-agreee", "asbl", "cooperative"]
    assert [form.code for form in forms_for("FI")] == ["cooperative"]
    assert len(forms_for("FR")) == 6
    assert all(form.clauses and all(clause.source for clause in form.clauses) for form in FORMS)


# The chain


def chained(*bodies):
    rows, before = [], BEGINNING
    for body in bodies:
        rows.append((before, sealed(before, body), body))
        before = rows[-1][1]
    return rows


def test_a_rewritten_row_breaks_the_chain_where_it_stands():
    rows = chained({"n": 1}, {"n": 2}, {"n": 3})
    assert first_broken(rows) is None
    assert first_broken([rows[0], (rows[1][0], rows[1][1], {"n": 9}), rows[2]]) == 1
    assert first_broken([rows[0], rows[2]]) == 1
    assert first_broken(rows[1:]) == 0
    assert first_broken([]) is None


def test_the_order_of_keys_does_not_change_a_hash():
    assert sha256_of({"a": 1, "b": "é"}) == sha256_of({"b": "é", "a": 1})
    assert sha256_of({"a": 1}) != sha256_of({"a": 2})


# The lot


def of(cooperative, *pseudonyms):
    return [Candidate(pseudonym, cooperative) for pseudonym in pseudonyms]


WILLING = [*of("monaco", "a1", "a2", "a3"), *of("vaduz", "b1"), *of("rennes", "c1", "c2"), *of("liege", "d1")]


def test_the_same_seed_draws_the_same_panel_whatever_the_order():
    panel = draw_panel("2026-Q3", WILLING, against="monaco", seats=3)
    assert panel == draw_panel("2026-Q3", reversed(WILLING), against="monaco", seats=3)
    assert "monaco" not in {one.cooperative for one in panel}
    drawn = {tuple(draw_panel(f"seed {n}", WILLING, against="monaco", seats=3)) for n in range(20)}
    assert len(drawn) > 3


def test_no_co_op_has_two_seats_while_another_has_none():
    for n in range(50):
        panel = draw_panel(f"seed {n}", WILLING, against="liege", seats=4)
        assert {one.cooperative for one in panel[:3]} == {"monaco", "vaduz", "rennes"}


def test_the_ticket_is_a_sha256_that_anybody_can_compute():
    # printf '%s' '2026-Q3:a1' | sha256sum
    assert Candidate("a1", "monaco").ticket("2026-Q3") == (
        "683f86da65a28126a83459a94fb488540e0ac2260f3364486b60388577a1357f"
    )


def test_too_few_who_are_willing_is_no_panel():
    with pytest.raises(NotAllowedNow, match="4 workers"):
        draw_panel("x", WILLING, against="monaco")
    assert len(draw_panel("x", [*WILLING, Candidate("e1", "lyon")], against="monaco")) == 5
    assert len(draw_panel("x", [*WILLING, *WILLING], against="liege", seats=6)) == 6


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [([], None), ([True, True], None), ([True, True, True], True), ([False, True, False, False], False),
     ([True, False, True, False], None)],
)  # fmt: skip
def test_a_panel_has_decided_once_more_than_half_of_its_seats_agree(votes, outcome):
    assert verdict(votes) is outcome
