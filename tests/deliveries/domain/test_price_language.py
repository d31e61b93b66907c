"""The gate of the price language: what it lets in is quick and gives whole cents, or one refusal."""

import gc
import random
import threading
import time

import pytest

from coopplatform.kernel.errors import Invalid
from deliveries.domain.pricing.facts import Ride, StopFacts, scope_of_whole, stops_of
from deliveries.domain.pricing.language import ARITHMETIC, FUNCTIONS, NUMBERS, WORDS, Scope, formula

RIDE = Ride(
    metres=2500,
    pickup=StopFacts(zones=frozenset({"Centre"}), minute=11 * 60, weekday=2, notice=15),
    dropoff=StopFacts(zones=frozenset({"Centre", "Port"}), minute=11 * 60 + 20, weekday=2, notice=60),
    bags=2,
    grams=4000,
    units=7,
    packages={"XL": 2},
    needs=frozenset({"cold"}),
    window=90,
)


@pytest.fixture
def scope() -> Scope:
    return a_scope()


def a_scope() -> Scope:
    return scope_of_whole(RIDE.metres, stops_of([RIDE], [0]), [RIDE])


@pytest.mark.parametrize(
    ("text", "cents"),
    [
        ("420", 420),
        ("420 + ceil_div(distance, 1000) * 90", 690),
        ("distance > 3000 ? 500 : 300", 300),
        ("packages('XL') * 150 + packages(\"S\") * 100", 300),
        ("max2(weight / 1000, 10) + min2(1, 2)", 11),
        ("-(7 % 4)", -3),
        ("in_zone('Centre') && dropoff_in('Port') && out_zone('Port') ? 1 : 2", 1),
        ("pickup_in('Port') || !needs('cold') ? 1 : 2", 2),
        ("volume == 7 && kind == 'delivery' && slot == '' ? 1 : 0", 1),
    ],
)
def test_it_counts_in_whole_cents(scope, text, cents):
    assert scope.amount(formula(text, "amount")) == cents


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "Write a formula"),
        ("  \n ", "Write a formula"),
        ("1 +", "cannot be read"),
        ("1" * 14, "too large"),
        ("1 " * 400, "at most 600 characters"),
        ("(" * 41 + "1" + ")" * 41, "at most 40 parentheses"),
        ("!" * 100 + "true", "too deep"),
        ("4.2", "Amounts are in cents"),
        ("[1, 2].map(bags, bags)", "no lists and no loops"),
        ("packages . exists(x, x)", "no lists and no loops"),
        ("cel.bind(bags, 1, bags)", "no lists and no loops"),
        ("map(bags, bags)", "no function “map”"),
        ("matches('a')", "no function “matches”"),
        ("size('a')", "no function “size”"),
        ("timestamp('2026-01-01T00:00:00Z')", "no function “timestamp”"),
        ("b'abc'", "Nothing is called “b”"),
        ("price", "Nothing is called “price”"),
        ("distance(1)", "no function “distance”"),
        ("ceil_div", "Nothing is called “ceil_div”"),
        ("0x10", "Nothing is called “x10”"),
        ("1u", "Nothing is called “u”"),
        ("'a\\'b'", "not part of the price language"),
        ("'" + "a" * 81 + "' == slot", "at most 80 characters"),
        ("`bags`", "not part of the price language"),
        ("{'a': 1}", "not part of the price language"),
        ("bags // a comment\n + 1", "not part of the price language"),
        ("bagѕ", "not part of the price language"),  # a Cyrillic letter
    ],
)
def test_the_gate_says_what_it_does_not_let_in(text, words):
    with pytest.raises(Invalid, match=words.replace("(", r"\(")) as refused:
        formula(text, "amount")
    assert refused.value.code == "rule_refused"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("distance / (bags - 2)", "divides by zero"),
        ("distance % (bags - 2)", "divides by zero"),
        ("ceil_div(distance, 0)", "divides by zero"),
        ("1000000000000 * 1000000000000", "beyond every number"),
        ("ceil_div(9 * 1000000000000, 1)", "beyond every number"),
        ("percent_of(1000000000000, 1000000000000)", "beyond every number"),
        ("1000001", "at most 1000000 cents"),
        ("-1000001", "at most 1000000 cents"),
        ("'a' + 'b'", "whole number of cents"),
        ("bags > 1", "whole number of cents"),
        ("bags + 'XL'", "does not go together"),
        ("bags ? 1 : 2", "does not go together"),
        ("packages(1)", "takes 1 other values"),
        ("max2(1)", "takes 2 other values"),
        ("ceil_div(true, 2)", "takes 2 other values"),
    ],
)
def test_what_cannot_be_worked_out_is_refused_in_words(scope, text, words):
    with pytest.raises(Invalid, match=words) as refused:
        scope.amount(formula(text, "amount"))
    assert refused.value.code == "rule_refused"


def test_a_condition_is_true_or_false_and_nothing_else(scope):
    assert scope.holds(formula("bags == 2", "condition"))
    assert not scope.holds(formula("bags == 3", "condition"))
    with pytest.raises(Invalid, match="true or false"):
        scope.holds(formula("bags", "condition"))


