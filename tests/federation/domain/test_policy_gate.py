"""The gate of the commons: what it lets in runs quickly and to whole cents; all else is one refusal with a reason."""

import gc
import json
import random
import time
from dataclasses import asdict
from pathlib import Path

import pytest
from django.conf import settings

from coopplatform.kernel.errors import Invalid
from coopplatform.kernel.formulas import ARITHMETIC_WORDS
from federation.domain.commons.diff import changes
from federation.domain.commons.document import Document, filled, used, values_within
from federation.domain.commons.gate import gate
from federation.domain.commons.kinds import KINDS, kind_of
from federation.domain.commons.reading import document_from, read
from federation.domain.commons.runtime import filled_body
from federation.domain.commons.spread import spread
from federation.services.commons.checking import checked, measured
from members.domain.pay.supplements import NUMBERS, WORK, DayLine, scope_of

FILES = sorted((Path(settings.ROOT) / "data" / "policies").glob("*.toml"))


def stored(name: str, **changes) -> dict:
    found = read((Path(settings.ROOT) / "data" / "policies" / f"{name}.toml").read_text())
    return {**found, **changes}


def refusals(read_: dict) -> list[str]:
    return [str(check.words) for check in gate(Document.from_json(read_)).refusals]


@pytest.mark.parametrize("file", FILES, ids=lambda path: path.stem)
def test_every_example_passes_and_comes_back_from_json_with_the_same_hash(file):
    document = document_from(file.read_text())
    report = gate(document)
    assert [str(check.words) for check in report.refusals] == []
    again = document_from(json.dumps(document.as_json()))
    assert again == document
    assert again.sha256 == report.sha256
    assert kind_of(document.kind).parts(document.body, document.parameters, "EUR")


def test_there_is_an_example_of_every_kind():
    assert {document_from(file.read_text()).kind for file in FILES} == {*KINDS}


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"kind": "tarot"}, "no kind of policy"),
        ({"slug": "Not a slug"}, "small letters"),
        ({"version": "1.0"}, "three numbers"),
        ({"version": "01.0.0"}, "three numbers"),
        ({"licence": "all-rights-reserved"}, "one of these licences"),
        ({"title": ""}, "“title” is missing"),
        ({"body": {}}, "“body” is missing"),
        ({"body": [1]}, "“body” is missing"),
        ({"surprise": 1}, "no field called surprise"),
        ({"golden": [{"given": 1, "expect": {}}]}, "are tables"),
        ({"golden": [{}]}, "what is given and what to expect"),
        ({"parameters": {"Base": {"unit": "cents", "min": 0, "max": 1}}}, "begins with a small letter"),
        ({"parameters": {"base": {"unit": "cents", "min": 0}}}, "a unit, a min and a max"),
        ({"parameters": {"base": {"unit": "stones", "min": 0, "max": 1}}}, "is counted in one of"),
        ({"parameters": {"base": {"unit": "cents", "min": 5, "max": 1}}}, "cross"),
        ({"parameters": {"base": {"unit": "cents", "min": 0.5, "max": 1}}}, "whole numbers"),
        ({"parameters": {"base": {"unit": "cents", "min": 0, "max": 9, "default": 10}}}, "cross"),
        ({"claims": "all"}, "“claims” is a list"),
    ],
)
def test_what_is_out_of_shape_is_refused_at_its_field(change, words):
    asked = stored("cargo-prices", **change)
    with pytest.raises(Invalid, match=words):
        kind_of(Document.from_json(asked).kind)


def one_rule(price, **more):
    rule = {"name": "Base", "price": price, **more}
    golden = [{"given": {"metres": 100, "bags": 1}, "expect": {}}]
    return stored("cargo-prices", parameters={}, golden=golden, body={"rules": [rule]}, claims=[])


