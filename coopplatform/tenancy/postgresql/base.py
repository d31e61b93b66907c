"""Stamps the co-op in scope on the session, as `application_name = 'coop:7'`, when a statement is sent.

PostgreSQL reports application_name after every change, also after rollback, RESET and DISCARD, so libpq
always knows the session's true stamp without a round trip: no hook or memory can be wrong.
"""

from contextlib import contextmanager
from typing import Any

import psycopg
from django.db import InterfaceError
from django.db.backends.postgresql import base
from psycopg.pq import TransactionStatus

from coopplatform.tenancy.postgresql.creation import DatabaseCreation
from coopplatform.tenancy.postgresql.operations import DatabaseOperations
from coopplatform.tenancy.postgresql.schema import DatabaseSchemaEditor
from coopplatform.tenancy.scope import current

OUTSIDE = "coop:-"


def stamp(connection: psycopg.Connection) -> None:
    """Make the session's stamp that of the scope. Costs a round trip only when it changes."""
    if connection.info.transaction_status == TransactionStatus.INERROR:
        return  # only ROLLBACK can follow
    cooperative_id = current()
    wanted = OUTSIDE if cooperative_id is None else f"coop:{cooperative_id}"
    if connection.pgconn.parameter_status(b"application_name") != wanted.encode():
        psycopg.Cursor(connection).execute("select set_config('application_name', %s, false)", [wanted])


class Stamped:
    """A psycopg cursor that stamps before it sends, and never speaks on another borrower's connection."""

    wrapper: "DatabaseWrapper | None" = None
    connection: psycopg.Connection

    @contextmanager
    def _in_scope(self) -> Any:
        if self.wrapper is not None and self.wrapper.connection is not self.connection:
            raise InterfaceError("This cursor's connection was handed back; make a new query.")
        stamp(self.connection)
        yield

    def execute(self, *args: Any, **kwargs: Any) -> Any:
        with self._in_scope():
            return super().execute(*args, **kwargs)  # type: ignore[misc]

    def executemany(self, *args: Any, **kwargs: Any) -> Any:
        with self._in_scope():
            return super().executemany(*args, **kwargs)  # type: ignore[misc]

    def stream(self, *args: Any, **kwargs: Any) -> Any:
        with self._in_scope():
            yield from super().stream(*args, **kwargs)  # type: ignore[misc]

    @contextmanager
    def copy(self, *args: Any, **kwargs: Any) -> Any:
        with self._in_scope(), super().copy(*args, **kwargs) as copy:  # type: ignore[misc]
            yield copy


class StampedCursor(Stamped, base.ServerBindingCursor):
    pass


class DatabaseWrapper(base.DatabaseWrapper):
    creation_class = DatabaseCreation
    ops_class = DatabaseOperations
    SchemaEditorClass = DatabaseSchemaEditor

    def get_connection_params(self) -> dict[str, Any]:
        return {**super().get_connection_params(), "cursor_factory": StampedCursor}

    def create_cursor(self, name: str | None = None) -> Any:
        if name:
            raise InterfaceError("Server-side cursors outlive their scope: DISABLE_SERVER_SIDE_CURSORS.")
        cursor = super().create_cursor()
        cursor.wrapper = self
        return cursor
