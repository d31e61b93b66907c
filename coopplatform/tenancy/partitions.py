"""A tenant's table cut into days, so that what is old is dropped whole: no delete, no bloat.

The runtime role owns nothing and may create nothing. Two functions of the owner do the two things it needs, for one
day at a time, and refuse any other: they open a day near the present, and drop a day that is over for `kept_days`.
"""

from collections.abc import Iterable
from datetime import date
from typing import Any

from django.db import connection

from coopplatform.tenancy.constraints import RUNTIME_ROLE, SqlConstraint

AHEAD_DAYS = 14
EARLIEST_DAYS = 60

_FUNCTIONS = """
create function public.{table}_open_day(day date) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' as $$
declare part text := '{table}_' || to_char(day, 'YYYYMMDD');
begin
  if day is null or day < current_date - {earliest} or day > current_date + {ahead} then
    raise exception 'A day near the present, not %', day using errcode = 'invalid_parameter_value';
  end if;
  if to_regclass('public.' || part) is not null then return false; end if;
  perform pg_advisory_xact_lock(hashtextextended('{table}', 0));
  if to_regclass('public.' || part) is not null then return false; end if;
  execute format('create table public.%I partition of public.{table} for values from (%L) to (%L)',
    part, day::timestamptz, (day + 1)::timestamptz);
  execute format('revoke all on public.%I from public, {role}', part);
  execute format('alter table public.%I enable row level security', part);
  return true;
end $$;
create function public.{table}_drop_day(day date) returns boolean
language plpgsql security definer
set search_path = pg_catalog, pg_temp set timezone = 'UTC' set lock_timeout = '5s' as $$
declare part text := '{table}_' || to_char(day, 'YYYYMMDD');
begin
  if day is null or (day + 1)::timestamptz > now() - interval '{kept} days' then
    raise exception 'A day over for {kept} days, not %', day using errcode = 'invalid_parameter_value';
  end if;
  if to_regclass('public.' || part) is null then return false; end if;
  execute format('drop table public.%I', part);
  return true;
end $$;
revoke all on function public.{table}_open_day(date), public.{table}_drop_day(date) from public;
grant execute on function public.{table}_open_day(date), public.{table}_drop_day(date) to {role};
select public.{table}_open_day((now() at time zone 'UTC')::date + ahead) from generate_series(0, 7) ahead
"""


class DayPartitions(SqlConstraint):
    """The table is partitioned by the UTC day of `field`; a day is dropped once it is over for `kept_days`.

    The first week is there from the start, the following days are opened by whoever writes.

    The schema editor reads `field` when it creates the table: an existing table cannot become partitioned.
    """

    def __init__(self, *, field: str, kept_days: int, name: str, violation_error_message: Any = None) -> None:
        super().__init__(name=name, violation_error_message=violation_error_message)
        self.field, self.kept_days = field, kept_days

    def deconstruct(self) -> Any:
        path, args, kwargs = super().deconstruct()
        return path, args, {**kwargs, "field": self.field, "kept_days": self.kept_days}

    def create_sql(self, model: Any, schema_editor: Any) -> str:
        return _FUNCTIONS.format(
            table=model._meta.db_table,
            role=RUNTIME_ROLE,
            kept=int(self.kept_days),
            earliest=EARLIEST_DAYS,
            ahead=AHEAD_DAYS,
        )

    def remove_sql(self, model: Any, schema_editor: Any) -> str:
        table = model._meta.db_table
        return f"drop function public.{table}_open_day(date), public.{table}_drop_day(date)"


def open_days(table: str, days: Iterable[date]) -> int:
    """Make the partitions of these days where they are missing. Returns how many were.

    Raises DataError for a day more than 60 days ago or 14 days ahead.
    """
    return _each(table, "open", days)


def drop_days(table: str, days: Iterable[date]) -> int:
    """Drop these days with all they hold, of every co-op. Returns how many there were.

    Raises DataError for a day that is not over for as long as the table keeps them.
    """
    return _each(table, "drop", days)


def days_of(table: str) -> list[date]:
    """The days that have a partition, the oldest first."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select to_date(right(inhrelid::regclass::text, 8), 'YYYYMMDD') from pg_inherits"
            " where inhparent = to_regclass(%s) order by 1",
            [f"public.{table}"],
        )
        return [day for (day,) in cursor.fetchall()]


def _each(table: str, verb: str, days: Iterable[date]) -> int:
    done = 0
    with connection.cursor() as cursor:
        for day in days:
            cursor.execute(f"select public.{table}_{verb}_day(%s)", [day])
            done += cursor.fetchone()[0]
    return done