@pytest.mark.parametrize(
    ("price", "words"),
    [
        ({"kind": "own", "text": "sqrt(distance)"}, "no function “sqrt”"),
        ({"kind": "own", "text": "matches('a', 'b') ? 1 : 2"}, "no function “matches”"),
        ({"kind": "own", "text": "[1, 2].map(bags, bags)"}, "no lists and no loops"),
        ({"kind": "own", "text": "bags.map(a, bags.map(b, b))"}, "no lists and no loops"),
        ({"kind": "own", "text": "cel.bind(bags, 1, bags)"}, "no lists and no loops"),
        ({"kind": "own", "text": "salary"}, "Nothing is called “salary”"),
        ({"kind": "own", "text": "1" + " + 1" * 200}, "at most 600 characters"),
        ({"kind": "own", "text": "(" * 50 + "1" + ")" * 50}, "at most 40 parentheses"),
        ({"kind": "own", "text": "!" * 80 + "true"}, "too deep"),
        ({"kind": "own", "text": "bags / 0"}, "divides by zero"),
        ({"kind": "own", "text": "1000000000000 * 1000000000000 * 1000000000000"}, "beyond every number"),
        ({"kind": "own", "text": "true"}, "whole number of cents"),
        ({"kind": "own", "text": "1.5"}, "Amounts are in cents"),
        ({"kind": "fixed"}, "no price rule"),
        ({"kind": "fixed", "cents": "lots"}, "whole number from 0"),
        ({"kind": "fixed", "cents": -5}, "whole number from 0"),
        ({"kind": "magic"}, "no such kind of price"),
        ({"kind": "fixed", "cents": "@nobody"}, "which is no parameter"),
    ],
)
def test_a_price_that_cannot_be_worked_out_is_refused_with_its_reason(price, words):
    found = refusals(one_rule(price))
    assert any(words in told for told in found), found


@pytest.mark.parametrize(
    ("name", "body", "words"),
    [
        ("split-day-wages", {"supplements": [{"name": "A", "when": "minutes", "cents": "1"}]}, "true or false"),
        ("split-day-wages", {"supplements": [{"name": "A", "when": "true", "cents": "-5"}]}, "never takes"),
        ("split-day-wages", {"supplements": [{"name": "A", "when": "true", "cents": "99999"}]}, "at most 50000"),
        ("split-day-wages", {"supplements": [{"name": "A", "when": "true", "cents": "minutes.size()"}]}, "no lists"),
        ("split-day-wages", {"supplements": [{"name": "A", "when": "true", "cents": "goods"}]}, "Nothing is called"),
        ("split-day-wages", {"supplements": [{"name": "A"}]}, "a name, a condition and an amount"),
        ("split-day-wages", {"premiums": {"sunday_percent": 301}}, "from 0 to 300"),
        ("split-day-wages", {"premiums": {"monday_percent": 1}}, "no field called monday_percent"),
        ("split-day-wages", {"premiums": {}}, "premiums or supplements"),
        ("fair-dispatch", {"weights": {"fairness_weight": 5001}}, "from 0 to 5000"),
        ("fair-dispatch", {"weights": {"door_weight": 1}}, "no field called door_weight"),
        ("fair-dispatch", {"weights": {}}, "at least one weight"),
        ("rest-and-notice", {"labour": {"siesta": {"limit": 1}}}, "no rule of working time called siesta"),
        ("rest-and-notice", {"labour": {"daily_rest": {"limit": 400}}}, "takes a limit from"),
        ("rest-and-notice", {"labour": {"daily_rest": {"mode": "warn"}}}, "give one"),
        ("rest-and-notice", {"roster": {"breaks_are_paid": 1}}, "true or false"),
        ("invitation", {"title": "A", "text": "{{ member }}"}, "could run"),
        ("invitation", {"title": "A", "text": "{% load x %}"}, "could run"),
        ("invitation", {"title": "A", "text": "<script>alert()</script>"}, "could run"),
        ("invitation", {"title": "A", "text": "{iban}"}, "Nothing can be filled in at {iban}"),
        ("invitation", {"title": "A", "text": "{member"}, "stands alone"),
        ("feminine-french", {"locale": "fr", "entries": [{"msgid": "%(n)s x", "msgstr": "%(m)s x"}]}, "other places"),
        ("feminine-french", {"locale": "fr", "entries": [{"msgid": "a <b>", "msgstr": "a <i>"}]}, "without HTML"),
        ("feminine-french", {"locale": "fr", "entries": [{"msgid": "a", "msgstr": "b"}] * 2}, "translated twice"),
        ("feminine-french", {"locale": "French", "entries": [{"msgid": "a", "msgstr": "b"}]}, "is a language"),
        ("light-criteria", {"criteria": [{"id": "A", "title": "A", "unit": "percent", "better": "more", "green": 1,
                                          "amber": 2, "source": "x"}]}, "not better than amber"),
        ("light-criteria", {"criteria": [{"id": "A", "title": "A", "unit": "percent", "better": "more", "green": 1,
                                          "amber": 1}]}, "an id, a title and a source"),
        ("scop-assembly", {"notice_days": 15, "proxies_each": 1,
                           "calls": [{"quorum": "0", "majority": "1/3", "of": "present"}]}, "at least one half"),
        ("scop-assembly", {"notice_days": 15, "proxies_each": 1,
                           "calls": [{"quorum": "2", "majority": "1/2", "of": "present"}]}, "between 0 and 1"),
    ],
)  # fmt: skip
def test_each_kind_refuses_what_it_cannot_mean(name, body, words):
    golden = [{"given": {}, "expect": {}}]
    found = refusals(stored(name, body=body, parameters={}, golden=golden))
    assert any(words in told for told in found), found


