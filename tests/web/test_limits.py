"""Rate limits of public pages: so many a minute, and none while their counter is away."""

from unittest.mock import patch

import time_machine
from django.http import HttpResponse
from django.test import RequestFactory
from redis.exceptions import ConnectionError as ValkeyAway

from coopplatform.web.limits import limited


@limited("tests", per_minute=3)
def page(request):
    return HttpResponse("here")


def visit(address="192.0.2.1"):
    return page(RequestFactory().get("/", REMOTE_ADDR=address)).status_code


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_the_fourth_request_of_a_minute_is_asked_to_wait():
    assert [visit() for _ in range(4)] == [200, 200, 200, 429]
    assert visit("192.0.2.2") == 200


def test_while_the_counter_is_away_nobody_is_turned_away():
    with patch("coopplatform.web.limits.cache.add", side_effect=ValkeyAway):
        assert [visit() for _ in range(5)] == [200] * 5
