"""What PostgreSQL itself demands of the books, whoever writes."""

from typing import Any

from coopplatform.tenancy.constraints import SqlConstraint

# Enters the entry's co-op whatever the session's stamp at commit; it is put back when the function returns.
ENTRY_IS_BALANCED = """
create or replace function entry_is_balanced() returns trigger language plpgsql
set application_name = 'coop:-' as $$
declare total numeric; many int;
begin
    perform set_config('application_name', 'coop:' || new.cooperative_id, true);
    select coalesce(sum(amount_cents), 0), count(*) into total, many from cooperatives_line
    where cooperative_id = new.cooperative_id and entry_id = new.id;
    if total <> 0 or many < 2 then
        raise exception 'Entry % has % lines adding up to %', new.id, many, total
            using errcode = 'check_violation';
    end if;
    return null;
end $$;
"""
LINE_IS_WRITTEN_WITH_ITS_ENTRY = """
create or replace function line_is_written_with_its_entry() returns trigger language plpgsql as $$
begin
    if not exists (
        select from cooperatives_entry
        where cooperative_id = new.cooperative_id and id = new.entry_id and txid = pg_current_xact_id()
    ) then
        raise exception 'Entry % is posted: correct it by a reversal', new.entry_id
            using errcode = 'integrity_constraint_violation';
    end if;
    return new;
end $$;
"""


class BalancedEntry(SqlConstraint):
    """At commit, an entry has two lines or more and they add up to zero. On the entries' table."""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return (
            f"{ENTRY_IS_BALANCED} create constraint trigger {name} after insert on {table}"
            " deferrable initially deferred for each row execute function entry_is_balanced()"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return f"drop trigger {name} on {table}"


class WrittenWithItsEntry(SqlConstraint):
    """A line is written in the transaction of its entry, never added later. On the lines' table."""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return (
            f"{LINE_IS_WRITTEN_WITH_ITS_ENTRY}"
            f" create trigger {name} before insert on {table}"
            " for each row execute function line_is_written_with_its_entry()"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return f"drop trigger {name} on {table}"


class NeverEmptied(SqlConstraint):
    """TRUNCATE, which no trigger on rows sees, is refused to the table's owner too. Drops nothing by accident."""

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return (
            "create or replace function refuse_emptying() returns trigger language plpgsql as"
            " $$ begin raise exception 'Table % is never emptied', tg_table_name"
            " using errcode = 'integrity_constraint_violation'; end $$;"
            f" create trigger {name} before truncate on {table}"
            " for each statement execute function refuse_emptying()"
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table, name = self._quoted(model, schema_editor)
        return f"drop trigger {name} on {table}"
