"""A phone posts where it was: kept while its courier works, and otherwise without a trace."""

import json
from datetime import timedelta
from unittest import mock
from uuid import uuid4

import pytest
from django.core import signing

from deliveries.adapters.valkey import stream
from deliveries.adapters.valkey.clients import client, key
from deliveries.models import CourierPlace, Position
from deliveries.services.following import switch_position_off, switch_position_on
from deliveries.services.position_pass import VALID_SECONDS
from members.services.breaks import end_break, start_break
from members.services.roster import clock_in, clock_out, plan_shift
from tests.conftest import PLATFORM
from tests.deliveries.positions.conftest import request, traces
from tests.deliveries.web.conftest import monaco  # noqa: F401 -- a town with bounds

NOTHING = (0, 0, 0)


def off_shift(cast, now):
    with cast.inside():
        clock_out(shift_id=cast.shift_id, by=PLATFORM, at=now)


def on_a_break(cast, now):
    with cast.inside():
        start_break(shift_id=cast.shift_id, by=PLATFORM, at=now - timedelta(minutes=10))


def switched_off(cast, now):
    with cast.inside():
        switch_position_off(courier_id=cast.courier_id, by=cast.by("alma"), at=now - timedelta(minutes=10))


def test_a_batch_is_kept_and_written_once_however_often_it_comes(phone, roue, drained, now):
    body = json.dumps(
        {
            "sent_at": now.isoformat(),
            "fixes": [
                {
                    "at": (now - timedelta(seconds=ago)).isoformat(),
                    "lat": 43.7335,
                    "lon": 7.4165,
                    "accuracy": 8,
                }
                for ago in (60, 10)
            ],
        }
    ).encode()
    for _ in range(2):
        answer = request(body, authorization=f"Bearer {phone.issued()}")
        assert (answer.status, answer.body) == (200, {"kept": 2, "refused": {}})
    drained()
    assert traces(roue) == (2, 1, 0)
    with roue.inside():
        assert CourierPlace.objects.get().at == now - timedelta(seconds=10)
        assert set(Position.objects.values_list("courier_id", "lat", "lon")) == {
            (roue.courier_id, 43.7335, 7.4165)
        }


@pytest.mark.parametrize(
    ("state", "code", "reason"),
    [
        (off_shift, "no_shift", "off_shift"),
        (on_a_break, "on_break", "in_a_break"),
        (switched_off, "switched_off", "switched_off"),
    ],
)
def test_when_nobody_may_follow_it_is_refused_and_leaves_no_row_anywhere(
    state, code, reason, phone, roue, drained, now
):
    state(roue, now)
    answer = phone.posts(20, 10)
    assert (answer.status, answer.body["type"]) == (409, f"/problems/{code}")
    assert (answer.body["kept"], answer.body["refused"]) == (0, {reason: 2})
    assert answer.headers["content-type"] == "application/problem+json"
    drained()
    assert traces(roue) == NOTHING


@pytest.mark.parametrize("state", [off_shift, on_a_break, switched_off])
def test_a_gate_that_is_behind_lets_through_what_the_drain_then_refuses(state, phone, roue, drained, now):
    """The gate is only quicker: the wall is the database at the moment of writing."""
    assert phone.posts(3000).status == 200  # the gate is known now, and open
    drained()
    state(roue, now)
    assert phone.posts(5).body == {"kept": 1, "refused": {}}
    drained()
    with roue.inside():
        assert (
            list(Position.objects.values_list("at", flat=True).filter(at__gte=now - timedelta(minutes=9)))
            == []
        )
    assert stream.waiting(roue.cooperative.pk) == 0


@pytest.mark.parametrize("state", [off_shift, on_a_break, switched_off])
def test_what_happened_closes_the_gate_and_takes_the_place_away(state, phone, roue, drained, reacted, now):
    phone.posts(3000, 1)
    drained()
    reacted()
    assert traces(roue)[1] == 1
    state(roue, now)
    reacted()
    assert phone.posts(5).status == 409
    with roue.inside():
        assert CourierPlace.objects.count() == 0
        assert Position.objects.filter(at__gte=now - timedelta(minutes=9)).count() == 0 or state is off_shift


def test_a_break_told_late_takes_back_what_came_in_meanwhile_and_no_more(phone, roue, drained, reacted, now):
    phone.posts(1200, 500, 400, 100)
    drained()
    with roue.inside():
        start_break(shift_id=roue.shift_id, by=PLATFORM, at=now - timedelta(seconds=600))
        end_break(shift_id=roue.shift_id, by=PLATFORM, at=now - timedelta(seconds=300))
    reacted()
    with roue.inside():
        ages = [round((now - at).total_seconds(), -2) for at in Position.objects.values_list("at", flat=True)]
    assert sorted(ages) == [100, 1200]


def test_after_a_break_the_gate_is_open_for_what_is_new(phone, roue, drained, reacted, now):
    with roue.inside():
        start_break(shift_id=roue.shift_id, by=PLATFORM, at=now - timedelta(minutes=10))
        end_break(shift_id=roue.shift_id, by=PLATFORM, at=now - timedelta(minutes=5))
    reacted()
    assert phone.posts(400, 60).body == {"kept": 1, "refused": {"in_a_break": 1}}
    drained()
    assert traces(roue) == (1, 1, 0)


def test_switched_on_again_it_is_followed_again(phone, roue, drained, reacted, now):
    with roue.inside():
        switch_position_off(courier_id=roue.courier_id, by=PLATFORM, at=now - timedelta(minutes=10))
        switch_position_on(courier_id=roue.courier_id, by=PLATFORM, at=now - timedelta(minutes=5))
    reacted()
    assert phone.posts(400, 60).body == {"kept": 1, "refused": {"switched_off": 1}}
    drained()
    assert traces(roue) == (1, 1, 0)


