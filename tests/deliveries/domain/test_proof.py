"""Proof of delivery: what each way asks, what is missing, and a code that a phone without network can check."""

from uuid import uuid4

import pytest
from hypothesis import given as given_some
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from deliveries.domain.handover_code import code_check, code_of
from deliveries.domain.proof import OFFERED, USUAL, Method, Need, ProofGiven, ProofRules, missing

PHOTO, SIGNATURE, NAME, CODE = Need.PHOTO, Need.SIGNATURE, Need.NAME, Need.CODE
A_FILE = uuid4()


def needs_for(method):
    return st.sets(st.sampled_from(sorted(OFFERED[method]))).map(frozenset)


@st.composite
def some_rules(draw):
    others = draw(st.sets(st.sampled_from([m for m in Method if m != Method.PERSON])))
    return ProofRules({method: draw(needs_for(method)) for method in {Method.PERSON, *others}})


givens = st.builds(
    ProofGiven,
    method=st.sampled_from(Method),
    name=st.text(max_size=5),
    code=st.sampled_from(["", "1234", "0000"]),
    files=st.lists(st.tuples(st.uuids(), st.sampled_from([PHOTO, SIGNATURE])), max_size=3).map(tuple),
)


@pytest.mark.parametrize(
    ("method", "said", "lacks"),
    [
        ("person", {}, ()),
        ("neighbour", {}, (NAME,)),
        ("neighbour", {"name": "Mme Blanc"}, ()),
        ("neighbour", {"name": " \n "}, (NAME,)),
        ("mailbox", {}, (PHOTO,)),
        ("mailbox", {"files": [{"id": str(A_FILE), "kind": "photo"}]}, ()),
        ("safe_place", {"files": [{"id": str(A_FILE), "kind": "signature"}]}, (PHOTO,)),
    ],
)
def test_usually_a_person_needs_nothing_a_neighbour_a_name_a_mailbox_a_photo(method, said, lacks):
    assert missing(USUAL, ProofGiven.from_json({"method": method, **said})) == lacks


@pytest.mark.parametrize(("code", "lacks"), [("4711", ()), ("4712", (CODE,)), ("", (CODE,)), (None, (CODE,))])
def test_only_the_right_code_counts(code, lacks):
    rules = USUAL.asking([CODE])
    assert missing(rules, ProofGiven.from_json({"code": code}), code="4711") == lacks


def test_where_no_code_is_known_none_is_right():
    assert missing(USUAL.asking([CODE]), ProofGiven(code=""), code="") == (CODE,)


def test_an_order_that_asks_for_a_code_is_handed_to_the_person_only():
    assert USUAL.asking([CODE]).as_json() == {"person": ["code"]}
    assert USUAL.asking([SIGNATURE]).as_json() == {
        "person": ["signature"],
        "neighbour": ["signature", "name"],
    }
    assert USUAL.asking([]) == USUAL


def test_a_way_that_is_not_allowed_lacks_what_the_person_would_have_been_asked():
    rules = ProofRules({Method.PERSON: frozenset({SIGNATURE})})
    assert missing(rules, ProofGiven(Method.MAILBOX)) == (SIGNATURE,)


@pytest.mark.parametrize(
    "stored",
    [
        {},
        {"neighbour": []},
        {"person": ["blood"]},
        {"person": [], "drone": []},
        {"person": [], "mailbox": ["signature"]},
        {"person": [], "neighbour": ["code"]},
        {"person": None},
        ["person"],
    ],
)
def test_rules_without_sense_are_refused(stored):
    with pytest.raises(Invalid):
        ProofRules.from_json(stored)


@pytest.mark.parametrize(
    "said",
    [
        None,
        "person",
        {"method": "drone"},
        {"files": "x"},
        {"files": [{"id": "x", "kind": "photo"}]},
        {"files": [{"id": str(A_FILE), "kind": "name"}]},
        {"files": [{"id": str(A_FILE)}]},
        {"files": [A_FILE]},
        {"files": [{"id": str(A_FILE), "kind": "photo"}] * 7},
    ],
)
def test_what_no_phone_would_say_is_refused(said):
    with pytest.raises(Invalid):
        ProofGiven.from_json(said)


def test_a_name_is_one_line_of_at_most_120_letters():
    assert ProofGiven.from_json({"name": " Mme\x00 \n Blanc\u00a0  "}).name == "Mme Blanc"
    assert len(ProofGiven.from_json({"name": "é" * 500}).name) == 120


@given_some(some_rules())
def test_rules_read_back_as_they_were_written(rules):
    assert ProofRules.from_json(rules.as_json()) == rules


@given_some(some_rules(), st.sets(st.sampled_from(Need)))
def test_asking_for_more_asks_no_less_and_allows_no_more(rules, extra):
    more = rules.asking(extra)
    assert set(more.needs) <= set(rules.needs)
    assert all(more.needs[method] == rules.needs[method] | extra for method in more.needs)
    assert more.asking(extra) == more


@given_some(some_rules(), givens)
def test_nothing_is_missing_that_was_not_asked(rules, given):
    asked = rules.needs.get(given.method, rules.needs[Method.PERSON])
    assert set(missing(rules, given, code="1234")) <= asked


@given_some(some_rules(), givens, st.uuids())
def test_one_more_file_never_makes_more_missing(rules, given, file_id):
    with_photo = ProofGiven(given.method, given.name, given.code, (*given.files, (file_id, PHOTO)))
    assert set(missing(rules, with_photo, code="1234")) == set(missing(rules, given, code="1234")) - {PHOTO}


@given_some(st.text(min_size=1))
def test_a_delivery_has_one_code_of_four_digits(token):
    code = code_of(token)
    assert (len(code), code.isdecimal(), code_of(token)) == (4, True, code)


def test_codes_are_spread_over_all_of_the_ten_thousand():
    assert len({code_of(f"token {n}") for n in range(2000)}) > 1700


def test_the_check_fits_its_code_and_no_other_and_does_not_tell_it():
    check, code = code_check("a token"), code_of("a token")
    assert check.fits(code)
    assert not check.fits(f"{(int(code) + 1) % 10_000:04}")
    assert code_check("another token").salt != check.salt
    assert code not in (check.salt, check.hash)
