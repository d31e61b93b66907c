"""Only the owner may empty tables, so the test runner's flush goes through a short owner's connection."""

from collections.abc import Iterable

import psycopg
from django.db.backends.postgresql import operations


class DatabaseOperations(operations.DatabaseOperations):
    def execute_sql_flush(self, sql_list: Iterable[str]) -> None:
        settings = self.connection.settings_dict
        owner = settings["OWNER"]
        with psycopg.connect(
            host=settings["HOST"] or None,
            port=settings["PORT"] or None,
            dbname=settings["NAME"],
            user=owner["USER"],
            password=owner["PASSWORD"],
            options="-c lock_timeout=5s",
        ) as connection:
            for sql in sql_list:
                connection.execute(sql)
