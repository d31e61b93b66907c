"""A phone that sends while each server is killed -9 in the middle: what was acknowledged is written, and once."""

import time
from typing import Any

import httpx
import pytest

from tests.story.test_nothing_lost import Running, new_services, running, tables, until

pytestmark = pytest.mark.embedded

BATCHES = 30
VICTIMS = {5: "drain_positions", 10: "valkey", 15: "postgres", 20: "web-1", 25: "drain_positions"}
__all__ = ["new_services", "running", "tables"]


def sent(running: Running, fixes: list[dict[str, Any]]) -> None:
    """As a phone does: kept and sent again, with the new time of sending, until it is acknowledged."""
    while True:
        try:
            answer = httpx.post(
                f"{running.stack.address}/api/v1/positions/",
                json={"sent_at": time.time(), "fixes": fixes},
                headers={"Authorization": f"Bearer {running.position_pass}"},
                timeout=5,
            )
        except httpx.HTTPError:
            time.sleep(0.2)
            continue
        if answer.status_code == 200:
            assert answer.json() == {"kept": len(fixes), "refused": {}}
            return
        assert answer.status_code in (429, 500, 503), answer.text
        time.sleep(0.2)


def test_no_position_is_lost_or_doubled_when_servers_are_killed(running: Running) -> None:
    began = round(time.time()) - 600
    moments = []
    for number in range(BATCHES):
        mine = [began + 3 * number + second for second in range(3)]
        sent(running, [{"at": at, "lat": 43.7335, "lon": 7.4165} for at in mine])
        moments += mine
        if victim := VICTIMS.get(number):
            running.kill(victim)
    query = "select count(*), count(distinct at) from deliveries_position"
    until(lambda: running.count(query) == [(len(moments), len(moments))])
    until(
        lambda: (
            running.count("select extract(epoch from at)::int from deliveries_courierplace")
            == [(moments[-1],)]
        )
    )
    written = running.count("select extract(epoch from at)::int from deliveries_position order by 1")
    assert [at for (at,) in written] == moments
