"""The session's stamp follows the scope: through cursors kept open, rollbacks, threads, asyncio and pools."""

import asyncio
import random
import threading

import pytest
from asgiref.sync import async_to_sync
from channels.db import database_sync_to_async
from django.db import DatabaseError, connection, transaction

from cooperatives.models import Membership
from coopplatform.tenancy.scope import NoCooperative, current, required, scope


def stamp() -> str:
    with connection.cursor() as cursor:
        cursor.execute("select current_setting('application_name')")
        return str(cursor.fetchone()[0])


def test_outside_of_a_scope_nothing_is_in_scope(db):
    assert (current(), stamp()) == (None, "coop:-")
    with pytest.raises(NoCooperative):
        required()


def test_scopes_nest_and_unwind(db):
    with scope(7):
        with scope(8):
            assert stamp() == "coop:8"
        assert stamp() == "coop:7"
    assert stamp() == "coop:-"


def test_a_cursor_kept_open_over_an_inner_scope_speaks_for_the_outer(db):
    with scope(7), connection.cursor() as cursor:
        with scope(8):
            stamp()
        cursor.execute("select current_setting('application_name')")
        assert cursor.fetchone() == ("coop:7",)


def test_a_rolled_back_savepoint_cannot_bring_a_stamp_back(db):
    with scope(7):
        assert stamp() == "coop:7"
        try:
            with transaction.atomic():
                with scope(8):
                    assert stamp() == "coop:8"
                raise ValueError
        except ValueError:
            pass
        assert stamp() == "coop:7"


def test_an_sql_error_in_an_inner_scope_leaves_the_outer_right(db):
    with scope(7):
        with pytest.raises(DatabaseError), transaction.atomic(), scope(8), connection.cursor() as cursor:
            cursor.execute("select 1 / 0")
        assert stamp() == "coop:7"


@pytest.mark.parametrize("reset", ["reset all", "discard plans", "set application_name = 'coop:8'"])
def test_whatever_the_server_is_told_the_next_statement_is_stamped_again(db, reset):
    with scope(7):
        with connection.cursor() as cursor:
            cursor.execute(reset)
        assert stamp() == "coop:7"


def test_a_server_side_cursor_is_refused(db):
    from django.db import InterfaceError

    with pytest.raises(InterfaceError):
        connection.create_cursor("named")


def test_threads_do_not_see_each_others_scope(transactional_db, roue, autre):
    """200 switches in each of six threads: every answer is the scope's own."""
    wrong: list[object] = []

    def work(seed: int) -> None:
        dice = random.Random(seed)
        try:
            for _ in range(200):
                here = dice.choice([roue, autre])
                with here.inside():
                    owners = set(Membership.objects.values_list("cooperative_id", flat=True))
                if owners != {here.cooperative.pk}:
                    wrong.append(owners)
        finally:
            connection.close()

    threads = [threading.Thread(target=work, args=(seed,)) for seed in range(6)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert wrong == []


def test_asyncio_tasks_interleaved_on_one_thread_keep_their_scope(transactional_db, roue, autre):
    @database_sync_to_async
    def owners() -> set[int]:
        return set(Membership.objects.values_list("cooperative_id", flat=True))

    async def one(seed: int) -> list[object]:
        dice, wrong = random.Random(seed), []
        for _ in range(10):
            here = dice.choice([roue, autre])
            with here.inside():
                await asyncio.sleep(0)
                seen = await owners()
                await asyncio.sleep(0)
            if seen != {here.cooperative.pk}:
                wrong.append(seen)
        return wrong

    async def all_of_them() -> list[object]:
        return [
            found for wrong in await asyncio.gather(*(one(seed) for seed in range(20))) for found in wrong
        ]

    assert async_to_sync(all_of_them)() == []
