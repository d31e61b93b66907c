"""A real worker on a real broker: the task's co-op travels with it, and it sees that co-op only."""

import os
import subprocess
import sys
from datetime import timedelta
from urllib.parse import quote

import pytest
from django.conf import settings
from django.db import connection

from coopplatform.celery import app
from coopplatform.kernel.ids import uuid7
from deliveries.models import Position, PositionLook
from deliveries.services.positions import Fix, report_positions
from deliveries.tasks import purge, purge_for_each_cooperative
from tests.conftest import new_order
from tests.patience import eventually


@pytest.fixture
def worker(transactional_db):
    """A process of its own on the test's database, with its own queue, so that no neighbour's task is taken."""
    queue = f"tests-{uuid7()}"
    usual, app.conf.task_default_queue = app.conf.task_default_queue, queue
    database = connection.settings_dict
    url = f"postgresql://{quote(database['USER'])}:{quote(database['PASSWORD'])}@/{database['NAME']}"
    environment = os.environ | {
        "DATABASE_URL": f"{url}?host={quote(database['HOST'], safe='')}",
        "DJANGO_SETTINGS_MODULE": "coopplatform.settings.test",
    }
    words = ["-A", "coopplatform", "worker", "--concurrency", "1", "--queues", queue, "--loglevel", "WARNING"]
    process = subprocess.Popen([sys.executable, "-m", "celery", *words], env=environment, cwd=settings.ROOT)
    yield
    process.terminate()
    process.wait(20)
    app.conf.task_default_queue = usual


def old_fixes(cast, now):
    """A position of forty days ago, kept inside a shift that long, and a look at it; the same of today."""
    from members.models import Shift

    with cast.inside():
        Shift.objects.update(clocked_in_at=now - timedelta(days=41), starts_at=now - timedelta(days=41))
        point = new_order(cast, now).to.point
        fixes = [Fix(now - timedelta(days=40), point), Fix(now - timedelta(minutes=1), point)]
        report_positions(courier_id=cast.courier_id, fixes=fixes, at=now)
        for at in (now - timedelta(days=40), now):
            PositionLook.objects.create(
                courier_id=cast.courier_id, looker="person:1", page="board", since=at, until=at
            )


def positions(cast) -> int:
    with cast.inside():
        return Position.objects.count()


def looks(cast) -> int:
    with cast.inside():
        return PositionLook.objects.count()


def test_a_task_works_in_its_co_op_only(worker, roue, autre, now):
    for cast in (roue, autre):
        old_fixes(cast, now)
    purge.delay(cooperative_id=roue.cooperative.pk)
    assert eventually(lambda: looks(roue) == 1)
    assert looks(autre) == 2


def test_the_nightly_loop_enters_each_co_op(worker, roue, autre, now):
    for cast in (roue, autre):
        old_fixes(cast, now)
    purge_for_each_cooperative()
    assert (positions(roue), positions(autre)) == (1, 1)  # their day was dropped, of all at once
    assert eventually(lambda: (looks(roue), looks(autre)) == (1, 1))
