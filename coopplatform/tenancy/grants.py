"""Before the first table exists: what the owner creates, the runtime role may use. Per database."""

from typing import Any

from django.core.management.base import CommandError
from django.db import connection

from coopplatform.tenancy.constraints import RUNTIME_ROLE


def give_runtime_rights(**_: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("select current_user")
        if cursor.fetchone()[0] == RUNTIME_ROLE:
            raise CommandError("Migrations run as the owner: DB_ROLE=owner manage.py migrate")
        cursor.execute(
            "alter default privileges in schema public"
            f" grant select, insert, update, delete on tables to {RUNTIME_ROLE};"
            "alter default privileges in schema public"
            f" grant usage, select on sequences to {RUNTIME_ROLE}"
        )