def test_what_is_said_to_be_provided_is_provided(scope):
    """Each name and each function of the list can be worked out, and none is provided beyond the list."""
    for name in NUMBERS:
        assert scope.amount(formula(name, "amount")) == scope.values[name]
    for name in WORDS:
        assert scope.holds(formula(f"{name} == '{scope.values[name]}'", "condition"))
    examples = {int: "2", str: "'XL'"}
    for name, (types, _words) in FUNCTIONS.items():
        call = f"{name}({', '.join(examples[kind] for kind in types)})"
        found = formula(f"{call} == {call}", "condition")
        assert scope.holds(found)
    assert {*ARITHMETIC} <= {*FUNCTIONS}


def test_rules_are_worked_out_in_many_threads_at_once():
    price, found = formula("420 + ceil_div(distance, 1000) * 90 + packages('XL') * 10", "amount"), []

    def work() -> None:
        scope = a_scope()
        found.extend(scope.amount(price) for _ in range(200))

    threads = [threading.Thread(target=work) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [710] * 1600


ADVERSE = [
    "(" * 40 + "1" + ")" * 40,
    "-" * 60 + "1",
    "- " * 60 + "1",
    "!" * 60 + "true",
    "bags?" * 60 + "1" + ":1" * 60,
    "true?" * 59 + "1" + ":2" * 59,
    "1" + "?1:1" * 60,
    "'" + "a" * 580 + "'",
    "+".join(["'" + "a" * 70 + "'"] * 8) + " == slot",
    "+".join(["1"] * 300),
    "*".join(["bags"] * 120),
    "&&".join(["true"] * 100),
    "||".join(["false"] * 85),
    "<".join(["1"] * 300),
    "ceil_div(" * 30 + "1" + ",1)" * 30,
    "packages(" * 40 + "'XL'" + ")" * 40,
    "[1,2,3].map(a, [1,2,3].map(b, a))",
    "\x00",
    "\ud800",
    "1\u00a0+1",
    "%(name)s",
    "bags" + "." * 500,
    "[" * 600,
    "{" * 300,
    "'" * 599,
    '"' * 600,
    "\\" * 600,
    "9" * 600,
    "-9223372036854775808",
    "(0 - 1000000000000) * 1000000000000",
    "bags " * 120,
    "bags," * 120,
    ":" * 600,
    ")" * 600,
    "?" * 60,
    "max2(1,2,3)",
    "max2()",
    "true",
    "null",
    "in",
    "1 in 2",
    "has(bags)",
]
ATOMS = [*NUMBERS, *WORDS, "0", "1", "100", "1000000000000", "'XL'", "'Centre'", "''", "true", "false"]
PAIRS = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]
SOUP = [
    *ATOMS,
    *PAIRS,
    *FUNCTIONS,
    "(",
    ")",
    ",",
    "?",
    ":",
    "!",
    "-",
    ".",
    "[",
    "]",
    "map",
    "cel",
    '"',
    "'",
    "\\",
    " ",
]


def grown(chance: random.Random, depth: int) -> str:
    """A formula that reads well, whether or not it makes sense."""
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(ATOMS)
    shape = chance.randrange(5)
    inner = [grown(chance, depth - 1) for _ in range(3)]
    if shape == 0:
        name = chance.choice([*FUNCTIONS])
        return f"{name}({', '.join(inner[: len(FUNCTIONS[name][0])])})"
    if shape == 1:
        return f"({inner[0]} ? {inner[1]} : {inner[2]})"
    if shape == 2:
        return f"{chance.choice('!-')}({inner[0]})"
    return f"{inner[0]} {chance.choice(PAIRS)} {inner[1]}"


def texts() -> list[str]:
    """Ten thousand, the same each time: grown, cut and mixed up, soup, signs of all kinds, and traps."""
    chance = random.Random(20261128)
    found = [*ADVERSE]
    while len(found) < 10_000:
        kind = len(found) % 4
        if kind == 0:
            found.append("".join(chance.choice(SOUP) for _ in range(chance.randrange(1, 60))))
        elif kind == 1:
            text = grown(chance, 4)
            at = chance.randrange(len(text))
            found.append(text[:at] + chance.choice(SOUP) + text[at + chance.randrange(3) :])
        elif kind == 2 and chance.random() < 0.3:
            found.append("".join(chr(chance.randrange(1, 0x2FF)) for _ in range(chance.randrange(1, 80))))
        else:
            found.append(grown(chance, chance.randrange(1, 5)))
    return found


@pytest.fixture
def _no_sweeping():
    """Python's own sweep of a large process would be counted as a rule's time."""
    gc.disable()
    yield
    gc.enable()


@pytest.mark.usefixtures("_no_sweeping")
def test_ten_thousand_rules_are_quick_and_give_cents_or_the_one_refusal(scope):
    worked, refused, slowest = 0, 0, 0.0
    for text in texts():
        began = time.thread_time()
        try:
            assert type(scope.amount(formula(text, "amount"))) is int
            worked += 1
        except Invalid as refusal:
            assert refusal.code == "rule_refused", text
            assert str(refusal), text
            refused += 1
        slowest = max(slowest, time.thread_time() - began)
    assert worked + refused == 10_000
    assert worked > 500
    assert refused > 1000
    assert slowest < 0.05
