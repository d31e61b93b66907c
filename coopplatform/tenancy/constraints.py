"""Walls, composite keys and append-only rights as constraints, so that `makemigrations` tracks them."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import BaseConstraint, UniqueConstraint
from django.utils.translation import gettext_lazy as _

RUNTIME_ROLE = "coop_app"
SCOPE = "(select nullif(substring(current_setting('application_name') from '^coop:([0-9]+)$'), '')::bigint)"
IN_SCOPE = f"cooperative_id = {SCOPE}"


class SqlConstraint(BaseConstraint):
    """A constraint written after its table exists, as plain SQL."""

    def constraint_sql(self, model: Any, schema_editor: Any) -> None:  # type: ignore[override]
        schema_editor.deferred_sql.append(self.create_sql(model, schema_editor))

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        raise NotImplementedError

    def validate(self, *args: Any, **kwargs: Any) -> None:
        """PostgreSQL is the judge."""

    def _quoted(self, model: Any, schema_editor: Any) -> tuple[str, str]:
        return schema_editor.quote_name(model._meta.db_table), schema_editor.quote_name(self.name)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, type(self)) and self.deconstruct() == other.deconstruct()

    __hash__ = BaseConstraint.__hash__


class TenantWall(SqlConstraint):
    """Row-level security: rows of the stamped co-op are seen and written, no others, by any role."""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return (
            f"alter table {table} enable row level security; alter table {table} force row level security;"
            f" create policy {name} on {table} using ({IN_SCOPE}) with check ({IN_SCOPE})"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return f"drop policy {name} on {table}; alter table {table} disable row level security"


class TenantForeignKey(SqlConstraint):
    """`(cooperative_id, field_id)` references `(cooperative_id, id)`: plain keys bypass the wall."""

    def __init__(self, *, field: str, name: str, violation_error_message: Any = None) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.field = field

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field}

    def constraint_sql(self, model: Any, schema_editor: Any) -> None:  # type: ignore[override]
        self.create_sql(model, schema_editor)

    def create_sql(self, model: Any, schema_editor: Any) -> None:  # type: ignore[override]
        """At the end of the migration, when the other table has its key too."""
        table, name = self._quoted(model, schema_editor)
        field = model._meta.get_field(self.field)
        target = schema_editor.quote_name(field.related_model._meta.db_table)
        schema_editor.deferred_sql.append(
            f"alter table {table} add constraint {name} foreign key (cooperative_id, {field.column})"
            f" references {target} (cooperative_id, id) deferrable initially deferred"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return f"alter table {table} drop constraint {name}"

    def validate(self, model: Any, instance: Any, exclude: Any = None, using: str = "default") -> None:
        if exclude and self.field in exclude:
            return
        related = getattr(instance, self.field)
        if related is not None and related.cooperative_id != instance.cooperative_id:
            raise ValidationError({self.field: _("Select a valid choice.")})


class AppendOnly(SqlConstraint):
    """Rows are added and read, never changed: rights revoked from the runtime role, and a trigger."""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return (
            "create or replace function refuse_change() returns trigger language plpgsql as"
            " $$ begin raise exception 'Table % is append-only', tg_table_name"
            " using errcode = 'integrity_constraint_violation'; end $$;"
            f" revoke update, delete, truncate on {table} from {RUNTIME_ROLE};"
            f" create trigger {name} before update or delete on {table}"
            " for each row execute function refuse_change()"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return f"drop trigger {name} on {table}; grant update, delete on {table} to {RUNTIME_ROLE}"


def wall(*foreign_keys: str, append_only: bool = False, has_id: bool = True) -> list[BaseConstraint]:
    """The constraints of a tenant's table; name each foreign key that points to another tenant's table.

    A table without an `id` of its own cannot be pointed to, and needs no key for it.
    """
    prefix = "%(app_label)s_%(class)s"
    constraints: list[BaseConstraint] = [
        TenantWall(name=f"{prefix}_wall"),
        *([UniqueConstraint(fields=["cooperative", "id"], name=f"{prefix}_in_coop")] if has_id else []),
        *(TenantForeignKey(field=field, name=f"{prefix}_{field}_same_coop") for field in foreign_keys),
    ]
    if append_only:
        constraints.append(AppendOnly(name=f"{prefix}_append_only"))
    return constraints


def tenant_models() -> list[type[models.Model]]:
    """Every model whose rows belong to a co-op."""
    from django.apps import apps

    from coopplatform.tenancy.models import CooperativeOwned

    return [model for model in apps.get_models() if issubclass(model, CooperativeOwned)]