def test_amounts_stay_private_unless_a_note_says_why_they_may_be_shared():
    asked = one_rule({"kind": "fixed", "cents": 420})
    assert "art. 101 TFEU" in refusals(asked)[0]
    assert (
        refusals({**asked, "amounts_note": "One price for a client we serve together, lawyer’s note of May"})
        == []
    )
    defaults = stored("cargo-prices")
    defaults["parameters"]["base"]["default"] = 500
    assert "Base price" in refusals(defaults)[0]
    own = one_rule({"kind": "own", "text": "420 + distance"})
    assert "art. 101 TFEU" in refusals(own)[0]


def test_a_golden_test_that_comes_out_otherwise_is_told_with_both_figures():
    asked = stored("cargo-prices")
    asked["golden"][0]["expect"]["net_cents"] = 1
    assert refusals(asked) == ["Golden test “Two kilometres, one bag”: net_cents should be 1 and is 590."]
    assert "at least one golden test" in refusals(stored("cargo-prices", golden=[]))[0]


def test_a_claim_that_is_broken_is_told_where():
    asked = one_rule({"kind": "own", "text": "max2(0, @top - distance / 100)"})
    asked |= {
        "parameters": {"top": {"unit": "cents", "min": 400, "max": 500}},
        "claims": ["dearer_with_distance"],
    }
    asked["golden"][0]["parameters"] = {"top": 400}
    assert "500 m cost less than 500 m before." in refusals(asked)
    assert "may claim" in refusals(stored("cargo-prices", claims=["cheap"]))[0]


def test_a_parameter_nobody_uses_or_that_breaks_at_its_end_is_refused():
    idle = stored("fair-dispatch")
    idle["parameters"]["spare"] = {"unit": "count", "min": 0, "max": 1}
    assert "never speaks of “@spare”" in refusals(idle)[0]
    wide = stored("fair-dispatch")
    wide["parameters"]["fairness"]["max"] = 6000
    assert "from 0 to 5000" in refusals(wide)[0]


def test_a_slow_or_hungry_policy_is_ended_by_the_kernel(monkeypatch):
    """The real process: what is fast is timed, what never ends is stopped."""
    document = Document.from_json(stored("split-day-wages"))
    assert checked(document).passed
    cost = measured(document)
    assert cost.trials == 360
    assert 0 < cost.slowest_milliseconds < 50
    monkeypatch.setattr("federation.services.commons.checking.BOUNDED", "http.server")
    monkeypatch.setattr("federation.services.commons.checking.LONGEST_WAIT_SECONDS", 1)
    report = checked(document)
    assert [str(check.words) for check in report.refusals] == [
        "Run in a bounded process, it was stopped: it took more time or memory than a policy may."
    ]


def test_values_are_filled_in_by_name_everywhere():
    body = {"a": "@x", "b": ["@y + @x", "plain"], "c": {"d": "mail@x is no whole name"}}
    assert filled(body, {"x": 5, "y": -2}) == {
        "a": 5, "b": ["-2 + 5", "plain"], "c": {"d": "mail5 is no whole name"},
    }  # fmt: skip
    assert used(body) == {"x", "y"}
    document = Document.from_json(stored("split-day-wages"))
    assert values_within(document.parameters, {"late": 0}) == {
        "sunday": 10,
        "night": 10,
        "split": 400,
        "late": 0,
    }
    assert filled_body(document, {}) is filled_body(document, {"split": 400})
    assert filled_body(document, {"split": 401}) is not filled_body(document, {})


def test_what_changes_is_said_in_words():
    old, asked = Document.from_json(stored("cargo-prices")), stored("cargo-prices", version="1.1.0")
    asked["body"] = {"strategy": "first", "rules": asked["body"]["rules"][:2][::-1]}
    asked["parameters"] = {name: one for name, one in asked["parameters"].items() if name != "heavy"}
    asked["parameters"]["base"] = asked["parameters"]["base"] | {"max": 4000}
    told = [
        (str(one.what), one.before and str(one.before), one.after and str(one.after))
        for one in changes(old, Document.from_json(asked))
    ]
    assert ("Rule", "All rules that fit are added up", "The first rule that fits counts") in told
    assert (
        "Order of the rules",
        "strategy, rule Base, rule Distance",
        "strategy, rule Distance, rule Base",
    ) in told
    assert any(what == "Rule" and after is None and "Heavy" in before for what, before, after in told)
    assert any(what == "Parameter" and after and "Base price" in after for what, _before, after in told)
    assert changes(old, old) == []


