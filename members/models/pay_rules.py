"""What PostgreSQL itself demands of pay: what is approved and issued stays as it is."""

from typing import Any

from coopplatform.tenancy.constraints import SqlConstraint

REFUSE_CHANGE_OF_FROZEN = """
create or replace function refuse_change_of_frozen() returns trigger language plpgsql as $$
begin
    raise exception 'This row of % is frozen', tg_table_name using errcode = 'integrity_constraint_violation';
end $$;
"""


class FrozenOnce(SqlConstraint):
    """A row is neither changed nor deleted once `column` holds something (or, given `value`, holds that)."""

    def __init__(
        self, *, column: str, name: str, value: str = "", violation_error_message: Any = None
    ) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.column, self.value = column, value

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "column": self.column, "value": self.value}

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        column = schema_editor.quote_name(self.column)
        holds = f"= {schema_editor.quote_value(self.value)}" if self.value else "is not null"
        return (
            f"{REFUSE_CHANGE_OF_FROZEN} create trigger {name} before update or delete on {table}"
            f" for each row when (old.{column} {holds}) execute function refuse_change_of_frozen()"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return f"drop trigger {name} on {table}"
