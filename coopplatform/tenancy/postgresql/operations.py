"""Only the owner may empty tables, so the test runner's flush goes through a short owner's connection.

Some tables refuse even the owner (`refuse_emptying`): the flush takes their triggers off for its transaction.
"""

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
            guarded = connection.execute(
                "select tgrelid::regclass::text, quote_ident(tgname) from pg_trigger"
                " where tgfoid = to_regproc('refuse_emptying')"
            ).fetchall()
            for table, trigger in guarded:
                connection.execute(f"alter table {table} disable trigger {trigger}")
            for sql in sql_list:
                connection.execute(sql)
            for table, trigger in guarded:
                connection.execute(f"alter table {table} enable trigger {trigger}")
