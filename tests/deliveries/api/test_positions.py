"""Positions: inside an open shift only."""

from datetime import timedelta

from deliveries.models import CourierPlace, Position
from members.services.roster import clock_out
from tests.conftest import PLATFORM


def fixes(*moments):
    return {"fixes": [{"at": at.isoformat(), "lat": 43.7335, "lon": 7.4165} for at in moments]}


def test_fixes_inside_the_shift_are_kept_once(roue, login, now):
    client = login(roue.alma)
    url = f"/api/v1/c/{roue.slug}/positions/"
    batch = fixes(now - timedelta(minutes=2), now - timedelta(minutes=1))
    for _ in range(2):
        answer = client.post(url, batch, content_type="application/json")
        assert (answer.status_code, answer.json()) == (200, {"kept": 2, "refused": 0})
    with roue.inside():
        assert Position.objects.count() == 2
        assert CourierPlace.objects.get().at == now - timedelta(minutes=1)


def test_a_fix_off_shift_is_refused_and_leaves_no_row(roue, login, now):
    with roue.inside():
        clock_out(shift_id=roue.shift_id, by=PLATFORM, at=now - timedelta(minutes=5))
    answer = login(roue.alma).post(
        f"/api/v1/c/{roue.slug}/positions/", fixes(now), content_type="application/json"
    )
    assert (answer.status_code, answer.json()) == (409, {"kept": 0, "refused": 1})
    with roue.inside():
        assert (Position.objects.count(), CourierPlace.objects.count()) == (0, 0)


def test_only_a_courier_of_the_co_op_has_a_position(roue, autre, login, now):
    for user in (roue.bruno, autre.malik):
        answer = login(user).post(
            f"/api/v1/c/{roue.slug}/positions/", fixes(now), content_type="application/json"
        )
        assert answer.status_code == 404