@pytest.mark.parametrize(
    ("fix", "reason"),
    [
        ({"ago": -60}, "from_the_future"),
        ({"ago": 7200}, "off_shift"),
        ({"lat": 43.2, "lon": 7.6}, "out_of_town"),
        ({"lat": 0.0, "lon": 0.0}, "out_of_town"),
        ({"accuracy": 900}, "inaccurate"),
    ],
)
def test_a_fix_that_cannot_be_right_is_refused_and_counted(fix, reason, phone, roue, monaco, drained):  # noqa: F811
    fix = dict(fix)
    answer = phone.posts(fix.pop("ago", 5), **fix)
    assert (answer.status, answer.body) == (200, {"kept": 0, "refused": {reason: 1}})
    drained()
    assert traces(roue) == NOTHING


def test_a_phone_a_day_off_is_understood(phone, roue, drained, now):
    assert phone.posts(60, skew=86_400).body == {"kept": 1, "refused": {}}
    drained()
    with roue.inside():
        assert abs((now - Position.objects.get().at).total_seconds() - 60) < 35


@pytest.mark.parametrize("token", ["forged", "", "a:b:c"])
def test_a_bad_pass_opens_nothing(token, phone):
    answer = request(b"{}", authorization=f"Bearer {token}")
    assert (answer.status, answer.headers["www-authenticate"]) == (401, "Bearer")


def test_a_pass_is_good_for_one_shift_of_one_courier(phone, roue, now):
    assert phone.posts(5).status == 200
    assert phone.posts(5, token=phone.issued(shift_id=uuid4())).status == 401


def test_an_old_pass_and_one_signed_for_something_else_are_refused(phone, roue):
    with mock.patch("django.core.signing.time.time", return_value=0):
        old = phone.issued()
    assert VALID_SECONDS < 86_400
    other = signing.dumps([roue.cooperative.pk, str(roue.courier_id), str(roue.shift_id)], salt="other")
    assert [phone.posts(5, token=token).status for token in (old, other)] == [401, 401]


def test_a_pass_under_another_co_ops_number_writes_into_neither(phone, roue, autre, drained):
    """Only the server signs passes; should it ever sign a wrong one, the wall holds."""
    assert phone.posts(5, token=phone.issued(cooperative_id=autre.cooperative.pk)).status == 409
    assert (traces(roue), traces(autre)) == (NOTHING, NOTHING)


@pytest.mark.parametrize(
    "body",
    [
        b"",
        b"[]",
        b"{}",
        b"nonsense",
        b'{"sent_at": "2026-11-25T10:00:00", "fixes": []}',
        b'{"sent_at": 1e300, "fixes": []}',
        b'{"sent_at": 1764064800, "fixes": [{"at": 1764064800, "lat": 91, "lon": 7}]}',
        b'{"sent_at": 1764064800, "fixes": [{"at": 1764064800, "lat": NaN, "lon": 7}]}',
        b'{"sent_at": 1764064800, "fixes": [{"lat": 43, "lon": 7}]}',
        b'{"sent_at": 1764064800, "fixes": 7}',
    ],
)
def test_what_is_no_batch_is_told(body, phone, roue):
    answer = request(body, authorization=f"Bearer {phone.issued()}")
    assert (answer.status, answer.body["type"]) == (422, "/problems/malformed")
    assert traces(roue) == NOTHING


def test_too_much_at_once_is_told(phone):
    assert phone.posts(*range(201)).status == 413
    assert request(b" " * 40_000, authorization=f"Bearer {phone.issued()}").status == 413
    assert request(b"", authorization=f"Bearer {phone.issued()}", content_length="9999999").status == 413


def test_two_batches_a_second_and_no_more(phone):
    with mock.patch("deliveries.api.positions.time.time", return_value=phone.now.timestamp()):
        answers = [phone.posts(5) for _ in range(3)]
    assert [answer.status for answer in answers] == [200, 200, 429]
    assert answers[2].headers["retry-after"] == "1"


def test_only_post(phone):
    answer = request(b"", method="GET")
    assert (answer.status, answer.headers["allow"]) == (405, "POST")


def test_problems_are_told_in_the_phones_language(phone):
    answer = request(b"", accept_language="fr-FR,fr;q=0.9")
    assert answer.status == 401
    assert answer.body["title"]


def test_while_valkey_is_away_the_phone_is_asked_to_keep_them(phone, roue):
    with mock.patch("deliveries.api.positions.ask_gate", side_effect=ConnectionError):
        answer = phone.posts(5)
    assert (answer.status, answer.headers["retry-after"]) == (503, "10")


def test_a_gate_valkey_forgot_is_read_from_the_database_once(phone, roue, django_assert_num_queries):
    client().delete(key(f"gate:{roue.courier_id}"))
    assert phone.posts(5).status == 200
    with django_assert_num_queries(0):
        assert phone.posts(4).status == 200


def test_the_next_shift_needs_its_own_pass(phone, roue, reacted, now):
    old = phone.issued()
    off_shift(roue, now)
    with roue.inside():
        shift = plan_shift(
            member_id=roue.courier_id,
            starts_at=now + timedelta(hours=5),
            ends_at=now + timedelta(hours=9),
            by=PLATFORM,
        )
        clock_in(shift_id=shift.pk, by=PLATFORM, at=now)
    reacted()
    assert phone.posts(0, token=old).status == 401
    assert phone.posts(0, token=phone.issued(shift_id=shift.pk)).status == 200