def test_a_spread_tells_who_loses():
    assert spread([]) == spread(())
    assert asdict(spread([5, -3, 0, 8])) == {
        "losing": 1, "same": 1, "winning": 2, "worst": -3, "median": 0, "best": 8, "total": 10,
    }  # fmt: skip


@pytest.mark.parametrize(
    ("votes", "outcome"),
    [
        ({"members": 20, "present": 11, "in_favour": 11, "call": 1}, "adopted"),
        ({"members": 20, "present": 11, "in_favour": 10, "call": 1}, "rejected"),
        ({"members": 20, "present": 3, "in_favour": 2, "against": 1, "call": 2}, "adopted"),
        ({"members": 20, "present": 4, "in_favour": 2, "against": 2, "call": 2}, "rejected"),
        ({"members": 20, "present": 2, "represented": 3, "in_favour": 5, "call": 2}, "too_many_proxies"),
        ({"members": 20, "present": 11, "in_favour": 11, "call": 1, "notice_days": 14}, "called_late"),
        ({"members": 20, "present": 11, "in_favour": 11, "call": 1, "notice_days": 15}, "adopted"),
        ({"members": 20, "present": 11, "in_favour": 11, "call": 7}, "adopted"),
    ],
)
def test_the_rules_of_an_assembly_say_what_a_vote_came_to(votes, outcome):
    body = stored("scop-assembly")["body"]
    assert KINDS["assembly_rules"].run(body, votes) == {"outcome": outcome}


PAIRS = ["+", "-", "*", "/", "%", "==", "!=", "<", "<=", ">", ">=", "&&", "||"]
ATOMS = [*NUMBERS, "0", "1", "60", "1000000000000", "true", "false", "'x'"]
SOUP = [
    *ATOMS,
    *PAIRS,
    *ARITHMETIC_WORDS,
    "(",
    ")",
    ",",
    "?",
    ":",
    "!",
    ".",
    "[",
    "]",
    "map",
    "cel",
    '"',
    "\\",
    " ",
]


def grown(chance: random.Random, depth: int) -> str:
    if depth == 0 or chance.random() < 0.2:
        return chance.choice(ATOMS)
    inner = [grown(chance, depth - 1) for _ in range(3)]
    shape = chance.randrange(4)
    if shape == 0:
        return f"{chance.choice([*ARITHMETIC_WORDS])}({inner[0]}, {inner[1]})"
    if shape == 1:
        return f"({inner[0]} ? {inner[1]} : {inner[2]})"
    if shape == 2:
        return f"{chance.choice('!-')}({inner[0]})"
    return f"{inner[0]} {chance.choice(PAIRS)} {inner[1]}"


def texts() -> list[str]:
    chance = random.Random(20261128)
    found: list[str] = []
    while len(found) < 10_000:
        kind = len(found) % 3
        if kind == 0:
            found.append("".join(chance.choice(SOUP) for _ in range(chance.randrange(1, 60))))
        elif kind == 1:
            text = grown(chance, 4)
            cut = chance.randrange(len(text))
            found.append(text[:cut] + chance.choice(SOUP) + text[cut + chance.randrange(3) :])
        else:
            found.append(grown(chance, chance.randrange(1, 5)))
    return found


def test_ten_thousand_supplements_are_quick_and_give_cents_or_the_one_refusal():
    """The pay language has the gate of the price language: nothing runs long, nothing fails otherwise."""
    scope = scope_of(DayLine(minutes=480, night_minutes=120, stretches=2, weekday=7, hourly=1400))
    worked, refused, slowest = 0, 0, 0.0
    gc.disable()
    try:
        for text in texts():
            began = time.thread_time()
            try:
                assert type(scope.amount(WORK.formula(text, "amount"))) is int
                worked += 1
            except Invalid as refusal:
                assert refusal.code == "rule_refused", text
                refused += 1
            slowest = max(slowest, time.thread_time() - began)
    finally:
        gc.enable()
    assert worked + refused == 10_000
    assert worked > 500
    assert refused > 1000
    assert slowest < 0.05
