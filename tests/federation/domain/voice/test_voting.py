"""What a vote came to, under each rule of the statutes."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from federation.domain.voice.voting import PRESETS, Choice, Method, Rule, outcome, root_weight

EIGHT = {"a": 3, "b": 4, "c": 5, "d": 7, "e": 9, "f": 14, "g": 22, "h": 50}
HALF = Fraction(1, 2)
EQUAL, DOUBLE = Rule(Method.EQUAL, HALF, HALF), Rule(Method.DOUBLE, HALF, HALF)
ROOT = PRESETS["statutes"]


def votes(yes="", no="", blank=""):
    said = {Choice.YES: yes, Choice.NO: no, Choice.BLANK: blank}
    return {slug: choice for choice, slugs in said.items() for slug in slugs}


def adopted(rule, **said):
    return outcome(rule, EIGHT, votes(**said)).is_adopted


@pytest.mark.parametrize(
    ("rule", "said", "expected"),
    [
        (EQUAL, {"yes": "abcde", "no": "fgh"}, True),
        (EQUAL, {"yes": "abcd", "no": "efgh"}, False),  # a tie
        (EQUAL, {"yes": "ab", "no": "c", "blank": "d"}, True),  # blank: there, on neither side
        (EQUAL, {"yes": "abc"}, False),  # fewer than half took part
        (EQUAL, {"blank": "abcdefgh"}, False),  # nobody spoke
        (DOUBLE, {"yes": "abcde", "no": "fgh"}, False),  # most co-ops, fewest workers
        (DOUBLE, {"yes": "gh", "no": "abcdef"}, False),  # most workers, fewest co-ops
        (DOUBLE, {"yes": "bcdgh", "no": "aef"}, True),
        (ROOT, {"yes": "abcdefg", "no": "h"}, True),  # the largest alone cannot block
        (ROOT, {"yes": "efgh", "no": "abcd"}, False),  # the four largest alone cannot decide
        (ROOT, {"yes": "bcdefgh"}, True),
    ],
)
def test_what_each_rule_makes_of_a_vote(rule, said, expected):
    assert adopted(rule, **said) is expected


def test_each_condition_is_told_with_what_it_took():
    result = outcome(DOUBLE, EIGHT, votes(yes="abcde", no="fgh"))
    assert [(line.counted, line.of, line.is_met) for line in result.lines] == [
        (8, 8, True),
        (5, 8, True),
        (28, 114, False),
    ]


def test_a_majority_of_three_quarters_is_reached_by_three_of_four():
    rule = Rule(Method.EQUAL, HALF, Fraction(3, 4))
    assert adopted(rule, yes="abc", no="d") is True
    assert adopted(rule, yes="ab", no="c", blank="d") is False


def test_square_roots_are_the_same_on_every_machine():
    assert [root_weight(workers) for workers in (0, 1, 2, 9, 50)] == [0, 1000000, 1414213, 3000000, 7071067]


def test_a_vote_of_a_stranger_is_a_mistake():
    with pytest.raises(ValueError, match="Not on the roll"):
        outcome(EQUAL, {"a": 1}, votes(yes="ab"))


@pytest.mark.parametrize(
    "told",
    [
        {},
        {"method": "loudest", "quorum": "1/2", "majority": "1/2"},
        {"method": "equal", "quorum": "2", "majority": "1/2"},
        {"method": "equal", "quorum": "1/2", "majority": "1/3"},
        {"method": "equal", "quorum": "1/0", "majority": "1/2"},
    ],
)
def test_a_rule_that_is_none_is_refused(told):
    with pytest.raises(Invalid):
        Rule.read(told)


def test_a_rule_is_read_back_as_it_was_written():
    assert [Rule.read(rule.as_json()) for rule in PRESETS.values()] == list(PRESETS.values())


@given(
    rule=st.sampled_from([EQUAL, DOUBLE, ROOT]),
    said=st.dictionaries(st.sampled_from("abcdefgh"), st.sampled_from(list(Choice)), max_size=8),
    turned=st.sampled_from("abcdefgh"),
)
def test_one_more_yes_never_turns_an_adoption_into_a_refusal(rule, said, turned):
    before = outcome(rule, EIGHT, said).is_adopted
    after = outcome(rule, EIGHT, said | {turned: Choice.YES}).is_adopted
    assert after or not before
