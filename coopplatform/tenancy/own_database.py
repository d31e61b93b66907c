"""A database of its own for a measurement."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.db import connection

DATABASE = "coop_bench"


@contextmanager
def own_database() -> Iterator[None]:
    """Made, migrated and dropped again, beside the one in use."""
    usual = connection.settings_dict["NAME"]
    connection.settings_dict["TEST"]["NAME"] = DATABASE
    connection.creation.create_test_db(verbosity=0, autoclobber=True, serialize=False)
    try:
        yield
    finally:
        connection.creation.destroy_test_db(usual, verbosity=0)


def analyse() -> None:
    """As autovacuum does within a minute: a planner that believes tables empty joins them in the worst way."""
    owner: Any = connection.creation
    with owner.as_owner(), connection.cursor() as cursor:
        cursor.execute("analyze")
