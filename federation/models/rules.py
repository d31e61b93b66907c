"""Who may read and write what the co-ops share, kept by PostgreSQL.

These tables belong to everyone, yet not to everybody. Each rule below says who reads, who adds and, where a row may
change at all, who changes it. `cooperative_id` is the co-op that writes; `member_id` the co-op that a row is about.
"""

from typing import Any

from coopplatform.tenancy.constraints import IN_SCOPE, SCOPE, SqlConstraint

FEDERATION_IN_SCOPE = (
    f"(select exists (select from cooperatives_cooperative where id = {SCOPE} and kind = 'federation'))"  # noqa: S608 - constants
)
MEMBER_IN_SCOPE = f"member_id = {SCOPE}"


class SharedTable(SqlConstraint):
    """Row-level security with one policy to read, one to add, and one to change where `can_change` says who.

    Nobody deletes. Subclass it for a rule that has no name yet.
    """

    can_read: str
    can_add: str
    can_change: str | None = None

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        add, change = (schema_editor.quote_name(f"{self.name}_{verb}") for verb in ("add", "change"))
        sql = (
            f"alter table {table} enable row level security; alter table {table} force row level security;"
            f" create policy {name} on {table} for select using ({self.can_read});"
            f" create policy {add} on {table} for insert with check ({self.can_add})"
        )
        if self.can_change is not None:
            sql += (
                f"; create policy {change} on {table} for update using ({self.can_change})"
                f" with check ({self.can_change})"
            )
        return sql

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        add, change = (schema_editor.quote_name(f"{self.name}_{verb}") for verb in ("add", "change"))
        return (
            f"drop policy {name} on {table}; drop policy {add} on {table};"
            f" drop policy if exists {change} on {table}; alter table {table} disable row level security"
        )


class SharedWithFederation(SharedTable):
    """A co-op adds and reads its own rows, the federation reads all of them, nobody else any."""

    can_read = f"{IN_SCOPE} or {FEDERATION_IN_SCOPE}"
    can_add = IN_SCOPE


class PublishedByFederation(SharedTable):
    """Everyone reads, the federation adds."""

    can_read = "true"
    can_add = FEDERATION_IN_SCOPE


class PublishedByCooperative(SharedTable):
    """Everyone reads, each co-op (the federation too) adds in its own name."""

    can_read = "true"
    can_add = IN_SCOPE


class WrittenAboutMember(SharedTable):
    """The federation adds rows about a member; both read them, nobody else."""

    can_read = f"{MEMBER_IN_SCOPE} or {FEDERATION_IN_SCOPE}"
    can_add = FEDERATION_IN_SCOPE


class BetweenMembers(SharedTable):
    """A co-op adds rows about another member; both read them, nobody else, the federation neither."""

    can_read = f"{IN_SCOPE} or {MEMBER_IN_SCOPE}"
    can_add = IN_SCOPE
