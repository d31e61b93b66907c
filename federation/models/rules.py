"""Who may read and write what the co-ops share, kept by PostgreSQL.

These tables belong to everyone, yet not to everybody: a contribution is written by its own co-op and read by it
and by the federation; a release is written by the federation and read by all.
"""

from typing import Any

from coopplatform.tenancy.constraints import IN_SCOPE, SCOPE, SqlConstraint

FEDERATION_IN_SCOPE = (
    f"(select exists (select from cooperatives_cooperative where id = {SCOPE} and kind = 'federation'))"  # noqa: S608 - constants
)


class _Policies(SqlConstraint):
    """Row-level security with one policy to read and one to add."""

    can_read: str
    can_add: str

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        add = schema_editor.quote_name(f"{self.name}_add")
        return (
            f"alter table {table} enable row level security; alter table {table} force row level security;"
            f" create policy {name} on {table} for select using ({self.can_read});"
            f" create policy {add} on {table} for insert with check ({self.can_add})"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        add = schema_editor.quote_name(f"{self.name}_add")
        return (
            f"drop policy {name} on {table}; drop policy {add} on {table};"
            f" alter table {table} disable row level security"
        )


class SharedWithFederation(_Policies):
    """A co-op adds and reads its own rows, the federation reads all of them, nobody else any."""

    can_read = f"{IN_SCOPE} or {FEDERATION_IN_SCOPE}"
    can_add = IN_SCOPE


class PublishedByFederation(_Policies):
    """Everyone reads, the federation adds."""

    can_read = "true"
    can_add = FEDERATION_IN_SCOPE
