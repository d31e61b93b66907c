"""What is news, where it may be sent, and when it is tried again."""

from ipaddress import ip_address

import pytest
from hypothesis import given
from hypothesis import strategies as st

from coopplatform.kernel.errors import Invalid
from deliveries.domain.push import (
    LONGEST_WAIT_SECONDS,
    MOST_ATTEMPTS,
    Change,
    Outcome,
    check_endpoint,
    is_outside,
    news,
    outcome_of,
    retry_in,
)

NEW, GONE = Change.NEW, Change.GONE


@pytest.mark.parametrize(
    ("changes", "mine", "told"),
    [
        ([("a", NEW)], {"a"}, (["a"], [])),
        ([("a", GONE)], set(), ([], ["a"])),
        ([("a", NEW), ("a", GONE)], set(), ([], [])),
        ([("a", GONE), ("a", NEW)], {"a"}, ([], [])),
        ([("a", NEW), ("a", GONE), ("a", NEW)], {"a"}, (["a"], [])),
        ([("a", NEW), ("b", GONE), ("c", NEW)], {"a", "c"}, (["a", "c"], ["b"])),
        ([], {"a"}, ([], [])),
    ],
)
def test_only_what_still_holds_is_news(changes, mine, told):
    assert news(changes, mine) == told


@given(
    st.lists(st.tuples(st.sampled_from("abc"), st.sampled_from([NEW, GONE]))), st.sets(st.sampled_from("abc"))
)
def test_nothing_is_told_twice_or_against_the_truth(changes, mine):
    came, went = news(changes, mine)
    assert len({*came, *went}) == len(came) + len(went)
    assert set(came) <= mine
    assert not set(went) & mine


@pytest.mark.parametrize(
    ("status", "outcome"),
    [
        (201, Outcome.TAKEN),
        (202, Outcome.TAKEN),
        (301, Outcome.REFUSED),
        (400, Outcome.REFUSED),
        (404, Outcome.GONE),
        (410, Outcome.GONE),
        (413, Outcome.REFUSED),
        (429, Outcome.LATER),
        (500, Outcome.LATER),
    ],
)
def test_a_status_says_what_to_do(status, outcome):
    assert outcome_of(status) is outcome


def test_patience_grows_and_ends():
    assert [retry_in(n) for n in range(1, MOST_ATTEMPTS + 1)] == [5, 15, 45, 135, 300, None]
    assert (retry_in(1, 40), retry_in(1, 10**9), retry_in(3, 1)) == (40, LONGEST_WAIT_SECONDS, 45)


@pytest.mark.parametrize(
    ("address", "outside"),
    [
        ("8.8.8.8", True),
        ("2a00:1450:4007:80e::200e", True),
        ("10.0.0.1", False),
        ("127.0.0.1", False),
        ("169.254.169.254", False),
        ("100.64.0.1", False),
        ("224.0.0.1", False),
        ("0.1.2.3", False),
        ("::1", False),
        ("fe80::1", False),
        ("fd00::1", False),
        ("::ffff:10.0.0.1", False),
        ("64:ff9b::a00:1", False),
        ("64:ff9b::808:808", True),
        ("2002:a00:1::", False),
    ],
)
def test_an_address_is_outside_only_when_it_is_however_it_is_wrapped(address, outside):
    assert is_outside(ip_address(address)) is outside


@pytest.mark.parametrize(
    "endpoint",
    [
        "",
        "push",
        "ftp://push.example.com/",
        "http://push.example.com/",
        "https://localhost/",
        "https://db/",
        "https://127.0.0.1/",
        "https://[::1]/",
        "https://[fe80::1]/",
        "https://169.254.169.254/latest",
        "https://push.internal/",
        "https://a:b@push.example.com/",
        "https://push.example.com:99999/",
        "https://" + "x" * 1000 + ".example.com/",
    ],
)
def test_no_message_goes_there(endpoint):
    with pytest.raises(Invalid):
        check_endpoint(endpoint)


def test_a_push_service_is_fine():
    check_endpoint("https://fcm.googleapis.com/fcm/send/abc:def")
    check_endpoint(
        "https://updates.push.services.mozilla.com/wpush/v2/x", hosts=["push.services.mozilla.com"]
    )
    with pytest.raises(Invalid):
        check_endpoint("http://127.0.0.1:9/x")
    check_endpoint("http://127.0.0.1:9/x", loopback=True)
