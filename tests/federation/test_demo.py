"""The demo's accounts have a known password: it runs where it was asked for, and says what stands in its way."""

import json
import socket
from datetime import date

import pytest
from django.core.management import CommandError, call_command

from federation.demo.cast import MEMBERS, RIDERS_WITH_PASSWORD
from federation.demo.kept import Kept
from federation.demo.past import days


@pytest.mark.parametrize("command", ["demo", "found_demo"])
def test_there_is_no_demo_unless_it_is_asked_for(command):
    with pytest.raises(CommandError, match="DEMO=1 only"):
        call_command(command)


def test_a_port_in_use_is_told_with_another_one(settings):
    settings.DEMO = True
    with socket.socket() as other:
        other.bind(("127.0.0.1", 0))
        other.listen()
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=f"PORT={port + 1} make demo"):
            call_command("demo", port=port)


def test_couriers_of_a_co_op_wear_different_letters_and_one_rides_in_two():
    for plan in MEMBERS:
        codes = [courier.code for courier in plan.couriers]
        assert len(codes) == len(set(codes)) >= 8
    riders = [courier.login for plan in MEMBERS for courier in plan.couriers]
    assert {rider for rider in riders if riders.count(rider) > 1} == {"malik"}
    assert set(RIDERS_WITH_PASSWORD) <= set(riders)


def test_what_the_demo_keeps_is_for_its_owner_only(tmp_path):
    assert not Kept.is_in(tmp_path)
    Kept("Pizzeria Lucia", "coop_1_secret").write(tmp_path)
    assert Kept.read(tmp_path) == Kept("Pizzeria Lucia", "coop_1_secret")
    assert (tmp_path / "demo.json").stat().st_mode & 0o077 == 0
    assert json.loads((tmp_path / "demo.json").read_text())["store"] == "Pizzeria Lucia"


def test_the_past_has_every_day_once():
    assert list(days(date(2026, 2, 27), date(2026, 3, 1))) == [
        date(2026, 2, 27),
        date(2026, 2, 28),
        date(2026, 3, 1),
    ]
