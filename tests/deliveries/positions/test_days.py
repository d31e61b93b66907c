"""Positions lie in days. Days are made ahead and dropped whole, by functions that do nothing else for anyone."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import DatabaseError, connection, transaction

from coopplatform.tenancy.partitions import days_of, drop_days, open_days
from deliveries.models import Position
from deliveries.services.positions import Fix, report_positions
from deliveries.services.purging import OPEN_AHEAD_DAYS, TABLE, turn_position_days
from members.models import Shift
from tests.conftest import new_order


@pytest.fixture
def today() -> date:
    return datetime.now(UTC).date()


def ago(today, *days):
    return [today - timedelta(days=each) for each in days]


def refused(sql, *values):
    with pytest.raises(DatabaseError) as wrong, transaction.atomic(), connection.cursor() as cursor:
        cursor.execute(sql, values)
    return str(wrong.value)


def test_fixes_of_forty_and_of_two_days_ago_lie_apart_and_the_old_day_goes_whole(inside, now, today):
    Shift.objects.update(clocked_in_at=now - timedelta(days=41), starts_at=now - timedelta(days=41))
    place = new_order(inside, now).to.point
    fixes = [Fix(now - timedelta(days=days), place) for days in (40, 2)]
    assert report_positions(courier_id=inside.courier_id, fixes=fixes, at=now) == 2
    assert set(ago(today, 40, 2)) <= set(days_of(TABLE))

    connection.check_constraints()  # as the commit does
    assert turn_position_days(at=now) == 1
    assert [fix.at for fix in Position.objects.all()] == [now - timedelta(days=2)]
    assert ago(today, 40)[0] not in days_of(TABLE)


def test_the_coming_week_is_made_and_twice_changes_nothing(db, now, today):
    for _ in range(2):
        assert turn_position_days(at=now) == 0
    assert {today + timedelta(days=ahead) for ahead in range(OPEN_AHEAD_DAYS + 1)} <= set(days_of(TABLE))


def test_a_day_is_kept_until_its_last_moment_is_thirty_days_old(db, now, today):
    open_days(TABLE, ago(today, 31, 30))
    assert turn_position_days(at=now) == 1
    assert ago(today, 30)[0] in days_of(TABLE)


@pytest.mark.parametrize("days", [30, 1, 0, -1])
def test_nothing_younger_can_be_dropped(days, db, today):
    assert "over for 30 days" in refused(f"select {TABLE}_drop_day(%s)", *ago(today, days))


def test_no_future_moves_the_limit(db, now, today):
    open_days(TABLE, ago(today, 27))
    with pytest.raises(DatabaseError, match="over for 30 days"):
        turn_position_days(at=now + timedelta(days=5))


@pytest.mark.parametrize("days", [61, 400, -15])
def test_no_day_far_away_can_be_made(days, db, today):
    assert "near the present" in refused(f"select {TABLE}_open_day(%s)", *ago(today, days))


def test_dropping_twice_and_no_day_at_all(db, today):
    open_days(TABLE, ago(today, 40))
    assert [drop_days(TABLE, ago(today, 40)) for _ in range(2)] == [1, 0]
    for verb in ("open", "drop"):
        refused(f"select {TABLE}_{verb}_day(null)")


def test_a_partition_itself_is_closed_to_the_runtime_role(roue, today):
    part = f"{TABLE}_{today:%Y%m%d}"
    with roue.inside():
        for sql in (
            f"select * from {part}",
            f"insert into {part} select * from {TABLE}",
            f"delete from {part}",
            f"truncate {part}",
            f"drop table {part}",
            f"create table mine partition of {TABLE} default",
        ):
            assert "permission denied" in refused(sql) or "must be owner" in refused(sql)


def test_the_functions_run_nobody_elses_tables(db):
    """Their search path is fixed: a table of the session's own cannot slip in under a name they use."""
    with connection.cursor() as cursor:
        cursor.execute(
            "select proname, prosecdef, proconfig::text, proacl::text from pg_proc where proname like %s order by 1",
            [f"{TABLE}_%_day"],
        )
        found = cursor.fetchall()
    assert [name for name, *_ in found] == [f"{TABLE}_drop_day", f"{TABLE}_open_day"]
    for _name, is_definer, settings, rights in found:
        assert is_definer
        assert "search_path=pg_catalog, pg_temp" in settings
        assert "=X/" not in rights.replace("coop_app=X/", "").replace("coop_owner=X/", "")
